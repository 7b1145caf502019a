"""A note that a cell, a task or an exception points at is written in the service."""

from __future__ import annotations

from collections.abc import Iterator

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.service import Service
from service_catalogue.model.walk import references
from service_catalogue.problem import Location, Problem, Rule, did_you_mean, quote

RULE = Rule(
    "undefined-note",
    {"da": "Note, der ikke findes", "en": "A note that does not exist"},
    {
        "da": "En note, som matricen henviser til, skal stå under notes i samme ydelse. Ret noten i feltet, eller skriv den.",
        "en": "A note that the matrix refers to has to stand under notes in the same service. Mend the note in the cell, or write it.",
    },
    failing="""\
matrix:
  scheme: raci
  parties: [customer, provider]
  cells:
    backup: [A, R 1]
    monitoring: [I, AR]
""",
    passing="""\
matrix:
  scheme: raci
  parties: [customer, provider]
  cells:
    backup: [A, R 1]
    monitoring: [I, AR]
notes:
  - id: 1
    kind: limit
    text: {da: Kun på hverdage., en: On weekdays only.}
""",
    file="services/hosting.yaml",
)


def check(catalogue: Catalogue) -> Iterator[Problem]:
    for exception in catalogue.read_identity.exceptions if catalogue.read_identity else ():
        for id in exception.notes:
            yield RULE.problem(
                id.at,
                da="En undtagelse i catalogue.yaml kan ikke henvise til noter; de hører til en ydelse. Skriv det i begrundelsen.",
                en="An exception in catalogue.yaml cannot refer to notes; they belong to a service. Write it in the reason.",
            )
    for service in catalogue.services:
        if any(matrix.extends and matrix.unread for matrix in service.all_matrices):
            continue  # the note may be there, in what could not be read
        known = {note.id for note in service.notes}
        for kind, id in references(service):
            if kind == "note" and id not in known and id.at.path == service.at.path:
                yield _problem(id, id.at, service)
        for matrix in service.all_matrices:
            for cell in matrix.texts:
                # What is wrong in an extended service is reported there.
                for note, at in cell.notes_at() if not known.issuperset(cell.notes) else ():
                    if note not in known and at.path == service.at.path:
                        yield _problem(note, at, service)


def _problem(id: str, at: Location, service: Service) -> Problem:
    hint = did_you_mean(id, [note.id for note in service.notes])
    return RULE.problem(
        at,
        da=f"Ydelsen har ingen note {quote(id)}.{hint['da']}",
        en=f"The service has no note {quote(id)}.{hint['en']}",
    )
