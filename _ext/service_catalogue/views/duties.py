"""Duties of a party: in a service, on its page there, and over all services.

They are read from the matrix and the text, each with its notes, conditions and departures. Whom the party consults and informs is
listed apart: the letters say that others are consulted and informed, not by whom.

Tasks at one place with the same duty are listed together, by group, after one sentence.
"""

import functools
import hashlib
import itertools
import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from typing import NamedTuple

from service_catalogue.model.kinds import Duty as Meaning, State
from service_catalogue.model.matrix import Cell
from service_catalogue.model.service import Service
from service_catalogue.model.shared import Letter, Party, Scheme
from service_catalogue.model.statement import Claim, Departure, Note, Statement, Tension
from service_catalogue.schema.types import Localized
from service_catalogue.text import capitalised
from service_catalogue.views.edition import Edition, LetterView, Link, Rich, plain
from service_catalogue.views.matrix import CellView, MatrixViews, letter_view
from service_catalogue.views.page import (
    LEAD,
    LIST,
    NONE,
    OPEN_POINTS,
    RICH,
    Fact,
    ListEntry,
    Page,
    PageAddress,
    Part,
    PartKind,
    TermEntry,
    first_place,
    how_often,
    index_page,
    object_page,
    part_link,
    services_of,
    term_entry,
    title_of,
)
from service_catalogue.views.service import standing_in_full
from service_catalogue.views.statements import (
    DEPARTURES_AGAIN,
    NOTES_AGAIN,
    ClaimView,
    DepartureView,
    Mark,
    NoteView,
    ServiceViews,
    StatementView,
    claim_view,
    statement_view,
)
from service_catalogue.views.status import in_list, named, source_link, standing, title_elsewhere, withdrawn


class TaskDuty(NamedTuple):
    """Task in which a party has a part, at one place on the axes."""

    task: Rich
    #: The notes and departures about the task as a whole.
    own: tuple[Mark, ...]
    cell: CellView
    #: The beginning of a sentence that ends with the task: *The customer is accountable for*.
    says: str
    cadence: Localized | None

    @property
    def marks(self) -> tuple[Mark, ...]:
        return *self.own, *self.cell.marks


class PlaceDuties(NamedTuple):
    """Duties at one place on the axes."""

    #: Empty without an axis.
    name: str
    duties: tuple[TaskDuty, ...]


def duty(views: MatrixViews, cell: Cell, letters: Set[str] = frozenset()) -> TaskDuty:
    """Return ``cell`` as a duty; ``letters`` are those of a party that is consulted or informed, to which its sentence is limited."""
    edition = views.edition
    return TaskDuty(
        task=named(edition, edition.catalogue.task(cell.task)),
        own=views.row_marks(cell.task),
        cell=views.cell(cell),
        says=_says(views, cell, letters),
        cadence=views.matrix.row_of(cell.task).cadence,
    )


def _says(views: MatrixViews, cell: Cell, letters: Set[str]) -> str:
    edition, scheme = views.edition, views.scheme
    roles = "".join(letter for letter in scheme.in_order(cell.letters) if not letters or letter in letters)

    def compose() -> str:
        name = edition.subject(edition.catalogue.party(cell.party))
        if not roles:
            return f"{name}: {edition.words(f'cell.{cell.state.value}')}"
        predicates = [scheme.by_letter[letter].predicate for letter in roles]
        if all(predicates):
            return f"{name} {edition.words.list([edition.plain(predicate) for predicate in predicates if predicate])}"
        return f"{name}: {edition.words.within(edition.role_words(scheme, roles))}"

    return edition.cache.once(("says", scheme.id, cell.party, roles, cell.state), compose)


@dataclass(frozen=True)
class PartyText:
    """Statement or note, with its claim on a party."""

    #: The id of the statement, or *Note 4*.
    id: str
    link: Link
    #: The passage that makes the claim, or the whole text. Empty if the claim says it with its condition, or it is shown above.
    text: Rich
    #: ``None`` if the party is merely mentioned.
    claim: ClaimView | None
    #: True if the text alone is shown, for the claim says nothing else.
    is_whole: bool
    #: The departures that concern the claim, its notes and the baseline; without a claim, all departures of the text.
    marks: tuple[Mark, ...]
    #: The statement that applies too; empty if there is none.
    baseline: str = ""

    @property
    def condition(self) -> Rich:
        """The condition of the claim; empty if the text that is shown has it."""
        if self.claim is None or (self.text and not self.claim.is_quoting):
            return ()
        return () if plain(self.claim.condition) in plain(self.text) else self.claim.condition


class Baseline(NamedTuple):
    """Statement that holds for its whole section."""

    #: Its scope: *For the statements under “Terms of the service”:*
    words: str
    statement: StatementView


@dataclass(frozen=True)
class LetterDuties:
    """Cells in which a party has a letter, and claims to the same effect."""

    letter: LetterView
    #: Words before the tasks: *Is accountable for*.
    heading: str
    anchor: str
    #: The tensions about the meaning of the letter.
    marks: tuple[Mark, ...]
    #: The number of cells.
    count: int
    places: tuple[PlaceDuties, ...]
    said: tuple[PartyText, ...]


class Duties(NamedTuple):
    """Duties and rights of a party in a service."""

    party: str
    #: ``None`` if none of the claims below is in its section.
    baseline: Baseline | None
    letters: tuple[LetterDuties, ...]
    #: The same by place: each cell with a letter once.
    held: tuple[PlaceDuties, ...]
    #: Cells that are to be agreed.
    open: tuple[PlaceDuties, ...]
    #: Who has the tasks that a matrix does not list, by the name of the matrix; the name is empty if there is one matrix.
    defaults: tuple[tuple[str, Rich], ...]
    promised: tuple[PartyText, ...]
    rights: tuple[PartyText, ...]
    owns: tuple[PartyText, ...]
    #: Whom the party consults and informs, by the letters of others.
    asks: tuple[PlaceDuties, ...]
    tells: tuple[PlaceDuties, ...]
    #: Other statements that mention a party without a column.
    mentions: tuple[PartyText, ...]
    #: Claims that name no party.
    unnamed: tuple[PartyText, ...]
    notes: tuple[NoteView, ...]
    departures: tuple[DepartureView, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.letters or self.open or self.promised or self.rights or self.owns or self.mentions)


def duties(edition: Edition, service: Service, party: Party) -> Duties:
    """Return the duties of ``party`` in ``service``; cached for its page, the search and the booklets."""
    return edition.cache.of(service.id).once(("duties", party.id), lambda: _DutyFinder(edition, service, party).duties())


class _DutyFinder:
    def __init__(self, edition: Edition, service: Service, party: Party) -> None:
        self.edition = edition
        self.service = service
        self.party = party
        self.views = ServiceViews(edition, service)
        self.matrices = MatrixViews.of(edition, service)
        self.linker = edition.linker()

    def duties(self) -> Duties:
        party, own = self.party, self._claims(self.party.id)
        letters = tuple(self._letters(own))
        rest = [(text, claim) for text, claim in own if not self._meaning(claim)]
        promised = self._texts((text, claim) for text, claim in rest if not claim.is_right)
        rights = self._texts((text, claim) for text, claim in rest if claim.is_right and not claim.is_owning)
        owns = self._texts((text, claim) for text, claim in rest if claim.is_owning)
        has_column = self.service.has_column(party.id)
        mentions = () if has_column else tuple(self._mentions({text.address for text, _ in own}))
        unnamed = self._texts(self._claims(None)) if has_column else ()
        to_agree = self._places(lambda cell: cell.party == party.id and cell.state is State.TO_BE_AGREED)
        asks, tells = (self._others(meaning) for meaning in (Meaning.CONSULTED, Meaning.INFORMED))
        texts = [*itertools.chain.from_iterable(each.said for each in letters), *promised, *rights, *owns, *mentions, *unnamed]
        places = itertools.chain(*(each.places for each in letters), to_agree, asks, tells)
        notes, departures = self.views.explained(_marks(letters, texts, places))
        return Duties(
            party=plain(named(self.edition, party)),
            baseline=self._baseline({each.id for each in texts}),
            letters=letters,
            held=self._places(lambda cell: cell.party == party.id and bool(cell.letters)),
            open=to_agree,
            defaults=tuple(self._defaults()),
            promised=promised,
            rights=rights,
            owns=owns,
            asks=asks,
            tells=tells,
            mentions=mentions,
            unnamed=unnamed,
            notes=notes,
            departures=departures,
        )

    def _claims(self, party: str | None) -> list[tuple[Statement | Note, Claim]]:
        """Return the claims on ``party``, or on nobody by name, each with its text."""
        claims = ((text, part) for text in self.service.texts for claim in text.claims for part in claim.parts)
        return [(text, claim) for text, claim in claims if claim.party == party]

    def _mentions(self, claiming: Set[str]) -> Iterator[PartyText]:
        """Yield the texts that concern the party, but for those at the addresses ``claiming``, which have claims on it."""
        for text in self.service.texts:
            if self.party.id in text.parties and text.address not in claiming:
                yield self._text(text, None)

    def _baseline(self, texts: Set[str]) -> Baseline | None:
        statement, section = self.service.statements.get(self.service.baseline or ""), self.service.baseline_section
        if statement is None or section is None or texts.isdisjoint({statement.id, *self.service.under_baseline}):
            return None
        words = self.edition.words("duties.baseline", section=self.edition.plain(section.name))
        return Baseline(words, statement_view(self.edition, self.service, statement, self.edition.linker()))

    def _defaults(self) -> Iterator[tuple[str, Rich]]:
        for views in self._own_matrices:
            if views.matrix.default:
                yield views.title if views.matrix.name else "", self.linker.rich(views.matrix.default.text)

    def _letters(self, own: list[tuple[Statement | Note, Claim]]) -> Iterator[LetterDuties]:
        """Yield the letters of the party by scheme, those that bind most first."""
        anchors: set[str] = set()
        listed: set[int] = set()
        schemes = {views.scheme.id: views.scheme for views in self._own_matrices}
        headings = Counter(heading for scheme in schemes.values() for heading in set(map(self._heading, scheme.letters)))
        for scheme in schemes.values():
            for letter in sorted(scheme.letters, key=lambda letter: scheme.cell_order.find(letter.letter)):
                places = self._places(self._has(letter), scheme)
                left = [(number, claim) for number, (_, claim) in enumerate(own) if letter.duty and number not in listed]
                of_duty = [(number, claim) for number, claim in left if self._meaning(claim) is letter.duty]
                numbers = [number for number, claim in of_duty if scheme in self._schemes(claim)]
                listed.update(numbers)
                texts = [own[number] for number in numbers]
                if not places and not texts:
                    continue
                anchor = letter.term if letter.term and letter.term not in anchors else f"letter.{scheme.id}.{letter.letter}"
                anchors.add(anchor)
                view, heading = letter_view(self.edition, scheme, letter.letter), self._heading(letter)
                if headings[heading] > 1:
                    heading += f" ({self.edition.plain(scheme.name)})"
                marks, count = self.views.letter_marks(letter.letter), sum(len(place.duties) for place in places)
                yield LetterDuties(view, heading, anchor, marks=marks, count=count, places=places, said=self._texts(texts))

    def _has(self, letter: Letter) -> Callable[[Cell], bool]:
        return lambda cell: cell.party == self.party.id and letter.letter in cell.letters

    def _heading(self, letter: Letter) -> str:
        return capitalised(self.edition.plain(letter.predicate or letter.word))

    def _meaning(self, claim: Claim) -> Meaning | None:
        """Return the duty under whose letter a claim is listed, if it has a single one, and the schemes have a letter for it."""
        kinds = ((Meaning.ANSWERS_FOR, claim.answers_for), (Meaning.DOES, claim.does))
        duties = [meaning for meaning, tasks in kinds if tasks]
        if len(duties) != 1 or claim.ensures or claim.is_right:
            return None
        return duties[0] if any(scheme.with_duty(duties[0]) for scheme in self._schemes(claim)) else None

    @functools.cached_property
    def _own_matrices(self) -> list[MatrixViews]:
        """The matrices in which the party has a column."""
        return [views for views in self.matrices if self.party.id in views.matrix.parties]

    def _schemes(self, claim: Claim) -> list[Scheme]:
        """Return the schemes of the matrices with a task of ``claim``; if there are none, of all of the party's matrices."""
        having = [views for views in self._own_matrices if any(map(views.matrix.row, claim.tasks))]
        return [views.scheme for views in having or self._own_matrices]

    def _texts(self, claims: Iterable[tuple[Statement | Note, Claim]]) -> tuple[PartyText, ...]:
        """Return the ``claims`` of one list, with words that several of a statement have at the first of them."""
        shown: set[tuple[Link, str]] = set()
        texts = []
        for one in itertools.starmap(self._text, claims):
            words = one.link, plain(one.text)
            texts.append(replace(one, text=()) if words in shown else one)
            shown.add(words)
        return tuple(texts)

    def _text(self, text: Statement | Note, claim: Claim | None) -> PartyText:
        name = self.views.note_mark(text.id).words if isinstance(text, Note) else str(text.id)
        view = claim_view(self.views, claim) if claim else None
        shown = self.linker.quoted(text.text, claim.quote) if claim and claim.quote else self.views.shown_text(text, self.linker)
        departures = tuple(map(self.views.departure_mark, self._departures_of(text, claim)))
        is_whole = not (claim and claim.words) or bool(claim.party and len(text.claims) == 1 and not claim.condition)
        return PartyText(
            id=name,
            link=Link(self.views.document, text.address),
            # The words of the claim and its condition say what the text does.
            text=() if view and view.words and view.condition else shown,
            claim=view,
            is_whole=is_whole,
            marks=(*departures, *(view.notes if view else ()), *self.views.baseline_marks(text.address)),
            baseline=self.views.baseline(text.address),
        )

    def _departures_of(self, text: Statement | Note, claim: Claim | None) -> Iterator[Departure]:
        """Yield the departures at ``text`` except those that concern, by their tasks, only other claims than ``claim``.

        This is the one rule for the marks of a claim, on pages, in files, booklets and annexes.
        """
        concerned = self.views.is_about
        for one in self.service.departures_at(text.address):
            if claim is None or concerned(one, claim) or not any(concerned(one, other) for other in text.claims):
                yield one

    def _places(self, wanted: Callable[[Cell], bool], scheme: Scheme | None = None) -> tuple[PlaceDuties, ...]:
        """Return the ``wanted`` cells by place, of the matrices of ``scheme`` or of all."""
        matrices = [views for views in self.matrices if scheme is None or views.matrix.scheme == scheme.id]
        return _by_place(matrices, lambda views, cells: (duty(views, cell) for cell in cells if wanted(cell)))

    def _others(self, meaning: Meaning) -> tuple[PlaceDuties, ...]:
        """Return the cells of others who are consulted or informed in tasks that the party does, or answers for if nobody does them."""

        def asked(views: MatrixViews, cells: tuple[Cell, ...]) -> Iterator[TaskDuty]:
            letters, *binding = (set(views.scheme.with_duty(one)) for one in (meaning, Meaning.DOES, Meaning.ANSWERS_FOR))
            acting = ([cell.party for cell in cells if duties & set(cell.letters)] for duties in binding)
            if self.party.id in next(filter(None, acting), ()):
                others = (cell for cell in cells if cell.party != self.party.id and letters & set(cell.letters))
                yield from (duty(views, cell, letters) for cell in others)

        return _by_place(self._own_matrices, asked)


def _by_place(
    matrices: Iterable[MatrixViews], find: Callable[[MatrixViews, tuple[Cell, ...]], Iterable[TaskDuty]]
) -> tuple[PlaceDuties, ...]:
    """Return the results of ``find`` for the cells of a row at each place, by place."""
    duties_by_place = []
    for views in matrices:
        for values in views.matrix.places:
            rows = (find(views, views.matrix.cells_at(row.task, values)) for row in views.matrix.rows)
            if here := tuple(itertools.chain.from_iterable(rows)):
                duties_by_place.append(PlaceDuties(views.place_words(values), here))
    return tuple(duties_by_place)


def _marks(letters: Iterable[LetterDuties], texts: Iterable[PartyText], places: Iterable[PlaceDuties]) -> Iterator[Mark]:
    """Yield the marks of the letters, then those of the texts, then those of the cells."""
    yield from (mark for letter in letters for mark in letter.marks)
    yield from (mark for text in texts for mark in text.marks)
    yield from (mark for place in places for each in place.duties for mark in each.marks)


#: Letters with which a party does nothing itself.
_OF_OTHERS = {Meaning.CONSULTED.value, Meaning.INFORMED.value}
#: Number of hexadecimal digits of the digest of a task's text.
_DIGITS = 8


class OwnTask(NamedTuple):
    """Task, with what holds for it."""

    name: Rich
    #: How often it is done; empty if the source does not state it.
    cadence: str
    #: Its cell in the matrix of the service.
    link: Link
    marks: tuple[Mark, ...]
    #: A digest of all texts about it, the same in each language; empty if it cannot be ticked off.
    digest: str = ""


class TaskGroup(NamedTuple):
    """Tasks of one group of the library."""

    name: str
    tasks: tuple[OwnTask, ...]


class SameDuty(NamedTuple):
    """Tasks at one place in which a party has the same duty."""

    #: The beginning of a sentence that ends with the tasks.
    says: str
    letters: tuple[LetterView, ...]
    #: The colour of the party, from 0.
    colour: int
    groups: tuple[TaskGroup, ...]


class OwnPlace(NamedTuple):
    """Duties of a party at one place on the axes."""

    #: Empty without an axis.
    name: str
    duties: tuple[SameDuty, ...]


class OwnLetters(NamedTuple):
    """Cells in which a party has any of some letters, and claims to the same effect."""

    #: Each letter with its number of cells alone.
    totals: tuple[LetterDuties, ...]
    places: tuple[OwnPlace, ...]
    #: The text of a statement is empty if the page has it above, or among its notes.
    said: tuple[PartyText, ...]


class PartyTexts(NamedTuple):
    """Claims of statements and notes on a party."""

    words: str
    said: tuple[PartyText, ...]


class OwnHead(NamedTuple):
    """Head of the page: its lead, the number of tasks to tick off, and what holds for all of them."""

    lead: str
    #: The status of the service in a line, and the link to more.
    standing: str
    source: Link
    #: The status in full, for outputs without links.
    standing_in_full: tuple[str, ...]
    service: Link
    service_words: str
    #: The key of the ticks in the storage of the browser: the service and the party.
    key: str
    #: The number of tasks that can be ticked off.
    ticks: int


OWN_HEAD: PartKind[OwnHead] = PartKind("own-head")
OWN_LETTERS: PartKind[OwnLetters] = PartKind("own-letters")
OWN_PLACES: PartKind[tuple[OwnPlace, ...]] = PartKind("own-places")
PARTY_TEXTS: PartKind[PartyTexts] = PartKind("said")
#: Links, each with the anchor under which it was on the page.
ELSEWHERE: PartKind[tuple[Fact, ...]] = PartKind("elsewhere")


def title_of_part(edition: Edition, party: Party, service: str) -> str:
    """Return the title of the page, with the title of ``service``: *The customer in 2A Platform operations*."""
    return edition.words("duties.title", party=edition.subject(party), service=service)


def about_part(edition: Edition, service: Service, party: Party) -> str:
    """Return the lead of the page; for a party without a column, it mentions the text alone."""
    key = "duties.about" if service.has_column(party.id) else "duties.about.text"
    return edition.words(key, party=edition.definite(party), service=title_of(edition, service))


def own_parts(edition: Edition, service: Service, party: Party, *, alone: bool = False) -> Iterator[Part[object]]:
    """Yield the parts of the page of ``party`` in ``service``.

    Notes, open points and what names no party are on the page of the service; ``alone``, the parts have them too.
    """
    words, own_duties = edition.words, duties(edition, service, party)
    maker = _DutyPage(edition, service, own_duties.notes if alone else ())
    own, others = (
        [each for each in own_duties.letters if (each.letter.duty in _OF_OTHERS) is of_others] for of_others in (False, True)
    )
    sections = [(letters, maker.section(own_duties, letters, with_ticks=letters is own)) for letters in (own, others) if letters]
    yield from withdrawn(edition, service.withdrawn)
    yield from withdrawn(edition, party.withdrawn)
    same_duties = [same for _, section in sections for place in section.places for same in place.duties]
    ticks = sum(bool(task.digest) for same in same_duties for group in same.groups for task in group.tasks)
    yield OWN_HEAD.part(_head(edition, service, party, ticks))
    if own_duties.is_empty:
        yield NONE.part(words("duties.none", party=edition.definite(party)))
    for letters, section in sections:
        heading = words.list([letters[0].heading, *(words.within(each.heading) for each in letters[1:])])
        yield OWN_LETTERS.part(section, letters[0].anchor, heading, at=first_place(service.all_matrices))
    yield from _parts_without_letters(edition, own_duties, maker)
    for key, texts in (("promised", own_duties.promised), ("rights", own_duties.rights), ("owns", own_duties.owns)):
        yield from maker.said(key, key, texts)
    yield from _following_parts(edition, own_duties, maker)
    yield from maker.said("part.mentions", "mentions", own_duties.mentions)
    if alone:
        yield from _parts_alone(edition, service, own_duties, maker)
    else:
        yield ELSEWHERE.part(tuple(_elsewhere(edition, service, own_duties)), "part.elsewhere", words("duties.elsewhere"))


def _parts_without_letters(edition: Edition, own_duties: Duties, maker: "_DutyPage") -> Iterator[Part[object]]:
    """Yield a part for the places that are open, and for what applies to tasks that a matrix does not list."""
    words = edition.words
    yield from OWN_PLACES.unless_empty(maker.places(own_duties.open), "part.open", words("duties.open"))
    for matrix, default in own_duties.defaults:
        heading = words("duties.default")
        yield RICH.part(default, heading=f"{matrix}: {words.within(heading)}" if matrix else heading)


def _following_parts(edition: Edition, own_duties: Duties, maker: "_DutyPage") -> Iterator[Part[object]]:
    """Yield a part for whom the party asks and informs, if anybody."""
    words, both = edition.words, (("asks", own_duties.asks), ("tells", own_duties.tells))
    if inner := [OWN_PLACES.part(maker.places(some), f"part.{key}", words(f"duties.{key}")) for key, some in both if some]:
        yield LEAD.part(words("duties.follows.why"), "part.follows", words("duties.follows"), tuple(inner))


def _elsewhere(edition: Edition, service: Service, own_duties: Duties) -> Iterator[Fact]:
    """Yield links to what the page of the service has, with the anchors under which it was here."""
    words, document, section = edition.words, f"services/{service.id}", service.baseline_section
    yield Fact(title_elsewhere(edition, service), "", Link(document), "part.services")
    if own_duties.notes:
        yield Fact(words("matrix.notes"), "", Link(document, "part.notes"), "part.notes")
    if section or own_duties.unnamed:
        name, anchor = (edition.plain(section.name), f"section.{section.id}") if section else (words("service.get"), "part.get")
        yield Fact(name, "", Link(document, anchor), "part.unnamed")
    for part in _departures(edition, own_duties.departures):
        yield Fact(part.heading, "", Link(document, OPEN_POINTS), part.anchor)
    yield Fact(words("service.source"), "", source_link(service))


def _head(edition: Edition, service: Service, party: Party, ticks: int) -> OwnHead:
    return OwnHead(
        lead=about_part(edition, service, party),
        standing=standing(edition, service),
        source=source_link(service),
        standing_in_full=tuple(standing_in_full(edition, service)),
        service=Link(f"services/{service.id}"),
        service_words=edition.words("duties.service", service=title_of(edition, service)),
        key=f"{service.id}.{party.id}",
        ticks=ticks,
    )


def _departures(edition: Edition, departures: Iterable[DepartureView]) -> Iterator[Part[object]]:
    """Yield a folded part for the departures of the service, and for those of each service that they are inherited from."""
    words = edition.words
    by_heading: dict[tuple[str, str], list[DepartureView]] = {}
    for one in departures:
        own = ("part.departures", words("duties.departures"))
        place = (f"part.departures.{one.inherited_from}", one.kind) if one.inherited_from else own
        by_heading.setdefault(place, []).append(one)
    for (anchor, heading), some in by_heading.items():
        part: Part[object] = DEPARTURES_AGAIN.part(tuple(some), anchor, heading)
        yield replace(part, fold=words("fold.places", count=len(some)))


class _DutyPage:
    def __init__(self, edition: Edition, service: Service, notes: Iterable[NoteView]) -> None:
        self.edition = edition
        #: The statements and notes whose text is on the page.
        self.shown = {f"note.{note.id}" for note in notes}
        views = ServiceViews(edition, service)
        self.texts: dict[str, Localized] = {f"note.{note.id}": note.text for note in service.notes}
        for departure in service.departures:
            mark = views.departure_mark(departure)
            self.texts[f"{mark.kind}.{mark.id}"] = departure.text if isinstance(departure, Tension) else departure.reason

    def said(self, anchor: str, key: str, texts: Sequence[PartyText], why: str = "") -> Iterator[Part[object]]:
        """Yield the part of the claims ``texts``, if there are any, with its heading by ``key``."""
        if texts:
            claims = PartyTexts(why, self.without_repeats(texts))
            yield PARTY_TEXTS.part(claims, anchor, self.edition.words(f"duties.{key}"))

    def section(self, own_duties: Duties, letters: Collection[LetterDuties], *, with_ticks: bool) -> OwnLetters:
        """Return the cells that have any of ``letters``, and claims to the same effect."""
        cells = {duty.cell.address for each in letters for place in each.places for duty in place.duties}
        rank = {each.letter.letter: index for index, each in enumerate(letters)}

        def order(duty: TaskDuty) -> int:
            return min(rank[letter] for letter in duty.cell.roles if letter in rank)

        # As in the totals and the booklets: first come the tasks that a party is accountable for.
        places = (
            PlaceDuties(place.name, tuple(sorted((one for one in place.duties if one.cell.address in cells), key=order)))
            for place in own_duties.held
        )
        return OwnLetters(
            totals=tuple(replace(each, places=(), said=()) for each in letters),
            places=self.places((place for place in places if place.duties), with_ticks=with_ticks),
            said=self.without_repeats(text for each in letters for text in each.said),
        )

    def without_repeats(self, texts: Iterable[PartyText]) -> tuple[PartyText, ...]:
        """Return ``texts``, with the whole text of a statement only at its first occurrence on the page."""
        return tuple(map(self._without_repeat, texts))

    def _without_repeat(self, one: PartyText) -> PartyText:
        if not one.is_whole and one.link.anchor in self.shown:
            return replace(one, text=())
        if one.text:
            self.shown.add(one.link.anchor)
        return one

    def places(self, places: Iterable[PlaceDuties], *, with_ticks: bool = False) -> tuple[OwnPlace, ...]:
        return tuple(OwnPlace(place.name, tuple(self._same(place.duties, with_ticks))) for place in places)

    def _same(self, duties: Iterable[TaskDuty], with_ticks: bool) -> Iterator[SameDuty]:
        by_saying: dict[tuple[str, str], list[TaskDuty]] = {}
        for duty in duties:
            by_saying.setdefault((duty.says, duty.cell.roles), []).append(duty)
        for (says, _), same in by_saying.items():
            cell, groups = same[0].cell, dict[str, list[TaskDuty]]()
            for duty in same:
                groups.setdefault(self.edition.catalogue.task(duty.cell.task).group, []).append(duty)
            yield SameDuty(
                says,
                cell.letters,
                cell.party,
                tuple(
                    TaskGroup(self.edition.group_name(id, " – "), tuple(self._task(duty, with_ticks) for duty in inner))
                    for id, inner in groups.items()
                ),
            )

    def _task(self, duty: TaskDuty, with_ticks: bool) -> OwnTask:
        marks = tuple(dict.fromkeys(duty.marks))
        cadence = how_often(self.edition, duty.cadence)
        return OwnTask(duty.task, cadence, duty.cell.link, marks, self._digest(duty, marks) if with_ticks else "")

    def _digest(self, duty: TaskDuty, marks: Iterable[Mark]) -> str:
        catalogue = self.edition.catalogue
        language = catalogue.identity.authoritative
        prevailing = self.edition if self.edition.prevails else Edition(catalogue, language)
        texts = [prevailing.plain(self.texts[f"{mark.kind}.{mark.id}"]) for mark in marks]
        texts += [duty.cadence[language]] if duty.cadence else []
        content = [catalogue.task(duty.cell.task).name[language], duty.cell.roles, *texts]
        return hashlib.sha256(json.dumps(list(map(str, content))).encode()).hexdigest()[:_DIGITS]


def duties_page(edition: Edition, address: PageAddress) -> Page:
    catalogue, words = edition.catalogue, edition.words
    party = catalogue.party(address.ids[0])
    service = catalogue.objects["service"][address.ids[1]]
    title = title_of_part(edition, party, title_of(edition, service))
    return Page(
        document=address.document,
        title=title,
        heading=edition.pieces(title),
        kicker=words("duties.kicker" if service.has_column(party.id) else "duties.kicker.text"),
        description=about_part(edition, service, party),
        parts=tuple(own_parts(edition, service, party)),
        trail=((words("nav.parties"), Link("parties/index")), (edition.plain(party.name), Link(f"parties/{party.id}"))),
        at=service.at,
    )


PARTY: PartKind[tuple[TermEntry, ...]] = PartKind("party")


def party_page(edition: Edition, address: PageAddress) -> Page:
    catalogue, words = edition.catalogue, edition.words
    party = catalogue.party(address.ids[0])
    services = services_of(edition, party.id)
    is_part = len(services) == 1
    ended = [] if is_part else withdrawn(edition, party.withdrawn)  # the part says so itself
    terms = (term_entry(edition, catalogue.term(party.term)),) if party.term else ()
    parts: list[Part[object]] = [*ended, PARTY.part(terms)]
    if is_part:
        parts += own_parts(edition, services[0], party)
    elif services:
        entries = tuple(in_service(edition, service, party.id) for service in services)
        parts.append(LIST.part(entries, "part.services", words("party.services")))
    else:
        parts.append(NONE.part(words("party.unused")))
    about = words("party.about", party=edition.definite(party))
    return object_page(edition, address, party, about, parts)


def in_service(edition: Edition, service: Service, party: str) -> ListEntry:
    """Return a link to the part of ``party`` in ``service``, with the number of cells with each letter, and of texts about it."""
    counts = letter_counts(edition, service, party)
    letters = ", ".join(f"{letter.letter}\N{NO-BREAK SPACE}{count}" for letter, count in counts.items() if count)
    parts = {"party.letters": letters, "party.said": service.outline.texts_about.get(party, 0)}
    words = ". ".join(f"{edition.words(key)}: {value}" for key, value in parts.items() if value)
    title = edition.pieces(title_elsewhere(edition, service))
    return ListEntry(title, part_link(edition, service, party), words)


def letter_counts(edition: Edition, service: Service, party: str) -> dict[LetterView, int]:
    """Return the number of cells of ``party`` with each letter; letters of two schemes that look the same are counted together."""
    counts: dict[LetterView, int] = {}
    for matrix in service.outline.matrices:
        if party in matrix.parties:
            scheme = edition.catalogue.scheme(matrix.scheme)
            for entry in scheme.letters:
                view = letter_view(edition, scheme, entry.letter)
                counts[view] = counts.get(view, 0) + matrix.letters[party].get(entry.letter, 0)
    return counts


def parties_page(edition: Edition, address: PageAddress) -> Page:
    catalogue, words = edition.catalogue, edition.words

    def description(party: Party) -> str:
        meaning = edition.plain(catalogue.term(party.term).definition) if party.term else ""
        return in_list(edition, party.withdrawn) or meaning

    entries = tuple(
        ListEntry(edition.name(party.name), Link(f"parties/{party.id}"), description(party)) for party in catalogue.parties
    )
    parts = (LEAD.part(words("parties.lead")), LIST.part(entries))
    return index_page(edition, address, words("parties.lead"), parts, first_place(catalogue.parties))


def _parts_alone(edition: Edition, service: Service, own_duties: Duties, maker: _DutyPage) -> Iterator[Part[object]]:
    """Yield the notes, the open points and what names no party."""
    words = edition.words
    yield from NOTES_AGAIN.unless_empty(own_duties.notes, "part.notes", words("matrix.notes"), at=first_place(service.notes))
    yield from _departures(edition, own_duties.departures)
    for part in maker.said("part.unnamed", "unnamed", own_duties.unnamed, words("duties.unnamed.why")):
        yield replace(part, fold=words("fold.statements", count=len(own_duties.unnamed)))
