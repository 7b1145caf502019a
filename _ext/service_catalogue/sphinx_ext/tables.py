"""Matrices and their extracts as docutils tables."""

import itertools
from collections.abc import Iterable, Iterator, Sequence

from docutils import nodes
from sphinx import addnodes

from service_catalogue.locale import Words
from service_catalogue.sphinx_ext import elements
from service_catalogue.views.across import Allocation
from service_catalogue.views.matrix import CellView, HeaderView, MatrixView
from service_catalogue.views.piece import plain, text
from service_catalogue.views.stack import StackView


class TableMaker:
    """Makes the tables of one document, each with the next of ``ids``."""

    def __init__(self, words: Words, ids: Iterator[str], *, flat: bool) -> None:
        self._words = words
        self._ids = ids
        #: Whether tables have one header row and no cell that spans others.
        self._flat = flat

    def matrix(self, view: MatrixView) -> Iterator[nodes.Element]:
        columns = len(view.starts)
        rows = []
        for group in view.groups:
            name = " › ".join(plain(outer) for outer in group.path)
            rows.append(self._wide_row(nodes.strong("", name), columns))
            if group.reason:
                rows.append(self._wide_row(nodes.emphasis("", plain(group.reason)), columns))
            for row in group.rows:
                task = (
                    plain(row.name) + (f" ({row.cadence})" if row.cadence else "") + elements.marks((*row.notes, *row.departures))
                )
                rows.append(elements.row([task, *(self._cell(cell) for cell in row.cells)]))
        return self._table(view.caption, self._words("matrix.task"), view.header_rows, rows)

    def allocation(self, view: Allocation) -> Iterator[nodes.Element]:
        rows = [
            elements.row([plain(row.name), *(f"{self._cell(cell)} {cell.words}".strip() for cell in row.cells)])
            for row in view.rows
        ]
        return self._table(view.caption, view.axes, [view.headers], rows)

    def shares(self, view: StackView) -> Iterator[nodes.Element]:
        caption = self._words("service.accountability")
        rows = [elements.row([plain(layer.layer), layer.words]) for layer in view.layers]
        return self._table(caption, self._words("task.layer"), [[HeaderView(text(caption), 1)]], rows)

    def _cell(self, cell: CellView) -> str:
        sign = cell.roles or (self._words(f"cell.{cell.state}.short") if cell.state else "–")
        return sign + elements.marks((*cell.notes, *cell.departures))

    def _table(
        self, caption: str, corner: str, header: Sequence[Sequence[HeaderView]], rows: Iterable[nodes.row]
    ) -> Iterator[nodes.Element]:
        """Yield a table of ``rows`` below ``header``, with ``corner`` above their names."""
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
        specs = list(elements.columns(columns, head, body))
        total = sum(spec["colwidth"] for spec in specs)
        # Without a column specification, LaTeX makes each column of a long table as wide as its longest text.
        yield addnodes.tabular_col_spec(spec="".join(rf"\X{{{spec['colwidth']}}}{{{total}}}" for spec in specs))
        group = nodes.tgroup("", *specs, head, body, cols=columns + 1)
        yield nodes.table("", nodes.title("", caption), group, ids=[next(self._ids)])

    def _wide_row(self, node: nodes.Element, columns: int) -> nodes.row:
        """Return a row of one cell over the names of rows and all ``columns``."""
        if self._flat:
            return elements.row([node, *[""] * columns])
        return nodes.row("", nodes.entry("", nodes.paragraph("", "", node), morecols=columns))


def _flattened(header: Sequence[Sequence[HeaderView]]) -> Sequence[Sequence[HeaderView]]:
    """Return one header row, with the headings above each column in one: "Middleware: customer"."""
    names = [list(itertools.chain.from_iterable([plain(cell.name)] * cell.span for cell in row)) for row in header]
    return [[HeaderView(text(": ".join(column)), 1) for column in zip(*names, strict=True)]]
