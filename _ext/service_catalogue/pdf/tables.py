"""A matrix for print: in one table if its columns fit a page, else in several, each with some of the columns."""

from __future__ import annotations

from collections.abc import Iterator

from service_catalogue.pdf.duties import marks
from service_catalogue.pdf.encoding import Encoder, Fields
from service_catalogue.rules.wide_matrix import MAX_COLUMNS
from service_catalogue.views.matrix import CellView, HeaderView, MatrixView

#: What a cell shows but for its marks: its letters, each with its meaning for claims; its sign; the colour of its party.
_Kind = tuple[tuple[tuple[str, str], ...], str, int]

#: How many columns an upright page holds; a page on its side holds ``MAX_COLUMNS``, and a matrix with more is split.
_UPRIGHT = 10


def matrix(encoder: Encoder, document: str, view: MatrixView) -> dict[str, object]:
    """The tables of ``view``, with what its cells say in ``kinds``: a cell is the number of its kind and its marks."""
    kinds: dict[_Kind, int] = {}
    width = len(view.starts)
    tables = [
        {
            "columns": end - start,
            "starts": [index for index in range(end - start) if view.starts[start + index] and index],
            "head": [_headers(encoder, row, start, end) for row in view.header_rows],
            "groups": list(_groups(encoder, document, view, start, end, kinds)),
        }
        for start, end in _slices(view)
    ]
    return {
        "caption": encoder.said(view.caption),
        "task": encoder.words("matrix.task"),
        "kinds": [
            {"letters": [{"sign": encoder.said(sign), "duty": duty} for sign, duty in letters], "sign": sign, "party": party}
            for letters, sign, party in kinds
        ],
        "wide": width > _UPRIGHT,
        "turned": width > 2 * _UPRIGHT,
        "tables": tables,
    }


def _slices(view: MatrixView) -> Iterator[tuple[int, int]]:
    """The columns of each table, from and to: as many values of the outermost axis as fit, and a value that does not fit is split."""
    width = len(view.starts)
    starts = [index for index in range(width) if view.starts[index]] or [0]
    ends = [*starts[1:], width]
    begin = 0
    for start, end in zip(starts, ends, strict=True):
        if end - begin > MAX_COLUMNS and start > begin:
            yield begin, start
            begin = start
        while end - begin > MAX_COLUMNS:
            yield begin, begin + MAX_COLUMNS
            begin += MAX_COLUMNS
    yield begin, width


def _headers(encoder: Encoder, row: tuple[HeaderView, ...], start: int, end: int) -> list[object]:
    """The headings of one row over the columns from ``start`` to ``end``."""
    found: list[object] = []
    column = 0
    for header in row:
        span = min(column + header.span, end) - max(column, start)
        if span > 0:
            found.append({"name": encoder.rich(header.name), "span": span, "party": -1 if header.party is None else header.party})
        column += header.span
    return found


def _groups(
    encoder: Encoder, document: str, view: MatrixView, start: int, end: int, kinds: dict[_Kind, int]
) -> Iterator[dict[str, object]]:
    for group in view.groups:
        yield {
            "name": encoder.joined(group.path, " › "),
            "reason": encoder.rich(group.reason),
            "rows": [
                {
                    # Of the tables that show a row, the first is the one that links to it lead to.
                    "label": encoder.known[f"{document}#{row.anchor}"] if start == 0 else "",
                    "name": encoder.rich(row.name),
                    "cadence": encoder.said(row.cadence),
                    "marks": marks(encoder, (*row.notes, *row.departures)),
                    "cells": [_cell(encoder, cell, kinds) for cell in row.cells[start:end]],
                }
                for row in group.rows
            ],
        }


def _cell(encoder: Encoder, view: CellView, kinds: dict[_Kind, int]) -> Fields:
    letters = tuple((letter.letter, letter.duty) for letter in view.letters)
    sign = encoder.words(f"cell.{view.state}.short") if view.state else ""
    # A sign that is borrowed from another language is a mapping, which no key of a mapping can be.
    kind = (letters, str(sign["w"] if isinstance(sign, dict) else sign), view.party)
    return {"kind": kinds.setdefault(kind, len(kinds)), "marks": marks(encoder, (*view.notes, *view.departures))}
