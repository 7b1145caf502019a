"""The lines of a matrix in the file of a service: changed in place, cell by cell, or written anew row by row."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from service_catalogue.editing.sheet_meaning import Meaning
from service_catalogue.editing.source import CannotEdit, Source, indented, localized, written
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.matrix import Matrix, reading
from service_catalogue.model.no_role import NO_ROLE
from service_catalogue.model.row import Row
from service_catalogue.yaml.values import Map, Scalar, Seq, Value

#: The cells of the parties at each place on the axes, as they are read: ``AR 5``, ``-``.
Places = Mapping[tuple[Any, ...], Sequence[str]]


def _yaml(cell: str) -> str:
    return f"{NO_ROLE}{cell[1:]}" if cell.startswith("-") else written(cell)


def row_lines(task: str, places: Places, notes: Sequence[str] = (), cadence: Mapping[str, str] | None = None) -> str:
    """Return a row, with a line for each place."""
    before = f"note: {notes[0] if len(notes) == 1 else f'[{chr(44).join(notes)}]'}\n" if notes else ""
    before += "".join(localized("cadence", cadence, "")) if cadence else ""
    cells = {values: f"[{', '.join(map(_yaml, texts))}]" for values, texts in places.items()}
    if () in cells:
        return f"{task}:\n" + indented(f"{before}cells: {cells[()]}\n", 2) if before else f"{task}: {cells[()]}\n"
    return f"{task}:\n" + indented(before + _nested(cells), 2)


def _nested(cells: Mapping[tuple[str, ...], str]) -> str:
    lines = ""
    width = max(len(values[0]) for values in cells) + 1
    for value, group in itertools.groupby(cells, key=lambda values: values[0]):
        inner = {values[1:]: cells[values] for values in group}
        lines += f"{value + ':':<{width}} {inner[()]}\n" if () in inner else f"{value}:\n" + indented(_nested(inner), 2)
    return lines


def new_rows(catalogue: Catalogue, meaning: Meaning) -> Iterator[str]:
    """Yield the rows of a new matrix, with a comment before each group."""
    before = ""
    places = list(itertools.product(*meaning.axes.values()))
    for task in meaning.tasks:
        group = meaning.new[name][1] if (name := ("task", task)) in meaning.new else str(catalogue.task(task).group)
        title = meaning.new[name][0] if (name := ("group", group)) in meaning.new else ""
        title = title or next(iter(catalogue.objects["group"][group].name.values()), "") if group else ""
        yield f"# {title}\n" if group != before and title else ""
        before = group
        cells = {
            values: [_cell(*meaning.cells.get((task, values, party), ("tbd", ()))) for party in meaning.parties]
            for values in places
        }
        yield row_lines(task, cells, meaning.tasks[task])


class MatrixLines:
    """Changes to ``matrix`` of a service, which is written as ``value`` in ``source``."""

    def __init__(self, catalogue: Catalogue, source: Source, value: Map, matrix: Matrix) -> None:
        self._catalogue, self._source, self._value, self._matrix = catalogue, source, value, matrix
        cells = value.get("cells")
        self._rows = cells if isinstance(cells, Map) else Map()

    def change(self, meaning: Meaning) -> None:
        """Change the cells that say something else in the sheet. Raise :class:`CannotEdit`."""
        added: dict[str, list[str]] = {}
        for task in meaning.tasks:
            row = self._matrix.row(task)
            places = {values: self._wanted(row, task, values, meaning) for values in self._matrix.places}
            changed = {values: texts for values, texts in places.items() if texts != self._now(row, values)}
            # A sheet without notes at a task says nothing of those of its row.
            notes = meaning.tasks[task] or tuple(row.note if row else ())
            if row is not None and not changed and set(notes) == set(row.note):
                continue
            if task not in self._rows:  # it is new, or inherited: then the changes alone
                lines = row_lines(task, changed or places, () if row and set(notes) == set(row.note) else notes)
                added.setdefault(self._row_before(task), []).append(lines)
            elif row is None or set(notes) != set(row.note) or not self._in_place(row, changed, places):
                self._anew(task, places, notes)
        for before, rows in added.items():
            self._add(before, "".join(rows))

    def _now(self, row: Row | None, values: tuple[Scalar, ...]) -> list[str]:
        return list(map(str, row.cells_at(values))) if row else []

    def _wanted(self, row: Row | None, task: str, values: tuple[Scalar, ...], meaning: Meaning) -> list[str]:
        """Return the cells at a place; those that say the same as now are as they are."""
        before = self._now(row, values) or ["tbd"] * len(self._matrix.parties)
        if len(before) != len(self._matrix.parties):
            raise CannotEdit(row.at if row else self._matrix.at)
        texts = []
        for party, now in zip(self._matrix.parties, before, strict=True):
            cell = meaning.cells.get((task, tuple(map(str, values)), str(party)))
            if cell is None:
                texts.append(now)
                continue
            old, letters = reading(now), reading(cell[0])
            notes = cell[1] if meaning.has_notes else old.notes
            same = row and (set(old.letters), old.state) == (set(letters.letters), letters.state)
            texts.append(now if same and set(notes) == set(old.notes) else _cell(cell[0], notes))
        return texts

    def _in_place(self, row: Row, changed: Places, places: Places) -> bool:
        """Change the cells where they are written; return false if a list is for several places that are to differ."""
        edits: list[tuple[Scalar, str]] = []
        for values, texts in changed.items():
            path = row.path_at(values) or ()
            cells = row.written[path]
            others = [other for at, other in places.items() if at[: len(path)] == path and at not in row.written]
            if any(list(other) != list(texts) for other in others if path != values) or not self._is_here(cells):
                return False
            edits += [(cell, text) for cell, text in zip(cells, texts, strict=True) if str(cell) != text]
        for cell, text in edits:
            start, end = cell.span
            self._source.replace(cell.at, self._source.text[start:end], _yaml(text))
        return True

    def _is_here(self, cells: tuple[Scalar, ...]) -> bool:
        return all(cell.at.path == self._source.path.as_posix() and cell.span[1] > cell.span[0] for cell in cells)

    def _anew(self, task: str, places: Places, notes: Sequence[str]) -> None:
        """Write the row of a task anew, with a line for each place."""
        start = self._source.index(self._rows.key(task).at)
        end = self._source.block_end(start)
        depth = start - self._source.line_start(start)
        if "#" in self._source.text[start:end] or self._source.text[self._source.line_start(start) : start].strip():
            raise CannotEdit(self._rows.key(task).at)
        value = self._rows[task]
        cadence = value.get("cadence") if isinstance(value, Map) else None
        texts = {str(key): str(text) for key, text in cadence.items()} if isinstance(cadence, Map) else None
        self._source.cut(start, end)
        self._source.insert(start, indented(row_lines(task, places, notes, texts), depth)[depth:])

    def _row_before(self, task: str) -> str:
        """Return the last row of the group of ``task``, else the last of all; empty if there is none."""
        group = next((known.group for known in self._catalogue.tasks if known.id == task), "")
        beside = {known.id for known in self._catalogue.tasks if known.group == group}
        return next(reversed([key for key in self._rows if key in beside] or list(self._rows)), "")

    def _add(self, before: str, rows: str) -> None:
        source = self._source
        if before:
            start = source.index(self._rows.key(before).at)
            source.insert(source.block_end(start), indented(rows, start - source.line_start(start)))
        elif "cells" in self._value:
            source.fill(self._value.key("cells"), rows)
        else:
            source.add_key("cells:\n" + indented(rows, 2), parent=self._value)


def _cell(letters: str, notes: Sequence[str]) -> str:
    return " ".join((letters, *notes))


def matrix_of(service: Value, id: str | None) -> Map | None:
    """Return the matrix ``id`` in the file of a service, as written."""
    assert isinstance(service, Map)
    several = service.get("matrices")
    every = [service.get("matrix"), *(several if isinstance(several, Seq) else ())]
    return next((each for each in every if isinstance(each, Map) and (id is None or each.get("id") == id)), None)
