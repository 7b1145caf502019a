"""What a statement says that a party must do stands in the matrix too."""

from __future__ import annotations

from collections.abc import Iterator

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.cell import Cell
from service_catalogue.problem import Problem, Rule, quote
from service_catalogue.rules.claims import Compared, compared, said_by

RULE = Rule(
    "claim-contradicts-matrix",
    {"da": "Udsagn og matrix siger hver sit", "en": "Statement and matrix disagree"},
    {
        "da": "Når et udsagn siger, at en part udfører en opgave eller er ansvarlig for den, skal parten have det tilsvarende bogstav i "
        "matricen på de samme lag; sikrer den opgaven, et af de to. Ret udsagnets claims eller matricen. Siger kilden selv to ting, så "
        "skriv dem som en spænding under tensions, der nævner begge steder.",
        "en": "When a statement says that a party does a task or answers for it, the party has to have that letter in the matrix, on the "
        "same layers; where it ensures the task, one of the two. Correct the statement's claims or the matrix. Where the source itself "
        "says two things, record them as a tension under tensions, which names both places.",
    },
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
            if not said.place.startswith("note."):
                for found in compared(catalogue, service, said):
                    if found.cell and found.task not in said.claim.may_do and not found.agrees:
                        yield _problem(found, found.cell)


def _problem(found: Compared, cell: Cell) -> Problem:
    place, party = quote(found.place), quote(found.said.claim.party)
    statement, wanted = quote(found.said.place), quote("/".join(found.letters))
    written = cell.written
    has = f"{quote(written)} ({written.at.line}:{written.at.column})"
    return RULE.problem(
        found.task.at,
        places=[found.said.place, found.place],
        da=f"Udsagnet {statement} giver {party} {wanted} i {place}; matricen har {has}. Ret det ene, eller skriv en spænding, der "
        "nævner begge steder.",
        en=f"The statement {statement} gives {party} {wanted} in {place}; the matrix has {has}. Correct one, or record a tension "
        "that names both places.",
    )
