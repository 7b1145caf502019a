"""An id belongs to one object of its kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.problem import Problem, Rule, quote
from service_catalogue.yaml.values import Scalar

RULE = Rule(
    "duplicate-id",
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
        catalogue.standards,
    ):
        yield from _twice(item.id for item in items)
    for service in catalogue.services:
        yield from _twice(section.id for section in service.all_sections)
        yield from _twice(statement.id for section in service.all_sections for statement in section.statements)
        yield from _twice(note.id for note in service.notes)
        yield from _twice(tension.id for tension in service.tensions)
        yield from _twice(exception.id for exception in service.exceptions)
        yield from _twice(matrix.id for matrix in service.all_matrices)
        for matrix in service.all_matrices:
            yield from _twice(matrix.parties, "listed")
            for values in matrix.axes.values():
                yield from _twice(values, "listed")
    for axis in catalogue.axes:
        yield from _twice(value.id for value in axis.values)
    for standard in catalogue.standards:
        yield from _twice(clause.id for clause in standard.clauses)
    for scheme in catalogue.schemes:
        yield from _twice(letter.letter for letter in scheme.letters)
    if catalogue.read_identity:
        yield from _twice(catalogue.read_identity.languages, "listed")


def _twice(ids: Iterable[Scalar | None], name: str = "message") -> Iterator[Problem]:
    seen: dict[str, Scalar] = {}
    for id in filter(None, ids):
        first = seen.setdefault(id, id)
        if first is not id:
            yield RULE.problem(id.at, name, id=quote(id), line=first.at.line)
