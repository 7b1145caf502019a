"""How many parties have a letter, for the rules that count them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from catalogue.model import Catalogue, Cell, Count, State
from catalogue.problem import Location
from catalogue.source import Scalar


@dataclass(frozen=True)
class Counted:
    """The cells of one task, at one place on the axes, that hold a letter."""

    letter: str
    #: The task and the place (``backup.applications``).
    place: str
    #: Where the place is written.
    at: Location
    cells: tuple[Cell, ...]


def counted(catalogue: Catalogue, count: Count) -> Iterator[Counted]:
    """For each letter that ``count`` goes for: its cells in each row, at each place whose cells are all written and agreed."""
    for service in catalogue.services:
        matrix = service.matrix
        scheme = matrix and catalogue.objects["scheme"].get(matrix.scheme)
        if not scheme:
            continue
        letters = [letter.letter for letter in scheme.letters if letter.count is count]
        for row in matrix.rows:
            for values in row.written:
                cells = [matrix.cell(row.task, values, party) for party in matrix.parties]
                if None in cells or any(_open(cell) for cell in cells):
                    continue
                for letter in letters:
                    yield Counted(
                        letter=letter,
                        place=".".join((row.task, *values)),
                        at=_at(row.task, values),
                        cells=tuple(cell for cell in cells if letter in cell.letters),
                    )


def _open(cell: Cell) -> bool:
    return not cell.written.strip() or cell.state is not State.NONE


def _at(task: Scalar, values: tuple[Scalar, ...]) -> Location:
    return values[-1].at if values else task.at
