"""A claim says one thing: a duty or a right, and of whom."""

from __future__ import annotations

from collections.abc import Iterator

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.service import Claim
from service_catalogue.problem import Problem, Rule, Severity
from service_catalogue.rules.claims import said_by

RULE = Rule(
    "unclear-claim",
    {"da": "Uklart claim", "en": "An unclear claim"},
    {
        "da": "Et claim er enten en pligt (does, answers-for, ensures, promises) eller en ret (may-do, may); skriv to, hvor udsagnet siger "
        "begge dele. Uden part er der intet felt at sammenholde med: skriv opgaverne under about.",
        "en": "A claim is either a duty (does, answers-for, ensures, promises) or a right (may-do, may); write two where the statement "
        "says both. Without a party there is no cell to compare with: write the tasks under about.",
    },
    severity=Severity.WARNING,
    failing="""\
sections:
  - id: description
    name: {da: Beskrivelse, en: Description}
    statements:
      - id: description-1
        text:
          da: Udbyderen tager backup hver nat.
          en: The provider takes a backup every night.
        claims:
          - {party: provider, does: [backup], may-do: [backup]}
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
          da: Udbyderen tager backup hver nat.
          en: The provider takes a backup every night.
        claims:
          - {party: provider, does: [backup]}
          - {party: provider, may-do: [backup]}
matrix:
  scheme: raci
  parties: [customer, provider]
  cells:
    backup: [A, R]
    monitoring: [I, AR]
""",
    file="services/hosting.yaml",
)


def check(catalogue: Catalogue) -> Iterator[Problem]:
    for service in catalogue.services:
        for said in said_by(service):
            yield from _check(said.claim)


def _check(claim: Claim) -> Iterator[Problem]:
    if claim.is_right and (claim.promises or claim.does or claim.answers_for or claim.ensures):
        yield RULE.problem(
            claim.at,
            da="Et claim kan ikke være både en pligt og en ret. Skriv to.",
            en="A claim cannot be both a duty and a right. Write two.",
        )
    if claim.party is None and claim.tasks:
        yield RULE.problem(
            claim.tasks[0].at,
            da="Claimet har ingen part, så opgaven kan ikke sammenholdes med et felt. Skriv parten, eller skriv opgaven under about.",
            en="The claim has no party, so the task cannot be compared with a cell. Write the party, or write the task under about.",
        )
