"""No translation is silently older than the text that it translates."""

from __future__ import annotations

from collections.abc import Iterator

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.confirmed import Standing, unconfirmed
from service_catalogue.problem import Problem, Rule, Severity, quote, visible

RULE = Rule("stale-translation", severity=Severity.WARNING)


def check(catalogue: Catalogue) -> Iterator[Problem]:
    left = unconfirmed(catalogue)
    for each in left:
        if each.standing is not Standing.NEW:
            at, language = each.text[each.language].at, quote(catalogue.identity.authoritative)
            yield RULE.problem(at, each.standing.value, language=language, place=visible(str(each.place)))
    new = [each for each in left if each.standing is Standing.NEW]
    if new:  # of a new service there are many: one line says it of all
        yield RULE.problem(new[0].text[new[0].language].at, "new", count=len(new), place=quote(new[0].place))
