"""A claim is about a party that the document of the service binds."""

from collections.abc import Iterator

from service_catalogue.rules.claims import claims_of
from service_catalogue.rules.rule import IN_STATEMENT, MATRIX, Problem, Rule, Service, Severity, Shared, quote


def check_service(service: Service, shared: Shared) -> Iterator[Problem]:
    for found in claims_of(service):
        party = found.claim.party
        if party and not service.binds(party):
            yield RULE.problem(party.at, party=quote(party))


RULE = Rule(
    name="unbound-party",
    severity=Severity.ERROR,
    example=IN_STATEMENT
    + """\
         text:
           da: Udbyderen eller dens underleverandør tager backup hver nat.
           en: The provider or its subcontractor takes a backup every night.
-        claims: [{party: provider, ensures: [backup]}, {party: subcontractor}]
+        about: {parties: [subcontractor]}
+        claims: [{party: provider, ensures: [backup]}]
"""
    + MATRIX,
)
