"""What a statement says that a party must do stands in the matrix too."""

from __future__ import annotations

from collections.abc import Iterator

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.cell import Cell
from service_catalogue.problem import Problem, Rule, quote
from service_catalogue.rules.claims import Compared, compared, said_by

RULE = Rule(
    "claim-contradicts-matrix",
    acceptable=True,
    is_tension=True,
    failing="""\
sections:
  - id: description
    name: {da: Beskrivelse, en: Description}
    statements:
      - id: description-1
        text:
          da: Kunden overvåger selv.
          en: The customer does the monitoring.
        claims:
          - {party: customer, does: [monitoring]}
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
          da: Kunden overvåger selv.
          en: The customer does the monitoring.
        claims:
          - {party: customer, does: [monitoring]}
matrix:
  scheme: raci
  parties: [customer, provider]
  cells:
    backup: [A, R]
    monitoring: [AR, -]
""",
    file="services/hosting.yaml",
)


def check(catalogue: Catalogue) -> Iterator[Problem]:
    for service in catalogue.services:
        for said in said_by(service):
            if not said.address.startswith("note."):
                for found in compared(catalogue, service, said):
                    if found.cell and found.task not in said.claim.may_do and not found.agrees:
                        yield _problem(found, found.cell)


def _problem(found: Compared, cell: Cell) -> Problem:
    address, party = quote(found.address), quote(found.said.claim.party)
    statement, wanted = quote(found.said.address), quote("/".join(found.letters))
    written = cell.written
    has = f"{quote(written)} ({written.at.line}:{written.at.column})"
    return RULE.problem(
        found.task.at,
        addresses=[found.said.address, found.address],
        statement=statement,
        party=party,
        wanted=wanted,
        address=address,
        has=has,
    )
