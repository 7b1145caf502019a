"""The columns of a matrix that belong together fit on a page of a booklet."""

import math
from collections.abc import Iterator

from service_catalogue.rules.rule import Problem, Rule, Service, Severity, Shared

#: Number of columns on a landscape page, with two letters and a mark each.
MAX_COLUMNS = 20


def check_service(service: Service, shared: Shared) -> Iterator[Problem]:
    for matrix in service.all_matrices:
        inner = list(matrix.axes.values())[1:]
        columns = math.prod(map(len, inner)) * len(matrix.parties)
        if columns > MAX_COLUMNS:
            yield RULE.problem(matrix.parties[0].at, columns=columns, most=MAX_COLUMNS)


RULE = Rule(name="wide-matrix", severity=Severity.WARNING)
