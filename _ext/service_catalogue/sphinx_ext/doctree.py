"""Views as docutils nodes, for builders that do not render them as HTML.

Pages from data exist in HTML alone, so that nothing here is a link.
"""

import itertools
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from docutils import nodes

from service_catalogue.locale import Words
from service_catalogue.sphinx_ext import elements
from service_catalogue.sphinx_ext.tables import TableMaker
from service_catalogue.views.across import Allocation
from service_catalogue.views.annotations import DepartureView, NoteView, owner_in_brackets
from service_catalogue.views.controls import LegendEntry
from service_catalogue.views.duties import PartyText
from service_catalogue.views.duties_page import OwnHead, OwnLetters, OwnPlace, OwnTask, PartyTexts
from service_catalogue.views.edition import Edition
from service_catalogue.views.elements import Entry, Fact, TermEntry
from service_catalogue.views.home import Card, Hero, Services, Way
from service_catalogue.views.matrix import MatrixView
from service_catalogue.views.page import Part
from service_catalogue.views.piece import Rich, plain
from service_catalogue.views.prose import KeyView, RuleView, SchemeLegend, Standing
from service_catalogue.views.service_page import PartCard, PartCards, ServiceHead, SourceView
from service_catalogue.views.stack import StackView
from service_catalogue.views.statements import StatementView, tasks_in_words
from service_catalogue.views.status import Withdrawn
from service_catalogue.views.task import Answer, Answering, TaskIntro
from service_catalogue.views.text import lines

#: Kinds of parts that become a paragraph for each line of text.
LINES = (
    "across", "alphabet", "calls", "changes", "changes-intro", "clauses", "comparison", "differences", "glossary", "glossary-intro",
    "lead", "more", "none", "not-stated", "party", "standard", "term",
)  # fmt: skip


class DoctreeMaker:
    """Makes docutils nodes of the parts of one edition."""

    def __init__(self, edition: Edition, docname: str, *, flat: bool) -> None:
        self._words = edition.words
        #: The ids of sections and tables, which must differ from those of other documents.
        self._id = (nodes.make_id(f"catalogue-{docname}-{number}") for number in itertools.count(1))
        self._tables = TableMaker(edition.words, self._id, flat=flat)
        self._duties = DutyMaker(edition.words)
        #: The function for the content of each kind of part.
        self.handlers: dict[str, Callable[[Any], Iterable[nodes.Element]]] = {
            "allocation": self._allocation,
            "answers": self._answers,
            "departures": self._departures,
            "departures-again": self._departures,
            "example": self._example,
            "facts": self._facts,
            "glance": self._glance,
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
            "rich": lambda text: (elements.rich(text),),
            "rules": self._rules,
            "said": self._said,
            "services": self._services,
            "shares": self._shares,
            "source": self._source,
            "stack": self._list,
            "standing": self._standing,
            "statements": self._statement_list,
            "statements-again": self._statement_list,
            "task": self._task,
            "terms": self._terms,
            "ways": self._ways,
            "withdrawn": self._withdrawn,
            # The heading of a group is made with its part; the others work only in a browser.
            **dict.fromkeys(("group", "search", "service-choice", "switch"), lambda view: ()),
            # No directive shows these, or they are nothing but text.
            **dict.fromkeys(LINES, lambda view: map(elements.paragraph, lines(view))),
        }

    def part(self, part: Part[object], *, in_section: bool) -> list[nodes.Element]:
        """Return the nodes of ``part``; its heading begins a section, or is a rubric where no section is possible."""
        content = [*self.handlers[part.template](part.content)]
        for inner in part.parts:
            content += self.part(inner, in_section=in_section)
        if not part.heading:
            return content
        if in_section:
            return [nodes.section("", nodes.title("", part.heading), *content, ids=[next(self._id)])]
        return [nodes.rubric("", part.heading), *content]

    # Tables

    def _matrix(self, view: MatrixView) -> Iterator[nodes.Element]:
        if view.legend:
            yield from self._legend(view.legend)
        yield from self._tables.matrix(view)
        if signs := (*view.signs, *view.departure_signs):
            yield elements.paragraph(" ".join(signs))
        if view.default:
            yield elements.rich(view.default)
        if view.base:
            yield elements.paragraph(f"{view.base.words}.")

    def _answers(self, views: tuple[Answer, ...]) -> Iterator[nodes.Element]:
        for view in views:
            sentences = (self._answering(sentence) for sentence in view.sentences)
            service = f"{view.service}: " if len(views) > 1 or view.is_in_doubt else ""
            yield elements.paragraph(service + " ".join(sentences) + elements.marks(view.own))

    def _answering(self, view: Answering) -> str:
        places = [plain(place.name) + elements.marks(place.marks) for place in view.places]
        at = f" {self._words('task.at')} {self._words.list(places, view.separator)}" if view.places[0].name else "".join(places)
        return f"{view.words}{at}."

    def _allocation(self, view: Allocation) -> Iterator[nodes.Element]:
        yield from self._tables.allocation(view)
        if view.cadence:
            yield elements.paragraph(view.cadence)
        if view.own:
            yield elements.paragraph(self._words("task.own") + elements.marks(view.own))
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
        yield elements.definitions(
            (f"{entry.letter.letter}: {entry.letter.word}" + elements.marks(entry.departures), [elements.rich(entry.meaning)])
            for entry in entries
        )

    def _legends(self, schemes: tuple[SchemeLegend, ...]) -> Iterator[nodes.Element]:
        for scheme in schemes:
            if scheme.name:
                yield nodes.rubric("", scheme.name)
            yield from self._legend(scheme.letters)

    def _notes(self, notes: tuple[NoteView, ...]) -> Iterator[nodes.Element]:
        if notes:
            yield elements.definitions((_note(note), [elements.rich(note.text)]) for note in notes)

    def _terms(self, entries: tuple[TermEntry, ...]) -> Iterator[nodes.Element]:
        if entries:
            yield elements.definitions((plain(entry.name), [elements.rich(entry.definition)]) for entry in entries)

    def _facts(self, facts: tuple[Fact, ...]) -> Iterator[nodes.Element]:
        yield elements.definitions((fact.label, [elements.paragraph(self._value(fact.value))]) for fact in facts)

    def _value(self, value: Rich | str) -> str:
        return (value if isinstance(value, str) else plain(value)) or self._words("not-stated")

    def _list(self, entries: tuple[Entry, ...]) -> Iterator[nodes.Element]:
        if entries:
            items = (plain(entry.name) + (f": {entry.words}" if entry.words else "") for entry in entries)
            yield nodes.bullet_list("", *(nodes.list_item("", elements.paragraph(item)) for item in items))

    def _own_head(self, view: OwnHead) -> Iterator[nodes.Element]:
        yield from map(elements.paragraph, (view.lead, *view.standing_in_full))
        if view.baseline:
            yield elements.paragraph(f"* {view.baseline.words}")
            yield from self._statement_list((view.baseline.statement,))

    def _said(self, view: PartyTexts) -> Iterator[nodes.Element]:
        if view.words:
            yield elements.paragraph(view.words)
        yield self._duties.said(view.said)

    def _ways(self, ways: tuple[Way, ...]) -> Iterator[nodes.Element]:
        yield elements.definitions((f"{way.name} ({way.count})", [elements.paragraph(way.words)]) for way in ways)

    def _services(self, view: Services) -> Iterator[nodes.Element]:
        yield elements.paragraph(view.words)
        yield elements.definitions((f"{card.code} {plain(card.name)}", list(self._card(card))) for card in view.cards)

    def _card(self, card: Card) -> Iterator[nodes.Element]:
        yield from (elements.rich(text) for text in (card.motto, card.summary) if text)
        if card.marks:
            yield elements.paragraph(elements.marks(card.marks).strip())
        yield elements.paragraph(f"{self._words('service.status')}: {card.status}")

    def _rules(self, rules: tuple[RuleView, ...]) -> Iterator[nodes.Element]:
        yield elements.definitions((f"{rule.title} ({rule.name}, {rule.severity})", list(self._rule(rule))) for rule in rules)

    def _rule(self, rule: RuleView) -> Iterator[nodes.Element]:
        yield elements.paragraph(rule.guide)
        for example in rule.examples:
            yield elements.paragraph(f"{example.title}: {example.file}")
            yield nodes.literal_block(example.code, example.code, language="yaml")

    def _keys(self, keys: tuple[KeyView, ...]) -> Iterator[nodes.Element]:
        yield elements.definitions((self._key(key), list(self._described(key))) for key in keys)

    def _key(self, key: KeyView) -> str:
        return f"{key.name} ({self._words('keys.required')})" if key.is_required else key.name

    def _described(self, key: KeyView) -> Iterator[nodes.Element]:
        if key.words:
            yield elements.paragraph(key.words)
        yield from (elements.paragraph(f"{one.value}: {one.words}" if one.words else one.value) for one in key.values)

    # Text

    def _hero(self, view: Hero) -> Iterator[nodes.Element]:
        yield nodes.paragraph("", "", nodes.strong("", view.tagline))
        yield elements.rich(view.summary)
        if view.notice:
            yield elements.admonition(self._words("restatement.label"), elements.paragraph(view.notice))
        if view.approval:
            yield elements.paragraph(view.approval)

    def _glance(self, view: ServiceHead) -> Iterator[nodes.Element]:
        if view.motto:
            yield elements.rich(view.motto)
        if view.lead:
            lead = elements.rich(view.lead)
            lead += nodes.Text(elements.marks(view.marks))
            yield lead
        if view.standing:
            yield elements.paragraph(view.standing)
        yield from self._shares(view.stack)

    def _part_cards(self, view: PartCards) -> Iterator[nodes.Element]:
        if view.cards:
            yield elements.definitions((card.name, list(self._part_card(card))) for card in view.cards)
        if view.others:
            names = self._words.list([plain(entry.name) for entry in view.others])
            yield elements.paragraph(f"{self._words('part.others')}: {names}.")

    def _part_card(self, card: PartCard) -> Iterator[nodes.Element]:
        yield elements.paragraph(f"{card.what} {card.main} {card.of}")
        for place in card.places:
            name = (nodes.strong("", place.name), nodes.Text(" ")) if place.name else ()
            yield nodes.paragraph("", "", *name, nodes.Text(place.words))
        if card.counts:
            yield elements.paragraph(", ".join(f"{count.words} {count.count}" for count in card.counts))

    def _source(self, view: SourceView) -> Iterator[nodes.Element]:
        if view.restatement:
            yield elements.admonition(self._words("restatement.label"), elements.paragraph(view.restatement))
        elif view.approval:
            yield elements.paragraph(view.approval)
        yield from self._facts(view.facts)
        if view.missing:
            yield elements.paragraph(view.missing)

    def _withdrawn(self, view: Withdrawn) -> Iterator[nodes.Element]:
        yield elements.admonition(view.words.removesuffix("."), elements.rich(view.reason))

    def _standing(self, view: Standing) -> Iterator[nodes.Element]:
        if view.words:
            yield elements.admonition(self._words("restatement.label"), elements.paragraph(view.words))
        if view.approval:
            yield elements.paragraph(view.approval)
        yield elements.paragraph(view.publishing)
        if view.origins:
            yield elements.definitions((origin.service, [elements.paragraph(origin.words)]) for origin in view.origins)
            yield elements.paragraph(view.method)

    def _task(self, view: TaskIntro) -> Iterator[nodes.Element]:
        facts = [(self._words("task.group"), view.group)]
        for key, references in (("cited", view.standards), ("see-also", view.see_also)):
            facts += [(self._words(f"standard.{key}"), "; ".join(one.words for one in references))] if references else []
        yield elements.definitions((label, [elements.paragraph(said)]) for label, said in facts)
        if view.description:
            yield elements.rich(view.description)
        yield from self._terms(view.terms)

    def _statement_list(self, statements: tuple[StatementView, ...]) -> Iterator[nodes.Element]:
        if statements:
            yield elements.definitions(
                (view.id + elements.marks(view.marks), [elements.rich(view.text), *map(self._departure, view.departures)])
                for view in statements
            )

    def _departure(self, view: DepartureView) -> nodes.Element:
        return elements.admonition(f"{view.kind}: {view.mark.label}{owner_in_brackets(view)}", elements.rich(view.text))

    def _departures(self, departures: tuple[DepartureView, ...]) -> Iterator[nodes.Element]:
        return map(self._departure, departures)


class DutyMaker:
    """Makes the nodes of the duties of a party, in one language."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def letters(self, view: OwnLetters) -> Iterator[nodes.Element]:
        if doubtful := [total for total in view.totals if total.marks]:
            said = (f"{total.letter.letter}: {total.words}{elements.marks(total.marks)}" for total in doubtful)
            yield nodes.bullet_list("", *(nodes.list_item("", elements.paragraph(one)) for one in said))
        yield from self.places(view.places)
        if view.said:
            yield nodes.rubric("", self._words("duties.said"))
            yield self.said(view.said)

    def places(self, places: Iterable[OwnPlace]) -> Iterator[nodes.Element]:
        for place in places:
            if place.name:
                yield nodes.rubric("", place.name)
            for same in place.duties:
                letters = f" ({''.join(letter.letter for letter in same.letters)})" if same.letters else ""
                yield elements.paragraph(f"{same.says}{letters}:")
                tasks = (task for group in same.groups for task in group.tasks)
                yield nodes.bullet_list("", *(nodes.list_item("", elements.paragraph(_task(task))) for task in tasks))

    def said(self, said: Iterable[PartyText]) -> nodes.Element:
        return elements.definitions((one.id + elements.marks(one.marks), list(self._one(one))) for one in said)

    def _one(self, one: PartyText) -> Iterator[nodes.Element]:
        claim, words = one.claim, self._words
        if claim and not one.is_whole:
            yield elements.paragraph(plain(claim.words))
        if one.text:
            yield elements.rich(one.text)
        if one.condition:
            yield elements.paragraph(f"{words('claim.condition')}: {plain(one.condition)}")
        if claim and claim.tasks:
            yield elements.paragraph(f"{words('statement.claims')}: {tasks_in_words(words, claim)}")
        elif claim and claim.where:
            yield elements.paragraph(f"{words('departure.places')}: {claim.where}")


def _note(note: NoteView) -> str:
    return f"{note.number}: {note.kind}{elements.marks(note.departures)}{owner_in_brackets(note)}"


def _task(task: OwnTask) -> str:
    return plain(task.name) + (f" ({task.cadence})" if task.cadence else "") + elements.marks(task.marks)
