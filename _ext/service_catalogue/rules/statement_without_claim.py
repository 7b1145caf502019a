"""A statement says whom it binds, or that it informs."""

from __future__ import annotations

from collections.abc import Iterator

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.vocabulary import StatementKind
from service_catalogue.problem import Problem, Rule, Severity, quote
from service_catalogue.schema.kinds import Unread

RULE = Rule(
    "statement-without-claim",
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
        for section in service.all_sections:
            for statement in section.statements:
                informs = statement.kind is StatementKind.INFORMATION
                if statement.id and not statement.claims and not informs and not isinstance(statement.claims, Unread):
                    yield RULE.problem(statement.id.at, statement=quote(statement.id))
                elif statement.claims and informs:
                    yield RULE.problem(statement.id.at, "informs", statement=quote(statement.id))
