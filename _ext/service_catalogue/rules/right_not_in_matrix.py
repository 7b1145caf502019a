"""What a statement says that a party may do is open to it in the matrix too."""

from __future__ import annotations

from collections.abc import Iterator

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.cell import Cell
from service_catalogue.problem import Problem, Rule, Severity, quote
from service_catalogue.rules.claims import Compared, compared, said_by

RULE = Rule(
    "right-not-in-matrix",
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
    address, party, said = quote(found.address), quote(found.said.claim.party), quote(found.said.address)
    written = cell.written
    has = f"{quote(written)} ({written.at.line}:{written.at.column})"
    return RULE.problem(
        found.task.at, addresses=[found.said.address, found.address], statement=said, party=party, address=address, has=has
    )
