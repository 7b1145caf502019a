"""A note does not give a task to another party than its cells do."""

from __future__ import annotations

from collections.abc import Iterator

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.cell import Cell
from service_catalogue.problem import Problem, Rule, Severity, quote
from service_catalogue.rules.claims import Compared, compared, said_by

RULE = Rule(
    "note-contradicts-matrix",
    {"da": "Note og matrix siger hver sit", "en": "Note and matrix disagree"},
    {
        "da": "Når en note siger, at en part er ansvarlig for en opgave eller udfører den, skal parten have det tilsvarende bogstav i de "
        "felter, som noten står ved. Ret notens claims eller felterne. Siger kilden selv begge dele, så skriv dem som en spænding "
        "under tensions, der nævner noten (note.1) og opgaven på laget.",
        "en": "When a note says that a party answers for a task or does it, the party has to have that letter in the cells that the note "
        "stands at. Correct the note's claims or the cells. Where the source itself says both, record them as a tension under tensions, "
        "which names the note (note.1) and the task on the layer.",
    },
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
            if said.place.startswith("note."):
                for found in compared(catalogue, service, said):
                    if found.cell and found.task not in said.claim.may_do and not found.agrees:
                        yield _problem(found, found.cell)


def _problem(found: Compared, cell: Cell) -> Problem:
    place, party, note = quote(found.place), quote(found.said.claim.party), quote(found.said.place)
    wanted, has = quote("/".join(found.letters)), quote(cell.written)
    return RULE.problem(
        found.task.at,
        places=[found.said.place, found.place],
        da=f"{note} giver {party} {wanted} i {place}; matricen har {has}. Ret det ene, eller skriv en spænding, der nævner begge steder.",
        en=f"{note} gives {party} {wanted} in {place}; the matrix has {has}. Correct one, or record a tension that names both places.",
    )
