"""A tension names every statement and note that supports one side of it."""

from collections.abc import Iterator

from service_catalogue.exceptions.records import covering
from service_catalogue.model.statement import Departure, RecordedException
from service_catalogue.rules.claims import Comparison, claims_of, compared
from service_catalogue.rules.rule import IN_STATEMENT, MATRIX, Kind, Problem, Rule, Service, Severity, Shared, quote


def check_service(service: Service, shared: Shared) -> Iterator[Problem]:
    own = [departure for departure in service.departures if not departure.owner and _is_of_source(departure)]
    found = [each for said in claims_of(service) for each in compared(service, said, shared)] if own else []
    for departure in own:
        yield from _check(departure, found)


def _is_of_source(departure: Departure) -> bool:
    return not isinstance(departure, RecordedException) or departure.rule == "claim-contradicts-matrix"


def _check(departure: Departure, compared: list[Comparison]) -> Iterator[Problem]:
    is_named = covering(departure.at_)
    differing = [each for each in compared if not each.agrees and each.source.address in departure.at_ and is_named(each.address)]
    reported: set[str] = set()
    for side in differing:
        for other in compared:
            opposite = other.address == side.address and other.agrees and other.source.claim.party != side.source.claim.party
            if opposite and not other.source.claim.is_right and other.source.address not in (*departure.at_, *reported):
                reported.add(other.source.address)
                yield RULE.problem(departure.at_[0].at, address=quote(other.source.address), at=quote(other.address))


RULE = Rule(
    name="forgotten-place",
    severity=Severity.WARNING,
    example=IN_STATEMENT
    + """\
         text:
           da: Kunden overvåger driften.
           en: The customer monitors operations.
         claims:
           - {party: customer, does: [monitoring]}
       - id: description-2
         text:
           da: Udbyderen overvåger driften.
           en: The provider monitors operations.
         claims:
           - {party: provider, does: [monitoring]}
"""
    + MATRIX
    + """\
 tensions:
   - id: t1
-    at: [description-1, monitoring]
+    at: [description-1, description-2, monitoring]
     text:
       da: Et udsagn siger kunden; det andet og matricen siger udbyderen.
       en: One says the customer; the other and the matrix the provider.
""",
    reads=(Kind.SCHEME,),
)
