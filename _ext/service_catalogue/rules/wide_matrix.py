"""What belongs together in a matrix fits on a page of a booklet."""

from __future__ import annotations

import math
from collections.abc import Iterator

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.problem import Problem, Rule, Severity

RULE = Rule(
    "wide-matrix",
    {"da": "En matrix, der er bredere end en side", "en": "A matrix that is wider than a page"},
    {
        "da": "En side i et hæfte har plads til 36 kolonner. En bredere matrix deles, så hvert lag (eller hver anden værdi på den første "
        "akse) står samlet. Er der flere kolonner end det under én værdi, må også de skilles ad, og så er matricen svær at læse på "
        "tryk. Del den i flere matricer, eller lad den have færre parter.",
        "en": "A page of a booklet has room for 36 columns. A wider matrix is split so that each layer (or other value of the first "
        "axis) stays whole. If a single value has more columns than that, they too have to be parted, and the matrix is hard to read "
        "in print. Split it into several matrices, or let it have fewer parties.",
    },
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
                yield RULE.problem(
                    at,
                    da=f"Matricen har {columns} kolonner under hver værdi på den første akse, og en side i hæftet har plads til "
                    f"{MAX_COLUMNS}. Den deles; del den selv, hvor det giver mening, eller vælg færre parter.",
                    en=f"The matrix has {columns} columns under each value of its first axis, and a page of the booklet has room for "
                    f"{MAX_COLUMNS}. It is split; split it yourself where it makes sense, or choose fewer parties.",
                )
