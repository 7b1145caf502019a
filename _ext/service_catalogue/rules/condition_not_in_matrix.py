"""What a statement says under a condition, the matrix does not say without one."""

from __future__ import annotations

from collections.abc import Iterator

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.cell import Cell
from service_catalogue.model.service import Service
from service_catalogue.model.vocabulary import NoteKind
from service_catalogue.problem import Problem, Rule, Severity, quote
from service_catalogue.rules.claims import Compared, compared, said_by

RULE = Rule(
    "condition-not-in-matrix",
    {"da": "En betingelse, som matricen ikke har", "en": "A condition that the matrix does not have"},
    {
        "da": "Når et udsagn kun binder en part under en betingelse, og feltet i matricen giver opgaven uden, lover matricen mere end "
        "teksten. Sæt en note af slagsen condition eller limit i feltet. Siger kilden selv begge dele, så skriv dem som en spænding "
        "under tensions, der nævner begge steder.",
        "en": "When a statement binds a party under a condition only, and the cell of the matrix gives the task without one, the matrix "
        "promises more than the text. Put a note of the kind condition or limit in the cell. Where the source itself says both, record "
        "them as a tension under tensions, which names both places.",
    },
    severity=Severity.WARNING,
    is_tension=True,
    failing="""\
sections:
  - id: description
    name: {da: Beskrivelse, en: Description}
    statements:
      - id: description-1
        text:
          da: Udbyderen tager backup, hvor det er aftalt.
          en: The provider takes backups where this is agreed.
        claims:
          - party: provider
            does: [backup]
            condition: {da: hvor det er aftalt, en: where this is agreed}
matrix:
  scheme: raci
  parties: [customer, provider]
  cells:
    backup: [A, R]
    monitoring: [I, AR]
""",
    passing="""\
sections:
  - id: description
    name: {da: Beskrivelse, en: Description}
    statements:
      - id: description-1
        text:
          da: Udbyderen tager backup, hvor det er aftalt.
          en: The provider takes backups where this is agreed.
        claims:
          - party: provider
            does: [backup]
            condition: {da: hvor det er aftalt, en: where this is agreed}
matrix:
  scheme: raci
  parties: [customer, provider]
  cells:
    backup: [A, R 1]
    monitoring: [I, AR]
notes:
  - id: 1
    kind: condition
    text: {da: Hvor det er aftalt., en: Where this is agreed.}
""",
    file="services/hosting.yaml",
)
_LIMITING = (NoteKind.CONDITION, NoteKind.LIMIT)


def check(catalogue: Catalogue) -> Iterator[Problem]:
    for service in catalogue.services:
        for said in said_by(service):
            for found in compared(catalogue, service, said) if said.claim.condition else ():
                if (
                    found.task not in said.claim.may_do
                    and found.cell
                    and found.cell.letters
                    and found.agrees
                    and not _is_limited(service, found, found.cell)
                ):
                    yield _problem(found, found.cell)


def _is_limited(service: Service, found: Compared, cell: Cell) -> bool:
    """Whether the cell, or its row, has a note that limits it."""
    row = found.matrix.row(found.task)
    notes = (service.notes_by_id.get(id) for id in (*cell.notes, *(row.note if row else ())))
    return any(note and note.kind in _LIMITING for note in notes)


def _problem(found: Compared, cell: Cell) -> Problem:
    place, statement, has = quote(found.place), quote(found.said.place), quote(cell.written)
    return RULE.problem(
        found.task.at,
        places=[found.said.place, found.place],
        da=f"{statement} har en betingelse, som {place} ({has}) ikke har. Sæt en note i feltet, eller skriv en spænding, der nævner begge "
        "steder.",
        en=f"{statement} has a condition that {place} ({has}) does not have. Put a note in the cell, or record a tension that names both "
        "places.",
    )
