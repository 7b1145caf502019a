"""A statement says whom it binds, or that it informs."""

from __future__ import annotations

from collections.abc import Iterator

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.vocabulary import StatementKind
from service_catalogue.problem import Problem, Rule, Severity, quote
from service_catalogue.schema.reader import Unread

RULE = Rule(
    "statement-without-claim",
    {"da": "Udsagn uden claims", "en": "A statement without claims"},
    {
        "da": "Et udsagn uden claims kommer ikke med på nogen parts side og ikke i et kontraktbilag. Skriv under claims, hvem det binder, "
        "og til hvad; siger kilden ikke hvem, så lad party stå tom. Binder det ingen, så skriv kind: information.",
        "en": "A statement without claims is missing on every party's page and in a contract annex. Write under claims whom it binds, and "
        "to what; where the source does not say whom, leave party empty. If it binds nobody, write kind: information.",
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
                    yield RULE.problem(
                        statement.id.at,
                        da=f"Udsagnet {quote(statement.id)} siger ikke, hvem det binder. Skriv claims, eller kind: information.",
                        en=f"The statement {quote(statement.id)} does not say whom it binds. Write claims, or kind: information.",
                    )
                elif statement.claims and informs:
                    yield RULE.problem(
                        statement.id.at,
                        da=f"Udsagnet {quote(statement.id)} har claims og er dog kun til oplysning. Slet det ene.",
                        en=f"The statement {quote(statement.id)} has claims, and yet informs only. Delete one of the two.",
                    )
