"""Matrices for print: cells with equal content share a kind, and a matrix that is too wide is split."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from service_catalogue.pdf.encoding import Encoder, joined
from service_catalogue.rules.wide_matrix import MAX_COLUMNS
from service_catalogue.views.annotations import Mark
from service_catalogue.views.controls import LegendEntry
from service_catalogue.views.matrix import CellView, HeaderView, MatrixView, RowView
from service_catalogue.views.page import Part
from service_catalogue.views.piece import LetterView, Reference, Rich


@dataclass(frozen=True)
class CellKind:
    """Content of a cell without its marks: its letters, else its sign, in the colour of its party."""

    letters: tuple[LetterView, ...]
    sign: str
    party: int


@dataclass(frozen=True)
class Cell:
    #: The number of its kind.
    kind: int
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Row:
    #: Empty in all tables but the first that has the row: links lead to that one.
    label: str
    #: The beginning of the addresses of its cells.
    id: str
    name: Rich
    cadence: str
    marks: tuple[Mark, ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Group:
    name: Rich
    reason: Rich
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Head:
    """A heading over ``span`` columns."""

    name: Rich
    span: int
    party: int | None


@dataclass(frozen=True)
class Table:
    columns: int
    #: The columns, but for the first, with which a value of the outermost axis begins.
    starts: tuple[int, ...]
    #: The ends of the addresses of the cells in each column.
    ids: tuple[str, ...]
    head: tuple[tuple[Head, ...], ...]
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class Matrix:
    """The tables of a matrix, and what is above and below them."""

    heading: str
    label: str
    caption: str
    task: str
    kinds: tuple[CellKind, ...]
    tables: tuple[Table, ...]
    legend: tuple[LegendEntry, ...]
    #: The name of the role scheme, if the service has several.
    scheme: str
    #: A sentence on each withdrawn task, party and value of an axis.
    withdrawn: tuple[str, ...]
    default: Rich
    base: Reference | None


def matrix(encoder: Encoder, document: str, part: Part[MatrixView], scheme: str) -> Matrix:
    view = part.content
    kinds: dict[CellKind, int] = {}
    tables = tuple(
        Table(
            columns=end - start,
            starts=tuple(index for index in range(end - start) if view.starts[start + index] and index),
            ids=tuple(_ids(view)[start:end]),
            head=tuple(tuple(_heads(row, start, end)) for row in view.header_rows),
            groups=tuple(_groups(encoder, document, view, start, end, kinds)),
        )
        for start, end in _slices(view)
    )
    return Matrix(
        heading=part.heading,
        label=encoder.known[f"{document}#{part.anchor}"],
        caption=view.caption,
        task=encoder.edition.words("matrix.task"),
        kinds=tuple(kinds),
        tables=tables,
        legend=view.legend,
        scheme=scheme,
        withdrawn=view.withdrawn,
        default=view.default,
        base=view.base,
    )


def _id(row: RowView) -> str:
    return row.anchor.removeprefix("row.")


def _ids(view: MatrixView) -> list[str]:
    row = next(view.rows, None)
    return [cell.address.removeprefix(_id(row)) for cell in row.cells] if row else []


def _slices(view: MatrixView) -> Iterator[tuple[int, int]]:
    """Yield the first and the last column (exclusive) of each table.

    A table has as many values of the outermost axis as fit; a value that does not fit is split into parts as equal as can be.
    """
    width = len(view.starts)
    starts = [index for index in range(width) if view.starts[index]] or [0]
    ends = [*starts[1:], width]
    begin = 0
    for start, end in zip(starts, ends, strict=True):
        if end - begin > MAX_COLUMNS and start > begin:
            yield begin, start
            begin = start
        for left in range(math.ceil((end - begin) / MAX_COLUMNS), 1, -1):
            middle = begin + math.ceil((end - begin) / left)
            yield begin, middle
            begin = middle
    yield begin, width


def _heads(row: tuple[HeaderView, ...], start: int, end: int) -> Iterator[Head]:
    """Yield the headings of one row over the columns from ``start`` to ``end``."""
    column = 0
    for header in row:
        span = min(column + header.span, end) - max(column, start)
        if span > 0:
            yield Head(header.name, span, header.party)
        column += header.span


def _groups(
    encoder: Encoder, document: str, view: MatrixView, start: int, end: int, kinds: dict[CellKind, int]
) -> Iterator[Group]:
    for group in view.groups:
        rows = (
            Row(
                label=encoder.known[f"{document}#{row.anchor}"] if start == 0 else "",
                id=_id(row),
                name=row.name,
                cadence=row.cadence,
                marks=(*row.notes, *row.departures),
                cells=tuple(_cell(encoder, cell, kinds) for cell in row.cells[start:end]),
            )
            for row in group.rows
        )
        yield Group(joined(group.path, " › "), group.reason, tuple(rows))


def _cell(encoder: Encoder, view: CellView, kinds: dict[CellKind, int]) -> Cell:
    sign = encoder.edition.words(f"cell.{view.state}.short") if view.state else ""
    kind = CellKind(view.letters, sign, view.party)
    return Cell(kinds.setdefault(kind, len(kinds)), (*view.notes, *view.departures))
