"""A matrix: who has which role in which task, at each place on its axes."""

from __future__ import annotations

import functools
import itertools
import math
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Set
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, NamedTuple

from service_catalogue.messages.problem import MAX_PROBLEMS, Location, Problem
from service_catalogue.messages.quotation import quote
from service_catalogue.messages.suggestion import nearest
from service_catalogue.model.kinds import State
from service_catalogue.model.references import GroupRef, NoteRef, PartyRef, Positioned, SchemeRef, ServiceRef, TaskRef
from service_catalogue.schema.fields import fields_of
from service_catalogue.schema.forms import INVALID_ID
from service_catalogue.schema.reader import SURELY, Reader
from service_catalogue.schema.types import Compared, Id, Localized
from service_catalogue.yaml.source import read
from service_catalogue.yaml.values import Keyed, Map, Scalar, Seq, Value, unread

#: The sign of a cell without a role. ``-`` in brackets is no YAML 1.2, so it is written with an en dash.
NO_ROLE = "–"
#: What begins a cell without a role, however it is written.
_NO_ROLE = re.compile(r"\s*[-–.](?=\s|$)")


def read_data(path: str, raw: bytes) -> tuple[Value | None, list[Problem]]:
    """Return the value that ``raw`` holds, and every problem in it; a cell without a role is ``-``, however it is written."""
    value, problems = read(path, raw)
    for cells, key, cell in _without_role(value):
        cells[key] = cell.saying(_NO_ROLE.sub("-", cell))
    return value, problems


def with_dashes(text: str) -> str:
    """Return ``text``, the YAML of a file of data, with :data:`NO_ROLE` in each cell without a role."""
    signs = list(text)
    for _, _, cell in _without_role(read("", text.encode("utf-8", "surrogatepass"))[0]):
        start = cell.span[0] if cell.is_plain else cell.span[0] + 1
        if signs[start : start + 1] in (["-"], ["."]):
            signs[start] = NO_ROLE
    return "".join(signs)


def _without_role(value: Value | None) -> Iterator[tuple[Map | Seq, Any, Scalar]]:
    """Yield each cell without a role, with the list or mapping that it is in and its index or key there."""
    if isinstance(value, Map):
        for key in ("matrix", "matrices"):
            yield from _without_role_in(value.get(key, Map()), ())


def _without_role_in(value: Value, path: tuple[str, ...]) -> Iterator[tuple[Map | Seq, Any, Scalar]]:
    """``path`` has the keys from ``cells`` on: ``cells``, a task, values of axes; it is empty outside of cells."""
    if isinstance(value, Scalar):
        return
    for key, inner in list(value.items() if isinstance(value, Map) else enumerate(value)):
        if path and isinstance(inner, Scalar) and _NO_ROLE.match(inner):
            yield value, key, inner
        elif path[1:] and key in ("note", "cadence"):
            continue
        elif path or key == "cells":
            yield from _without_role_in(inner, (*path, str(key)))
        else:
            yield from _without_role_in(inner, ())


#: The keys of a row that are no values on an axis.
ROW_KEYS = ("note", "cadence", "cells")


@dataclass(frozen=True, kw_only=True)
class Row(Positioned):
    """One task of a matrix."""

    task: Annotated[TaskRef, Compared.APART]
    #: Notes on the task as a whole.
    note: tuple[NoteRef, ...] = ()
    #: How often it is done.
    cadence: Localized | None = None
    #: What is written for each place on the axes: a text for each party, in the order of the matrix.
    written: Annotated[Mapping[tuple[Scalar, ...], tuple[Scalar, ...]], Compared.APART]
    #: True if it is inherited without a change.
    inherited: bool = False

    def with_cells(self, change: Callable[[tuple[Scalar, ...]], tuple[Scalar, ...]]) -> Row:
        """Return this row with ``change`` applied to its list of cells at each place."""
        return replace(self, written={path: change(cells) for path, cells in self.written.items()})

    def over(self, base: Row) -> Row:
        """Return this row merged over ``base``."""
        kept = {
            path: cells
            for path, cells in base.written.items()
            if not any(path[: len(own)] == own for own in self.written)  # written anew, for this place or one around it
        }
        return replace(self, note=self.note or base.note, cadence=self.cadence or base.cadence, written={**kept, **self.written})

    def path_at(self, values: tuple[Scalar, ...]) -> tuple[Scalar, ...] | None:
        """Return the path under which the cells at a place are written: its own, else that of a place around it."""
        return next((path for length in range(len(values), -1, -1) if (path := values[:length]) in self.written), None)

    def cells_at(self, values: tuple[Scalar, ...]) -> tuple[Scalar, ...]:
        """Return the cells at a place as they are written."""
        path = self.path_at(values)
        return () if path is None else self.written[path]

    def position(self, path: tuple[Scalar, ...]) -> Location:
        """Return the position of the key of the cells under ``path``; of the task, if they have no key of their own."""
        return next((written[-1].at for written in self.written if path and written == path), self.at)


@dataclass(frozen=True)
class RowReader:
    """Reads the rows of a matrix."""

    reader: Reader
    #: The number of axes; negative or ``None`` if it is not known.
    depth: int | None
    #: The number of parties.
    width: int
    #: The values of the first axis, if they are known.
    values: Collection[str]

    def read(self, task: Scalar, value: Value) -> Row:
        """Read a row: a list for every place, or a value for each axis in turn, beside ``note`` and ``cadence``.

        For one party alone, the cell may be without its list. What cannot be read becomes unread cells.
        """
        written: dict[tuple[Scalar, ...], tuple[Scalar, ...]] = {}
        note: tuple[Scalar, ...] = ()
        cadence = None
        if isinstance(value, Map):
            if self.depth and self.values:
                value = _with_row_keys(self.reader, value, self.values)
            if "cells" in value:  # for every place, beside a note or a cadence
                written.update(self._places(value["cells"], value.key("cells").at))
            if "note" in value:
                note = self.reader.read(tuple[NoteRef, ...], value["note"])
            if "cadence" in value:
                cadence = self.reader.read(Localized, value["cadence"])
            if self.depth == 0:
                value = self.reader.only(value, ROW_KEYS)
        if self.depth or not isinstance(value, Map):
            written.update(self._places(value, task.at))
        elif self.depth is None:
            written[()] = (unread(task.at),) * self.width
        return Row(task=task, note=note, cadence=cadence, written=written, at=task.at)

    def _places(
        self, node: Value, at: Location, path: tuple[Scalar, ...] = ()
    ) -> Iterator[tuple[tuple[Scalar, ...], tuple[Scalar, ...]]]:
        """Yield the cells at each place in ``node``, which is at ``path``."""
        if isinstance(node, Scalar) and node and self.width == 1:
            yield path, (node,)
        elif isinstance(node, Seq) or len(path) == self.depth:
            if self.reader.expect(node, Seq, at):
                yield path, tuple(cell if isinstance(cell, Scalar) else self.reader.read(Scalar, cell) for cell in node)
            else:
                yield path, (unread(at),) * self.width
        elif self.reader.expect(node, Map, at):
            for key, inner in node.items():
                if path or key not in ROW_KEYS:
                    yield from self._places(inner, key.at, (*path, key))
        else:
            yield path, (unread(at),) * self.width


def has_values(rows: Value) -> bool:
    """Return whether each of ``rows`` has cells under a key that is no (misspelt) key of a row: there is an axis."""
    each = list(rows.values()) if isinstance(rows, Map) else []
    return bool(each) and all(isinstance(row, Map) and any(_is_value(key, row[key]) for key in row) for row in each)


def _is_value(key: str, under: Value) -> bool:
    return key not in ROW_KEYS and not isinstance(under, Scalar) and not nearest(key, ROW_KEYS, SURELY)


def _with_row_keys(reader: Reader, value: Map, values: Collection[str]) -> Map:
    """Return ``value`` with misspelt keys of a row corrected, after a report, unless they are closer to one of ``values``."""
    known = (*values, *ROW_KEYS)
    unknown = itertools.islice((key for key in value if key not in known), MAX_PROBLEMS)
    misspelt = {key for key in unknown if nearest(key, known, SURELY) in ROW_KEYS}
    if not misspelt:
        return value
    of_row = Map((key, item) for key, item in value.items() if key in misspelt or key in ROW_KEYS)
    of_row.at = value.at
    corrected = reader.only(of_row, ROW_KEYS)
    result = Map((key, item) for key, item in (*value.items(), *corrected.items()) if key not in misspelt)
    result.at = value.at
    return result


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
    def state(self) -> State:
        return self.content.state

    @property
    def letters(self) -> str:
        return self.content.letters

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
            return tuple(held[party] if party in held else Scalar("", party.at) for party in parties)

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
        addresses: set[str] = set()
        for row in self.rows:
            theirs = base.row(row.task)
            if theirs is None:
                continue
            places = []
            for values in self.places:
                own, other = self._readings(row, values), base._readings(theirs, values)
                both = own.keys() & other.keys()
                equal = {party for party in both if says_the_same(own[party], other[party])}
                addresses.update(base.address(row.task, values, party) for party in equal)
                if equal and equal == both:
                    places.append(base.address(row.task, values))
            addresses.update(places)
            if places and len(places) == len(self.places):
                addresses.add(base.address(row.task))
        return addresses

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
        nowhere = Scalar("", self.at)
        cell = functools.partial(Cell, task=nowhere, values=(), party=nowhere, address="")
        whole = itertools.chain.from_iterable(cells for cells in every if len(cells) == len(self.parties))
        return tuple(cell(written=written, content=reading(str(written))) for written in whole)

    @functools.cached_property
    def by_address(self) -> Mapping[str, Cell]:
        return {cell.address: cell for cell in reversed(self.cells)}  # the first, if a place is repeated

    @functools.cached_property
    def _cells_by_place(self) -> Mapping[tuple[str, tuple[str, ...]], list[Cell]]:
        cells: dict[tuple[str, tuple[str, ...]], list[Cell]] = {}
        for cell in reversed([*self.by_address.values()]):
            cells.setdefault((cell.task, cell.values), []).append(cell)
        return cells

    def cell(self, task: str, values: tuple[str, ...], party: str) -> Cell | None:
        return self.by_address.get(self.address(task, values, party))

    def around(self, cell: Cell) -> tuple[str, ...]:
        """Return the addresses that contain ``cell``: of its task, of its task at its place on the axes, and its own."""
        return tuple(dict.fromkeys((self.address(cell.task, ()), self.address(cell.task, cell.values), cell.address)))

    def cells_at(self, task: str, values: tuple[str, ...]) -> tuple[Cell, ...]:
        """Return the cells of a task at a place, party by party."""
        return tuple(self._cells_by_place.get((task, values), ()))

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
        places: dict[str, list[str]] = {}
        for row in self.rows:
            for id in row.note:
                places.setdefault(id, []).append(self.address(row.task, ()))
        for cell in self.cells:
            for note in cell.notes:
                places.setdefault(note, []).append(cell.address)
        return {note: tuple(dict.fromkeys(addresses)) for note, addresses in places.items()}

    @functools.cached_property
    def addresses(self) -> Mapping[str, None]:
        """The address of each task, of each task at a place on the axes, and of each cell."""
        addresses: dict[str, None] = {}
        for row in self.rows:
            addresses[self.address(row.task, ())] = None
            for values, party in itertools.product(self.places, (None, *self.parties)):
                addresses[self.address(row.task, values, party)] = None
        return addresses
