"""A service that extends another does not call a note of its own as an inherited one is called."""

from __future__ import annotations

from collections.abc import Iterator

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.problem import Problem, Rule, Severity, quote

RULE = Rule(
    "ambiguous-note",
    severity=Severity.WARNING,
)


def check(catalogue: Catalogue) -> Iterator[Problem]:
    for service in catalogue.services:
        inherited = {note.id.rpartition(".")[2]: note.owner for note in service.notes if note.owner}
        for note in service.notes:
            if not note.owner and note.id in inherited:
                own, other = quote(note.id), quote(f"{inherited[note.id]}.{note.id}")
                yield RULE.problem(note.id.at, own=own, inherited=other)
