"""HTML of documents in our own theme, and of views, which become docutils nodes for other builders."""

import functools
from collections.abc import Iterator
from typing import Any

from docutils import nodes
from pygments.formatters import HtmlFormatter
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.writers.html5 import HTML5Translator

from service_catalogue.locale import Words
from service_catalogue.sphinx_ext.doctree import DoctreeMaker
from service_catalogue.sphinx_ext.domain import domain_of
from service_catalogue.sphinx_ext.elements import catalogue_term, catalogue_view

#: Length of a word of code with its tags beyond which it may be wider than a phone: 24 characters.
_LONG = len('<span class="pre"></span>') + 24


class CodeFormatter(HtmlFormatter[str]):
    """Formatter of highlighted code that can be scrolled by keyboard."""

    def wrap(self, source: Iterator[tuple[int, str]]) -> Iterator[tuple[int, str]]:
        yield 0, '<pre tabindex="0"><span></span>'  # without the empty element, HTML drops an empty first line
        yield from source
        yield 0, "</pre>"


class CatalogueTranslator(HTML5Translator):
    """Translator of prose without inline style, with links to headings and accessible tables."""

    @property
    def _words(self) -> Words:
        return domain_of(self.builder.env).project.edition.words

    def starttag(self, node: nodes.Element, tagname: str, suffix: str = "\n", empty: bool = False, **attributes: Any) -> str:
        attributes.pop("style", None)  # the policy of the site forbids it
        attributes.pop("STYLE", None)
        if isinstance(node, nodes.inline) and node.get("lang"):
            attributes["lang"] = node["lang"]
        if tagname == "pre":
            attributes["tabindex"] = "0"  # long lines can be scrolled by keyboard
        return super().starttag(node, tagname, suffix, empty, **attributes)

    def visit_Text(self, node: nodes.Text) -> None:
        start = len(self.body)
        super().visit_Text(node)
        if self.protect_literal_text:
            self.body[start:] = (
                part.replace('class="pre"', 'class="pre long"') if len(part) > _LONG else part for part in self.body[start:]
            )

    def visit_title(self, node: nodes.title) -> None:
        section = node.parent
        # The link to a heading is outside of it, and no part of its name; the title of the page has none.
        if self.config.html_permalinks and isinstance(section, nodes.section) and isinstance(section.parent, nodes.section):
            label, id = self._words("frame.permalink", heading=node.astext()), section["ids"][-1]
            self.body.append(f'<a class="permalink" href="#{self.attval(id)}" aria-label="{self.attval(label)}">#</a>')
        super().visit_title(node)

    def add_permalink_ref(self, node: nodes.Element, title: str) -> None:
        pass  # it would be part of the name of the heading

    def visit_table(self, node: nodes.table) -> None:
        self.body.append('<div class="scroller" tabindex="0" role="region" aria-label="')
        self.body.append(self.attval(self._words("frame.table", number=self._tables.index(node) + 1)) + '">')
        super().visit_table(node)

    def depart_table(self, node: nodes.table) -> None:
        super().depart_table(node)
        self.body.append("</div>")

    @functools.cached_property
    def _tables(self) -> list[nodes.table]:
        return list(self.document.findall(nodes.table))

    def visit_tgroup(self, node: nodes.Element) -> None:
        pass

    def depart_tgroup(self, node: nodes.Element) -> None:
        pass

    def visit_colspec(self, node: nodes.Element) -> None:
        raise nodes.SkipNode  # widths by column are inline style

    def visit_entry(self, node: nodes.Element) -> None:
        row = node.parent
        in_head, first = isinstance(row.parent, nodes.thead), row.index(node) == 0
        stub = first and bool(next(row.parent.parent.findall(nodes.colspec)).get("stub"))
        attributes = {"scope": "col"} if in_head else {"scope": "row"} if stub else {}
        for name, span in (("rowspan", "morerows"), ("colspan", "morecols")):
            if node.get(span):
                attributes[name] = str(node[span] + 1)
        tag = "th" if in_head or stub else "td"
        self.body.append("".join((f"<{tag}", *(f' {name}="{value}"' for name, value in attributes.items()), ">")))
        self.context.append(f"</{tag}>")

    def depart_entry(self, node: nodes.Element) -> None:
        self.body.append(self.context.pop())


#: Formats with cells that span others; elsewhere, the cells behind one would get into another column.
_SPANNING = ("html", "latex", "text", "xml", "pseudoxml")


class ViewsToDoctree(SphinxPostTransform):
    """Replacement of views by docutils nodes, and of terms by their words, for builders that do not render views."""

    default_priority = 5  # before references are resolved

    def run(self, **kwargs: object) -> None:
        project = domain_of(self.env).project
        if project.rendered:
            return
        maker = DoctreeMaker(project.edition, self.env.current_document.docname, flat=self.app.builder.format not in _SPANNING)
        for view in list(self.document.findall(catalogue_view)):
            in_section = isinstance(view.parent, nodes.section | nodes.document)
            parts = project.parts(view["view"])
            view.replace_self([node for part in parts for node in maker.part(part, in_section=in_section)])
        for term in list(self.document.findall(catalogue_term)):
            term.replace_self(term.children)


def _visit_view(self: HTML5Translator, node: catalogue_view) -> None:
    level = 1
    parent = node.parent
    while parent is not None:
        level += isinstance(parent, nodes.section)
        parent = parent.parent
    project = domain_of(self.builder.env).project
    self.body.append(project.view(self.builder.current_docname, node["view"], level))
    raise nodes.SkipNode


def _visit_term(self: HTML5Translator, node: catalogue_term) -> None:
    project = domain_of(self.builder.env).project
    edition = project.edition
    piece = edition.term_piece(edition.catalogue.term(node["term"]), node.astext(), node["lang"])
    self.body.append(project.renderer(self.builder.current_docname).term(piece))
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    app.add_node(catalogue_view, html=(_visit_view, None))
    app.add_node(catalogue_term, html=(_visit_term, None))
    app.add_post_transform(ViewsToDoctree)
