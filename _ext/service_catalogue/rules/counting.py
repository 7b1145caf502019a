"""How many parties have a letter, for the rules that count them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.cell import Cell, Filled
from service_catalogue.model.matrix import Matrix
from service_catalogue.model.row import Row
from service_catalogue.model.service import Service
from service_catalogue.model.vocabulary import Count
from service_catalogue.problem import Location
from service_catalogue.rules.changed_scheme import changed_at


class Counted(NamedTuple):
    """The cells of one task, at one place on the axes, that hold a letter."""

    letter: str
    cells: tuple[Cell, ...]
    filled: Filled
    matrix: Matrix
    service: Service
    #: Where the matrix names another scheme than the one it extends.
    scheme_at: Location | None

    @property
    def address(self) -> str:
        """The address of the task there (``backup.applications``)."""
        return self.matrix.address(self.filled.row.task, self.filled.values)

    @property
    def at(self) -> Location:
        """Where the place is written: at its last value, or at the task."""
        row, values = self.filled.row, self.filled.values
        return self.reported_at(next((path[-1].at for path in row.written if path and path == values), row.task.at))

    def reported_at(self, at: Location) -> Location:
        """The place at which a problem at ``at`` is reported: for an inherited cell, the scheme if that is another than the one extended."""
        return self.scheme_at if self.scheme_at and at.path != self.service.at.path else at


def is_misspelt(row: Row, catalogue: Catalogue) -> bool:
    """Whether no task has the name of ``row``, so that another is meant."""
    return row.task not in catalogue.objects["task"] and "task" not in catalogue.unread_kinds


def counted(catalogue: Catalogue, count: Count) -> Iterator[Counted]:
    """For each letter that ``count`` goes for: its cells in each row, at each place that applies and is written and agreed."""
    for service in catalogue.services:
        for matrix in service.all_matrices:
            scheme = catalogue.scheme_of(matrix)
            if scheme is None or not (scheme.is_clear and matrix.is_clear) or (matrix.extends and matrix.unread):
                continue
            scheme_at = changed_at(matrix, catalogue)
            letters = [letter.letter for letter in scheme.letters if letter.count is count]
            for filled in matrix.filled if letters else ():
                # A task that does not exist is reported, and may be one whose exception is recorded; so is a letter, and may be this one.
                if is_misspelt(filled.row, catalogue) or not all(map(scheme.reads, filled.cells)):
                    continue
                for letter in letters:
                    cells = tuple([cell for cell, held in zip(filled.cells, filled.letters, strict=True) if letter in held])
                    yield Counted(letter, cells, filled, matrix, service, scheme_at)
