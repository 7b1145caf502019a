"""Pages from data in what a host project knows of documents: Sphinx's own index of the search, in any theme but ours, and descriptions."""

from collections.abc import Iterable, Set
from typing import Any

from docutils import nodes
from docutils.utils import new_document
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.search import IndexBuilder

from service_catalogue.sphinx_ext.domain import domain_of
from service_catalogue.sphinx_ext.elements import catalogue_view
from service_catalogue.sphinx_ext.pages import Body
from service_catalogue.sphinx_ext.project import Project
from service_catalogue.views.page import Part
from service_catalogue.views.text import lines

#: The extension that describes pages to those who show a link to them.
_OPENGRAPH = "sphinxext.opengraph"


class _Index:
    """Completes an index of Sphinx: its methods replace those of the index itself."""

    def __init__(self, index: IndexBuilder, project: Project) -> None:
        self._feed, self._prune, self._project = index.feed, index.prune, project

    def prune(self, documents: Iterable[str]) -> None:
        """Keep the pages from data too, which are no documents."""
        self._prune({*documents, *self._project.pages})

    def feed(self, document: str, file: str, title: str, doctree: nodes.document) -> None:
        """Index a document with the texts of the views in it."""
        if next(doctree.findall(catalogue_view), None) is not None:
            doctree = doctree.deepcopy()
            for view in list(doctree.findall(catalogue_view)):
                view.replace_self(_sections(self._project.parts(view["view"])))
        self._feed(document, file, title, doctree)


def _sections(parts: Iterable[Part[Any]]) -> list[nodes.section]:
    """Return the texts of ``parts``, each with its anchor."""
    return [
        nodes.section(
            "",
            nodes.title("", inner.heading),
            nodes.paragraph("", " ".join(lines(inner.content))),
            ids=[inner.anchor] if inner.anchor else [],
        )
        for part in parts
        for inner in part.walk()
    ]


def _begin(app: Sphinx, builder: Builder) -> None:
    """Complete the index, which is made when the builder prepares to write."""
    project = domain_of(app.env).project
    if not (isinstance(builder, StandaloneHTMLBuilder) and project.rendered):
        return
    prepare = builder.prepare_writing

    def prepare_writing(documents: Set[str]) -> None:
        prepare(documents)
        if builder.indexer is not None:
            index = _Index(builder.indexer, project)
            vars(builder.indexer).update(prune=index.prune, feed=index.feed)

    vars(builder).update(prepare_writing=prepare_writing)


def _index_page(app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    builder, body = app.builder, context.get("body")
    # It describes documents alone.
    describing = [each.handler for each in app.events.listeners["html-page-context"] if each.handler.__module__ == _OPENGRAPH]
    if not (
        isinstance(body, Body) and isinstance(builder, StandaloneHTMLBuilder) and (builder.indexer is not None or describing)
    ):
        return
    content = new_document("")
    top = nodes.section("", nodes.title("", body.page.title), nodes.paragraph("", body.page.description), ids=["top"])
    content += top
    for describe in describing:
        describe(app, pagename, template, context, content)
    top += _sections(body.page.parts)
    builder.index_page(pagename, content, body.page.title)


def setup(app: Sphinx) -> None:
    app.connect("write-started", _begin)
    app.connect("html-page-context", _index_page)
