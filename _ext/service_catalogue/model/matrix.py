"""A matrix: who has which role in which task, at each place on its axes."""

from __future__ import annotations

import functools
import itertools
import math
import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, NamedTuple

from service_catalogue.messages.problem import Location, quote
from service_catalogue.model.row import ROW_KEYS, Row, RowReader, has_values
from service_catalogue.model.vocabulary import GroupRef, PartyRef, Positioned, SchemeRef, ServiceRef, State, TaskRef
from service_catalogue.schema.form import INVALID_ID
from service_catalogue.schema.kinds import Compared, Id, Localized, fields_of
from service_catalogue.schema.reader import Reader
from service_catalogue.yaml.values import Keyed, Map, Scalar, Value, scalar


@dataclass(frozen=True, kw_only=True)
class Default(Positioned):
    """Who has the tasks that a matrix does not list."""

    text: Localized
    #: A cell for each party, as in a row.
    cells: Annotated[tuple[Scalar, ...], Compared.AS_CELLS] = ()


@dataclass(frozen=True, kw_only=True)
class EmptyGroup(Positioned):
    """A group that a matrix names without tasks, and why."""

    group: GroupRef
    reason: Localized


#: A cell: its letters (with commas between them or without) or its state, then the ids of notes.
_CELL = re.compile(r"\s*(?P<roles>[^\s,]+(?:\s*,\s*[^\s,]+)*)(?P<notes>(?:\s+[^\s,]+)*)\s*")
_STATES = {"-": State.NONE, "n/a": State.NOT_APPLICABLE, "tbd": State.TO_BE_AGREED}


class Reading(NamedTuple):
    """The parsed content of a cell."""

    state: State = State.NONE
    #: The letters as they are written; none for ``-``, ``n/a`` and ``tbd``.
    letters: str = ""
    #: The index of each letter in the cell.
    letter_indexes: tuple[int, ...] = ()
    #: Their ids.
    notes: tuple[str, ...] = ()
    #: The index of the first note.
    notes_start: int = 0
    #: True if it has the form of a cell.
    is_readable: bool = True


@functools.lru_cache(maxsize=1024)  # a matrix of any size is written with few texts
def reading(written: str) -> Reading:
    """Parse the text of a cell."""
    parts = _CELL.fullmatch(written)
    if parts is None:
        return Reading(is_readable=not written.strip())  # an empty one has no form, and is no letter either
    start, end = parts.span("roles")
    stated = parts["roles"] in _STATES
    indexes = () if stated else tuple(index for index in range(start, end) if written[index] not in ", ")
    letters = "".join(map(written.__getitem__, indexes))
    return Reading(_STATES.get(parts["roles"], State.NONE), letters, indexes, tuple(parts["notes"].split()), parts.start("notes"))


def says_the_same(own: Reading, base: Reading) -> bool:
    """Return whether a cell has the letters or the state of the one that it replaces, and all of its notes."""
    return own.state is base.state and set(own.letters) == set(base.letters) and set(own.notes) >= set(base.notes)


def with_notes_renamed(written: Scalar, names: Mapping[str, str]) -> Scalar:
    """Return ``written``, at the same position, with the notes that are keys of ``names`` renamed."""
    content = reading(str(written))
    if names.keys().isdisjoint(content.notes):
        return written
    notes = (names.get(note, note) for note in content.notes)
    return written.saying(" ".join((written[: content.notes_start].rstrip(), *notes)))


class Cell(NamedTuple):
    """The part of one party in one task, at one place on the axes."""

    #: The text in the file: letters, ``-``, ``n/a`` or ``tbd``, then the ids of notes.
    written: Scalar
    task: Scalar
    #: A value for each axis of the matrix, in its order.
    values: tuple[Scalar, ...]
    party: Scalar
    #: The id of the matrix, if it has one, the task, a value for each axis, the party.
    address: str
    content: Reading

    @property
    def is_readable(self) -> bool:
        return self.content.is_readable

    @property
    def state(self) -> State:
        return self.content.state

    @property
    def letters(self) -> str:
        return self.content.letters

    @property
    def letter_indexes(self) -> tuple[int, ...]:
        return self.content.letter_indexes

    @property
    def notes(self) -> tuple[str, ...]:
        return self.content.notes

    def notes_at(self) -> Iterator[tuple[str, Location]]:
        """Yield the ids of its notes, each with its position."""
        if self.notes:
            for word in re.compile(r"\S+").finditer(self.written, self.content.notes_start):
                yield word[0], self.written.locate(*word.span())


class Filled(NamedTuple):
    """A row at one place on the axes where every cell is written and agreed, and at least one applies."""

    row: Row
    values: tuple[Scalar, ...]
    #: Party by party.
    cells: tuple[Cell, ...]
    #: Of each cell.
    letters: tuple[str, ...]


#: The depth of the rows of a matrix with inherited axes, which is unknown when it is read.
_ANY_DEPTH = -1
#: More cells than any matrix has: a few lines of axes would take all memory.
MAX_CELLS = 200_000


@dataclass(frozen=True, kw_only=True)
class Matrix(Positioned):
    """Who does what: a row a task, a column for each place on the axes and each party."""

    #: Each of several matrices of a service has an id and a name.
    id: Id | None = None
    name: Localized | None = None
    #: The service whose matrix this one extends.
    extends: ServiceRef | None = None
    #: Tasks of that matrix that are not inherited.
    remove: tuple[TaskRef, ...] = ()
    scheme: SchemeRef | None = None
    #: The axes by name, each with its values. The values of ``layer`` are layers.
    axes: Annotated[Keyed[tuple[Scalar, ...]], Compared.AS_VALUES] = field(default_factory=Keyed)
    parties: tuple[PartyRef, ...] = ()
    default: Default | None = None
    empty: tuple[EmptyGroup, ...] = ()
    rows: Annotated[tuple[Row, ...], Compared.APART] = ()

    @classmethod
    def from_source(cls, reader: Reader, value: Value, at: Location) -> Matrix:
        if not reader.expect(value, Map, at):
            return cls(at=at)
        fields = {key: known for key, known in fields_of(cls).items() if key != "rows"}
        value = reader.only(value, (*fields, "cells"))
        read: dict[str, Any] = {}
        for key, (name, kind, _) in fields.items():
            if key in value:
                read[name] = reader.read(kind, value[key])
        if "extends" not in value:
            reader.missing(("scheme", "parties", "cells"), value)
            for key in ("scheme", "parties"):
                if key in value and not value[key]:
                    reader.needed(key, fields[key][1], value[key], value.key(key).at)
        axes = read.get("axes", {})
        depth = cls._depth(reader, value.get("axes", Map()), axes)
        cells = value.get("cells", Map())
        if "extends" in value and "axes" not in value:
            depth = _ANY_DEPTH
        elif "axes" not in value and has_values(cells):
            reader.missing(["axes"], value)
            depth = None
        if reader.expect(cells, Map, value.key("cells").at if "cells" in value else value.at):
            rows = RowReader(reader, depth, max(len(read.get("parties", ())), 1), next(iter(axes.values()), ()))
            read["rows"] = tuple(itertools.starmap(rows.read, cells.items()))
        return cls(**read, at=value.at)

    @staticmethod
    def _depth(reader: Reader, written: Value, axes: Mapping[str, tuple[Scalar, ...]]) -> int | None:
        """Return the number of axes; ``None`` if it cannot be read. Reports axes without values."""
        if not isinstance(written, Map):
            return 0 if isinstance(written, Scalar) and not written and not written.unread else None
        for axis, values in written.items():
            if not values:
                reader.needed(axis, tuple[Scalar, ...], values, axis.at)
        for value in itertools.chain.from_iterable(axes.values()):
            if value in ROW_KEYS:
                reader.report(INVALID_ID.problem(value.at, "row-key", id=quote(value)))
                value.unread = True
        return len(axes)

    def with_notes_renamed(self, names: Mapping[str, str]) -> Matrix:
        """Return this matrix with the notes that are keys of ``names`` renamed."""

        def renamed(cells: tuple[Scalar, ...]) -> tuple[Scalar, ...]:
            return tuple(with_notes_renamed(cell, names) for cell in cells)

        if not names:
            return self
        rows = []
        for row in self.rows:
            note = tuple(id.saying(names[id]) if id in names else id for id in row.note)
            rows.append(replace(row.with_cells(renamed), note=note))
        default = self.default and replace(self.default, cells=renamed(self.default.cells))
        return replace(self, rows=tuple(rows), default=default)

    def with_parties(self, parties: tuple[Scalar, ...]) -> Matrix:
        """Return this matrix for ``parties``, in their order; a missing one gets empty cells, which a rule reports."""

        def arranged(cells: tuple[Scalar, ...]) -> tuple[Scalar, ...]:
            held = dict(zip(self.parties, cells, strict=False))
            return tuple(held[party] if party in held else scalar("", party.at) for party in parties)

        if not parties or parties == self.parties:
            return self
        default = self.default and self.default.cells and replace(self.default, cells=arranged(self.default.cells))
        rows = tuple(row.with_cells(arranged) for row in self.rows)
        return replace(self, parties=parties, rows=rows, default=default or self.default)

    def over(self, base: Matrix) -> Matrix:
        """Return this matrix merged over ``base``: the rows of ``base`` in their order, then those that this one adds.

        ``base`` has to have the parties of this one, see :meth:`with_parties`.
        """
        own = {row.task: row for row in self.rows}
        rows = [row for row in base.rows if row.task not in self.remove]
        kept = [own.pop(row.task).over(row) if row.task in own else replace(row, inherited=True) for row in rows]
        return replace(
            self,
            scheme=self.scheme or base.scheme,
            axes=self.axes or base.axes,
            parties=self.parties or base.parties,
            default=self.default or base.default,
            empty=(*self.empty, *(empty for empty in base.empty if empty.group not in {own.group for own in self.empty})),
            rows=(*kept, *own.values()),
        )

    def equal_addresses(self, base: Matrix) -> Set[str]:
        """Return the addresses of ``base`` at which the cells of the parties of both are equal."""
        found: set[str] = set()
        for row in self.rows:
            theirs = base.row(row.task)
            if theirs is None:
                continue
            places = []
            for values in self.places:
                own, other = self._readings(row, values), base._readings(theirs, values)
                both = own.keys() & other.keys()
                equal = {party for party in both if says_the_same(own[party], other[party])}
                found.update(base.address(row.task, values, party) for party in equal)
                if equal and equal == both:
                    places.append(base.address(row.task, values))
            found.update(places)
            if places and len(places) == len(self.places):
                found.add(base.address(row.task))
        return found

    def _readings(self, row: Row, values: tuple[Scalar, ...]) -> Mapping[str, Reading]:
        return {party: reading(str(cell)) for party, cell in zip(self.parties, row.cells_at(values), strict=False)}

    def address(self, task: str, values: tuple[str, ...] = (), party: str | None = None) -> str:
        """Return the address of a cell; without a party, of the task at a place."""
        return ".".join(filter(None, (self.id, task, *values, party)))

    def parts(self, address: str) -> list[str]:
        """Return the parts of an address of this matrix: a task, values on the axes, a party; later ones may be missing."""
        return address.split(".")[1 if self.id else 0 :]

    @property
    def size(self) -> int:
        """Return the number of cells, with at least one row and one party."""
        return math.prod(map(len, self.axes.values())) * max(len(self.rows), 1) * max(len(self.parties), 1)

    @functools.cached_property
    def places(self) -> tuple[tuple[Scalar, ...], ...]:
        """Return every place on the axes, the last axis fastest; one empty place without axes, none if there are too many."""
        return () if self.size > MAX_CELLS else tuple(itertools.product(*self.axes.values()))

    @functools.cached_property
    def cells(self) -> tuple[Cell, ...]:
        """Return every cell that is written, row by row, in the order of the axes and parties."""
        return tuple(
            Cell(
                written=written,
                task=row.task,
                values=values,
                party=party,
                address=self.address(row.task, values, party),
                content=reading(str(written)),
            )
            for row in self.rows
            for values in self.places
            for party, written in zip(self.parties, row.cells_at(values), strict=False)
        )

    @property
    def texts(self) -> tuple[Cell, ...]:
        """Return the text of every cell as it is written: once, even if it is for several places or for none.

        Lists with too few or too many cells are left out: what is wrong in their cells may follow from that.
        """
        default = [self.default.cells] if self.default else []
        every = itertools.chain(*(row.written.values() for row in self.rows), default)
        nowhere = scalar("", self.at)
        cell = functools.partial(Cell, task=nowhere, values=(), party=nowhere, address="")
        whole = itertools.chain.from_iterable(cells for cells in every if len(cells) == len(self.parties))
        return tuple(cell(written=written, content=reading(str(written))) for written in whole)

    @functools.cached_property
    def by_address(self) -> Mapping[str, Cell]:
        return {cell.address: cell for cell in reversed(self.cells)}  # the first, if a place is repeated

    def cell(self, task: str, values: tuple[str, ...], party: str) -> Cell | None:
        return self.by_address.get(self.address(task, values, party))

    def around(self, cell: Cell) -> tuple[str, ...]:
        """Return the addresses that contain ``cell``: of its task, of its task at its place on the axes, and its own."""
        return tuple(dict.fromkeys((self.address(cell.task, ()), self.address(cell.task, cell.values), cell.address)))

    def cells_at(self, task: str, values: tuple[str, ...]) -> tuple[Cell, ...]:
        """Return the cells of a task at a place, party by party."""
        found = (self.cell(task, values, party) for party in self.parties)
        return tuple(cell for cell in found if cell)

    def filled(self) -> Iterator[Filled]:
        """Yield the places at which roles can be counted, row by row."""
        for row, values in itertools.product(self.rows, self.places):
            cells = self.cells_at(row.task, values)
            states = {cell.state for cell in cells}
            if State.TO_BE_AGREED not in states and not states <= {State.NOT_APPLICABLE}:
                yield Filled(row, values, cells, tuple(cell.letters for cell in cells))

    def row(self, task: str) -> Row | None:
        return self._rows_by_task.get(task)

    def row_of(self, task: str) -> Row:
        """Return the row of a task that the matrix has."""
        return self._rows_by_task[task]

    @functools.cached_property
    def _rows_by_task(self) -> Mapping[str, Row]:
        return {row.task: row for row in self.rows}

    @functools.cached_property
    def notes(self) -> Mapping[str, tuple[str, ...]]:
        """Return the notes that it refers to, each with the addresses of the tasks and then of the cells that do."""
        found: dict[str, list[str]] = {}
        for row in self.rows:
            for id in row.note:
                found.setdefault(id, []).append(self.address(row.task, ()))
        for cell in self.cells:
            for note in cell.notes:
                found.setdefault(note, []).append(cell.address)
        return {note: tuple(dict.fromkeys(addresses)) for note, addresses in found.items()}

    @property
    def addresses(self) -> Mapping[str, None]:
        """Return the address of each task, of each task at a place on the axes, and of each cell."""
        addresses: dict[str, None] = {}
        for row in self.rows:
            addresses[self.address(row.task, ())] = None
            for values, party in itertools.product(self.places, (None, *self.parties)):
                addresses[self.address(row.task, values, party)] = None
        return addresses
