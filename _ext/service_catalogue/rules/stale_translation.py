"""No translation is unnoticed when its original changes."""

from __future__ import annotations

from collections.abc import Iterator

from service_catalogue.messages.problem import Problem, Severity, quote, visible
from service_catalogue.model.catalogue import Catalogue, Kind
from service_catalogue.model.confirmations import Standing, Unconfirmed, note_stale, text_finder, unconfirmed
from service_catalogue.rules.rule import Rule


def check_catalogue(catalogue: Catalogue) -> Iterator[Problem]:
    text_at = text_finder(catalogue)
    new: list[Unconfirmed] = []
    old: list[Unconfirmed] = []
    for each in unconfirmed(catalogue):
        (new if each.standing is Standing.NEW else old).append(each)
    note_stale(catalogue, old)
    for each in old:
        at, language = text_at(each.place)[each.language].at, quote(catalogue.identity.authoritative)
        yield RULE.problem(at, each.standing.value, language=language, place=visible(each.place))
    if new:  # a new service has many: one line for all
        yield RULE.problem(text_at(new[0].place)[new[0].language].at, "new", count=len(new), place=quote(new[0].place))


RULE = Rule(
    name="stale-translation",
    severity=Severity.WARNING,
    reads=(
        Kind.IDENTITY,
        Kind.PARTY,
        Kind.LAYER,
        Kind.TASK,
        Kind.TERM,
        Kind.STANDARD,
        Kind.PUBLISHED,
        Kind.SERVICE,
        Kind.AXIS,
        Kind.SCHEME,
        Kind.SEARCH_WORDS,
        Kind.LOCK,
    ),
    check_catalogue=check_catalogue,
)
