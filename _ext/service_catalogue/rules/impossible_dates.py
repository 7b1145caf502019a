"""A service is valid from a day before the day it is valid to."""

from collections.abc import Iterator

from service_catalogue.rules.rule import Kind, Problem, Rule, Service, Shared


def check_service(service: Service, shared: Shared) -> Iterator[Problem]:
    valid = service.valid
    if valid and valid.from_ and valid.to and valid.from_ > valid.to:
        end, start = valid.to.isoformat(), valid.from_.isoformat()
        yield RULE.problem(valid.to.at, addresses=[f"service:{service.id}"], end=end, start=start)


RULE = Rule(
    name="impossible-dates",
    acceptable=True,
    example="""\
-valid: {from: 2026-12-31, to: 2026-01-01}
+valid: {from: 2026-01-01, to: 2026-12-31}
""",
    reads=(Kind.IDENTITY,),  # which has exceptions
)
