"""A duty in a statement is in the matrix too."""

from collections.abc import Iterator

from service_catalogue.rules.claims import contradictions, words_of
from service_catalogue.rules.rule import IN_STATEMENT, Kind, Problem, Rule, Service, Shared


def check_service(service: Service, shared: Shared) -> Iterator[Problem]:
    for found in contradictions(service, shared):
        if not found.source.is_note and not found.is_right:
            yield RULE.problem(found.task.at, addresses=found.addresses, **words_of(found))


RULE = Rule(
    name="claim-contradicts-matrix",
    acceptable=True,
    is_tension=True,
    example=IN_STATEMENT
    + """\
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
-    monitoring: [I, AR]
+    monitoring: [AR, –]
""",
    reads=(Kind.SCHEME,),
)
