"""A statement has a claim, or a kind that binds nobody."""

from collections.abc import Iterator

from service_catalogue.rules.rule import IN_STATEMENT, MATRIX, Problem, Rule, Service, Severity, Shared, quote


def check_service(service: Service, shared: Shared) -> Iterator[Problem]:
    for statement in service.statements.values():
        if not statement.claims and not statement.kind:
            yield RULE.problem(statement.id.at, statement=quote(statement.id))
        elif statement.claims and statement.kind:
            yield RULE.problem(statement.id.at, "informs", statement=quote(statement.id))


RULE = Rule(
    name="statement-without-claim",
    severity=Severity.WARNING,
    example=IN_STATEMENT
    + """\
         text:
           da: Udbyderen tager backup hver nat.
           en: The provider takes a backup every night.
+        claims:
+          - {party: provider, does: [backup]}
"""
    + MATRIX,
)
