"""Pages from data and views in documents: as HTML, and as docutils nodes for other builders and for what reads doctrees."""

import functools
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from docutils import nodes
from pygments.formatters import HtmlFormatter
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.writers.html5 import HTML5Translator

from service_catalogue.locale import Words
from service_catalogue.sphinx_ext import domain
from service_catalogue.sphinx_ext.domain import catalogue_page, catalogue_term, catalogue_view, domain_of
from service_catalogue.sphinx_ext.project import Project
from service_catalogue.views.allocation import Allocation, Answer, Answering, StackView, TaskIntro
from service_catalogue.views.directives import VIEWS, KeyView, RuleView, SchemeLegend, Standing
from service_catalogue.views.duties import OwnHead, OwnLetters, OwnPlace, OwnTask, PartyText, PartyTexts
from service_catalogue.views.edition import Rich, plain, text
from service_catalogue.views.glossary import TermView
from service_catalogue.views.home import Card, Hero
from service_catalogue.views.matrix import CellView, HeaderView, LegendEntry, MatrixView
from service_catalogue.views.page import Fact, ListEntry, Part, TermEntry
from service_catalogue.views.plain import lines
from service_catalogue.views.service import PartCards, ServiceHead, SourceView
from service_catalogue.views.statements import DepartureView, NoteView, StatementView, owner_in_brackets
from service_catalogue.views.status import Withdrawn


class TableMaker:
    """Makes the tables of one document, each with the next of ``ids``."""

    def __init__(self, words: Words, ids: Iterator[list[str]], *, flat: bool) -> None:
        self._words = words
        self._ids = ids
        #: Whether tables have one header row and no cell that spans others.
        self._flat = flat

    def matrix(self, view: MatrixView) -> Iterator[nodes.Element]:
        columns = len(view.starts)
        rows = []
        for group in view.groups:
            name = " › ".join(plain(outer) for outer in group.path)
            rows.append(self._wide_row(nodes.strong("", name), columns))
            if group.reason:
                rows.append(self._wide_row(nodes.emphasis("", plain(group.reason)), columns))
            for row in group.rows:
                task = (
                    plain(row.name) + (f" ({row.cadence})" if row.cadence else "") + domain.marks((*row.notes, *row.departures))
                )
                rows.append(domain.row([task, *(self._cell(cell) for cell in row.cells)]))
        return self._table(view.caption, self._words("matrix.task"), view.header_rows, rows)

    def allocation(self, view: Allocation) -> Iterator[nodes.Element]:
        rows = [
            domain.row([plain(row.name), *(f"{self._cell(cell)} {cell.words}".strip() for cell in row.cells)])
            for row in view.rows
        ]
        return self._table(view.caption, view.axes, [view.headers], rows)

    def shares(self, view: StackView) -> Iterator[nodes.Element]:
        caption = self._words("service.accountability")
        rows = [domain.row([plain(layer.layer), layer.words]) for layer in view.layers]
        return self._table(caption, self._words("task.layer"), [[HeaderView(text(caption), 1)]], rows)

    def _cell(self, cell: CellView) -> str:
        sign = cell.roles or (self._words(f"cell.{cell.state}.short") if cell.state else "–")
        return sign + domain.marks((*cell.notes, *cell.departures))

    def _table(
        self, caption: str, corner: str, header: Sequence[Sequence[HeaderView]], rows: Iterable[nodes.row]
    ) -> Iterator[nodes.Element]:
        """Yield a table of ``rows`` below ``header``, with ``corner`` above their names."""
        header = _flattened(header) if self._flat else header
        columns = sum(cell.span for cell in header[0])
        head = nodes.thead()
        for number, cells in enumerate(header):
            row = nodes.row()
            if number == 0:
                row += domain.entry(corner, morerows=len(header) - 1)
            row += [domain.entry(plain(cell.name), morecols=cell.span - 1) for cell in cells]
            head += row
        body = nodes.tbody("", *rows)
        specs = list(domain.columns(columns, head, body))
        total = sum(spec["colwidth"] for spec in specs)
        # Without a column specification, LaTeX makes each column of a long table as wide as its longest text.
        yield addnodes.tabular_col_spec(spec="".join(rf"\X{{{spec['colwidth']}}}{{{total}}}" for spec in specs))
        group = nodes.tgroup("", *specs, head, body, cols=columns + 1)
        yield nodes.table("", nodes.title("", caption), group, ids=next(self._ids))

    def _wide_row(self, node: nodes.Element, columns: int) -> nodes.row:
        """Return a row of one cell over the names of rows and all ``columns``."""
        if self._flat:
            return domain.row([node, *[""] * columns])
        return nodes.row("", nodes.entry("", nodes.paragraph("", "", node), morecols=columns))


def _flattened(header: Sequence[Sequence[HeaderView]]) -> Sequence[Sequence[HeaderView]]:
    """Return one header row, with the headings above each column in one: "Middleware: customer"."""
    names = [list(itertools.chain.from_iterable([plain(cell.name)] * cell.span for cell in row)) for row in header]
    return [[HeaderView(text(": ".join(column)), 1) for column in zip(*names, strict=True)]]


#: Kinds of parts that become a paragraph for each line of text.
LINES = (
    "across", "call-ways", "calls", "changes", "changes-intro", "clauses", "comparison", "differences", "doors", "lead", "more", "none", "not-stated",
    "party", "restated", "standard", "term",
)  # fmt: skip


class DoctreeMaker:
    """Makes docutils nodes of the parts of one document."""

    def __init__(self, project: Project, document: str) -> None:
        edition = project.edition
        self._words = edition.words
        #: The ids of sections and tables, which must differ from those of other documents; the rendered HTML has none of them.
        self._ids = (
            itertools.repeat(list[str]())
            if project.rendered
            else ([nodes.make_id(f"catalogue-{document}-{number}")] for number in itertools.count(1))
        )
        self._tables = TableMaker(edition.words, self._ids, flat=project.flat)
        self._duties = DutyMaker(edition.words)
        #: The function for the content of each kind of part.
        self.handlers: dict[str, Callable[[Any], Iterable[nodes.Element]]] = {
            "allocation": self._allocation,
            "answers": self._answers,
            "departures": self._departures,
            "departures-again": self._departures,
            "elsewhere": self._elsewhere,
            "example": self._example,
            "facts": self._facts,
            "glance": self._glance,
            "glossary": self._glossary,
            "glossary-intro": lambda words: (domain.paragraph(words),),
            "hero": self._hero,
            "keys": self._keys,
            "legend": self._legend,
            "legends": self._legends,
            "list": self._list,
            "matrix": self._matrix,
            "notes": self._notes,
            "notes-again": self._notes,
            "own-head": self._own_head,
            "own-letters": self._duties.letters,
            "own-places": self._duties.places,
            "part-cards": self._part_cards,
            "rich": lambda text: (domain.rich(text),),
            "rules": self._rules,
            "said": self._said,
            "services": self._services,
            "shares": self._shares,
            "source": self._source,
            "stack": self._list,
            "standing": self._standing,
            "statements": self._own_statements,
            "statements-again": self._statement_list,
            "task": self._task,
            "terms": self._terms,
            "withdrawn": self._withdrawn,
            # The heading of a group is made with its part; the others work only in a browser.
            **dict.fromkeys(("group", "search", "service-choice", "switch"), lambda view: ()),
            # No directive shows these, or they are nothing but text.
            **dict.fromkeys(LINES, lambda view: map(domain.paragraph, lines(view))),
        }

    def parts(self, parts: Iterable[Part[object]], *, in_section: bool = True, keeps_ids: bool = False) -> list[nodes.Element]:
        """Return the nodes of ``parts``; a heading begins a section, or is a rubric where no section or id is possible."""
        content: list[nodes.Element] = []
        for part in parts:
            inner = (
                *self.handlers[part.template](part.content),
                *self.parts(part.parts, in_section=in_section, keeps_ids=keeps_ids),
            )
            ids = ([part.anchor] if keeps_ids and part.anchor else next(self._ids)) if part.heading and in_section else []
            if ids:
                content.append(nodes.section("", nodes.title(part.heading, part.heading), *inner, ids=ids))
            else:
                content += [*([nodes.rubric("", part.heading)] if part.heading else []), *inner]
        return content

    # Tables

    def _matrix(self, view: MatrixView) -> Iterator[nodes.Element]:
        if view.legend:
            yield from self._legend(view.legend)
        yield from self._tables.matrix(view)
        if signs := (*view.signs, *view.departure_signs):
            yield domain.paragraph(" ".join(signs))
        if view.default:
            yield domain.rich(view.default)
        if view.base:
            yield domain.paragraph(f"{view.base.words}.")

    def _answers(self, views: tuple[Answer, ...]) -> Iterator[nodes.Element]:
        for view in views:
            sentences = (self._answering(sentence) for sentence in view.sentences)
            service = f"{view.service}: " if len(views) > 1 or view.is_in_doubt else ""
            yield domain.paragraph(service + " ".join(sentences) + domain.marks(view.own))

    def _answering(self, view: Answering) -> str:
        places = [plain(place.name) + domain.marks(place.marks) for place in view.places]
        at = f" {self._words('task.at')} {self._words.list(places, view.separator)}" if view.places[0].name else "".join(places)
        return f"{view.words}{at}."

    def _allocation(self, view: Allocation) -> Iterator[nodes.Element]:
        yield from self._tables.allocation(view)
        if view.cadence:
            yield domain.paragraph(view.cadence)
        if view.own:
            yield domain.paragraph(self._words("task.own") + domain.marks(view.own))
        yield from self._notes(view.notes)
        yield from map(self._departure, view.departures)
        if view.statements:
            yield nodes.rubric("", self._words("task.statements"))
        yield from self._statement_list(view.statements)

    def _example(self, view: Allocation | None) -> Iterator[nodes.Element]:
        return self._allocation(view) if view else iter(())

    def _shares(self, view: StackView) -> Iterator[nodes.Element]:
        if view.layers:
            yield from self._tables.shares(view)

    # Lists

    def _legend(self, entries: tuple[LegendEntry, ...]) -> Iterator[nodes.Element]:
        yield domain.definitions(
            (f"{entry.letter.letter}: {entry.letter.word}" + domain.marks(entry.departures), [domain.rich(entry.meaning)])
            for entry in entries
        )

    def _legends(self, schemes: tuple[SchemeLegend, ...]) -> Iterator[nodes.Element]:
        for scheme in schemes:
            if scheme.name:
                yield nodes.rubric("", scheme.name)
            yield from self._legend(scheme.letters)

    def _notes(self, notes: tuple[NoteView, ...]) -> Iterator[nodes.Element]:
        if notes:
            yield domain.definitions((_note(note), [domain.rich(note.text)]) for note in notes)

    def _terms(self, entries: tuple[TermEntry, ...]) -> Iterator[nodes.Element]:
        if entries:
            yield domain.definitions((plain(entry.name), [domain.rich(entry.definition)]) for entry in entries)

    def _glossary(self, terms: tuple[TermView, ...]) -> Iterator[nodes.Element]:
        # Sections, for the search of Sphinx finds these by their titles.
        for term in terms:
            name = plain(term.name)
            yield nodes.section("", nodes.title(name, name), *self._entry(term), ids=[term.id])

    def _entry(self, term: TermView) -> Iterator[nodes.Element]:
        yield from self._withdrawn(term.withdrawn) if term.withdrawn else ()
        definition = domain.rich(term.definition)
        definition += nodes.Text(domain.marks(term.departures))
        yield definition
        yield from (domain.paragraph(f"{other.label}: {other.name}") for other in term.others)
        if term.synonyms:
            yield domain.paragraph(f"{self._words('glossary.synonyms')}: {', '.join(term.synonyms)}")
        yield from map(domain.paragraph, lines((term.source, term.standards, term.see_also)))

    def _facts(self, facts: tuple[Fact, ...]) -> Iterator[nodes.Element]:
        yield domain.definitions((fact.label, [domain.paragraph(self._value(fact.value))]) for fact in facts)

    def _value(self, value: Rich | str) -> str:
        return (value if isinstance(value, str) else plain(value)) or self._words("not-stated")

    def _list(self, entries: tuple[ListEntry, ...]) -> Iterator[nodes.Element]:
        if entries:
            items = (plain(entry.name) + (f": {entry.words}" if entry.words else "") for entry in entries)
            yield nodes.bullet_list("", *(nodes.list_item("", domain.paragraph(item)) for item in items))

    def _own_head(self, view: OwnHead) -> Iterator[nodes.Element]:
        yield from map(domain.paragraph, (view.lead, *view.standing_in_full))

    def _elsewhere(self, view: tuple[Fact, ...]) -> Iterator[nodes.Element]:
        yield domain.paragraph(self._words.list([fact.label for fact in view]))

    def _said(self, view: PartyTexts) -> Iterator[nodes.Element]:
        if view.words:
            yield domain.paragraph(view.words)
        yield from self._duties.said(view.said)

    def _services(self, cards: tuple[Card, ...]) -> Iterator[nodes.Element]:
        yield domain.definitions((f"{card.code} {plain(card.name)}", list(self._card(card))) for card in cards)

    def _card(self, card: Card) -> Iterator[nodes.Element]:
        yield from (domain.rich(text) for text in (card.motto, card.summary) if text)
        if card.status:
            yield domain.paragraph(card.status)

    def _rules(self, rules: tuple[RuleView, ...]) -> Iterator[nodes.Element]:
        yield domain.definitions((f"{rule.title} ({rule.name}, {rule.severity})", list(self._rule(rule))) for rule in rules)

    def _rule(self, rule: RuleView) -> Iterator[nodes.Element]:
        yield domain.paragraph(rule.guide)
        for example in rule.examples:
            yield domain.paragraph(f"{example.title}: {example.file}")
            yield nodes.literal_block(example.code, example.code, language="yaml")

    def _keys(self, keys: tuple[KeyView, ...]) -> Iterator[nodes.Element]:
        yield domain.definitions((self._key(key), list(self._described(key))) for key in keys)

    def _key(self, key: KeyView) -> str:
        return f"{key.name} ({self._words('keys.required')})" if key.is_required else key.name

    def _described(self, key: KeyView) -> Iterator[nodes.Element]:
        if key.words:
            yield domain.paragraph(key.words)
        yield from (domain.paragraph(f"{one.value}: {one.words}" if one.words else one.value) for one in key.values)

    # Text

    def _hero(self, view: Hero) -> Iterator[nodes.Element]:
        yield domain.paragraph(view.owner)
        yield nodes.paragraph("", "", nodes.strong("", view.tagline))

    def _glance(self, view: ServiceHead) -> Iterator[nodes.Element]:
        if view.motto:
            yield domain.rich(view.motto)
        if view.lead:
            yield domain.rich(view.lead)
        if view.calls:
            yield from self._facts(view.calls)
        if view.standing:
            yield domain.paragraph(view.standing)
        yield from self._shares(view.stack)

    def _part_cards(self, view: PartCards) -> Iterator[nodes.Element]:
        if view.others:
            names = self._words.list([plain(entry.name) for entry in view.others])
            yield domain.paragraph(f"{self._words('part.others')}: {names}.")

    def _source(self, view: SourceView) -> Iterator[nodes.Element]:
        if view.restatement:
            yield domain.admonition(self._words("restatement.label"), domain.paragraph(view.restatement))
        elif view.approval:
            yield domain.paragraph(view.approval)
        yield from self._facts(view.facts)
        if view.missing:
            yield domain.paragraph(view.missing)

    def _withdrawn(self, view: Withdrawn) -> Iterator[nodes.Element]:
        yield domain.admonition(view.words.removesuffix("."), domain.rich(view.reason))

    def _standing(self, view: Standing) -> Iterator[nodes.Element]:
        if view.words:
            yield domain.admonition(self._words("restatement.label"), domain.paragraph(view.words))
        if view.approval:
            yield domain.paragraph(view.approval)
        yield domain.paragraph(view.publishing)
        if view.origins:
            yield domain.definitions((origin.service, [domain.paragraph(origin.words)]) for origin in view.origins)
            yield domain.paragraph(view.method)

    def _task(self, view: TaskIntro) -> Iterator[nodes.Element]:
        facts = [(self._words("task.group"), view.group)]
        for key, references in (("cited", view.standards), ("see-also", view.see_also)):
            facts += [(self._words(f"standard.{key}"), "; ".join(one.words for one in references))] if references else []
        yield domain.definitions((label, [domain.paragraph(said)]) for label, said in facts)
        if view.description:
            yield domain.rich(view.description)
        yield from self._terms(view.terms)

    def _statement_list(self, statements: tuple[StatementView, ...]) -> Iterator[nodes.Element]:
        for baseline, some in by_baseline(statements):
            yield from baseline
            yield from self._own_statements(some)

    def _own_statements(self, statements: Sequence[StatementView]) -> Iterator[nodes.Element]:
        if statements:
            yield domain.definitions(
                (view.id + domain.marks(view.marks), [domain.rich(view.text), *map(self._departure, view.departures)])
                for view in statements
            )

    def _departure(self, view: DepartureView) -> nodes.Element:
        return domain.admonition(f"{view.kind}: {view.mark.label}{owner_in_brackets(view)}", domain.rich(view.text))

    def _departures(self, departures: tuple[DepartureView, ...]) -> Iterator[nodes.Element]:
        return map(self._departure, departures)


B = TypeVar("B", StatementView, PartyText)


def by_baseline(texts: Iterable[B]) -> Iterator[tuple[list[nodes.Element], list[B]]]:
    """Yield those of ``texts`` to which a baseline applies after the others, with a paragraph of its words."""
    for words, some in itertools.groupby(sorted(texts, key=lambda text: text.baseline), lambda text: text.baseline):
        yield [domain.paragraph(words)] if words else [], list(some)


class DutyMaker:
    """Makes the nodes of the duties of a party, in one language."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def letters(self, view: OwnLetters) -> Iterator[nodes.Element]:
        if doubtful := [total for total in view.totals if total.marks]:
            said = (f"{total.letter.letter}: {total.words}{domain.marks(total.marks)}" for total in doubtful)
            yield nodes.bullet_list("", *(nodes.list_item("", domain.paragraph(one)) for one in said))
        yield from self.places(view.places)
        if view.said:
            yield nodes.rubric("", self._words("duties.said"))
            yield from self.said(view.said)

    def places(self, places: Iterable[OwnPlace]) -> Iterator[nodes.Element]:
        for place in places:
            if place.name:
                yield nodes.rubric("", place.name)
            for same in place.duties:
                letters = f" ({''.join(letter.letter for letter in same.letters)})" if same.letters else ""
                yield domain.paragraph(f"{same.says}{letters}:")
                tasks = (task for group in same.groups for task in group.tasks)
                yield nodes.bullet_list("", *(nodes.list_item("", domain.paragraph(_task(task))) for task in tasks))

    def said(self, said: Iterable[PartyText]) -> Iterator[nodes.Element]:
        for baseline, some in by_baseline(said):
            yield from baseline
            yield domain.definitions((one.id + domain.marks(one.marks), list(self._one(one))) for one in some)

    def _one(self, one: PartyText) -> Iterator[nodes.Element]:
        claim, words = one.claim, self._words
        if claim and not one.is_whole:
            yield domain.paragraph(plain(claim.words))
        if one.text:
            yield domain.rich(one.text)
        if one.condition:
            yield domain.paragraph(f"{words('claim.condition')}: {plain(one.condition)}")
        if claim and claim.where:
            yield domain.paragraph(f"{words('departure.places')}: {claim.where}")


def _note(note: NoteView) -> str:
    return f"{note.number}: {note.kind}{domain.marks(note.departures)}{owner_in_brackets(note)}"


def _task(task: OwnTask) -> str:
    return plain(task.name) + (f" ({task.cadence})" if task.cadence else "") + domain.marks(task.marks)


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
