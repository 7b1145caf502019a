"""Pages from data and views in documents: as HTML, and as docutils nodes for other builders and for what reads doctrees."""

import functools
import itertools
import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from typing import Any, TypeAlias

from docutils import nodes
from pygments.formatters import HtmlFormatter
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.writers.html5 import HTML5Translator

from service_catalogue.locale.words import Words
from service_catalogue.sphinx_ext.domain import ancestors, catalogue_page, catalogue_term, catalogue_view, domain_of, id_of
from service_catalogue.sphinx_ext.project import PLACE, Project
from service_catalogue.views.directives import VIEWS
from service_catalogue.views.edition import Link
from service_catalogue.views.page import Part

Content: TypeAlias = "Element | str"
#: Elements without an end.
_VOID = {"br", "col", "hr", "img", "input", "line", "rect"}
#: Elements that a document has no use for, by tag and by class.
_SKIPPED = {"button", "colgroup", "form", "noscript", "script", "svg", "template"}
_SKIPPED_CLASSES = {"correction", "permalink"}
_INLINE = {"a", "b", "br", "code", "del", "em", "i", "ins", "mark", "small", "span", "strong", *_SKIPPED}
_MARKUP = {"b": nodes.strong, "strong": nodes.strong, "ins": nodes.strong, "mark": nodes.strong, "em": nodes.emphasis}
_MARKUP |= {"del": nodes.emphasis, "small": nodes.emphasis, "code": nodes.literal}
_HEADINGS = tuple(f"h{level}" for level in range(1, 7))
#: Maximum width in characters of the first column of a table, and of its other columns together.
_WIDTHS = (40, 60)
#: Maximum length of a word in the head of a column that plain text does not hyphenate.
_NAME = 20


class Element:
    """Element of HTML."""

    def __init__(self, tag: str, attributes: dict[str, str]) -> None:
        self.tag = tag
        self.attributes = attributes
        self.classes = {*attributes.get("class", "").split()}
        self.children: list[Content] = []

    @property
    def elements(self) -> list["Element"]:
        return [child for child in self.children if isinstance(child, Element)]

    def among(self, *tags: str) -> Iterator["Element"]:
        """Yield the outermost elements in it that have one of ``tags``."""
        for child in self.elements:
            yield from [child] if child.tag in tags else child.among(*tags)

    @property
    def text(self) -> str:
        return "".join(child if isinstance(child, str) else child.text for child in self.children)


class _Parser(HTMLParser):
    """Parser of the HTML of our templates, in which every element has an end or is void."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self._open = [Element("", {})]
        self.feed(html)
        self.close()
        self.root = self._open[0]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open[-1].children.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        self._open.pop()

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)


class DoctreeMaker:
    """Makes docutils nodes of the parts of one document, from the HTML of our templates."""

    def __init__(self, project: Project, document: str) -> None:
        self._project, self._document = project, document
        #: The ids of other sections and of tables, which must differ from those of other documents; the rendered HTML has none of them.
        self._ids = (
            itertools.repeat(list[str]())
            if project.rendered
            else ([nodes.make_id(f"catalogue-{document}-{number}")] for number in itertools.count(1))
        )
        self._in_section = True

    def parts(self, parts: Iterable[Part[object]], *, in_section: bool = True, keeps_ids: bool = False) -> list[nodes.Element]:
        """Return the nodes of ``parts``; a heading begins a section, or is a rubric where no section or id is possible."""
        self._in_section = in_section
        renderer = self._project.renderer(self._document, again=not keeps_ids, alone=True)
        return [*self._blocks(_Parser("\n".join(map(renderer.part, parts))).root.children)]

    def ids_of(self, anchor: str) -> list[str]:
        """Return the id of a place, which is in front of the ids of the document unless the HTML is rendered."""
        return [anchor if self._project.rendered else id_of(Link(self._document, anchor))]

    def _target(self, element: Element) -> list[nodes.Node]:
        """Return the target of the references to ``element``; the rendered HTML has its own."""
        is_one = "id" in element.attributes and not self._project.rendered
        return [nodes.target("", "", ids=self.ids_of(element.attributes["id"]))] if is_one else []

    # Blocks

    def _blocks(self, content: Iterable[Content]) -> Iterator[nodes.Element]:
        """Yield the nodes of ``content``: inline elements side by side are a paragraph."""
        for is_inline, some in itertools.groupby(content, lambda one: isinstance(one, str) or one.tag in _INLINE):
            if is_inline:
                yield from self._paragraph(some)
            else:
                yield from itertools.chain.from_iterable(self._block(one) for one in some if isinstance(one, Element))

    def _paragraph(self, content: Iterable[Content]) -> Iterator[nodes.Element]:
        if (shown := nodes.paragraph("", "", *self._inline(content))).children:
            yield shown

    def _block(self, element: Element) -> Iterator[nodes.Element]:
        tag = element.tag
        if "hidden" in element.attributes:
            return
        if tag == "table":
            yield from self._table(element)
        elif tag == "dl":
            yield from self._definitions(element)
        elif "part" in element.classes or "glossary-entry" in element.classes:
            yield from self._section(element)
        elif "departure" in element.classes or "notice" in element.classes:
            yield from self._admonition(element)
        elif tag in ("p", "figcaption", "summary"):
            yield from self._paragraph([element])
        elif tag in _HEADINGS:
            yield nodes.rubric("", "", *self._inline(element.children))
        elif tag in ("ul", "ol") or "legend" in element.classes:
            departures = [one for one in element.elements if "departure" in one.classes]
            yield from self._blocks(departures)
            items = [nodes.list_item("", *self._lines(one)) for one in element.elements if one not in departures]
            yield from [nodes.bullet_list("", *items)] if items else []
        elif tag == "pre":
            yield nodes.literal_block(element.text, element.text, language="yaml")
        else:
            yield from self._lines(element)

    def _lines(self, element: Element) -> Iterator[nodes.Element]:
        target, blocks = self._target(element), [*self._blocks(element.children)]
        if number := element.attributes.get("value"):
            target.append(nodes.Text(f"{number}: "))
        if target and blocks and isinstance(blocks[0], nodes.paragraph):
            blocks[0].insert(0, target)
        elif target:
            yield from (one for one in target if isinstance(one, nodes.Element))
        yield from blocks

    def _section(self, element: Element) -> Iterator[nodes.Element]:
        """Yield a part, or an entry of the glossary, as a section: the search of Sphinx finds these by their titles."""
        heading = next(element.among(*_HEADINGS, "dt"))
        content = (
            one for one in element.children if isinstance(one, str) or not (one.tag in ("summary", "dt") or one is heading)
        )
        inner = [*self._blocks(content)]
        title = "".join(node.astext() for node in self._inline(heading.children))
        ids = self.ids_of(element.attributes["id"]) if "id" in element.attributes else next(self._ids)
        if ids and self._in_section:
            # Confluence has anchors for the names of sections alone.
            yield nodes.section("", nodes.title(title, title), *inner, ids=ids, names=ids)
        else:
            yield from (nodes.rubric("", title), *inner)

    def _admonition(self, element: Element) -> Iterator[nodes.Element]:
        """Yield a box, whose title is its first element."""
        title = element.elements[0]
        words = self._inline(title.children)
        if isinstance(words[-1], nodes.Text):
            words[-1] = nodes.Text(words[-1].removesuffix("."))
        yield from (one for one in self._target(element) if isinstance(one, nodes.Element))
        yield nodes.admonition(
            "",
            nodes.title("", "", *words),
            *self._blocks(one for one in element.children if one is not title),
            classes=["catalogue-note"],
        )

    def _definitions(self, element: Element) -> Iterator[nodes.Element]:
        items: list[nodes.Element] = []
        for one in element.elements:
            if "glossary-entry" in one.classes:
                yield from self._section(one)
                continue
            term, *definitions = one.elements
            inner = itertools.chain.from_iterable(self._blocks(each.children) for each in definitions)
            words = nodes.term("", "", *self._target(one), *self._inline(term.children))
            items.append(nodes.definition_list_item("", words, nodes.definition("", *inner)))
        yield from [nodes.definition_list("", *items)] if items else []

    # Tables

    def _table(self, element: Element) -> Iterator[nodes.Element]:
        rows = {tag: [row for part in element.among(tag) for row in part.among("tr")] for tag in ("thead", "tbody")}
        count = sum(_span(cell, "colspan") for cell in rows["thead"][0].among("th"))
        head = nodes.thead("", *(self._flattened(rows["thead"]) if self._project.flat else self._rows(rows["thead"], count)))
        body = nodes.tbody("", *self._rows(rows["tbody"], count))
        specs = [*_columns(count, head, body)]
        specs[0]["stub"] = int(any(row.elements[0].tag == "th" for row in rows["tbody"]))
        total = sum(spec["colwidth"] for spec in specs)
        # Without a column specification, LaTeX makes each column of a long table as wide as its longest text.
        yield addnodes.tabular_col_spec(spec="".join(rf"\X{{{spec['colwidth']}}}{{{total}}}" for spec in specs))
        titles = [nodes.title("", "", *self._inline(caption.children)) for caption in element.among("caption")]
        yield nodes.table("", *titles, nodes.tgroup("", *specs, head, body, cols=count), ids=next(self._ids))

    def _rows(self, rows: Iterable[Element], count: int) -> Iterator[nodes.row]:
        """Yield rows of ``count`` columns; a cell alone is as wide as the table."""
        for row in rows:
            cells = [*row.among("th", "td")]
            entries = []
            for cell in cells:
                blocks = [*self._lines(cell)] or [nodes.paragraph()]
                blocks[0][:0] = self._target(row) if cell is cells[0] else []
                columns = count if len(cells) == 1 else _span(cell, "colspan")
                spans = {"morecols": columns - 1, "morerows": _span(cell, "rowspan") - 1}
                own = {} if self._project.flat else {name: more for name, more in spans.items() if more}
                # Elsewhere, the cells behind one that spans others would get into another column.
                empty = [nodes.entry("", nodes.paragraph()) for _ in range(columns - 1 if self._project.flat else 0)]
                entries += [nodes.entry("", *blocks, **own), *empty]
            yield nodes.row("", *entries)

    def _flattened(self, rows: list[Element]) -> Iterator[nodes.row]:
        """Yield one header row, with the headings above each column in one: "Middleware: customer"."""
        below = (cell for row in rows[1:] for cell in row.elements)
        names = [
            cell.text if len(rows) == 1 or _span(cell, "rowspan") > 1 else f"{cell.text}: {next(below).text}"
            for cell in rows[0].elements
            for _ in range(_span(cell, "colspan"))
        ]
        yield nodes.row("", *(nodes.entry("", nodes.paragraph("", " ".join(name.split()))) for name in names))

    # Text

    def _inline(self, content: Iterable[Content]) -> list[nodes.Node]:
        among, shown, before = [*content], list[nodes.Node](), ""
        for one in among:
            if isinstance(one, str):
                words = _SPACE.sub(" ", one)
                words = words.lstrip(" ") if before[-1:] in ("", " ") else words
                phrase: list[nodes.Node] = [nodes.Text(words)] if words else []
            else:
                phrase = self._phrase(one, among)
                words = "".join(node.astext() for node in phrase)
                if one.tag == "span" and one.classes and before[-1:].isalnum() and words[:1].isalnum():
                    phrase.insert(0, nodes.Text(" "))  # by their style they are apart
            before += words
            shown += phrase
        if shown and isinstance(shown[-1], nodes.Text):
            words = shown.pop().astext().rstrip(" ")
            shown += [nodes.Text(words)] if words else []
        return shown

    def _phrase(self, element: Element, among: list[Content]) -> list[nodes.Node]:
        """Return the nodes of an inline element; letters of cells need none of the words that only screen readers read."""
        has_letters = any(isinstance(one, Element) and one.tag == "i" for one in among)
        skipped = _SKIPPED_CLASSES | ({"visually-hidden"} if has_letters else set())
        if element.tag in _SKIPPED or element.classes & skipped:
            return []
        inner: list[nodes.Node] = [nodes.Text(element.text)]
        if element.tag != "i":
            inner = self._inline(element.children)
        address, target = element.attributes.get("href", ""), self._target(element)
        if not "".join(node.astext() for node in inner):
            return target
        if address.startswith(PLACE):
            document, _, anchor = address.removeprefix(PLACE).partition("#")
            place = Link(document.partition("?")[0], anchor)
            names = {"refdomain": "catalogue", "reftype": "place", "reftarget": place.document}
            inner = [addnodes.pending_xref("", nodes.inline("", "", *inner), place=place, **names)]
        elif address and not address.startswith("#"):
            inner = [nodes.reference("", "", *inner, refuri=address)]
        elif element.tag in _MARKUP:
            inner = [_MARKUP[element.tag]("", "", *inner)]
        return [*target, *inner]


#: Space within a line; one that is not broken stays.
_SPACE = re.compile(r"[ \n\t]+")


def _span(cell: Element, name: str) -> int:
    return int(cell.attributes.get(name, 1))


def _columns(count: int, head: nodes.thead, body: nodes.tbody) -> Iterator[nodes.colspec]:
    """Yield the columns of a table, as wide as their content; the first has the headings of the rows."""
    rows = [[entry.astext() for entry in row.children] for row in body.children if len(row.children) == count]
    words = [word for entry in head.findall(nodes.entry) for word in entry.astext().split()]
    yield nodes.colspec(colwidth=min(_WIDTHS[0], max((len(row[0]) for row in rows), default=8)))
    widest = max(8, _WIDTHS[1] // max(1, count - 1))
    own = [entry.astext().split() for entry in head.children[-1].children][1 - count :]
    for column in range(1, count):
        longest = max((len(row[column]) for row in rows), default=1)
        name = max(map(len, itertools.chain(*own[column - 1 : column])), default=1)
        yield nodes.colspec(colwidth=max(min(widest, max(longest, *map(len, words))), min(name, _NAME)))


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


class ViewsToDoctree(SphinxPostTransform):
    """Replacement of pages and views by docutils nodes, and of terms by their words, for builders that do not render views.

    Where HTML is rendered, a view has the nodes as children, which are indexed and describe the document.
    """

    default_priority = 5  # before references are resolved

    def run(self, **kwargs: object) -> None:
        project = domain_of(self.env).project
        if project.lean:
            return
        maker = DoctreeMaker(project, self.env.current_document.docname)
        for view in list(self.document.findall(catalogue_view)):
            in_section = project.rendered or isinstance(view.parent, nodes.section | nodes.document)
            keeps_ids = project.rendered and VIEWS[view["view"][0]].keeps_ids
            view += maker.parts(project.parts(view["view"]), in_section=in_section, keeps_ids=keeps_ids)
        if not project.rendered:
            for node in [*self.document.findall(catalogue_view), *self.document.findall(catalogue_term)]:
                node.replace_self(node.children)
            for page in list(self.document.findall(catalogue_page)):
                page.replace_self(nodes.section("", *page.children, ids=page["ids"]))


def _visit_view(self: HTML5Translator, node: catalogue_view) -> None:
    level = 1 + sum(isinstance(one, nodes.section) for one in ancestors(node))
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
