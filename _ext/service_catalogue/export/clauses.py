"""The clauses of a standard with who answers for their tasks, as CSV and as a workbook."""

from collections.abc import Sequence

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

    def sheet(edition: Edition) -> Sheet:
        head, *lines = standard_lines(edition, standard)
        rows = [tuple(Cell(words, "head") for words in head), *(tuple(map(Cell, line)) for line in lines)]
        return Sheet(edition.own_name, _WIDTHS, tuple(rows), 1, 1)

    return Workbook(standard.cited(editions[0].language), (), tuple(map(sheet, editions)))
