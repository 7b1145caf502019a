"""No text, claim or tension is unnoticed when what it was confirmed against changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from service_catalogue.messages import Message, message
from service_catalogue.messages.problem import Problem, Severity, quote, visible
from service_catalogue.model.catalogue import Catalogue, Kind
from service_catalogue.model.reviewed import Review, record_of, suspects
from service_catalogue.rules.rule import Rule

_SIDES = ("claim", "text", "tension", "at")


def check_catalogue(catalogue: Catalogue) -> Iterator[Problem]:
    for at in record_of(catalogue).unreadable:
        yield RULE.problem(at, "unreadable")
    new: list[Review] = []
    for review in suspects(catalogue):
        if review.changed:
            side = (*review.unchanged, *review.changed)[0]
            command = quote(f"catalogue confirm {visible(review.item.address)}")
            yield RULE.problem(review.item.places[side].at, change=changes(review), command=command)
        else:
            new.append(review)
    if new:  # a new service has many: one line for all
        first = new[0].item
        *_, side = first.sides
        yield RULE.problem(first.places[side].at, "new", count=len(new), address=quote(first.address))


def changes(review: Review) -> Message:
    """Return which sides of an item have changed since it was confirmed, and which have not."""
    own, unchanged = next(iter(review.digests)), review.unchanged
    if own in _SIDES and own in unchanged:  # a claim, with its translations
        unchanged = tuple(side for side in unchanged if side in _SIDES)
    name = "changed" if unchanged else "all-changed"
    return message(f"suspect.{name}", changed=side_names(review.changed), unchanged=side_names(unchanged))


def side_names(sides: Iterable[str]) -> list[Message]:
    return [message(f"suspect.{side}") if side in _SIDES else message("suspect.in", language=quote(side)) for side in sides]


RULE = Rule(
    name="suspect",
    severity=Severity.WARNING,
    reads=tuple(Kind),
    check_catalogue=check_catalogue,
)
