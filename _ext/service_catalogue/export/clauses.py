"""Lists as workbooks: the clauses of a standard with who answers for their tasks."""

import itertools
from collections.abc import Iterable, Sequence

from service_catalogue.export.workbook import Cell, Sheet, Workbook
from service_catalogue.model.shared_objects import Standard
from service_catalogue.views.csv_text import csv_text
from service_catalogue.views.edition import Edition
from service_catalogue.views.standards import standard_lines

#: The widths of the columns, in characters.
_WIDTHS = (12, 40, 34, 34, 24, 24, 24)


def clauses_csv(editions: Sequence[Edition], standard: Standard) -> str:
    """Return the list in the language that prevails."""
    return csv_text(standard_lines(next(edition for edition in editions if edition.prevails), standard))


def clauses_workbook(editions: Sequence[Edition], standard: Standard) -> Workbook:
    """Return the list in each language, a sheet each."""
    sheets = (_sheet(edition.own_name, standard_lines(edition, standard)) for edition in editions)
    return Workbook(standard.cited(editions[0].language), (), tuple(sheet._replace(rows=(*sheet.rows,)) for sheet in sheets))


def _sheet(name: str, lines: Iterable[Sequence[str]]) -> Sheet:
    rows = iter(lines)
    head = next(rows)
    shown = itertools.chain([tuple(Cell(words, "head") for words in head)], (tuple(map(Cell, row)) for row in rows))
    return Sheet(name, _WIDTHS[: len(head)], shown, 1, 1)
