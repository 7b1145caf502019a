"""An id belongs to one object of its kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from catalogue.model import Catalogue
from catalogue.problem import Problem, Rule, quote
from catalogue.source import Scalar

RULE = Rule(
    "duplicate-id",
    {"da": "Samme id to gange", "en": "The same id twice"},
    {
        "da": "To parter, opgaver, begreber, udsagn eller noter må ikke have samme id: en henvisning ville være tvetydig. Giv det ene "
        "et andet id.",
        "en": "Two parties, tasks, terms, statements or notes may not share an id: a reference would be ambiguous. Give one of them "
        "another id.",
    },
)


def check(catalogue: Catalogue) -> Iterator[Problem]:
    for items in (
        catalogue.parties,
        catalogue.layers,
        catalogue.groups,
        catalogue.tasks,
        catalogue.schemes,
        catalogue.terms,
    ):
        yield from _twice(item.id for item in items)
    for service in catalogue.services:
        yield from _twice(section.id for section in service.all_sections)
        yield from _twice(statement.id for section in service.all_sections for statement in section.statements)
        yield from _twice(note.id for note in service.notes)


def _twice(ids: Iterable[Scalar]) -> Iterator[Problem]:
    seen: dict[str, Scalar] = {}
    for id in ids:
        first = seen.setdefault(id, id)
        if first is not id:
            yield RULE.problem(
                id.at,
                da=f"Id'et {quote(id)} bruges allerede på linje {first.at.line}. Giv det ene et andet id.",
                en=f"The id {quote(id)} is used on line {first.at.line} already. Give one of them another id.",
            )
