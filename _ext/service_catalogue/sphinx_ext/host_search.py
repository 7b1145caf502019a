"""Texts of the catalogue for what a host project knows of documents: Sphinx's own index of the search, and descriptions of pages."""

from collections.abc import Callable, Iterable, Iterator, Set
from typing import Any

from docutils import nodes
from docutils.utils import new_document
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.builders.html import StandaloneHTMLBuilder

from service_catalogue.sphinx_ext.domain import domain_of
from service_catalogue.sphinx_ext.elements import catalogue_view
from service_catalogue.sphinx_ext.pages import Body
from service_catalogue.sphinx_ext.project import html_builder
from service_catalogue.views.directive_views import VIEWS
from service_catalogue.views.elements import LEAD, RICH
from service_catalogue.views.glossary import GLOSSARY
from service_catalogue.views.page import Part
from service_catalogue.views.piece import plain
from service_catalogue.views.text import lines

#: The extension that describes pages to those who show a link to them.
_OPENGRAPH = "sphinxext.opengraph"


class _Data(nodes.Invisible, nodes.Element):
    """Words of tables and lists: they are indexed, and describe nothing."""


def _sections(parts: Iterable[Part[Any]], *, with_ids: bool = True) -> Iterator[nodes.section]:
    """Yield the texts of ``parts``, each with its anchor if their HTML has ids."""
    for inner in (inner for part in parts for inner in part.walk()):
        title = inner.heading or getattr(inner.content, "caption", "")
        heading = [nodes.title("", title)] if title else []
        text = nodes.paragraph("", " ".join(lines(inner.content)))
        prose = LEAD.shows(inner) or RICH.shows(inner)
        terms = inner.content if GLOSSARY.shows(inner) else ()
        named = (nodes.section("", nodes.title("", plain(term.name)), ids=[term.id]) for term in terms)
        ids = [inner.anchor] if inner.anchor and with_ids else []
        yield nodes.section("", *heading, text if prose else _Data("", text), *named, ids=ids)


def _begin(app: Sphinx, builder: Builder) -> None:
    """Keep the pages from data, which are no documents, in the index, which is made when the builder prepares to write."""
    project = domain_of(app.env).project
    if not (isinstance(builder, StandaloneHTMLBuilder) and project.rendered):
        return
    prepare = builder.prepare_writing

    def prepare_writing(documents: Set[str]) -> None:
        prepare(documents)
        if builder.indexer is not None:
            prune = builder.indexer.prune
            vars(builder.indexer).update(prune=lambda known: prune({*known, *project.pages}))

    vars(builder).update(prepare_writing=prepare_writing)


def _describing(app: Sphinx) -> list[Callable[..., Any]]:
    """Return what describes documents, and documents alone."""
    return [each.handler for each in app.events.listeners["html-page-context"] if each.handler.__module__ == _OPENGRAPH]


def _add_texts(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Give each view its texts as children: they are indexed and described, while the HTML of the view is rendered without them."""
    project = domain_of(app.env).project
    if project.rendered and (html_builder(app).indexer is not None or _describing(app)):
        for view in list(doctree.findall(catalogue_view)):
            view += _sections(project.parts(view["view"]), with_ids=VIEWS[view["view"][0]].keeps_ids)


def _index_page(app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    body, describing = context.get("body"), _describing(app)
    if not isinstance(body, Body) or not (html_builder(app).indexer is not None or describing):
        return
    content = new_document("")
    top = nodes.section("", nodes.title("", body.page.title), nodes.paragraph("", body.page.description), ids=["top"])
    content += top
    for describe in describing:
        describe(app, pagename, template, context, content)
    top += _sections(body.page.parts)
    html_builder(app).index_page(pagename, content, body.page.title)


def setup(app: Sphinx) -> None:
    app.connect("write-started", _begin)
    app.connect("doctree-resolved", _add_texts)
    app.connect("html-page-context", _index_page)
