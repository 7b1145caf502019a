"""An id belongs to one object of its kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.problem import Problem, Rule, quote
from service_catalogue.yaml.values import Scalar

RULE = Rule(
    "duplicate-id",
    {"da": "Samme id to gange", "en": "The same id twice"},
    {
        "da": "To parter, opgaver, begreber, udsagn eller noter må ikke have samme id: en henvisning ville være tvetydig. Giv det ene "
        "et andet id. Det samme gælder parterne og lagene i en matrix, bogstaverne i et rolleskema og katalogets sprog.",
        "en": "Two parties, tasks, terms, statements or notes may not share an id: a reference would be ambiguous. Give one of them "
        "another id. The same goes for the parties and layers of a matrix, the letters of a role scheme and the catalogue's languages.",
    },
    failing="""\
notes:
  - id: 1
    kind: limit
    text: {da: Kun på hverdage., en: On weekdays only.}
  - id: 1
    kind: condition
    text: {da: Efter aftale., en: By agreement.}
matrix:
  scheme: raci
  parties: [customer, provider]
  cells:
    backup: [A, R 1]
    monitoring: [I, AR]
""",
    passing="""\
notes:
  - id: 1
    kind: limit
    text: {da: Kun på hverdage., en: On weekdays only.}
  - id: 2
    kind: condition
    text: {da: Efter aftale., en: By agreement.}
matrix:
  scheme: raci
  parties: [customer, provider]
  cells:
    backup: [A, R 1 2]
    monitoring: [I, AR]
""",
    file="services/hosting.yaml",
)


def check(catalogue: Catalogue) -> Iterator[Problem]:
    for items in (
        catalogue.parties,
        catalogue.layers,
        catalogue.axes,
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
        yield from _twice(tension.id for tension in service.tensions)
        yield from _twice(exception.id for exception in service.exceptions if exception.id)
        yield from _twice(matrix.id for matrix in service.all_matrices if matrix.id)
        for matrix in service.all_matrices:
            yield from _twice(matrix.parties)
            for values in matrix.axes.values():
                yield from _twice(values)
    for axis in catalogue.axes:
        yield from _twice(value.id for value in axis.values)
    for scheme in catalogue.schemes:
        yield from _twice(letter.letter for letter in scheme.letters)
    if catalogue.read_identity:
        yield from _twice(catalogue.read_identity.languages)


def _twice(ids: Iterable[Scalar]) -> Iterator[Problem]:
    seen: dict[str, Scalar] = {}
    for id in filter(None, ids):
        first = seen.setdefault(id, id)
        if first is not id:
            yield RULE.problem(
                id.at,
                da=f"Id'et {quote(id)} bruges allerede på linje {first.at.line}. Giv det ene et andet id.",
                en=f"The id {quote(id)} is used on line {first.at.line} already. Give one of them another id.",
            )
