"""No translation is silently older than the text that it translates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.confirmed import Standing, Unconfirmed, digests_in, note_stale, text_finder, unconfirmed
from service_catalogue.model.service import Service
from service_catalogue.problem import Problem, Rule, Severity, quote, visible

RULE = Rule("stale-translation", severity=Severity.WARNING)


def check(catalogue: Catalogue) -> Iterator[Problem]:
    return reported(catalogue, (found for service in (None, *catalogue.services) for found in found_in(catalogue, service)))


def found_in(catalogue: Catalogue, service: Service | None) -> Iterator[str]:
    """What the texts of ``service``, or without one those that belong to none, and their translations say, where that is confirmed."""
    if catalogue.lock is not None and catalogue.read_identity is not None:
        yield digests_in(catalogue, service)


def reported(catalogue: Catalogue, found: Iterable[str]) -> Iterator[Problem]:
    """The problems, and what all services together are known by, for the pages."""
    text_at = text_finder(catalogue)
    new: list[Unconfirmed] = []
    old: list[Unconfirmed] = []
    for each in unconfirmed(catalogue, found):
        (new if each.standing is Standing.NEW else old).append(each)
    note_stale(catalogue, old)
    for each in old:
        at, language = text_at(each.place)[each.language].at, quote(catalogue.identity.authoritative)
        yield RULE.problem(at, each.standing.value, language=language, place=visible(each.place))
    if new:  # of a new service there are many: one line says it of all
        yield RULE.problem(text_at(new[0].place)[new[0].language].at, "new", count=len(new), place=quote(new[0].place))
