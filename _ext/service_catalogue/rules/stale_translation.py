"""No translation is unnoticed when its original changes."""

from __future__ import annotations

from collections.abc import Iterator

from service_catalogue.messages.problem import Problem, Severity, quote, visible
from service_catalogue.model.catalogue import Catalogue, Kind
from service_catalogue.model.confirmations import Standing, Unconfirmed, unconfirmed
from service_catalogue.rules.rule import Rule


def check_catalogue(catalogue: Catalogue) -> Iterator[Problem]:
    new: list[Unconfirmed] = []
    authoritative = quote(catalogue.identity.authoritative)
    for each in unconfirmed(catalogue):
        if each.standing is Standing.NEW:
            new.append(each)
        else:
            at = each.text[each.language].at
            yield RULE.problem(at, each.standing.value, language=authoritative, place=visible(each.place))
    if new:  # a new service has many: one line for all
        yield RULE.problem(new[0].text[new[0].language].at, "new", count=len(new), place=quote(new[0].place))


RULE = Rule(
    name="stale-translation",
    severity=Severity.WARNING,
    reads=tuple(Kind),
    check_catalogue=check_catalogue,
)
