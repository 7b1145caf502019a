"""The content of a service that pages about several services show: part of the key by which these are cached."""

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from service_catalogue.model.matrix import Matrix
from service_catalogue.model.vocabulary import PartyRef, SchemeRef
from service_catalogue.schema.kinds import Id, Localized
from service_catalogue.yaml.values import Scalar


class MatrixOutline(NamedTuple):
    """The outline of a matrix."""

    id: Id | None
    name: Localized | None
    scheme: SchemeRef | None
    parties: tuple[PartyRef, ...]
    layers: tuple[Scalar, ...]
    tasks: frozenset[str]
    #: By party, the number of its cells with each letter.
    letters: Mapping[str, Mapping[str, int]]

    def address(self, task: str) -> str:
        """Return the address of a task, as :meth:`~service_catalogue.model.matrix.Matrix.address` does."""
        return f"{self.id}.{task}" if self.id else task


class Citation(NamedTuple):
    """The references of a statement to standards."""

    statement: Id
    standards: tuple[Scalar, ...]
    see_also: tuple[Scalar, ...]


class Outline(NamedTuple):
    """The content of a service that pages about several services show."""

    #: The ids of its statements, each once.
    statements: tuple[Id, ...]
    #: The ids of its notes.
    notes: tuple[Id, ...]
    matrices: tuple[MatrixOutline, ...]
    #: The addresses of its cells.
    cells: tuple[str, ...]
    #: By party, the number of statements and notes about it.
    texts_about: Mapping[str, int]
    citations: tuple[Citation, ...]
    #: The names of its own departures about the meaning of a letter, by letter.
    doubts: Mapping[str, tuple[str, ...]]
    #: The text of its summary statement.
    summary: Localized | None
    #: The names of the departures at that statement.
    summary_departures: tuple[str, ...]

    @property
    def in_order(self) -> object:
        """Return all of it with its sets sorted: its ``repr`` is the same in each process."""
        matrices = [(matrix._replace(tasks=frozenset()), sorted(matrix.tasks)) for matrix in self.matrices]
        return self._replace(matrices=()), matrices


def outline_of(matrix: Matrix) -> MatrixOutline:
    """Return the outline of ``matrix``."""
    letters: dict[str, Counter[str]] = {str(party): Counter() for party in matrix.parties}
    for cell in matrix.cells:
        letters[cell.party].update(cell.letters)
    return MatrixOutline(
        id=matrix.id,
        name=matrix.name,
        scheme=matrix.scheme,
        parties=matrix.parties,
        layers=matrix.axes.get("layer", ()),
        tasks=frozenset(str(row.task) for row in matrix.rows),
        letters=letters,
    )
