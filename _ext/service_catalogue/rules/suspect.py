"""No text, claim or tension is unnoticed when what it was confirmed against changes."""

from collections.abc import Iterator

from service_catalogue.messages.problem import visible
from service_catalogue.model.reviewed import Review, changes, record_of, suspects
from service_catalogue.rules.rule import Catalogue, Kind, Problem, Rule, Severity, quote


def check_catalogue(catalogue: Catalogue) -> Iterator[Problem]:
    yield from (RULE.problem(at, "unreadable") for at in record_of(catalogue).unreadable)
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


RULE = Rule(name="suspect", severity=Severity.WARNING, reads=tuple(Kind))
