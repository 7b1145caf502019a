"""A matrix that extends another reads its letters as that one does."""

from __future__ import annotations

from collections.abc import Iterator

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.matrix import Matrix
from service_catalogue.problem import Location, Problem, Rule, Severity, quote

RULE = Rule(
    "changed-scheme",
    severity=Severity.WARNING,
)


def check(catalogue: Catalogue) -> Iterator[Problem]:
    for service in catalogue.services:
        for matrix in service.all_matrices:
            base, at = catalogue.base_of(matrix), changed_at(matrix, catalogue)
            if at and base and base.matrix and base.matrix.scheme:
                yield RULE.problem(at, base=quote(base.id), scheme=quote(base.matrix.scheme))


def changed_at(matrix: Matrix, catalogue: Catalogue) -> Location | None:
    """Where ``matrix`` names another scheme than the one it extends: what that does to the cells it has from there is told there."""
    base = catalogue.base_of(matrix)
    theirs = base.matrix.scheme if base and base.matrix and not matrix.unread else None
    return matrix.scheme.at if matrix.scheme and theirs and matrix.scheme != theirs else None
