"""The matrices of a service as one table, a line a cell: CSV in long form, for programs."""

from __future__ import annotations

import csv
import io

from service_catalogue.export.cells import axes, cells
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.service import Service

#: What a text begins with that a spreadsheet takes for a formula. No id does, but a letter of a scheme may be any sign.
_FORMULA = ("=", "+", "-", "@")


def table(catalogue: Catalogue, service: Service) -> str:
    """The cells of ``service``: first the matrix, where there are several, and a column for each axis that any of them has."""
    columns = [*(["matrix"] if service.matrices else []), "task", *axes(service), "party", "roles", "notes", "state"]
    text = io.StringIO()
    text.write("\N{ZERO WIDTH NO-BREAK SPACE}")  # without the mark, a spreadsheet takes UTF-8 for something else
    lines = csv.DictWriter(text, columns, restval="", extrasaction="ignore")
    lines.writeheader()
    for matrix in service.all_matrices:
        for cell in cells(catalogue, matrix):
            line = {"matrix": matrix.id or "", **cell, "notes": " ".join(cell["notes"])}
            lines.writerow({column: _no_formula(str(value)) for column, value in line.items()})
    return text.getvalue()


def _no_formula(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
