"""The number of parties with a letter, for the rules that count them."""

from collections.abc import Iterator
from typing import NamedTuple

from service_catalogue.model.matrix import Cell, Filled, Matrix
from service_catalogue.model.vocabulary import Count
from service_catalogue.rules.changed_scheme import changed_at
from service_catalogue.rules.rule import Location, Problem, Rule, Service, Shared, quote


class Counted(NamedTuple):
    """The cells of one task, at one place on the axes, that hold a letter."""

    letter: str
    cells: tuple[Cell, ...]
    filled: Filled
    matrix: Matrix
    service: Service
    #: The position of the scheme, if it is not that of the extended matrix.
    scheme_at: Location | None

    @property
    def address(self) -> str:
        """Return the address of the task there (``backup.applications``)."""
        return self.matrix.address(self.filled.row.task, self.filled.values)

    @property
    def at(self) -> Location:
        """Return the position of the place in the file: of its last value, or of the task."""
        return self.reported_at(self.filled.row.position(self.filled.values))

    def problem(self, rule: Rule, at: Location, *key: str, **values: object) -> Problem:
        """Return a problem with the letter there."""
        named = {"address": quote(self.address), "letter": quote(self.letter)}
        return rule.problem(at, *key, addresses=[self.address], **named, **values)

    def reported_at(self, at: Location) -> Location:
        """Return ``at``; for an inherited cell under another scheme, the position of that scheme."""
        return self.scheme_at if self.scheme_at and at.path != self.service.at.path else at


def counted(service: Service, shared: Shared, count: Count) -> Iterator[Counted]:
    """Yield for each letter with this ``count`` its cells in each row, at each place that applies and is agreed."""
    for matrix in service.all_matrices:
        scheme_at = changed_at(matrix, service)
        letters = [letter.letter for letter in shared.scheme(matrix.scheme).letters if letter.count is count]
        for filled in matrix.filled() if letters else ():
            for letter in letters:
                cells = tuple([cell for cell, held in zip(filled.cells, filled.letters, strict=True) if letter in held])
                yield Counted(letter, cells, filled, matrix, service, scheme_at)
