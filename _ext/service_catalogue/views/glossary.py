"""The glossary, the pages of standards, and references to their clauses."""

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from service_catalogue.messages.problem import Location
from service_catalogue.model.kinds import Duty
from service_catalogue.model.service import Citation, Service
from service_catalogue.model.shared import Task, Term
from service_catalogue.model.standard import Citing, Clause, Standard
from service_catalogue.text import capitalised
from service_catalogue.views.edition import Edition, Link, Reference, Rich, plain
from service_catalogue.views.matrix import MatrixViews
from service_catalogue.views.page import (
    LEAD,
    LIST,
    ListEntry,
    More,
    Page,
    PageAddress,
    Part,
    PartKind,
    data_files,
    first_place,
    index_page,
)
from service_catalogue.views.statements import SIGN, Mark, letter_marks, marks_in_words, row_link
from service_catalogue.views.status import Withdrawn, withdrawn_view

#: Maximum number of references of one kind to a clause; the others are counted.
_SHOWN = 30
#: Maximum number of services of which the page of a standard says who answers; the others are counted.
STANDARD_SERVICES = 50


class Citations(NamedTuple):
    """References of one kind to a clause."""

    label: str
    references: tuple[Reference, ...]
    #: Words for the number of further ones; empty if all are shown.
    more: str


class AnsweredTask(NamedTuple):
    """Task of a service that is about a clause."""

    service: str
    code: str
    task: Reference
    #: Words for the notes and departures about the task as a whole; empty if there are none.
    own: str
    row: Link
    #: Each place on the axes, with the parties that answer for the task there.
    places: tuple[tuple[str, str], ...]


class ClauseView(NamedTuple):
    """Clause with the references to it."""

    id: str
    #: Empty if it has none.
    number: str
    title: Rich
    citations: tuple[Citations, ...]
    #: Who answers for its tasks, and the number of services of which that is not shown.
    answering: tuple[AnsweredTask, ...]
    more: str

    @property
    def by_task(self) -> dict[Reference, dict[str, dict[str, list[AnsweredTask]]]]:
        """For each task and place, the parties that answer for it, with the services in which they do."""
        answers: dict[Reference, dict[str, dict[str, list[AnsweredTask]]]] = {}
        for one in self.answering:
            for place, parties in one.places:
                answers.setdefault(one.task, {}).setdefault(place, {}).setdefault(parties, []).append(one)
        return answers


class StandardIntro(NamedTuple):
    """Description of a standard, and references to it as a whole."""

    description: Rich
    #: Empty if none is given.
    edition: str
    citations: tuple[Citations, ...]
    #: The list of clauses for spreadsheets.
    files: tuple[More, ...]


STANDARD: PartKind[StandardIntro] = PartKind("standard")
CLAUSES: PartKind[tuple[ClauseView, ...]] = PartKind("clauses")


def standard_page(edition: Edition, address: PageAddress) -> Page:
    standard, words = edition.catalogue.objects["standard"][address.ids[0]], edition.words
    cited = edition.cited(standard)
    citing = _citing(edition)
    clauses = clause_views(edition, standard, signed=True)
    intro = StandardIntro(
        description=edition.linker().rich(standard.description),
        edition=standard.edition or "",
        citations=_citations(edition, citing, standard.id),
        files=data_files(edition, address.document, ("xlsx", "csv")),
    )
    return Page(
        document=address.document,
        title=cited,
        heading=edition.pieces(cited),
        kicker=words("standard.kicker"),
        description=words("standard.about", standard=cited),
        parts=(
            STANDARD.part(intro),
            CLAUSES.part(clauses, "part.clauses", words("standard.clauses"), at=first_place(standard.clauses)),
        ),
        trail=((words("nav.standards"), Link("standards/index")),),
        at=standard.at,
    )


def standards_page(edition: Edition, address: PageAddress) -> Page:
    """Return the list of standards."""
    lead = edition.words("standard.index")
    parts = (LEAD.part(lead), LIST.part(standard_entries(edition)))
    return index_page(edition, address, lead, parts, first_place(edition.catalogue.standards))


def clause_views(edition: Edition, standard: Standard, *, signed: bool = False) -> tuple[ClauseView, ...]:
    """Return the clauses of ``standard``, with what refers to each and who answers for its tasks.

    Open points are ``signed`` on a page, and in words in a file.
    """
    citing = _citing(edition)

    def view(clause: Clause) -> ClauseView:
        id = f"{standard.id}.{clause.id}"
        tasks = [task for task in edition.catalogue.tasks if id in task.standards]
        left = sum(any(service.uses(task.id) for task in tasks) for service in edition.catalogue.services[STANDARD_SERVICES:])
        more = edition.words("more.services", count=left) if left else ""
        answering = tuple(answer for task in tasks for answer in _answered(edition, task, signed))
        return ClauseView(clause.id, clause.number, edition.name(clause.title), _citations(edition, citing, id), answering, more)

    return edition.cache.last("clauses", (standard.id, signed), lambda: tuple(map(view, standard.clauses)))


def _answered(edition: Edition, task: Task, signed: bool) -> Iterator[AnsweredTask]:
    """Yield ``task`` in each matrix with the parties that answer for it, place by place."""
    for service in edition.catalogue.services[:STANDARD_SERVICES]:
        for views in MatrixViews.of(edition, service):
            if not views.matrix.row(task.id):
                continue
            places = []
            for values in views.matrix.places:
                parties = [
                    edition.plain(edition.catalogue.party(cell.address.rpartition(".")[2]).name)
                    + _bracketed(_marked(edition, cell.marks, signed))
                    for cell in views.cells_at(task.id, values)
                    if cell.has_duty(Duty.ANSWERS_FOR)
                ]
                places.append((plain(views.place_name(values)), edition.words.list(parties) or "–"))
            named = Reference(edition.plain(task.name), Link(f"tasks/{task.id}"))
            own, row = _marked(edition, views.row_marks(task.id), signed), row_link(service, views.matrix, task.id)
            yield AnsweredTask(views.title_elsewhere, views.code_elsewhere, named, own, row, tuple(places))


def _marked(edition: Edition, marks: Sequence[Mark], signed: bool) -> str:
    worded = [mark for mark in marks if mark.kind == "note" or not signed]
    return "; ".join([*marks_in_words(edition, worded), *([SIGN] if len(worded) < len(marks) else [])])


def _bracketed(words: str) -> str:
    return f" ({words})" if words else ""


def standard_lines(edition: Edition, standard: Standard) -> Iterator[tuple[str, ...]]:
    """Yield the lines of the list for spreadsheets, headings first: who answers for each task, and the statements."""
    words = edition.words
    heads = ("clauses", "title", "tasks", "services", "place", "accountable", "statements")
    yield tuple(words(f"standard.column.{head}") for head in heads)
    for clause in clause_views(edition, standard):
        named = (clause.id, plain(clause.title))
        for task in clause.answering:
            yield from (
                (*named, task.task.words + _bracketed(task.own), task.service, place, parties, "")
                for place, parties in task.places
            )
        for cited in clause.citations:
            if cited.label == words("standard.statements"):
                yield from ((*named, "", "", "", "", one.words) for one in cited.references)


def standards_of(edition: Edition, service: Service) -> tuple[Standard, ...]:
    """Return the standards that the text of ``service`` names, each by its name or by a term that leads to it as a whole."""
    words = "\n".join(edition.plain(text.text) for text in service.texts)
    terms = [edition.catalogue.term(id) for id in edition.terms_in(words)]
    led_to = {id for term in terms for id in (*term.standards, *term.see_also)}
    return tuple(
        standard
        for standard in edition.catalogue.standards
        if standard.id in led_to or re.search(rf"(?<!\w){re.escape(edition.plain(standard.name))}(?!\w)", words)
    )


def standard_entries(edition: Edition) -> tuple[ListEntry, ...]:
    """Return the list of standards, each with the number of its clauses."""
    words = edition.words
    return tuple(
        ListEntry(edition.pieces(edition.cited(one)), Link(f"standards/{one.id}"), words("count.clauses", count=len(one.clauses)))
        for one in edition.catalogue.standards
    )


def clauses(edition: Edition, ids: Iterable[str]) -> tuple[Reference, ...]:
    """Return a link for each of ``ids``: a clause with its standard, number and title."""
    return tuple(_clause(edition, id) for id in ids)


def _clause(edition: Edition, id: str) -> Reference:
    standard, clause = edition.catalogue.cited[id]
    name = edition.cited(standard)
    if clause is None:
        return Reference(name, Link(f"standards/{standard.id}"))
    title = " ".join(filter(None, (clause.number, edition.plain(clause.title))))
    return Reference(f"{name}, {title}", Link(f"standards/{standard.id}", f"clause.{clause.id}"))


_KINDS = ("terms", "tasks", "statements")
#: The references to each clause, by kind.
_Citing = Mapping[str, Mapping[str, list[Reference]]]


def _citing(edition: Edition) -> _Citing:
    references: dict[str, dict[str, list[Reference]]] = {}
    for kind, thing, reference in _all_citing(edition):
        for key, ids in ((kind, thing.standards), (f"see-also-{kind}", thing.see_also)):
            for id in dict.fromkeys(ids):
                references.setdefault(id, {}).setdefault(key, []).append(reference)
    return references


def _all_citing(edition: Edition) -> Iterator[tuple[str, Citing | Citation, Reference]]:
    """Yield everything that can refer to a clause, with its kind and a link to it."""
    catalogue = edition.catalogue
    yield from (("terms", term, Reference(edition.plain(term.name), Link("glossary", term.id))) for term in catalogue.terms)
    yield from (("tasks", task, Reference(edition.plain(task.name), Link(f"tasks/{task.id}"))) for task in catalogue.tasks)
    for service in catalogue.services:
        for cited in service.outline.citations:
            link = Link(f"services/{service.id}", cited.statement)
            yield "statements", cited, Reference(f"{service.code} {cited.statement}", link)


def _citations(edition: Edition, citing: _Citing, id: str) -> tuple[Citations, ...]:
    def listed(key: str, references: list[Reference]) -> Citations:
        left = len(references) - _SHOWN
        more = edition.words("standard.more", count=left) if left > 0 else ""
        return Citations(edition.words(f"standard.{key}"), tuple(references[:_SHOWN]), more)

    by_kind, keys = citing.get(id, {}), (*_KINDS, *(f"see-also-{kind}" for kind in _KINDS))
    return tuple(listed(key, by_kind[key]) for key in keys if key in by_kind)


class Foreign(NamedTuple):
    """Name of a term in another language."""

    language: str
    label: str
    name: str


@dataclass(frozen=True)
class TermView:
    """Entry of a term."""

    id: str
    name: Rich
    others: tuple[Foreign, ...]
    synonyms: tuple[str, ...]
    definition: Rich
    source: Rich
    #: The clauses of standards about the same subject, and those close to it.
    standards: tuple[Reference, ...]
    see_also: tuple[Reference, ...]
    #: The tensions about the letter that it explains.
    departures: tuple[Mark, ...] = ()
    former: tuple[str, ...] = ()
    withdrawn: Withdrawn | None = None
    #: The location is no part of the view, as with a part.
    at: Location | None = field(default=None, compare=False, repr=False)


#: The ids of headings that are no letters of an address.
_LETTER_IDS = {"#": "0", "Æ": "ae", "Ø": "oe", "Å": "aa"}
GLOSSARY: PartKind[tuple[TermView, ...]] = PartKind("glossary")
GLOSSARY_INTRO: PartKind[str] = PartKind("glossary-intro")


def glossary_page(edition: Edition, address: PageAddress) -> Page:
    catalogue, words = edition.catalogue, edition.words
    terms = sorted(catalogue.terms, key=lambda term: words.sort_key(plain(edition.name(term.name))))
    parts: list[Part[object]] = []
    for initial, group in itertools.groupby(terms, lambda term: words.initial(plain(edition.name(term.name)))):
        entries = tuple(term_view(edition, term) for term in group)
        parts.append(GLOSSARY.part(entries, f"letter.{_LETTER_IDS.get(initial, initial.lower())}", initial))
    parts += LIST.unless_empty(standard_entries(edition), "part.standards", words("standard.standards"))
    lead = words("glossary.lead", count=len(terms))
    parts.insert(0, GLOSSARY_INTRO.part(lead))
    return index_page(edition, address, lead, tuple(parts), first_place(catalogue.terms))


def term_view(edition: Edition, term: Term) -> TermView:
    linker = edition.linker(term.id)
    return TermView(
        id=term.id,
        name=edition.name(term.name),
        others=tuple(
            Foreign(term.lang.get(other, other), capitalised(edition.language_name(other)), term.name[other])
            for other in edition.others
            if other in term.name
        ),
        synonyms=tuple(term.synonyms.get(edition.language, ())),
        definition=linker.rich(term.definition),
        source=edition.rich(term.from_) if term.from_ else (),
        standards=clauses(edition, term.standards),
        see_also=clauses(edition, term.see_also),
        departures=tuple(
            itertools.chain.from_iterable(letter_marks(edition, *letter) for letter in edition.letters_explained_by(term.id))
        ),
        former=tuple(itertools.chain.from_iterable(edition.former(("term", term.id)))),
        withdrawn=withdrawn_view(edition, term.withdrawn),
        at=term.at,
    )
