"""What a statement says that a party may do is open to it in the matrix too."""

from __future__ import annotations

from collections.abc import Iterator

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.cell import Cell
from service_catalogue.problem import Problem, Rule, Severity, quote
from service_catalogue.rules.claims import Compared, compared, said_by

RULE = Rule(
    "right-not-in-matrix",
    {"da": "En ret, som matricen ikke giver", "en": "A right that the matrix does not give"},
    {
        "da": "Når et udsagn siger, at en part kan eller må udføre en opgave, og matricen ikke lader parten udføre den, siger ydelsen to "
        "ting. Ret udsagnets claims eller matricen. Siger kilden selv begge dele, så skriv dem som en spænding under tensions, der "
        "nævner begge steder.",
        "en": "When a statement says that a party can or may do a task, and the matrix does not let the party do it, the service says "
        "two things. Correct the statement's claims or the matrix. Where the source itself says both, record them as a tension under "
        "tensions, which names both places.",
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
          da: Kunden kan selv se overvågningen.
          en: The customer can see the monitoring itself.
        claims:
          - {party: customer, may-do: [monitoring]}
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
          da: Kunden kan selv se overvågningen.
          en: The customer can see the monitoring itself.
        claims:
          - {party: customer, may-do: [monitoring]}
matrix:
  scheme: raci
  parties: [customer, provider]
  cells:
    backup: [A, R]
    monitoring: [I, AR]
tensions:
  - id: t1
    at: [description-1, monitoring]
    text:
      da: Kunden kan se overvågningen; i matricen informeres kunden kun.
      en: The customer can see it; in the matrix it is only informed.
""",
    file="services/hosting.yaml",
)


def check(catalogue: Catalogue) -> Iterator[Problem]:
    for service in catalogue.services:
        for said in said_by(service):
            for found in compared(catalogue, service, said) if said.claim.may_do else ():
                if found.cell and found.task in said.claim.may_do and not found.agrees:
                    yield _problem(found, found.cell)


def _problem(found: Compared, cell: Cell) -> Problem:
    place, party, said = quote(found.place), quote(found.said.claim.party), quote(found.said.place)
    written = cell.written
    has = f"{quote(written)} ({written.at.line}:{written.at.column})"
    return RULE.problem(
        found.task.at,
        places=[found.said.place, found.place],
        da=f"{said} lader {party} udføre {place}; matricen har {has}. Ret det ene, eller skriv en spænding, der nævner begge steder.",
        en=f"{said} lets {party} do {place}; the matrix has {has}. Correct one, or record a tension that names both places.",
    )
