"""A note does not give a task to another party than its cells do."""

from __future__ import annotations

from collections.abc import Iterator

from service_catalogue.messages.problem import Problem, Severity
from service_catalogue.model.catalogue import Kind, Shared
from service_catalogue.model.service import Service
from service_catalogue.rules.claims import contradictions, words_of
from service_catalogue.rules.rule import Rule


def check_service(service: Service, shared: Shared) -> Iterator[Problem]:
    for found in contradictions(service, shared):
        if found.source.is_note and not found.is_right:
            yield RULE.problem(found.task.at, addresses=found.addresses, **words_of(found))


RULE = Rule(
    name="note-contradicts-matrix",
    severity=Severity.WARNING,
    is_tension=True,
    example="""\
 matrix:
   scheme: raci
   parties: [customer, provider]
   cells:
     backup: [A, R]
-    monitoring: {note: 1, cells: [I, AR]}
+    monitoring: {note: 1, cells: [A, R]}
 notes:
   - id: 1
     kind: condition
     text:
       da: Kunden er ansvarlig over for myndighederne.
       en: The customer is accountable towards the authorities.
     claims:
       - {party: customer, answers-for: [monitoring]}
""",
    file="services/hosting.yaml",
    reads=(Kind.SCHEME,),
    check_service=check_service,
)
