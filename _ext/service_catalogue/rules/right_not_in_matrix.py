"""A right in a statement is in the matrix too."""

from collections.abc import Iterator

from service_catalogue.rules.claims import contradictions, words_of
from service_catalogue.rules.rule import IN_STATEMENT, MATRIX, Kind, Problem, Rule, Service, Severity, Shared


def check_service(service: Service, shared: Shared) -> Iterator[Problem]:
    for found in contradictions(service, shared):
        if found.is_right:
            yield RULE.problem(found.task.at, addresses=found.addresses, **words_of(found))


RULE = Rule(
    name="right-not-in-matrix",
    severity=Severity.WARNING,
    is_tension=True,
    example=IN_STATEMENT
    + """\
         text:
           da: Kunden kan selv se overvågningen.
           en: The customer can see the monitoring itself.
         claims:
           - {party: customer, may-do: [monitoring]}
"""
    + MATRIX
    + """\
+tensions:
+  - id: t1
+    at: [description-1, monitoring]
+    text:
+      da: Kunden kan se overvågningen; i matricen informeres kunden kun.
+      en: The customer can see it; in the matrix it is only informed.
""",
    reads=(Kind.SCHEME,),
)
