"""The typed catalogue: what the YAML of a folder says, with every language and every position inside."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Annotated

from catalogue.problem import Location
from catalogue.reader import Id, Line, Localized, Reader, Refers
from catalogue.source import Map, Scalar, Seq, Value, scalar

PartyRef = Annotated[Scalar, Refers("party")]
LayerRef = Annotated[Scalar, Refers("layer")]
TaskRef = Annotated[Scalar, Refers("task")]
GroupRef = Annotated[Scalar, Refers("group")]
SchemeRef = Annotated[Scalar, Refers("scheme")]
TermRef = Annotated[Scalar, Refers("term")]
StatementRef = Annotated[Scalar, Refers("statement")]
NoteRef = Annotated[Scalar, Refers("note")]


class CatalogueStatus(Enum):
    """How the owner stands to the catalogue."""

    RESTATEMENT = "restatement"
    ADOPTED = "adopted"


class ServiceStatus(Enum):
    """Where a service is in its life."""

    DRAFT = "draft"
    IN_FORCE = "in-force"
    RETIRED = "retired"


class NoteKind(Enum):
    """What a note does to that which it is attached to."""

    CONDITION = "condition"
    LIMIT = "limit"
    DELEGATION = "delegation"
    REFERENCE = "reference"
    INFORMATION = "information"


class Duty(Enum):
    """What the party with a letter does, as claims name it."""

    DOES = "does"
    ANSWERS_FOR = "answers-for"


class Count(Enum):
    """How many parties may have a letter in one task, on each layer."""

    ANY = "any"
    SOME = "some"
    ONE = "one"


class State(Enum):
    """What a cell without letters says."""

    NONE = ""
    NOT_APPLICABLE = "n-a"
    TO_BE_AGREED = "tbd"


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
    """What a statement says that a party does or answers for (must), or may do, and on which layers."""

    party: PartyRef
    does: tuple[TaskRef, ...] = ()
    answers_for: tuple[TaskRef, ...] = ()
    may_do: tuple[TaskRef, ...] = ()
    on: tuple[LayerRef, ...] = ()
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
class Cell:
    """What one party has to do with one task, at one place on the axes."""

    #: As it is written: letters, ``-``, ``n/a`` or ``tbd``, then the ids of notes.
    written: Scalar
    task: Scalar
    #: A value for each axis of the matrix, in its order.
    values: tuple[Scalar, ...]
    party: Scalar

    @property
    def place(self) -> str:
        """Its address: the task, a value for each axis, the party."""
        return ".".join((self.task, *self.values, self.party))

    @functools.cached_property
    def _words(self) -> list[re.Match[str]]:
        return list(re.finditer(r"\S+", self.written))

    @functools.cached_property
    def state(self) -> State:
        word = self._words[0][0] if self._words else ""
        return {"n/a": State.NOT_APPLICABLE, "tbd": State.TO_BE_AGREED}.get(word, State.NONE)

    @functools.cached_property
    def letters(self) -> str:
        """The letters as they are written; empty for ``-``, ``n/a`` and ``tbd``."""
        word = self._words[0][0] if self._words else ""
        return "" if word in ("-", "n/a", "tbd") else word

    @functools.cached_property
    def notes(self) -> tuple[Scalar, ...]:
        return tuple(scalar(word[0], self.written.locate(*word.span())) for word in self._words[1:])


@dataclass(frozen=True, kw_only=True)
class Row:
    """One task of a matrix."""

    task: TaskRef
    #: Notes on the task as a whole.
    note: tuple[NoteRef, ...]
    #: What is written for each place on the axes: a text for each party, in the order of the matrix.
    written: Mapping[tuple[Scalar, ...], tuple[Scalar, ...]]
    at: Location = field(compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class Matrix:
    """Who does what: a row a task, a column for each place on the axes and each party."""

    scheme: SchemeRef
    #: The axes by name, each with its values. The values of ``layer`` are layers.
    axes: Mapping[str, tuple[Scalar, ...]]
    parties: tuple[PartyRef, ...]
    rows: tuple[Row, ...]
    at: Location = field(compare=False, repr=False)

    @classmethod
    def from_source(cls, reader: Reader, value: Value, at: Location) -> Matrix | None:
        if not reader.expect(Map, value, at):
            return None
        reader.only(value, ("scheme", "axes", "parties", "cells"))
        read = {}
        kinds = {"scheme": SchemeRef, "axes": Mapping[str, tuple[Scalar, ...]], "parties": tuple[PartyRef, ...]}
        for key, kind in kinds.items():
            if key in value:
                read[key] = reader.read(kind, value[key])
            else:
                read[key] = reader.empty(kind, value.at)
                if key != "axes":
                    reader.missing(key, value)
        rows: list[Row] = []
        if "cells" not in value:
            reader.missing("cells", value)
        elif reader.expect(Map, value["cells"], value.at):
            for task, cells in value["cells"].items():
                rows.append(cls._row(reader, task, cells, len(read["axes"])))
        return cls(**read, rows=tuple(rows), at=value.at)

    @staticmethod
    def _row(reader: Reader, task: Scalar, cells: Value, depth: int) -> Row:
        note: tuple[Scalar, ...] = ()
        written: dict[tuple[Scalar, ...], tuple[Scalar, ...]] = {}

        def descend(node: Value, at: Location, path: tuple[Scalar, ...]) -> None:
            if len(path) == depth:
                if reader.expect(Seq, node, at):
                    written[path] = tuple(cell for cell in node if reader.expect(Scalar, cell, node.at))
            elif reader.expect(Map, node, at):
                for key, inner in node.items():
                    if path or key != "note":
                        descend(inner, key.at, (*path, key))

        if depth == 0 and isinstance(cells, Map):
            reader.only(cells, ("note", "cells"))
            if "cells" in cells:
                descend(cells["cells"], task.at, ())
        else:
            descend(cells, task.at, ())
        if isinstance(cells, Map) and "note" in cells:
            note = reader.read(tuple[NoteRef, ...], cells["note"])
        return Row(task=task, note=note, written=written, at=task.at)

    @functools.cached_property
    def places(self) -> tuple[tuple[Scalar, ...], ...]:
        """Every place on the axes, the last axis fastest; one empty place where there is no axis."""
        return tuple(itertools.product(*self.axes.values()))

    @functools.cached_property
    def cells(self) -> tuple[Cell, ...]:
        """Every cell that is written, row by row, in the order of the axes and parties."""
        return tuple(
            Cell(written=written, task=row.task, values=values, party=party)
            for row in self.rows
            for values in self.places
            for party, written in zip(self.parties, row.written.get(values, ()), strict=False)
        )

    @functools.cached_property
    def by_place(self) -> Mapping[str, Cell]:
        return {cell.place: cell for cell in self.cells}

    def cell(self, task: str, values: tuple[str, ...], party: str) -> Cell | None:
        return self.by_place.get(".".join((task, *values, party)))


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
    at_: tuple[Annotated[Scalar, Refers("place")], ...]
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
    notes: tuple[Note, ...] = ()
    exceptions: tuple[RecordedException, ...] = ()
    at: Location = field(compare=False, repr=False)

    @functools.cached_property
    def all_sections(self) -> tuple[Section, ...]:
        return tuple(itertools.chain.from_iterable(section.walk() for section in self.sections))

    @functools.cached_property
    def statements(self) -> Mapping[str, Statement]:
        return by_id(statement for section in self.all_sections for statement in section.statements)

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
