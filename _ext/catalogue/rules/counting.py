"""How many parties have a letter, for the rules that count them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from catalogue.matrix import Cell, Matrix, Row
from catalogue.model import Catalogue, Service
from catalogue.problem import Location
from catalogue.source import Scalar
from catalogue.vocabulary import Count, State


@dataclass(frozen=True)
class Counted:
    """The cells of one task, at one place on the axes, that hold a letter."""

    letter: str
    #: The task and the place (``backup.applications``).
    place: str
    #: Where the place is written.
    at: Location
    cells: tuple[Cell, ...]
    service: Service


def counted(catalogue: Catalogue, count: Count) -> Iterator[Counted]:
    """For each letter that ``count`` goes for: its cells in each row, at each place whose cells are all written and agreed."""
    for service in catalogue.services:
        for matrix in service.all_matrices:
            scheme = catalogue.objects["scheme"].get(matrix.scheme)
            letters = [letter.letter for letter in scheme.letters if letter.count is count] if scheme else []
            for row in matrix.rows if letters else ():
                for values in matrix.places:
                    yield from _counted_at(service, matrix, row, values, letters)


def _counted_at(service: Service, matrix: Matrix, row: Row, values: tuple[Scalar, ...], letters: list[str]) -> Iterator[Counted]:
    cells = [matrix.cell(row.task, values, party) for party in matrix.parties]
    if None in cells or any(_open(cell) for cell in cells):
        return
    at = next((path[-1].at for path in row.written if path and path == values), row.task.at)
    for letter in letters:
        holding = tuple(cell for cell in cells if letter in cell.letters)
        yield Counted(letter, matrix.address(row.task, values), at, holding, service)


def _open(cell: Cell) -> bool:
    return not cell.written.strip() or cell.state is not State.NONE
