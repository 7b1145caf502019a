"""Lists as workbooks: the clauses of a standard with who answers for their tasks, and the tables that the site has as CSV."""

import csv
import gc
import itertools
from collections.abc import Iterable, Sequence
from pathlib import Path

from service_catalogue.export.workbook import Cell, Sheet, Workbook, written
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


def workbook_of(table: Path, folder: Path) -> Path:
    """Return the file in ``folder`` with the CSV file ``table`` as a workbook, made again if the table is newer."""
    book = folder / f"{table.stem}.xlsx"
    if not book.is_file() or book.stat().st_mtime_ns < table.stat().st_mtime_ns:
        folder.mkdir(parents=True, exist_ok=True)
        with table.open(encoding="utf-8-sig", newline="") as lines:
            book.write_bytes(written(Workbook(table.stem, (), (_sheet(table.stem, csv.reader(lines)),))))
        gc.collect()  # a workbook is a reference cycle, and this one may be large
    return book


def _sheet(name: str, lines: Iterable[Sequence[str]]) -> Sheet:
    rows = iter(lines)
    head = next(rows)
    shown = itertools.chain([tuple(Cell(words, "head") for words in head)], (tuple(map(Cell, row)) for row in rows))
    return Sheet(name, _WIDTHS[: len(head)], shown, 1, 1)
