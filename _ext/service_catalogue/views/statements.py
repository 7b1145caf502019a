"""The text of a service: statements with their claims, notes and departures, and the marks that link to these."""

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from service_catalogue.model.lifecycle import Withdrawal
from service_catalogue.model.matrix import Matrix
from service_catalogue.model.service import MatrixOutline, Service
from service_catalogue.model.statement import Claim, Departure, Note, Statement, Tension
from service_catalogue.views.edition import Cache, Edition, Link, Linker, Piece, PieceKind, Reference, Rich, plain, text
from service_catalogue.views.page import SHOWN_SERVICES, PartKind, more_services, title_of

#: Maximum number of addresses listed with a note.
_SHOWN_ADDRESSES = 20
#: The sign that all tensions and exceptions of a place in a matrix share.
SIGN = "‡"


@dataclass(frozen=True)
class Mark:
    """Sign beside a letter, a task or a statement that links to a note or a departure."""

    #: ``note``, ``tension`` or ``exception``; ``services`` for those of further services, ``baseline`` for the statement that applies
    #: too, ``sign`` for all tensions and exceptions of a place.
    kind: str
    id: str
    #: Visible text: ``5``, ``t4``, ``!1``, ``*``.
    label: str
    #: Text for screen readers: *Note 5*.
    words: str
    link: Link


@dataclass(frozen=True)
class NoteView:
    """Note, with the addresses that refer to it."""

    id: str
    number: str
    kind: str
    text: Rich
    #: The service from which it is inherited.
    owner: Reference | None
    references: tuple[Reference, ...]
    #: Words for the number of further addresses; empty if there are none.
    more: str
    #: The tensions about it that are about no place of a matrix.
    departures: tuple[Mark, ...]


@dataclass(frozen=True)
class Quote:
    """A statement of another service, in its own words."""

    #: The code of the service.
    code: str
    source: Reference
    text: Rich


@dataclass(frozen=True)
class DepartureView:
    """Tension or exception: its text, and every place that it is about."""

    mark: Mark
    #: The name of its kind.
    kind: str
    text: Rich
    #: The service from which it is inherited.
    owner: Reference | None
    references: tuple[Reference, ...]
    notes: tuple[Mark, ...]
    #: The service from which a tension is inherited; ``kind`` then names it.
    inherited_from: str
    #: The statements of the service that it is inherited from which it is about, for documents without that service.
    quotes: tuple[Quote, ...] = ()

    @property
    def anchor(self) -> str:
        return f"{self.mark.kind}.{self.mark.id}"


def marks_in_words(edition: Edition, marks: Iterable[Mark]) -> list[str]:
    """Return notes, tensions and exceptions in words: ``["Note 1", "The source says two things: t7, t8"]``."""
    each = list(dict.fromkeys(marks))
    listed = [mark.words for mark in each if mark.kind == "note"]
    for kind in ("tension", "exception"):
        ids = ", ".join(mark.label.removeprefix("!") for mark in each if mark.kind == kind)
        listed += [edition.words(f"departure.mark.{kind}", id=ids)] if ids else []
    return listed


def shared_sign(edition: Edition, marks: Iterable[Mark]) -> Mark | None:
    """Return the one sign of all ``marks``; ``None`` if there are none."""
    each = list(dict.fromkeys(marks))
    return Mark("sign", "", SIGN, "; ".join(marks_in_words(edition, each)), each[0].link) if each else None


def owner_in_brackets(view: NoteView | DepartureView) -> str:
    """Return the service from which ``view`` is inherited, as plain text appends it; empty if it is the service's own."""
    return f" ({view.owner.words})" if view.owner else ""


NOTES: PartKind[tuple[NoteView, ...]] = PartKind("notes")
NOTES_AGAIN: PartKind[tuple[NoteView, ...]] = PartKind("notes-again")
DEPARTURES: PartKind[tuple[DepartureView, ...]] = PartKind("departures")
DEPARTURES_AGAIN: PartKind[tuple[DepartureView, ...]] = PartKind("departures-again")


def since(edition: Edition, withdrawal: Withdrawal) -> str:
    """Return a sentence with the day of a withdrawal."""
    return edition.words("withdrawn.since", date=edition.words.date(withdrawal.on))


def row_link(service: Service, matrix: Matrix | MatrixOutline, task: str) -> Link:
    return Link(f"services/{service.id}", "row." + matrix.address(task))


def part_anchor(matrix: Matrix) -> str:
    """Return the anchor of the part of a service's page that shows ``matrix``."""
    return f"part.matrix.{matrix.id}" if matrix.id else "part.matrix"


def letter_marks(edition: Edition, scheme: str, letter: str) -> tuple[Mark, ...]:
    """Return the marks of tensions about a letter in the first services that use its scheme, and the number of others."""
    doubting = (service for service in edition.catalogue.services if letter in service.outline.doubts)
    services = [service for service in doubting if any(matrix.scheme == scheme for matrix in service.outline.matrices)]
    named = [(service, name) for service in services[:SHOWN_SERVICES] for name in service.outline.doubts[letter]]
    marks = [_among_services(edition, one, ServiceViews(edition, one).mark_of_departure(name)) for one, name in named]
    if (left := len(services) - SHOWN_SERVICES) > 0:
        more = more_services(edition, left)
        marks.append(Mark("services", "", f"+{left}", more.words, Link("services/index")))
    return tuple(marks)


def _among_services(edition: Edition, service: Service, mark: Mark) -> Mark:
    """Return ``mark`` for a place outside the services: with the code of its service, if there are several."""
    if len(edition.catalogue.services) == 1:
        return mark
    label = f"{service.code} {mark.label}"
    return replace(mark, label=label, words=edition.words(f"departure.mark.{mark.kind}", id=label))


@dataclass(frozen=True)
class ServiceViews:
    """Factory of views of notes and departures of a service, and of links to its parts."""

    edition: Edition
    service: Service

    @property
    def document(self) -> str:
        return f"services/{self.service.id}"

    @property
    def cache(self) -> Cache:
        """The cache of the service, since pages, booklets and the search show the same views."""
        return self.edition.cache.of(self.service.id)

    def note_mark(self, id: str) -> Mark:
        def made() -> Mark:
            number = self.service.number_of_note(id)
            return Mark("note", id, number, self.edition.words("note.mark", number=number), Link(self.document, f"note.{id}"))

        return self.cache.once(("note-mark", id), made)

    def shown_text(self, one: Statement | Note, linker: Linker) -> Rich:
        """Return the text of a statement or a note: of a withdrawn one after its end and the reason, of one taken over before its service."""
        shown, words = linker.rich(one.text), self.edition.words
        if one.withdrawn:
            end = text(f"{since(self.edition, one.withdrawn)} ")
            shown = (*end, *linker.rich(one.withdrawn.reason), *text(f" {words('withdrawn.text')} "), *shown)
        if isinstance(one, Statement) and (owner := self.owner(one.owner)):
            shown = (*shown, *text(" ("), Piece(PieceKind.REFERENCE, owner.words, link=owner.link), *text(")"))
        return shown

    def note(self, note: Note, linker: Linker) -> NoteView:
        references, more = self._references(note)
        return NoteView(
            id=note.id,
            number=self.service.number_of_note(note.id),
            kind=self.edition.words(f"note.{note.kind.value}"),
            text=self.shown_text(note, linker),
            owner=self.owner(note.owner),
            references=references,
            more=more,
            departures=tuple(map(self.departure_mark, filter(self._is_in_text, self.service.departures_at(f"note.{note.id}")))),
        )

    def _is_in_text(self, departure: Departure) -> bool:
        """Return whether ``departure`` is about no place of a matrix, where it is marked beside the number of the note."""
        return not any(address in matrix.addresses for matrix in self.service.all_matrices for address in departure.at_)

    def notes(self, ids: Iterable[str], linker: Linker) -> tuple[NoteView, ...]:
        """Return the notes with ``ids``, in the order of the service."""
        wanted = set(ids)
        return tuple(self.note(note, linker) for note in self.service.notes if note.id in wanted)

    def _references(self, note: Note) -> tuple[tuple[Reference, ...], str]:
        """Return the first addresses that refer to ``note``, and words for the others; cached for all pages."""

        def made() -> tuple[tuple[Reference, ...], str]:
            addresses = [address for matrix in self.service.all_matrices for address in matrix.notes.get(note.id, ())]
            references = tuple(map(self.reference, addresses[:_SHOWN_ADDRESSES]))
            left = len(addresses) - len(references)
            return references, self.edition.words("note.more", count=left) if left else ""

        return self.cache.once(("references", note.id), made)

    def owner(self, id: str) -> Reference | None:
        if not id:
            return None
        owner = self.edition.catalogue.objects["service"][id]
        return Reference(self.edition.words("owner", service=title_of(self.edition, owner)), Link(f"services/{id}"))

    def departure(self, departure: Departure, linker: Linker) -> DepartureView:
        mark, owner = self.departure_mark(departure), departure.owner
        is_inherited_tension = bool(owner) and isinstance(departure, Tension)
        return DepartureView(
            mark=mark,
            kind=self.inherited_from(owner) if is_inherited_tension else self.edition.words(f"departure.label.{mark.kind}"),
            text=(
                *linker.rich(departure.text if isinstance(departure, Tension) else departure.reason),
                *self._changed(departure),
            ),
            owner=self.owner(owner),
            references=tuple(self.reference(address, owner) for address in departure.at_),
            notes=tuple(self.note_mark(note) for note in departure.notes),
            inherited_from=owner if is_inherited_tension else "",
            quotes=tuple(self._quotes(departure)),
        )

    def _changed(self, departure: Departure) -> Rich:
        """Return the places whose cells differ from those that an inherited tension is about."""
        changed = [address for lost in self.service.lost_tensions if lost.at == departure.at for address in lost.at_]
        places = "; ".join(self.reference(address).words for address in changed)
        words = self.edition.words("departure.changed", service=self.service.code, places=places) if places else ""
        return (Piece(PieceKind.TEXT, f" {words}"),) if words else ()

    def _quotes(self, departure: Departure) -> Iterator[Quote]:
        owner = self.edition.catalogue.objects["service"].get(departure.owner)
        for address in departure.at_ if owner else ():
            if owner and (statement := owner.statements.get(address.removeprefix(f"{owner.id}."))):
                yield Quote(owner.code, self.reference(address, owner.id), self.edition.linker().mute().rich(statement.text))

    def inherited_from(self, owner: str) -> str:
        """Return the heading of the tensions that are inherited from the service ``owner``."""
        return self.edition.words("departure.label.inherited", service=self.edition.catalogue.objects["service"][owner].code)

    def departure_mark(self, departure: Departure) -> Mark:
        return self.mark_of_departure(self.service.name_of_departure(departure), departure.owner)

    def mark_of_departure(self, name: str, owner: str = "") -> Mark:
        """Return the mark of the departure ``name``, which may be inherited from ``owner``; reads no content of a service."""

        def made() -> Mark:
            kind, _, id = name.partition(".")
            if kind == "tension":
                other = self.edition.catalogue.objects["service"].get(owner)
                label = f"{other.code} {id.removeprefix(f'{owner}.')}" if other else id
            else:
                label = f"!{[*map(self.service.id_of_departure, self.service.exceptions)].index(id) + 1}"
            words = self.edition.words(f"departure.mark.{kind}", id=label.removeprefix("!"))
            return Mark(kind, id, label, words, Link(self.document, name))

        return self.cache.once(("departure-mark", name), made)

    def departure_marks(self, *addresses: str) -> tuple[Mark, ...]:
        return tuple(map(self.departure_mark, self.service.departures_at(*addresses)))

    def baseline_marks(self, statement: str) -> tuple[Mark, ...]:
        """Return the mark of the baseline, if it applies to ``statement``."""
        if statement not in self.service.under_baseline:
            return ()
        id = str(self.service.baseline)
        return (Mark("baseline", id, "*", self.edition.words("baseline.mark", id=id), Link(self.document, id)),)

    def baseline(self, statement: str) -> str:
        """Return the words of the baseline, if it applies to ``statement``."""
        applies = statement in self.service.under_baseline
        return self.edition.plain(self.service.statements[str(self.service.baseline)].text) if applies else ""

    def letter_marks(self, letter: str) -> tuple[Mark, ...]:
        """Return the marks of tensions about the meaning of a letter in this service."""
        return self.departure_marks(f"letter.{letter}")

    def departures_of(self, matrix: Matrix, task: str) -> tuple[Departure, ...]:
        """Return the departures about a task of a matrix, or about one of its cells."""
        row = f"{matrix.address(task, ())}."
        return tuple(one for one in self.service.departures if any(f"{address}.".startswith(row) for address in one.at_))

    def is_about(self, departure: Departure, claim: Claim) -> bool:
        """Return whether ``departure`` is about a task of ``claim``."""
        return any(departure in self.departures_of(matrix, task) for matrix in self.service.all_matrices for task in claim.tasks)

    def explained(self, marks: Iterable[Mark]) -> tuple[tuple[NoteView, ...], tuple[DepartureView, ...]]:
        """Return the notes and departures to which ``marks`` link, with the notes to which these departures refer in turn."""
        marked = {f"{mark.kind}.{mark.id}" for mark in marks}
        departures = [one for one in self.service.departures if self.service.name_of_departure(one) in marked]
        notes: list[str] = [note.id for note in self.service.notes if f"note.{note.id}" in marked]
        notes += (note for one in departures for note in one.notes)
        linker = self.edition.linker()
        return self.notes(notes, linker), tuple(self.departure(one, linker) for one in departures)

    def reference(self, address: str, owner: str = "") -> Reference:
        """Return a link to ``address``: a statement, a task, a task at a place, a cell, a note or a letter.

        Statements of what is inherited are on the page of their ``owner``, whose code is before their ids.
        """
        statement = address.removeprefix(f"{owner}.") if owner else address
        of = self.edition.catalogue.objects["service"][owner] if owner else self.service
        if statement in of.statements and (not owner or statement != address):
            return Reference(f"{of.code} {statement}" if owner else statement, Link(f"services/{of.id}", statement))
        kind, _, id = address.partition(".")
        if kind == "note" and id in self.service.notes_by_id:
            return Reference(self.note_mark(id).words, Link(self.document, address))
        if kind == "letter" and not any(address in matrix.addresses for matrix in self.service.all_matrices):
            return self._letter(id)
        matrix, parts = self._matrix_of(address)
        task, *rest = parts
        axes = list(zip(matrix.axes, rest, strict=False))
        name = plain(self.edition.name(self.edition.catalogue.task(task).name))
        if matrix.name and sum(other.row(task) is not None for other in self.service.all_matrices) > 1:
            name = f"{name} ({self.edition.plain(matrix.name)})"  # several matrices have it
        names = [name]
        names += [self.edition.plain(self.edition.value_name(value, axis)) for axis, value in axes]
        names += [self.edition.plain(self.edition.catalogue.party(party).name) for party in rest[len(axes) :]]
        if not rest:
            return Reference(names[0], row_link(self.service, matrix, task))
        anchor = address if address in matrix.by_address else f"{address}.{matrix.parties[0]}"
        return Reference(", ".join(names), Link(self.document, anchor))

    def _letter(self, sign: str) -> Reference:
        """Return a link to a letter, with its meanings in the matrices that have it."""
        schemes = ((matrix, self.edition.catalogue.scheme(matrix.scheme)) for matrix in self.service.all_matrices)
        letters = [(matrix, scheme.by_letter[sign]) for matrix, scheme in schemes if sign in scheme.by_letter]
        means = dict.fromkeys(self.edition.plain(letter.word) for _, letter in letters)
        words = self.edition.words("letter.reference", letter=sign, word=self.edition.words.list([*means]))
        matrix, letter = letters[0]
        return Reference(words, Link("glossary", letter.term) if letter.term else Link(self.document, part_anchor(matrix)))

    def _matrix_of(self, address: str) -> tuple[Matrix, list[str]]:
        parts = address.split(".")
        for matrix in self.service.all_matrices:
            if matrix.id == parts[0]:
                return matrix, parts[1:]
        return self.service.all_matrices[0], parts


class ClaimView(NamedTuple):
    """Claim of a statement or a note on a party."""

    #: The claim in words of its own; empty if it is shown in those of its text.
    words: Rich
    #: True if a passage of the text makes the claim.
    is_quoting: bool
    #: The values of an axis that it names without a task.
    where: str
    condition: Rich
    notes: tuple[Mark, ...]


@dataclass(frozen=True)
class StatementView:
    id: str
    link: Link
    text: Rich
    #: The anchors of the rows and cells of a matrix with which its claims are compared.
    about: tuple[str, ...]
    departures: tuple[DepartureView, ...]
    #: The departures, and the baseline if it applies.
    marks: tuple[Mark, ...]
    #: The statement that applies too; empty if there is none.
    baseline: str = ""
    #: Its former ids on the page of this service.
    former: tuple[str, ...] = ()


STATEMENTS: PartKind[tuple[StatementView, ...]] = PartKind("statements")
#: Statements whose page is another one.
STATEMENTS_AGAIN: PartKind[tuple[StatementView, ...]] = PartKind("statements-again")


def statement_view(edition: Edition, service: Service, statement: Statement, linker: Linker) -> StatementView:
    views = ServiceViews(edition, service)
    departures = service.departures_at(statement.id)
    return StatementView(
        id=statement.id,
        link=Link(views.document, statement.id),
        text=views.shown_text(statement, linker),
        about=tuple(dict.fromkeys(anchor for claim in statement.claims for anchor in _compared_with(views, claim))),
        departures=tuple(views.departure(departure, edition.linker()) for departure in departures),
        marks=(*map(views.departure_mark, departures), *views.baseline_marks(statement.id)),
        baseline=views.baseline(statement.id),
        former=tuple(_former(edition, service, statement)),
    )


def _former(edition: Edition, service: Service, statement: Statement) -> Iterator[str]:
    services = (service.id, *itertools.chain.from_iterable(edition.former(("service", service.id))))
    for (old,) in edition.former(("statement", f"{service.id}.{statement.id}")):
        of, _, id = old.partition(".")
        if of in services:
            yield id


def claim_view(views: ServiceViews, claim: Claim) -> ClaimView:
    """Return the view of ``claim``, which is one of :attr:`Claim.parts`."""
    edition = views.edition
    party = edition.definite(edition.catalogue.party(claim.party)) if claim.party else ""
    values = [] if claim.tasks else [edition.plain(edition.value_name(value)) for value in claim.on]
    return ClaimView(
        words=edition.sentence(claim.words, party) if claim.words else (),
        is_quoting=bool(claim.quote),
        where=edition.words.list(values),
        condition=edition.rich(claim.condition) if claim.condition else (),
        notes=tuple(map(views.note_mark, claim.note)),
    )


def _compared_with(views: ServiceViews, claim: Claim) -> Iterator[str]:
    """Yield the anchors of what ``claim`` is compared with: its party's cell where a value that it names is one place, else the row."""
    for value, task in itertools.product(claim.on or ("",), dict.fromkeys(claim.tasks)):
        known = [matrix for matrix in views.service.all_matrices if matrix.row(task)]
        compared = [matrix for matrix in known if claim.party in matrix.parties and any(map(claim.holds_at, matrix.places))]
        for matrix in compared or known:
            places = [values for values in matrix.places if value in values] if claim.party in matrix.parties else []
            is_cell = len(places) == 1
            yield matrix.address(task, places[0], claim.party) if is_cell else row_link(views.service, matrix, task).anchor
