"""The cells of a service, for CSV, JSON and the workbook; and the CSV file."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterator

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.matrix import Matrix
from service_catalogue.model.service import Service


def cells(catalogue: Catalogue, matrix: Matrix) -> Iterator[dict[str, str | list[str]]]:
    """What each cell of ``matrix`` says, by key: there is one for each axis, by its name."""
    scheme = catalogue.scheme(matrix.scheme)
    for cell in matrix.cells:
        yield {
            "task": cell.task,
            **dict(zip(matrix.axes, cell.values, strict=True)),
            "party": cell.party,
            "roles": scheme.in_order(cell.letters),
            "notes": list(cell.notes),
            "state": cell.state.value,
        }


def axes(service: Service) -> tuple[str, ...]:
    """The axes that any matrix of ``service`` has, each once."""
    return tuple(dict.fromkeys(itertools.chain.from_iterable(matrix.axes for matrix in service.all_matrices)))


#: What a text begins with that a spreadsheet takes for a formula. No id does, but a letter of a scheme may be any sign.
_FORMULA = ("=", "+", "-", "@")


def table(catalogue: Catalogue, service: Service) -> str:
    """The cells of ``service``: first the matrix, where there are several, and a column for each axis that any of them has.

    A line is read without the others, so that it has the notes and the departures of its row as well.
    """
    columns = [*(["matrix"] if service.matrices else []), "task", *axes(service)]
    columns += ["party", "roles", "notes", "state", "departures"]
    text = io.StringIO()
    text.write("\N{ZERO WIDTH NO-BREAK SPACE}")  # without the mark, a spreadsheet takes UTF-8 for something else
    lines = csv.DictWriter(text, columns, restval="", extrasaction="ignore")
    lines.writeheader()
    for matrix in service.all_matrices:
        for cell, said in zip(matrix.cells, cells(catalogue, matrix), strict=True):
            notes = dict.fromkeys((*matrix.row_of(cell.task).note, *cell.notes))
            departures = map(service.name_of_departure, service.departures_at(*matrix.around(cell)))
            line = {"matrix": matrix.id or "", **said, "notes": " ".join(notes), "departures": " ".join(departures)}
            lines.writerow({column: _no_formula(str(value)) for column, value in line.items()})
    return text.getvalue()


def _no_formula(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
