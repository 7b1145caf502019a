"""How many parties have a letter, for the rules that count them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from catalogue.matrix import Cell, Matrix, Row
from catalogue.model import Catalogue, Service
from catalogue.problem import Location
from catalogue.source import Scalar
from catalogue.vocabulary import Count, State


class Counted(NamedTuple):
    """The cells of one task, at one place on the axes, that hold a letter."""

    letter: str
    #: The task and the place (``backup.applications``).
    place: str
    #: Where the place is written.
    at: Location
    cells: tuple[Cell, ...]
    service: Service


def counted(catalogue: Catalogue, count: Count) -> Iterator[Counted]:
    """For each letter that ``count`` goes for: its cells in each row, at each place that applies and is written and agreed."""
    for service in catalogue.services:
        for matrix in service.all_matrices:
            scheme = catalogue.objects["scheme"].get(matrix.scheme)
            if scheme is None or not matrix.is_clear:
                continue
            letters = [letter.letter for letter in scheme.letters if letter.count is count]
            for row in matrix.rows if letters else ():
                for values in matrix.places:
                    yield from _counted_at(service, matrix, row, values, letters)


def _counted_at(service: Service, matrix: Matrix, row: Row, values: tuple[Scalar, ...], letters: list[str]) -> Iterator[Counted]:
    cells = matrix.cells_at(row.task, values)
    states = [cell.state for cell in cells]
    if len(cells) < len(matrix.parties) or not all(cell.written.strip() for cell in cells):
        return
    if State.TO_BE_AGREED in states or states.count(State.NOT_APPLICABLE) == len(states):
        return
    at = next((path[-1].at for path in row.written if path and path == values), row.task.at)
    place = matrix.address(row.task, values)
    for letter in letters:
        yield Counted(letter, place, at, tuple(cell for cell in cells if letter in cell.letters), service)
