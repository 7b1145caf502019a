"""A matrix that extends another reads its letters as that one does."""

from __future__ import annotations

from collections.abc import Iterator

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.problem import Problem, Rule, Severity, quote

RULE = Rule(
    "changed-scheme",
    severity=Severity.WARNING,
)


def check(catalogue: Catalogue) -> Iterator[Problem]:
    for service in catalogue.services:
        for matrix in service.all_matrices:
            base = catalogue.base_of(matrix)
            if base is None or base.matrix is None or matrix.unread:
                continue
            theirs = base.matrix.scheme
            if matrix.scheme and theirs and matrix.scheme != theirs:
                yield RULE.problem(matrix.scheme.at, base=quote(base.id), scheme=quote(theirs))
