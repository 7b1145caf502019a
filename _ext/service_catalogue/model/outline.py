"""What is known of a service while what it holds is packed: what is asked of each where all are gone through."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from service_catalogue.model.identified import are_clear, by_id
from service_catalogue.model.matrix import Matrix
from service_catalogue.model.statement import Note, Section, Statement
from service_catalogue.model.vocabulary import PartyRef, SchemeRef, ServiceRef
from service_catalogue.schema.kinds import Id, Localized, Unread
from service_catalogue.yaml.values import Scalar


class MatrixOutline(NamedTuple):
    """What is known of a matrix."""

    id: Id | None
    name: Localized | None
    scheme: SchemeRef | None
    parties: tuple[PartyRef, ...]
    layers: tuple[Scalar, ...]
    tasks: frozenset[str]
    #: By party, how many of its cells hold each letter.
    letters: Mapping[str, Mapping[str, int]]

    def address(self, task: str) -> str:
        """The address of a task, as :meth:`~service_catalogue.model.matrix.Matrix.address` gives it."""
        return f"{self.id}.{task}" if self.id else task


class Citation(NamedTuple):
    """What a statement says of the clauses of standards."""

    statement: Id
    standards: tuple[Scalar, ...]
    see_also: tuple[Scalar, ...]


class Outline(NamedTuple):
    """What is known of a service."""

    #: The ids of its statements, each once.
    statements: tuple[Id, ...]
    #: The ids of its notes.
    notes: tuple[Id, ...]
    #: ``statement`` or ``note``, where one has no id of its own that can be used.
    unclear: frozenset[str]
    #: What its only matrix extends.
    base: ServiceRef | None
    #: What its matrices extend.
    extended: tuple[ServiceRef, ...]
    #: Whether so much of one of its matrices could not be read that its places are not known.
    is_unread: bool
    #: How many rows of its matrices could not be read as the task of each is there already.
    displaced: int
    matrices: tuple[MatrixOutline, ...]
    #: The addresses of its cells, one a line: apart from each other they would take three times as much memory.
    cells: str
    #: By party, how many statements and notes are about it.
    texts_about: Mapping[str, int]
    citations: tuple[Citation, ...]
    #: The names of its own departures about the meaning of a letter, by letter.
    doubts: Mapping[str, tuple[str, ...]]
    #: The statement that stands for it.
    summary: Localized | None

    @property
    def in_order(self) -> object:
        """All of it, with its sets sorted: what it looks like is the same in each process."""
        matrices = [(matrix._replace(tasks=frozenset()), sorted(matrix.tasks)) for matrix in self.matrices]
        return self._replace(matrices=(), unclear=frozenset()), matrices, sorted(self.unclear)


def outline_of(
    sections: Iterable[Section],
    matrix: Matrix | None,
    matrices: Sequence[Matrix],
    notes: Sequence[Note],
    doubts: Mapping[str, tuple[str, ...]],
    summary: str | None,
) -> Outline:
    """The outline of a service that has all of this: every section at any depth, its only matrix if it has no other, all its matrices."""
    sections = tuple(sections)
    every = [statement for section in sections for statement in section.statements]
    statements = by_id(every)
    texts: tuple[Statement | Note, ...] = (*statements.values(), *notes)
    unclear = {"statement": [statement.id for statement in every], "note": [note.id for note in notes if not note.owner]}
    unclear_kinds = {kind for kind, ids in unclear.items() if not are_clear(ids)}
    if any(isinstance(each, Unread) for section in sections for each in (section.statements, section.sections)):
        unclear_kinds.add("statement")
    lead = statements.get(summary or "")
    return Outline(
        statements=tuple(statement.id for statement in statements.values()),
        notes=tuple(note.id for note in notes),
        unclear=frozenset(unclear_kinds),
        base=(matrix and matrix.extends) or None,
        extended=tuple(each.extends for each in matrices if each.extends),
        is_unread=any(each.unread for each in matrices),
        displaced=sum(each.displaced for each in matrices),
        matrices=tuple(map(_outline_of_matrix, matrices)),
        cells="\n".join(cell.address for each in matrices for cell in each.cells),
        texts_about=Counter(str(party) for text in texts for party in text.parties),
        citations=tuple(
            Citation(statement.id, statement.standards, statement.see_also)
            for statement in statements.values()
            if statement.standards or statement.see_also
        ),
        doubts=doubts,
        summary=lead.text if lead else None,
    )


def _outline_of_matrix(matrix: Matrix) -> MatrixOutline:
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
