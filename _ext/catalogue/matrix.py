"""A matrix: who has which role in which task, at each place on its axes."""

from __future__ import annotations

import dataclasses
import functools
import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from catalogue.problem import Location
from catalogue.reader import Id, Localized, Reader, fields_of
from catalogue.source import Map, Scalar, Seq, Value, scalar
from catalogue.vocabulary import GroupRef, NoteRef, PartyRef, SchemeRef, ServiceRef, State, TaskRef

#: What a cell holds: its letters (which may have commas between them) or its state, then the ids of notes.
_CELL = re.compile(r"\s*(?P<roles>[^\s,]+(?:\s*,\s*[^\s,]+)*)(?P<notes>(?:\s+[^\s,]+)*)\s*")
_STATES = {"-": State.NONE, "n/a": State.NOT_APPLICABLE, "tbd": State.TO_BE_AGREED}
#: The keys of a row that are no values on an axis.
_ROW_KEYS = ("note", "cadence", "cells")


@dataclass(frozen=True, kw_only=True)
class Cell:
    """What one party has to do with one task, at one place on the axes."""

    #: As it is written: letters, ``-``, ``n/a`` or ``tbd``, then the ids of notes.
    written: Scalar
    task: Scalar
    #: A value for each axis of the matrix, in its order.
    values: tuple[Scalar, ...]
    party: Scalar
    #: Its address: the task, a value for each axis, the party; before them the id of its matrix, where it has one.
    place: str

    @functools.cached_property
    def _parts(self) -> re.Match[str] | None:
        return _CELL.fullmatch(self.written)

    @functools.cached_property
    def state(self) -> State:
        return _STATES.get(self._parts["roles"], State.NONE) if self._parts else State.NONE

    @functools.cached_property
    def letters(self) -> str:
        """The letters as they are written, one after the other; empty for ``-``, ``n/a`` and ``tbd``."""
        return "".join(self.written[index] for index in self.letter_indexes)

    @functools.cached_property
    def letter_indexes(self) -> tuple[int, ...]:
        """Where each letter stands in what is written."""
        if not self._parts or self._parts["roles"] in _STATES:
            return ()
        start, end = self._parts.span("roles")
        return tuple(index for index in range(start, end) if self.written[index] not in ", ")

    @functools.cached_property
    def notes(self) -> tuple[Scalar, ...]:
        if not self._parts:
            return ()
        start, end = self._parts.span("notes")
        words = re.compile(r"\S+").finditer(self.written, start, end)
        return tuple(scalar(word[0], self.written.locate(*word.span())) for word in words)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One task of a matrix."""

    task: TaskRef
    #: Notes on the task as a whole.
    note: tuple[NoteRef, ...] = ()
    #: How often it is done.
    cadence: Localized | None = None
    #: What is written for each place on the axes: a text for each party, in the order of the matrix.
    written: Mapping[tuple[Scalar, ...], tuple[Scalar, ...]]
    at: Location = field(compare=False, repr=False)

    def over(self, base: Row) -> Row:
        """This row where it says something, else ``base``."""
        return dataclasses.replace(
            self,
            note=self.note or base.note,
            cadence=self.cadence or base.cadence,
            written={**base.written, **self.written},
        )


@dataclass(frozen=True, kw_only=True)
class Default:
    """Who has the tasks that a matrix does not list."""

    text: Localized
    #: A text for each party, as in a row.
    cells: tuple[Scalar, ...] = ()
    at: Location = field(compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class EmptyGroup:
    """A group of tasks that a matrix names although it has none of them, and why."""

    group: GroupRef
    reason: Localized
    at: Location = field(compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class Matrix:
    """Who does what: a row a task, a column for each place on the axes and each party."""

    #: Where a service has several matrices, each has an id and a name.
    id: Id | None = None
    name: Localized | None = None
    #: The service whose matrix holds where this one says nothing.
    extends: ServiceRef | None = None
    #: Tasks of that matrix which this one leaves out.
    remove: tuple[TaskRef, ...] = ()
    scheme: SchemeRef | None = None
    #: The axes by name, each with its values. The values of ``layer`` are layers.
    axes: Mapping[str, tuple[Scalar, ...]] = field(default_factory=dict)
    parties: tuple[PartyRef, ...] = ()
    default: Default | None = None
    empty: tuple[EmptyGroup, ...] = ()
    rows: tuple[Row, ...] = ()
    at: Location = field(compare=False, repr=False)

    @classmethod
    def from_source(cls, reader: Reader, value: Value, at: Location) -> Matrix | None:
        if not reader.expect(Map, value, at):
            return None
        fields = {key: known for key, known in fields_of(cls).items() if key != "rows"}
        reader.only(value, (*fields, "cells"))
        read = {}
        for key, (name, kind, _) in fields.items():
            if key in value:
                read[name] = reader.read(kind, value[key])
        if "extends" not in value:
            for key in ("scheme", "parties", "cells"):
                if key not in value:
                    reader.missing(key, value)
        cells = value.get("cells", Map())
        rows = ()
        if reader.expect(Map, cells, value.at):
            depth = len(read.get("axes", ()))
            rows = tuple(_row(reader, task, row, depth) for task, row in cells.items())
        return cls(**read, rows=rows, at=value.at)

    def over(self, base: Matrix) -> Matrix:
        """This matrix where it says something, else ``base``: its rows in the order of ``base``, then those it adds."""
        own = {row.task: row for row in self.rows}
        kept = [own.pop(row.task).over(row) if row.task in own else row for row in base.rows if row.task not in self.remove]
        return dataclasses.replace(
            self,
            scheme=self.scheme or base.scheme,
            axes=self.axes or base.axes,
            parties=self.parties or base.parties,
            default=self.default or base.default,
            empty=self.empty or base.empty,
            rows=(*kept, *own.values()),
        )

    def address(self, task: str, values: tuple[str, ...], party: str | None = None) -> str:
        """The address of a cell; without a party, of the task at a place."""
        return ".".join(part for part in (self.id, task, *values, party) if part)

    @functools.cached_property
    def places(self) -> tuple[tuple[Scalar, ...], ...]:
        """Every place on the axes, the last axis fastest; one empty place where there is no axis."""
        return tuple(itertools.product(*self.axes.values()))

    @functools.cached_property
    def cells(self) -> tuple[Cell, ...]:
        """Every cell that is written, row by row, in the order of the axes and parties."""
        return tuple(
            Cell(
                written=written,
                task=row.task,
                values=values,
                party=party,
                place=self.address(row.task, values, party),
            )
            for row in self.rows
            for values in self.places
            for party, written in zip(self.parties, written_at(row, values), strict=False)
        )

    @functools.cached_property
    def by_place(self) -> Mapping[str, Cell]:
        return {cell.place: cell for cell in self.cells}

    def cell(self, task: str, values: tuple[str, ...], party: str) -> Cell | None:
        return self.by_place.get(self.address(task, values, party))

    def row(self, task: str) -> Row | None:
        return next((row for row in self.rows if row.task == task), None)

    def places_of_exceptions(self) -> Iterator[str]:
        """What an exception can name: a task, a task at a place on the axes, a cell."""
        for row in self.rows:
            yield self.address(row.task, ())
            for values in self.places:
                yield self.address(row.task, values)
        yield from self.by_place


def written_at(row: Row, values: tuple[str, ...]) -> tuple[Scalar, ...]:
    """What ``row`` says at a place: what is written there, else what is written for every place around it."""
    for length in range(len(values), -1, -1):
        if values[:length] in row.written:
            return row.written[values[:length]]
    return ()


def _row(reader: Reader, task: Scalar, value: Value, depth: int) -> Row:
    """A row: a list for every place, or a value for each axis in turn; ``note`` and ``cadence`` stand beside the values."""
    written: dict[tuple[Scalar, ...], tuple[Scalar, ...]] = {}

    def descend(node: Value, at: Location, path: tuple[Scalar, ...]) -> None:
        if isinstance(node, Seq) or len(path) == depth:
            if reader.expect(Seq, node, at):
                written[path] = tuple(cell for cell in node if reader.expect(Scalar, cell, node.at))
        elif reader.expect(Map, node, at):
            for key, inner in node.items():
                if path or key not in _ROW_KEYS:
                    descend(inner, key.at, (*path, key))

    note: tuple[Scalar, ...] = ()
    cadence = None
    if isinstance(value, Map):
        if "cells" in value:  # for every place, where a note or a cadence stands beside it
            descend(value["cells"], task.at, ())
        if "note" in value:
            note = reader.read(tuple[NoteRef, ...], value["note"])
        if "cadence" in value:
            cadence = reader.read(Localized, value["cadence"])
        if depth == 0:
            reader.only(value, _ROW_KEYS)
        else:
            descend(value, task.at, ())
    else:
        descend(value, task.at, ())
    return Row(task=task, note=note, cadence=cadence, written=written, at=task.at)
