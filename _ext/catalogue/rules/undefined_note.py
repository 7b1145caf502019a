"""A note that a cell, a task or an exception points at is written in the service."""

from __future__ import annotations

from collections.abc import Iterator

from catalogue.model import Catalogue, Service
from catalogue.problem import Problem, Rule, did_you_mean, quote
from catalogue.source import Scalar
from catalogue.walk import references

RULE = Rule(
    "undefined-note",
    {"da": "Note, der ikke findes", "en": "A note that does not exist"},
    {
        "da": "En note, som matricen henviser til, skal stå under notes i samme ydelse. Ret noten i feltet, eller skriv den.",
        "en": "A note that the matrix refers to has to stand under notes in the same service. Mend the note in the cell, or write it.",
    },
)


def check(catalogue: Catalogue) -> Iterator[Problem]:
    for service in catalogue.services:
        known = [note.id for note in service.notes]
        for note in _mentioned(service):
            if note not in known and note not in catalogue.unread:
                hint = did_you_mean(note, known)
                yield RULE.problem(
                    note.at,
                    da=f"Ydelsen har ingen note {quote(note)}.{hint['da']}",
                    en=f"The service has no note {quote(note)}.{hint['en']}",
                )


def _mentioned(service: Service) -> Iterator[Scalar]:
    """Every note that the service refers to: in cells, on tasks and in exceptions."""
    yield from (id for kind, id in references(service) if kind == "note")
    for matrix in service.all_matrices:
        for cell in matrix.cells:
            yield from cell.notes
