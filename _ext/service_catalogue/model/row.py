"""A row of a matrix: the cells of one task, for each place on the axes."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Annotated

from service_catalogue.messages.problem import MAX_PROBLEMS, Location, nearest
from service_catalogue.model.vocabulary import NoteRef, Positioned, TaskRef
from service_catalogue.schema.kinds import Compared, Localized
from service_catalogue.schema.reader import SURELY, Reader
from service_catalogue.yaml.values import Map, Scalar, Seq, Value, unread

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
            elif self.depth:
                written.update(self._places(value, task.at))
            else:
                written[()] = (unread(task.at),) * self.width
        else:
            written.update(self._places(value, task.at))
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
