"""A service: its statements, matrices, notes and recorded exceptions, and what it inherits."""

from __future__ import annotations

import functools
import hashlib
import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, ClassVar, TypeVar

from service_catalogue.messages.problem import Location
from service_catalogue.model.matrix import Matrix
from service_catalogue.model.outline import Citation, Outline, outline_of
from service_catalogue.model.service_facts import (
    Choices,
    Document,
    Level,
    RestsOn,
    ServiceContact,
    ServiceLink,
    ServiceOwner,
    Topic,
    Validity,
)
from service_catalogue.model.shared_objects import Approval, Withdrawal
from service_catalogue.model.statement import Departure, Note, RecordedException, Section, Statement, Tension
from service_catalogue.model.traversal import shown_in
from service_catalogue.model.vocabulary import PartyRef, Positioned, ServiceStatus, StatementRef, by_id
from service_catalogue.schema.kinds import Day, Id, Line, Localized
from service_catalogue.yaml.values import Scalar, Value

S = TypeVar("S", bound=Scalar)
D = TypeVar("D", RecordedException, Tension)
A = TypeVar("A", Note, RecordedException, Tension)

#: The fields of which pages about several services show only the outline.
CONTENT = ("sections", "matrix", "matrices", "notes", "tensions")
#: The prefix of the address of a letter.
_LETTER = "letter."
#: The prefix of the address of a note.
_NOTE = "note."


@dataclass(frozen=True, kw_only=True)
class Service(Positioned):
    """A service of a provider: its statements, and who does what in it."""

    #: Keys that begin with ``x-`` are kept as they are, for the programs of whoever writes them.
    takes_x_keys: ClassVar[bool] = True

    id: Id
    code: Line
    name: Localized
    #: The name of its family of services.
    family: Localized | None = None
    motto: Localized | None = None
    #: A sentence about it, for the top of its page and its card.
    lead: Localized | None = None
    #: The statement to show if it has no lead.
    summary: StatementRef | None = None
    provider: PartyRef
    #: The parties that the document binds. By default they are the provider and the parties with a column.
    parties: tuple[PartyRef, ...] = ()
    #: The statement that applies to all duties of the service.
    baseline: StatementRef | None = None
    #: The statement about whom to ask.
    contact: StatementRef | None = None
    service_owner: ServiceOwner | None = None
    contacts: tuple[ServiceContact, ...] = ()
    links: tuple[ServiceLink, ...] = ()
    levels: tuple[Level, ...] = ()
    tags: tuple[Line, ...] = ()
    #: The services of suppliers that it rests on.
    rests_on: tuple[RestsOn, ...] = ()
    choices: Choices | None = None
    status: ServiceStatus | None = None
    version: Line | None = None
    valid: Validity | None = None
    #: Its end, if it no longer applies.
    withdrawn: Withdrawal | None = None
    approver: Localized | None = None
    #: Its approvals, the newest last.
    approval: tuple[Approval, ...] = ()
    source: Document | None = None
    #: Subjects that it says nothing about.
    topics: tuple[Topic, ...] = ()
    #: Words that its text uses without defining them.
    undefined_words: tuple[Localized, ...] = ()
    #: The day of the last change of content in its file.
    changed: Day | None = None
    sections: tuple[Section, ...] = ()
    matrix: Matrix | None = None
    #: Several matrices, in place of ``matrix``.
    matrices: tuple[Matrix, ...] = ()
    notes: tuple[Note, ...] = ()
    tensions: tuple[Tension, ...] = ()
    exceptions: tuple[RecordedException, ...] = ()
    #: The values of its keys that begin with ``x-``.
    x_keys: Mapping[str, Value] = field(default_factory=dict, metadata={"derived": True})
    #: The services that its matrices extend, by id, resolved themselves.
    bases: Mapping[str, Service] = field(default_factory=dict, compare=False, repr=False, metadata={"derived": True})
    #: The tensions of its bases where the cells are others here, each at the addresses here.
    lost_tensions: tuple[Tension, ...] = field(default=(), compare=False, repr=False, metadata={"derived": True})
    #: True if it has all that its matrices extend, and so do its bases.
    is_resolved: bool = field(default=True, compare=False, repr=False, metadata={"derived": True})

    @functools.cached_property
    def all_sections(self) -> tuple[Section, ...]:
        return tuple(itertools.chain.from_iterable(section.walk() for section in self.sections))

    @functools.cached_property
    def statements(self) -> Mapping[str, Statement]:
        return by_id(statement for section in self.all_sections for statement in section.statements)

    @functools.cached_property
    def baseline_section(self) -> Section | None:
        """Return the section to which its baseline applies."""
        having = (section for section in self.all_sections if any(one.id == self.baseline for one in section.statements))
        return next(having, None)

    @functools.cached_property
    def under_baseline(self) -> frozenset[str]:
        """Return the ids of the statements to which its baseline applies."""
        below = self.baseline_section.walk() if self.baseline_section else ()
        return frozenset(one.id for section in below for one in section.statements if one.id != self.baseline)

    @functools.cached_property
    def texts(self) -> tuple[Statement | Note, ...]:
        """Return what can be cited: the statements, then the notes."""
        return *self.statements.values(), *self.notes

    @functools.cached_property
    def all_matrices(self) -> tuple[Matrix, ...]:
        return ((self.matrix,) if self.matrix else ()) + self.matrices

    @property
    def extended(self) -> tuple[Scalar, ...]:
        """Return the ids of the services that its matrices extend."""
        return tuple(matrix.extends for matrix in self.all_matrices if matrix.extends)

    def base_of(self, matrix: Matrix) -> Service | None:
        """Return the service that ``matrix`` extends; ``None`` if it does not exist."""
        return self.bases.get(matrix.extends or "")

    @functools.cached_property
    def columns(self) -> tuple[str, ...]:
        """Return the parties of its matrices, each once, in their order."""
        return tuple(dict.fromkeys(party for matrix in self.outline.matrices for party in matrix.parties))

    @functools.cached_property
    def outline(self) -> Outline:
        """Return the content that pages about several services show."""
        statements = self.statements.values()
        lead = self.statements.get(self.summary or "")
        return Outline(
            statements=tuple(statement.id for statement in statements),
            notes=tuple(note.id for note in self.notes),
            matrices=tuple(map(outline_of, self.all_matrices)),
            cells=tuple(cell.address for each in self.all_matrices for cell in each.cells),
            texts_about=Counter(str(party) for text in self.texts for party in text.parties),
            citations=tuple(
                Citation(statement.id, statement.standards, statement.see_also)
                for statement in statements
                if statement.standards or statement.see_also
            ),
            doubts=self.doubts,
            summary=lead.text if lead else None,
            summary_departures=tuple(map(self.name_of_departure, self.departures_at(self.summary or ""))),
        )

    @property
    def referable(self) -> str:
        """Return all that a reference in a text shows of it: its code, and the numbers of notes and letters of cells."""
        cells = [(cell.address, str(cell.written)) for matrix in self.all_matrices for cell in matrix.cells]
        return repr((str(self.code), [str(note.id) for note in self.notes], [*self.statements], cells))

    @functools.cached_property
    def outline_digest(self) -> str:
        """Return a digest of that content: part of the key of each of these pages."""
        known = [getattr(self, field.name) for field in fields(self) if field.name not in (*CONTENT, "at")]
        content = repr((known, self.at.line, self.at.column, self.outline.in_order))
        if "[[" in content:
            content += self.referable
        return hashlib.blake2b(content.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()

    def uses(self, task: str) -> bool:
        """Return whether ``task`` is in one of its matrices."""
        return any(task in matrix.tasks for matrix in self.outline.matrices)

    def has_column(self, party: str) -> bool:
        """Return whether ``party`` is in one of its matrices."""
        return any(party in matrix.parties for matrix in self.outline.matrices)

    def binds(self, party: str) -> bool:
        """Return whether ``party`` can have duties and rights under the document; without a matrix, any can."""
        default = (self.provider, *self.columns) if self.all_matrices else (party,)
        return party in (self.parties or default)

    def concerns(self, party: str) -> bool:
        """Return whether its matrices, statements or notes concern ``party``."""
        return self.has_column(party) or party in self.outline.texts_about

    @functools.cached_property
    def notes_by_id(self) -> Mapping[str, Note]:
        return by_id(self.notes)

    def over(self, bases: Mapping[str, Service]) -> Service:
        """Return this service with what its matrices extend, from ``bases``, which have that themselves; unknown ones are left to the rules.

        What comes from another service keeps its owner. Where this service has a note 5 of its own, that of the service ``2a``
        is called ``2a.5`` here.
        """
        found: list[tuple[Matrix, Service]] = []

        def whole(matrix: Matrix) -> Matrix:
            base = bases.get(matrix.extends or "")
            if base is None or base.matrix is None:
                return matrix
            base = base._for_others()
            assert base.matrix
            theirs = base.matrix.with_parties(matrix.parties)
            made = matrix.with_notes_renamed(self._names_of_notes(base)).over(theirs)
            found.append((made, base))
            return made

        extended = {str(id): bases[id] for id in self.extended if id in bases}
        made = replace(
            self,
            matrix=self.matrix and whole(self.matrix),
            matrices=tuple(map(whole, self.matrices)),
            bases=extended,
            is_resolved=all(id in extended and extended[id].matrix and extended[id].is_resolved for id in self.extended),
        )
        return made._with_annotations_of(found)._with_short_names()._with_inherited_texts() if found else made

    def _for_others(self) -> Service:
        """Return this service for those that extend it: notes and departures are prefixed with the id of their owner."""
        names: dict[str, str] = {note.id: f"{note.owner or self.id}.{_own_id(note.id, note.owner)}" for note in self.notes}
        addresses = {f"note.{id}": f"note.{name}" for id, name in names.items()}
        addresses.update((id, f"{self.id}.{id}") for id in self.statements)

        def owned(one: A) -> A:
            owner = one.owner or self.id
            changes: dict[str, Any] = {"id": one.id and one.id.saying(f"{owner}.{_own_id(one.id, one.owner)}"), "owner": owner}
            if isinstance(one, Departure):
                changes |= {"at_": _renamed(one.at_, addresses), "notes": _renamed(one.notes, names)}
            return replace(one, **changes)

        matrix = self.matrix and self.matrix.with_notes_renamed(names)
        annotations: dict[str, Any] = {key: tuple(map(owned, getattr(self, key))) for key in ("notes", "tensions", "exceptions")}
        return replace(self, matrix=matrix, **annotations)

    def _names_of_notes(self, base: Service) -> Mapping[str, str]:
        """Return the names of the notes of ``base``, by their short ids that no note of this service has."""
        names: dict[str, str] = {}
        for note in base.notes:
            names.setdefault(_own_id(note.id, note.owner), note.id)
        return {id: name for id, name in names.items() if id not in self.notes_by_id}

    def _with_annotations_of(self, extended: Iterable[tuple[Matrix, Service]]) -> Service:
        """Return this service with the notes and departures that concern inherited cells."""
        departures: dict[tuple[str, str, Location], Departure] = {}
        lost: list[Tension] = []
        for matrix, base in extended:
            for departure, kept, changed in _departures_in(matrix, base):
                if changed and isinstance(departure, Tension):  # a rule that is broken without its exception says so
                    lost.append(replace(departure, at_=changed))
                if kept:
                    key = (type(departure).__name__, departure.owner, departure.at)
                    known = departures[key].at_ if key in departures else ()
                    departures[key] = replace(departure, at_=tuple(dict.fromkeys((*known, *kept))))
        used = {note for matrix in self.all_matrices for note in matrix.notes}
        for departure in departures.values():
            used.update(departure.notes, (address.removeprefix("note.") for address in departure.at_))
        notes = {note.id: note for note in self.notes}
        for note in itertools.chain.from_iterable(base.notes for _, base in extended):
            if note.id in used:
                notes.setdefault(note.id, note)
        return replace(
            self,
            notes=tuple(notes.values()),
            tensions=(*self.tensions, *(one for one in departures.values() if isinstance(one, Tension))),
            exceptions=(*self.exceptions, *(one for one in departures.values() if isinstance(one, RecordedException))),
            lost_tensions=tuple(lost),
        )

    def _with_short_names(self) -> Service:
        """Return this service with inherited notes under their short ids, unless another note has the same."""
        own: dict[str, str] = {note.id: _own_id(note.id, note.owner) for note in self.notes}
        short = Counter(own.values())
        names: dict[str, str] = {note.id: own[note.id] for note in self.notes if short[own[note.id]] == 1}
        addresses = {f"note.{id}": f"note.{name}" for id, name in names.items()}

        def renamed(departure: D) -> D:
            if not departure.owner:
                return departure
            at, notes = _renamed(departure.at_, addresses), _renamed(departure.notes, names)
            return replace(departure, at_=at, notes=notes)

        return replace(
            self,
            matrix=self.matrix and self.matrix.with_notes_renamed(names),
            matrices=tuple(matrix.with_notes_renamed(names) for matrix in self.matrices),
            notes=tuple(replace(note, id=_renamed((note.id,), names)[0]) for note in self.notes),
            tensions=tuple(map(renamed, self.tensions)),
            exceptions=tuple(map(renamed, self.exceptions)),
        )

    def _with_inherited_texts(self) -> Service:
        """Return this service with the inherited texts marked as shown in it, so that references in them are resolved here."""
        fields = ("matrix", "matrices", "notes", "tensions", "exceptions")
        return replace(self, **{name: shown_in(self.id, self.at.path, getattr(self, name)) for name in fields})

    @functools.cached_property
    def _numbers_of_notes(self) -> Mapping[str, str]:
        return {note.id: str(number) for number, note in enumerate(self.notes, 1)}

    def number_of_note(self, id: str) -> str:
        """Return the number that readers see: by position, inherited notes last."""
        return self._numbers_of_notes[id]

    @property
    def departures(self) -> tuple[Departure, ...]:
        return *self.tensions, *self.exceptions

    def id_of_departure(self, departure: Departure) -> str:
        """Return the id of ``departure``, or its number if it has none."""
        of_kind: tuple[Departure, ...] = self.tensions if isinstance(departure, Tension) else self.exceptions
        return str(departure.id or of_kind.index(departure) + 1)

    def name_of_departure(self, departure: Departure) -> str:
        """Return its kind and id, as in its address: ``tension.t4``."""
        kind = "tension" if isinstance(departure, Tension) else "exception"
        return f"{kind}.{self.id_of_departure(departure)}"

    @functools.cached_property
    def _departures_by_address(self) -> Mapping[str, tuple[Departure, ...]]:
        found: dict[str, tuple[Departure, ...]] = {}
        for departure in self.departures:
            for address in dict.fromkeys(departure.at_):
                found[address] = (*found.get(address, ()), departure)
        return found

    @property
    def doubts(self) -> Mapping[str, tuple[str, ...]]:
        """Return the names of its own departures about the meaning of a letter, by letter."""
        found = {}
        for address, departures in self._departures_by_address.items():
            names = tuple(self.name_of_departure(departure) for departure in departures if not departure.owner)
            if names and address.startswith(_LETTER):
                found[address.removeprefix(_LETTER)] = names
        return found

    def departures_at(self, *addresses: str) -> tuple[Departure, ...]:
        """Return the departures at any of ``addresses``, each once, tensions first."""
        found = {
            self.name_of_departure(one): one for address in addresses for one in self._departures_by_address.get(address, ())
        }
        return tuple(sorted(found.values(), key=self.departures.index)) if len(found) > 1 else tuple(found.values())


def _departures_in(matrix: Matrix, base: Service) -> Iterator[tuple[Departure, tuple[Scalar, ...], tuple[Scalar, ...]]]:
    """Yield the departures of ``base`` with their addresses in ``matrix``, and those of cells that are others there.

    The first are none if a departure is about nothing that the two have in common.
    """
    theirs = base.matrix
    if theirs is None or not base.departures:
        return
    places, own_places, same_scheme = theirs.addresses, matrix.addresses, matrix.scheme == theirs.scheme
    equal = matrix.equal_addresses(theirs)
    for departure in base.departures:
        here = {address: matrix.address(".".join(theirs.parts(address))) for address in departure.at_ if address in places}
        changed = [address.saying(at) for address, at in here.items() if at in own_places and address not in equal]
        kept = [
            address.saying(here.get(address, address))
            for address in departure.at_
            if (address in equal if address in here else same_scheme or not address.startswith(_LETTER))
        ]
        if here:
            is_common = not equal.isdisjoint(here)
        else:
            is_common = any(one.startswith(_LETTER) or one.removeprefix(_NOTE) in matrix.notes for one in kept)
        yield departure, tuple(kept) if is_common else (), tuple(changed)


def _own_id(id: str, owner: str) -> str:
    """Return ``id`` as the service ``owner`` writes it."""
    return id.removeprefix(f"{owner}.")


def _renamed(ids: tuple[S, ...], names: Mapping[str, str]) -> tuple[S, ...]:
    """Return ``ids``, with those that are keys of ``names`` renamed."""
    return tuple(id.saying(names[id]) if id in names else id for id in ids)
