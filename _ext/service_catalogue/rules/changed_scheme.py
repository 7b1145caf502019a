"""A matrix that extends another uses the same scheme."""

from collections.abc import Iterator

from service_catalogue.model.matrix import Matrix
from service_catalogue.rules.rule import Location, Problem, Rule, Service, Severity, Shared, quote


def check_service(service: Service, shared: Shared) -> Iterator[Problem]:
    for matrix in service.all_matrices:
        base, at = service.base_of(matrix), changed_at(matrix, service)
        if at and base and base.matrix and base.matrix.scheme:
            yield RULE.problem(at, base=quote(base.id), scheme=quote(base.matrix.scheme))


def changed_at(matrix: Matrix, service: Service) -> Location | None:
    """Return the place at which ``matrix``, of ``service``, names another scheme than the one that it extends."""
    base = service.base_of(matrix)
    theirs = base.matrix.scheme if base and base.matrix else None
    return matrix.scheme.at if matrix.scheme and theirs and matrix.scheme != theirs else None


RULE = Rule(name="changed-scheme", severity=Severity.WARNING)
