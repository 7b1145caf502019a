"""Tables of docutils nodes."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence

from docutils import nodes

from service_catalogue.sphinx_ext import elements
from service_catalogue.views.piece import plain
from service_catalogue.views.table import HeaderView


class TableMaker:
    """Makes the tables of one document, each with the next of ``ids``."""

    def __init__(self, ids: Iterator[str], *, flat: bool) -> None:
        self._ids = ids
        #: Whether tables have one header row and no cell that spans others.
        self._flat = flat

    def table(self, caption: str, corner: str, header: Sequence[Sequence[HeaderView]], rows: Iterable[nodes.row]) -> nodes.table:
        """A table of ``rows`` below ``header``, with ``corner`` above their names."""
        header = _flattened(header) if self._flat else header
        columns = sum(cell.span for cell in header[0])
        head = nodes.thead()
        for number, cells in enumerate(header):
            row = nodes.row()
            if number == 0:
                row += elements.entry(corner, morerows=len(header) - 1)
            row += [elements.entry(plain(cell.name), morecols=cell.span - 1) for cell in cells]
            head += row
        body = nodes.tbody("", *rows)
        group = nodes.tgroup("", *elements.columns(columns, head, body), head, body, cols=columns + 1)
        return nodes.table("", nodes.title("", caption), group, ids=[next(self._ids)])

    def wide_row(self, node: nodes.Element, columns: int) -> nodes.row:
        """A row with ``node`` alone, in a table with so many ``columns`` beside the names of its rows."""
        if self._flat:
            return elements.row([node, *[""] * columns])
        return nodes.row("", nodes.entry("", nodes.paragraph("", "", node), morecols=columns))


def _flattened(header: Sequence[Sequence[HeaderView]]) -> Sequence[Sequence[HeaderView]]:
    """One header row, in which a column names what stands above it: "Middleware: customer"."""
    names = [list(itertools.chain.from_iterable([plain(cell.name)] * cell.span for cell in row)) for row in header]
    return [[HeaderView(elements.text(": ".join(column)), 1) for column in zip(*names, strict=True)]]
