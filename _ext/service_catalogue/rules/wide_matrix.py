"""What belongs together in a matrix fits on a page of a booklet."""

from __future__ import annotations

import math
from collections.abc import Iterator

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.problem import Problem, Rule, Severity

RULE = Rule(
    "wide-matrix",
    severity=Severity.WARNING,
)

#: How many columns a page on its side holds.
MAX_COLUMNS = 36


def check(catalogue: Catalogue) -> Iterator[Problem]:
    for service in catalogue.services:
        for matrix in service.all_matrices:
            inner = list(matrix.axes.values())[1:]
            columns = math.prod(map(len, inner)) * len(matrix.parties)
            # One with more cells than any has no places; that is reported while it is read.
            if columns > MAX_COLUMNS and matrix.places and not matrix.unread:
                at = matrix.parties[0].at
                yield RULE.problem(at, columns=columns, most=MAX_COLUMNS)
