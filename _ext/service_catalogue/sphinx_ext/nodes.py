"""The doctree of a page that is made from data: a skeleton, with a leaf for each part.

The skeleton gives Sphinx the titles, the anchors and the table of contents. In HTML the page node renders the whole page from
its view; other builders get a paragraph for each line of a part.
"""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx

from service_catalogue.views.page import Page, Part
from service_catalogue.views.text import lines

#: The builders that render views.
RENDERED = ("html", "dirhtml")


class catalogue_page(nodes.section):
    """A page that is made from a view; a section, so that Sphinx finds its title."""


class catalogue_part(nodes.General, nodes.Element):
    """A part of a page: ``path`` says which, by its index at each depth."""


class catalogue_term(nodes.Inline, nodes.TextElement):
    """A mention of a glossary term in prose: ``term`` is its id, ``lang`` the language of its words if foreign."""


class catalogue_view(nodes.General, nodes.Element):
    """A part that a directive shows in prose: ``view`` is its name."""


def skeleton(page: Page) -> catalogue_page:
    """The doctree of ``page``."""
    root = catalogue_page("", nodes.title("", page.title), ids=["top"])
    for index, part in enumerate(page.parts):
        root += _part(part, (index,))
    return root


def _part(part: Part, path: tuple[int, ...]) -> list[nodes.Element]:
    content: list[nodes.Element] = [catalogue_part(path=path)]
    for index, inner in enumerate(part.parts):
        content += _part(inner, (*path, index))
    if not part.anchor:
        return content
    return [nodes.section("", nodes.title("", part.heading), *content, ids=[part.anchor])]


def _to_paragraphs(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """For builders that do not render views: what a part says, as paragraphs."""
    if app.builder.name in RENDERED:
        return
    domain = app.env.domains["catalogue"]
    for leaf in list(doctree.findall(catalogue_part)):
        part = domain.part(docname, leaf["path"])
        leaf.replace_self([nodes.paragraph("", line) for line in lines(part.content)])
    for leaf in list(doctree.findall(catalogue_view)):
        leaf.replace_self([nodes.paragraph("", line) for line in lines(domain.view(leaf["view"]).content)])
    for page in list(doctree.findall(catalogue_page)):
        page.replace_self(nodes.section("", *page.children, **page.attributes))
    for term in list(doctree.findall(catalogue_term)):
        term.replace_self(term.children)


def setup(app: Sphinx) -> None:
    for node in (catalogue_page, catalogue_part, catalogue_term, catalogue_view):
        app.add_node(node)
    app.connect("doctree-resolved", _to_paragraphs)
