"""Duties of a party in a service: the one source of its page, the booklets, the contract annex and the search.

They are read from the matrix and the text, each with its notes, conditions and departures. Whom the party consults and informs is
listed apart: the letters say that others are consulted and informed, not by whom.
"""

import functools
import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass, replace

from service_catalogue.model.matrix import Cell
from service_catalogue.model.service import Service
from service_catalogue.model.shared_objects import Letter, Party, Scheme
from service_catalogue.model.statement import Claim, Departure, Note, Statement
from service_catalogue.model.vocabulary import Duty as Meaning, State
from service_catalogue.schema.kinds import Localized
from service_catalogue.text import capitalised
from service_catalogue.views.annotations import DepartureView, Mark, NoteView, ServiceViews
from service_catalogue.views.controls import letter_view
from service_catalogue.views.edition import Edition
from service_catalogue.views.matrix import CellView, MatrixViews
from service_catalogue.views.piece import LetterView, Link, Rich, plain
from service_catalogue.views.statements import ClaimView, StatementView, claim_view, statement_view
from service_catalogue.views.status import named


@dataclass(frozen=True)
class Duty:
    """Task in which a party has a part, at one place on the axes."""

    task: Rich
    link: Link
    #: The notes and departures about the task as a whole.
    own: tuple[Mark, ...]
    cell: CellView
    #: The beginning of a sentence that ends with the task: *The customer is accountable for*.
    says: str
    cadence: Localized | None
    #: The other party, for a cell of one who is consulted or informed.
    whom: str = ""

    @property
    def marks(self) -> tuple[Mark, ...]:
        return *self.own, *self.cell.marks


@dataclass(frozen=True)
class PlaceDuties:
    """Duties at one place on the axes."""

    #: Empty without an axis.
    name: str
    duties: tuple[Duty, ...]


def parties_with(duty: Meaning, views: MatrixViews, cells: Iterable[Cell]) -> tuple[str, ...]:
    letters = set(views.scheme.with_duty(duty))
    return tuple(cell.party for cell in cells if letters & set(cell.letters))


def doers(views: MatrixViews, cells: tuple[Cell, ...]) -> set[str]:
    return set(parties_with(Meaning.DOES, views, cells) or parties_with(Meaning.ANSWERS_FOR, views, cells))


def duty(views: MatrixViews, cell: Cell, letters: Set[str] = frozenset()) -> Duty:
    """Return ``cell`` as a duty; ``letters`` are those of a party that is consulted or informed, to which its sentence is limited."""
    edition = views.edition
    return Duty(
        task=named(edition, edition.catalogue.task(cell.task)),
        link=Link(f"tasks/{cell.task}"),
        own=views.row_marks(cell.task),
        cell=views.cell(cell),
        says=_says(views, cell, letters),
        cadence=views.matrix.row_of(cell.task).cadence,
        whom=plain(named(edition, edition.catalogue.party(cell.party))) if letters else "",
    )


def _says(views: MatrixViews, cell: Cell, letters: Set[str]) -> str:
    edition, scheme = views.edition, views.scheme
    roles = "".join(letter for letter in scheme.in_order(cell.letters) if not letters or letter in letters)

    def made() -> str:
        name = edition.subject(edition.catalogue.party(cell.party))
        if not roles:
            return f"{name}: {edition.words(f'cell.{cell.state.value}')}"
        predicates = [scheme.by_letter[letter].predicate for letter in roles]
        if all(predicates):
            return f"{name} {edition.words.list([edition.plain(predicate) for predicate in predicates if predicate])}"
        return f"{name}: {edition.words.within(edition.role_words(scheme, roles))}"

    return edition.cache.once(("says", scheme.id, cell.party, roles, cell.state), made)


def place_name(views: MatrixViews, values: tuple[str, ...]) -> str:
    name = plain(views.place_name(values))
    if views.matrix.name:
        return f"{views.title}: {name}" if name else views.title
    return name


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

    @property
    def condition(self) -> Rich:
        """The condition of the claim; empty if the text that is shown has it."""
        if self.claim is None or (self.text and not self.claim.is_quoting):
            return ()
        return () if plain(self.claim.condition) in plain(self.text) else self.claim.condition


@dataclass(frozen=True)
class Baseline:
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


@dataclass(frozen=True)
class Duties:
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
    return edition.cache.of(service.id).once(("duties", party.id), lambda: _Maker(edition, service, party).duties())


class _Maker:
    def __init__(self, edition: Edition, service: Service, party: Party) -> None:
        self.edition = edition
        self.service = service
        self.party = party
        self.views = ServiceViews(edition, service)
        self.matrices = [MatrixViews(edition, service, matrix) for matrix in service.all_matrices]
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
        found = []
        for one in itertools.starmap(self._text, claims):
            words = one.link, plain(one.text)
            found.append(replace(one, text=()) if words in shown else one)
            shown.add(words)
        return tuple(found)

    def _text(self, text: Statement | Note, claim: Claim | None) -> PartyText:
        name = self.views.note_mark(text.id).words if isinstance(text, Note) else str(text.id)
        view = claim_view(self.views, claim) if claim else None
        shown = self.linker.quoted(text.text, claim.quote) if claim and claim.quote else self.linker.rich(text.text)
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
        found = []
        for views in self.matrices:
            if scheme is None or views.matrix.scheme == scheme.id:
                for values in views.matrix.places:
                    cells = [
                        cell for row in views.matrix.rows for cell in views.matrix.cells_at(row.task, values) if wanted(cell)
                    ]
                    if cells:
                        found.append(PlaceDuties(place_name(views, values), tuple(duty(views, cell) for cell in cells)))
        return tuple(found)

    def _others(self, meaning: Meaning) -> tuple[PlaceDuties, ...]:
        """Return the cells of others who are consulted or informed in tasks that the party does, or answers for if nobody does them."""
        found = []
        for views in self.matrices:
            letters = set(views.scheme.with_duty(meaning))
            for values in views.matrix.places if letters and self.party.id in views.matrix.parties else ():
                here: list[Duty] = []
                for row in views.matrix.rows:
                    cells = views.matrix.cells_at(row.task, values)
                    if self.party.id in doers(views, cells):
                        others = (cell for cell in cells if cell.party != self.party.id and letters & set(cell.letters))
                        here += (duty(views, cell, letters) for cell in others)
                if here:
                    found.append(PlaceDuties(place_name(views, values), tuple(here)))
        return tuple(found)


def _marks(letters: Iterable[LetterDuties], texts: Iterable[PartyText], places: Iterable[PlaceDuties]) -> Iterator[Mark]:
    """Yield the marks of the letters, then those of the texts, then those of the cells."""
    yield from (mark for letter in letters for mark in letter.marks)
    yield from (mark for text in texts for mark in text.marks)
    yield from (mark for place in places for each in place.duties for mark in each.marks)
