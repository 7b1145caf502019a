"""The typed catalogue: what the YAML of a folder says, with every language and every position inside."""

from __future__ import annotations

import dataclasses
import functools
import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from catalogue.matrix import Matrix
from catalogue.problem import Location
from catalogue.reader import Id, Line, Localized
from catalogue.source import Scalar
from catalogue.vocabulary import (
    CatalogueStatus,
    Count,
    Duty,
    GroupRef,
    LayerRef,
    NoteKind,
    NoteRef,
    PartyRef,
    PlaceRef,
    ServiceStatus,
    StatementRef,
    TaskRef,
    TermRef,
    ValueRef,
)


@dataclass(frozen=True, kw_only=True)
class Party:
    """Somebody who can have a part in a task."""

    id: Id
    name: Localized
    #: For the heading of a narrow column.
    short: Localized | None = None
    term: TermRef | None = None
    at: Location = field(compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class Layer:
    """A value of the axis ``layer``."""

    id: Id
    name: Localized
    term: TermRef | None = None
    at: Location = field(compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class AxisValue:
    """A value of an axis: a plan, a phase, a process area."""

    id: Id
    name: Localized
    at: Location = field(compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class Axis:
    """An axis of matrices, other than the layers."""

    id: Id
    name: Localized
    values: tuple[AxisValue, ...]
    at: Location = field(compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class Group:
    """A group of tasks; groups may lie in groups."""

    id: Id
    name: Localized
    parent: GroupRef | None = None
    at: Location = field(compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class Task:
    """A task of the library, which services share."""

    id: Id
    group: GroupRef
    name: Localized
    description: Localized | None = None
    at: Location = field(compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A letter of a role scheme."""

    letter: Line
    word: Localized
    meaning: Localized
    term: TermRef | None = None
    duty: Duty | None = None
    count: Count = Count.ANY
    at: Location = field(compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class Scheme:
    """A role scheme, such as RACI: its letters, in the order of its legend, and how they are counted."""

    id: Id
    name: Localized
    #: The order of letters within one cell.
    cell_order: Line
    letters: tuple[Letter, ...]
    at: Location = field(compare=False, repr=False)

    @functools.cached_property
    def by_letter(self) -> Mapping[str, Letter]:
        return {letter.letter: letter for letter in self.letters}

    def in_order(self, roles: str) -> str:
        """``roles`` in the order of a cell."""
        return "".join(sorted(roles, key=lambda letter: (self.cell_order.find(letter), letter)))

    def with_duty(self, duty: Duty) -> str:
        """The letters that mean ``duty``."""
        return "".join(letter.letter for letter in self.letters if letter.duty is duty)


@dataclass(frozen=True, kw_only=True)
class Term:
    """A term of the glossary."""

    id: Id
    name: Localized
    #: The language of the name, where it is foreign to the text it stands in.
    lang: Mapping[str, Line] = field(default_factory=dict)
    definition: Localized
    #: Inflected forms besides the name, by language.
    forms: Mapping[str, tuple[Line, ...]] = field(default_factory=dict)
    synonyms: Mapping[str, tuple[Line, ...]] = field(default_factory=dict)
    #: The clause, practice or statement it is taken from.
    from_: Localized | None = None
    at: Location = field(compare=False, repr=False)

    def written(self, language: str) -> Iterator[Scalar]:
        """Every form in which a text in ``language`` can write it: name, inflections, synonyms."""
        if language in self.name:
            yield self.name[language]
        yield from self.forms.get(language, ())
        yield from self.synonyms.get(language, ())


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

    from_: date | None = None
    to: date | None = None
    at: Location = field(compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class Document:
    """The document that a service restates."""

    title: Localized
    owner: Localized
    date: date | None = None
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
        notes = {note.id: note for note in self.notes}

        def extended(matrix: Matrix, seen: tuple[str, ...]) -> Matrix:
            base = bases.get(matrix.extends or "")
            if base is None or base.matrix is None or base.id in seen:
                return matrix
            for note in base.notes:
                notes.setdefault(note.id, note)
            return matrix.over(extended(base.matrix, (*seen, base.id)))

        matrix = self.matrix and extended(self.matrix, (self.id,))
        matrices = tuple(extended(matrix, (self.id,)) for matrix in self.matrices)
        return dataclasses.replace(self, matrix=matrix, matrices=matrices, notes=tuple(notes.values()))

    def exceptions_at(self, place: str) -> tuple[RecordedException, ...]:
        return tuple(exception for exception in self.exceptions if place in exception.at_)


@dataclass(frozen=True, kw_only=True)
class Site:
    """Where the site is published and its data are edited."""

    base_url: Line | None = None
    edit_url: Line | None = None
    at: Location = field(compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class Identity:
    """What ``catalogue.yaml`` says of the catalogue as a whole."""

    name: Localized
    tagline: Localized
    summary: Localized
    languages: tuple[Line, ...]
    authoritative: Line
    status: CatalogueStatus
    #: Who has to adopt it.
    owner: Localized
    site: Site | None = None
    redirects: Mapping[str, Line] = field(default_factory=dict)
    at: Location = field(compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """Everything that a folder says."""

    identity: Identity
    parties: tuple[Party, ...]
    layers: tuple[Layer, ...]
    axes: tuple[Axis, ...]
    groups: tuple[Group, ...]
    tasks: tuple[Task, ...]
    schemes: tuple[Scheme, ...]
    terms: tuple[Term, ...]
    services: tuple[Service, ...]
    #: Ids of objects that could not be read.
    unread: frozenset[str] = frozenset()
    #: Kinds of objects whose file could not be read.
    unread_kinds: frozenset[str] = frozenset()

    @functools.cached_property
    def objects(self) -> Mapping[str, Mapping[str, object]]:
        """Every object that can be referred to from anywhere: kind → id → object."""
        return {
            "party": by_id(self.parties),
            "layer": by_id(self.layers),
            "axis": by_id(self.axes),
            "group": by_id(self.groups),
            "task": by_id(self.tasks),
            "scheme": by_id(self.schemes),
            "term": by_id(self.terms),
            "service": by_id(self.services),
        }

    def party(self, id: str) -> Party:
        return self.objects["party"][id]

    def layer(self, id: str) -> Layer:
        return self.objects["layer"][id]

    @functools.cached_property
    def axis_values(self) -> Mapping[str, Mapping[str, Layer | AxisValue]]:
        """The values of each axis: axis → id → value."""
        return {"layer": by_id(self.layers), **{axis.id: by_id(axis.values) for axis in self.axes}}

    def task(self, id: str) -> Task:
        return self.objects["task"][id]

    def term(self, id: str) -> Term:
        return self.objects["term"][id]

    def scheme(self, id: str) -> Scheme:
        return self.objects["scheme"][id]

    def group_path(self, id: str) -> tuple[Group, ...]:
        """The groups that hold a task of group ``id``, outermost first."""
        path: list[Group] = []
        group = self.objects["group"].get(id)
        while group and group not in path:
            path.append(group)
            group = self.objects["group"].get(group.parent) if group.parent else None
        return tuple(reversed(path))


def by_id(items: Iterable) -> dict[str, object]:
    """``items`` by their ids; the first of those that share one."""
    found: dict[str, object] = {}
    for item in items:
        found.setdefault(item.id, item)
    return found
