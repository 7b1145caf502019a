"""A service is valid from a day that comes before the day it is valid to."""

from __future__ import annotations

from collections.abc import Iterator

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.problem import Problem, Rule

RULE = Rule(
    "impossible-dates",
    acceptable=True,
    failing="valid: {from: 2026-12-31, to: 2026-01-01}\n",
    passing="valid: {from: 2026-01-01, to: 2026-12-31}\n",
    file="services/hosting.yaml",
)


def check(catalogue: Catalogue) -> Iterator[Problem]:
    for service in catalogue.services:
        valid = service.valid
        if valid and valid.from_ and valid.to and valid.from_ > valid.to:
            yield RULE.problem(
                valid.to.at, addresses=[f"service:{service.id}"], end=valid.to.isoformat(), start=valid.from_.isoformat()
            )
