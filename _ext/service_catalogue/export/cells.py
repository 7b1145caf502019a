"""The cells of a service, for CSV and JSON; and the CSV file."""

import itertools
from collections.abc import Iterator
from typing import NamedTuple

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.matrix import Cell, Matrix
from service_catalogue.model.service import Service
from service_catalogue.model.statement import Departure
from service_catalogue.views.csv_text import csv_text


class ServiceCell(NamedTuple):
    """A cell of a service, with what is attached to it."""

    matrix: Matrix
    cell: Cell
    #: The value on each axis.
    place: dict[str, str]
    #: The letters, in the order of the scheme.
    roles: str
    #: The notes of its row.
    task_notes: tuple[str, ...]
    #: The departures about the cell, its task, or its task at its place.
    departures: tuple[Departure, ...]


def cells(catalogue: Catalogue, service: Service) -> Iterator[ServiceCell]:
    """Yield the cells of each matrix of ``service``."""
    for matrix in service.all_matrices:
        scheme = catalogue.scheme(matrix.scheme)
        for cell in matrix.cells:
            place: dict[str, str] = dict(zip(matrix.axes, cell.values, strict=True))
            notes = tuple(map(str, matrix.row_of(cell.task).note))
            departures = service.departures_at(*matrix.around(cell))
            yield ServiceCell(matrix, cell, place, scheme.in_order(cell.letters), notes, departures)


def axes(service: Service) -> tuple[str, ...]:
    """Return the axes of all matrices of ``service``, each once."""
    return tuple(dict.fromkeys(itertools.chain.from_iterable(matrix.axes for matrix in service.all_matrices)))


def table(catalogue: Catalogue, service: Service) -> str:
    """Return the cells of ``service`` as CSV in long form, with a column for the matrix if there are several.

    The notes and departures of a row are repeated in each of its cells, so that a line can be read by itself. The last column, which
    is there if anything is withdrawn, names the withdrawn task, layer and party of a cell.
    """
    columns = [*(["matrix"] if service.matrices else []), "task", *axes(service)]
    columns += ["party", "roles", "notes", "state", "departures", "task-notes"]
    found_cells = [*cells(catalogue, service)]
    if any(_withdrawn(catalogue, found) for found in found_cells):
        columns.append("withdrawn")
    rows: list[list[object]] = [[*columns]]
    for found in found_cells:
        departures = map(service.name_of_departure, found.departures)
        cell = found.cell
        line = found.place | {
            "task": cell.task,
            "party": cell.party,
            "roles": found.roles,
            "notes": " ".join(cell.notes),
            "state": cell.state.value,
            "departures": " ".join(departures),
            "task-notes": " ".join(found.task_notes),
            "withdrawn": " ".join(_withdrawn(catalogue, found)),
        }
        line["matrix"] = found.matrix.id or ""
        rows.append([line.get(column, "") for column in columns])
    return csv_text(rows)


def _withdrawn(catalogue: Catalogue, found: ServiceCell) -> list[str]:
    """Return the withdrawn among the task, the layer and the party of a cell, by kind and id: ``task:backup``."""
    layer = found.place.get("layer")
    things = (catalogue.task(found.cell.task), layer and catalogue.layer(layer), catalogue.party(found.cell.party))
    kinds = ("task", "layer", "party")
    return [f"{kind}:{thing.id}" for kind, thing in zip(kinds, things, strict=True) if thing and thing.withdrawn]
