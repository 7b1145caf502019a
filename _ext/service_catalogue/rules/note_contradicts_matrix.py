"""A note does not give a task to another party than its cells do."""

from __future__ import annotations

from collections.abc import Iterator

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.cell import Cell
from service_catalogue.problem import Problem, Rule, Severity, quote
from service_catalogue.rules.claims import Compared, compared, said_by

RULE = Rule(
    "note-contradicts-matrix",
    severity=Severity.WARNING,
    is_tension=True,
    failing="""\
matrix:
  scheme: raci
  parties: [customer, provider]
  cells:
    backup: [A, R]
    monitoring: {note: 1, cells: [I, AR]}
notes:
  - id: 1
    kind: condition
    text:
      da: Kunden er ansvarlig over for myndighederne.
      en: The customer is accountable towards the authorities.
    claims:
      - {party: customer, answers-for: [monitoring]}
""",
    passing="""\
matrix:
  scheme: raci
  parties: [customer, provider]
  cells:
    backup: [A, R]
    monitoring: {note: 1, cells: [A, R]}
notes:
  - id: 1
    kind: condition
    text:
      da: Kunden er ansvarlig over for myndighederne.
      en: The customer is accountable towards the authorities.
    claims:
      - {party: customer, answers-for: [monitoring]}
""",
    file="services/hosting.yaml",
)


def check(catalogue: Catalogue) -> Iterator[Problem]:
    for service in catalogue.services:
        for said in said_by(service):
            if said.address.startswith("note."):
                for found in compared(catalogue, service, said):
                    if found.cell and found.task not in said.claim.may_do and not found.agrees:
                        yield _problem(found, found.cell)


def _problem(found: Compared, cell: Cell) -> Problem:
    address, party, note = quote(found.address), quote(found.said.claim.party), quote(found.said.address)
    wanted, has = quote("/".join(found.letters)), quote(cell.written)
    return RULE.problem(
        found.task.at,
        addresses=[found.said.address, found.address],
        note=note,
        party=party,
        wanted=wanted,
        address=address,
        has=has,
    )
