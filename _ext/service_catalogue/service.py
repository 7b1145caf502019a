"""A service: its statements, matrices, notes and recorded exceptions, and what it takes over from others."""

from __future__ import annotations

import dataclasses
import functools
import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from service_catalogue.matrix import Matrix
from service_catalogue.problem import Location
from service_catalogue.reader import Day, Id, Line, Localized
from service_catalogue.syntax import MAX_DEPTH
from service_catalogue.values import Scalar, scalar
from service_catalogue.vocabulary import (
    LayerRef,
    NoteKind,
    NoteRef,
    PartyRef,
    PlaceRef,
    ServiceStatus,
    StatementRef,
    TaskRef,
    ValueRef,
)


@dataclass(frozen=True, kw_only=True)
class About:
    """What a statement speaks of, without saying who has the part."""

    tasks: tuple[TaskRef, ...] = ()
    layers: tuple[LayerRef, ...] = ()
    parties: tuple[PartyRef, ...] = ()
    at: Location = field(compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class Claim:
    """What a statement says that a party does or answers for (must), or may do, and where on the axes."""

    party: PartyRef
    does: tuple[TaskRef, ...] = ()
    answers_for: tuple[TaskRef, ...] = ()
    may_do: tuple[TaskRef, ...] = ()
    on: tuple[ValueRef, ...] = ()
    at: Location = field(compare=False, repr=False)

    @property
    def tasks(self) -> tuple[Scalar, ...]:
        return *self.answers_for, *self.does, *self.may_do


@dataclass(frozen=True, kw_only=True)
class Statement:
    """A sentence or a few of a service's text, that can be cited by its id."""

    id: Id
    text: Localized
    about: About | None = None
    claims: tuple[Claim, ...] = ()
    at: Location = field(compare=False, repr=False)

    @property
    def tasks(self) -> tuple[Scalar, ...]:
        """The tasks that it speaks of or makes a claim about, each once."""
        spoken = self.about.tasks if self.about else ()
        return tuple(dict.fromkeys((*spoken, *itertools.chain.from_iterable(claim.tasks for claim in self.claims))))

    @property
    def layers(self) -> tuple[Scalar, ...]:
        spoken = self.about.layers if self.about else ()
        return tuple(dict.fromkeys((*spoken, *itertools.chain.from_iterable(claim.on for claim in self.claims))))

    @property
    def parties(self) -> tuple[Scalar, ...]:
        spoken = self.about.parties if self.about else ()
        return tuple(dict.fromkeys((*spoken, *(claim.party for claim in self.claims))))


@dataclass(frozen=True, kw_only=True)
class Section:
    """A titled part of a service's text."""

    id: Id
    name: Localized
    statements: tuple[Statement, ...] = ()
    sections: tuple[Section, ...] = ()
    at: Location = field(compare=False, repr=False)

    def walk(self) -> Iterator[Section]:
        yield self
        for section in self.sections:
            yield from section.walk()


@dataclass(frozen=True, kw_only=True)
class Note:
    """A note on a cell or a task of the matrix."""

    id: Id
    kind: NoteKind
    text: Localized
    at: Location = field(compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class RecordedException:
    """A broken rule that is accepted as it stands, with the reason for it."""

    rule: Scalar
    #: Every place that shows the reason; a problem is accepted if all its places are among them.
    at_: tuple[PlaceRef, ...]
    notes: tuple[NoteRef, ...] = ()
    reason: Localized
    at: Location = field(compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class Validity:
    """The first and the last day on which a service applies."""

    from_: Day | None = None
    to: Day | None = None
    at: Location = field(compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class Document:
    """The document that a service restates."""

    title: Localized
    owner: Localized
    date: Day | None = None
    at: Location = field(compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class Service:
    """What a provider offers, in statements, and who does what in it."""

    id: Id
    code: Line
    name: Localized
    #: The family of services that it belongs to.
    family: Localized | None = None
    motto: Localized | None = None
    #: The statement that stands for it on a card.
    summary: StatementRef | None = None
    provider: PartyRef
    #: The statement that says who to ask.
    contact: StatementRef | None = None
    status: ServiceStatus | None = None
    version: Line | None = None
    valid: Validity | None = None
    approver: Localized | None = None
    source: Document | None = None
    sections: tuple[Section, ...] = ()
    matrix: Matrix | None = None
    #: Where it has several, in place of ``matrix``.
    matrices: tuple[Matrix, ...] = ()
    notes: tuple[Note, ...] = ()
    exceptions: tuple[RecordedException, ...] = ()
    at: Location = field(compare=False, repr=False)

    @functools.cached_property
    def all_sections(self) -> tuple[Section, ...]:
        return tuple(itertools.chain.from_iterable(section.walk() for section in self.sections))

    @functools.cached_property
    def statements(self) -> Mapping[str, Statement]:
        return by_id(statement for section in self.all_sections for statement in section.statements)

    @functools.cached_property
    def all_matrices(self) -> tuple[Matrix, ...]:
        return ((self.matrix,) if self.matrix else ()) + self.matrices

    def over(self, bases: Mapping[str, Service]) -> Service:
        """This service with what its matrices extend, from the services ``bases``; unknown ones are left to the rules."""
        if not any(matrix.extends for matrix in self.all_matrices):
            return self
        found: list[tuple[Matrix, Service]] = []

        def extended(matrix: Matrix, seen: tuple[str, ...], extending: list[Service]) -> Matrix:
            base = bases.get(matrix.extends or "")
            if base is None or base.matrix is None or base.id in seen or len(seen) > MAX_DEPTH:
                return dataclasses.replace(matrix, unread=True) if matrix.extends else matrix
            extending.append(base)
            return matrix.over(extended(base.matrix, (*seen, base.id), extending))

        def whole(matrix: Matrix) -> Matrix:
            extending: list[Service] = []
            made = extended(matrix, (self.id,), extending)
            found.extend((made, base) for base in extending)
            return made

        made = dataclasses.replace(self, matrix=self.matrix and whole(self.matrix), matrices=tuple(map(whole, self.matrices)))
        return made._with_annotations_of(found) if found else made

    def _with_annotations_of(self, extended: Iterable[tuple[Matrix, Service]]) -> Service:
        """This service with the exceptions and notes that are about what its matrices have from others: each with whom it is from."""
        exceptions = list(self.exceptions)
        for matrix, base in extended:
            # A place has another address here, if the matrix has an id, or the one that it extends has.
            own = {base.matrix.address(task, values): matrix.address(task, values) for task, values in matrix.taken_over(base.matrix)}
            for exception in base.exceptions:
                if own.keys() >= set(exception.at_):
                    at = tuple(scalar(own[place], place.at) for place in exception.at_)
                    here = dataclasses.replace(exception, at_=at)
                    if here not in exceptions:
                        exceptions.append(here)
        used = {note for matrix in self.all_matrices for note in matrix.notes}
        used.update(note for exception in exceptions for note in exception.notes)
        notes = {note.id: note for note in self.notes}
        for note in itertools.chain.from_iterable(base.notes for _, base in extended):
            if note.id in used:
                notes.setdefault(note.id, note)
        return dataclasses.replace(self, notes=tuple(notes.values()), exceptions=tuple(exceptions))

    def exceptions_at(self, place: str) -> tuple[RecordedException, ...]:
        return tuple(exception for exception in self.exceptions if place in exception.at_)


def by_id(items: Iterable) -> dict[str, object]:
    """``items`` by their ids; the first of those that share one."""
    found: dict[str, object] = {}
    for item in items:
        found.setdefault(item.id, item)
    return found
