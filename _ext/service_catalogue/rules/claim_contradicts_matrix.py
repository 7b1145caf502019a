"""What a statement says that a party must do stands in the matrix too."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from service_catalogue.matrix import Matrix
from service_catalogue.model import Catalogue, Scheme
from service_catalogue.problem import Problem, Rule, quote
from service_catalogue.service import Claim
from service_catalogue.values import Scalar
from service_catalogue.vocabulary import Duty

RULE = Rule(
    "claim-contradicts-matrix",
    {"da": "Udsagn og matrix siger hver sit", "en": "Statement and matrix disagree"},
    {
        "da": "Når et udsagn siger, at en part udfører en opgave eller er ansvarlig for den, skal parten have det tilsvarende bogstav i "
        "matricen på de samme lag. Ret udsagnets claims eller matricen. Er de uenige i kilden selv, så skriv en undtagelse, der nævner "
        "begge steder.",
        "en": "When a statement says that a party does a task or answers for it, the party has to have that letter in the matrix, on the "
        "same layers. Mend the statement's claims or the matrix. Where the source itself disagrees, record an exception that names "
        "both places.",
    },
    acceptable=True,
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
        for matrix in service.all_matrices:
            scheme = catalogue.objects["scheme"].get(matrix.scheme)
            if scheme:
                for statement in itertools.chain.from_iterable(section.statements for section in service.all_sections):
                    for claim in statement.claims:
                        yield from _check_claim(matrix, scheme, statement.id, claim)


def _check_claim(matrix: Matrix, scheme: Scheme, statement: str, claim: Claim) -> Iterator[Problem]:
    for duty, tasks in ((Duty.DOES, claim.does), (Duty.ANSWERS_FOR, claim.answers_for)):
        letters = scheme.with_duty(duty)
        for task in tasks:
            for values in _places(matrix, claim) if letters else ():
                cell = matrix.cell(task, values, claim.party)
                if cell and cell.written.strip() and not set(letters) & set(cell.letters):
                    yield _problem(statement, task, matrix.address(task, values), claim.party, letters, cell.written)


def _places(matrix: Matrix, claim: Claim) -> Iterator[tuple[Scalar, ...]]:
    """Where the claim goes for: where a layer that it names is among the values; everywhere if it names none."""
    for values in matrix.places:
        if not claim.on or set(values) & set(claim.on):
            yield values


def _problem(statement: str, task: Scalar, place: str, party: str, letters: str, written: Scalar) -> Problem:
    wanted = quote("/".join(letters))
    found = f"{quote(written)} ({written.at.line}:{written.at.column})"
    return RULE.problem(
        task.at,
        places=[statement, place],
        da=f"Udsagnet {quote(statement)} giver {quote(party)} {wanted} i {quote(place)}; matricen har {found}. Ret det ene, eller "
        "skriv en undtagelse for begge steder.",
        en=f"The statement {quote(statement)} gives {quote(party)} {wanted} in {quote(place)}; the matrix has {found}. Mend one, or "
        "record an exception for both places.",
    )
