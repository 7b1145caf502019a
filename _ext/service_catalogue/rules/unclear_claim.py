"""A claim says one thing: a duty or a right, and of whom."""

from __future__ import annotations

from collections.abc import Iterator

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.statement import Claim
from service_catalogue.problem import Problem, Rule, Severity
from service_catalogue.rules.claims import said_by

RULE = Rule(
    "unclear-claim",
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
        yield RULE.problem(claim.at, "duty-and-right")
    if claim.party is None and claim.tasks:
        yield RULE.problem(claim.tasks[0].at, "no-party")
