"""A matrix that extends another reads its letters as that one does."""

from __future__ import annotations

from collections.abc import Iterator

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.problem import Problem, Rule, Severity, quote

RULE = Rule(
    "changed-scheme",
    {"da": "Arvede bogstaver under et andet rolleskema", "en": "Inherited letters under another role scheme"},
    {
        "da": "En matrix, der bygger på en anden, arver dens bogstaver. Under et andet rolleskema kan det samme bogstav betyde noget "
        "andet, og de arvede felter siger da noget, som ingen har skrevet. Brug det samme rolleskema, eller skriv alle felter ud.",
        "en": "A matrix that extends another inherits its letters. Under another role scheme the same letter can mean something else, and "
        "the inherited cells then say what nobody has written. Use the same role scheme, or write out all cells.",
    },
    severity=Severity.WARNING,
)


def check(catalogue: Catalogue) -> Iterator[Problem]:
    for service in catalogue.services:
        for matrix in service.all_matrices:
            base = catalogue.base_of(matrix)
            theirs = base.matrix.scheme if base and base.matrix else None
            if base and matrix.scheme and theirs and matrix.scheme != theirs and not matrix.unread:
                yield RULE.problem(
                    matrix.scheme.at,
                    da=f"Matricen bygger på {quote(base.id)}, som bruger {quote(theirs)}. Brug det samme rolleskema her.",
                    en=f"The matrix extends {quote(base.id)}, which uses {quote(theirs)}. Use the same role scheme here.",
                )
