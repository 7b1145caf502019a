"""Services with the same code follow each other in time."""

from collections.abc import Iterator
from datetime import date

from service_catalogue.rules.rule import Catalogue, Kind, Problem, Rule, Service, quote
from service_catalogue.rules.shared_form import folded


def check_catalogue(catalogue: Catalogue) -> Iterator[Problem]:
    by_code: dict[str, list[Service]] = {}
    for service in catalogue.services:
        start, end = _days(service)
        if start <= end:
            others = by_code.setdefault(folded(service.code), [])
            other = next((other for other in others if _overlap(service, other)), None)
            if other:
                addresses = [f"service:{other.id}", f"service:{service.id}"]
                yield RULE.problem(service.code.at, addresses=addresses, service=quote(other.id), code=quote(service.code))
            others.append(service)


def _days(service: Service) -> tuple[date, date]:
    """Return the first and the last day of a service; of time itself where it is open."""
    valid = service.valid
    return (valid and valid.from_) or date.min, (valid and valid.to) or date.max


def _overlap(one: Service, other: Service) -> bool:
    (one_start, one_end), (other_start, other_end) = _days(one), _days(other)
    return one_start <= other_end and other_start <= one_end


RULE = Rule(
    name="overlapping-validity",
    acceptable=True,
    example="""\
 id: hosting
 code: H1
-valid: {from: 2026-01-01, to: 2027-03-31}
+valid: {from: 2026-01-01, to: 2026-12-31}
 # hosting-2027: {code: H1, valid: {from: 2027-01-01}}
""",
    reads=(Kind.IDENTITY,),
)
