"""What a statement says that a party must do stands in the matrix too."""

from __future__ import annotations

from collections.abc import Iterator

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.problem import Problem, Rule
from service_catalogue.rules.claims import contradictions

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
    for found, words in contradictions(catalogue):
        if not found.said.is_note and not found.is_right:
            yield RULE.problem(found.task.at, addresses=found.addresses, **words)
