"""Nothing that was confirmed is changed or gone unnoticed."""

from collections.abc import Iterator

from service_catalogue.messages.problem import visible
from service_catalogue.model.reviewed import Review, changes, gone, home, record_of, suspects
from service_catalogue.rules.rule import Catalogue, Kind, Phase, Problem, Rule, Severity, quote


def check_catalogue(catalogue: Catalogue) -> Iterator[Problem]:
    yield from (RULE.problem(at, "unreadable") for at in record_of(catalogue).unreadable)
    new: list[Review] = []
    for review in suspects(catalogue):
        if review.confirmed:
            command = quote(f"catalogue confirm {visible(review.item.address)}")
            yield RULE.problem(review.place.at, change=changes(review), command=command)
        else:
            new.append(review)
    if new:  # a new service has many: one line for all
        yield RULE.problem(new[0].item.at, "new", count=len(new), address=quote(new[0].item.address))
    for address in gone(catalogue):
        service = home(catalogue, address)
        command = quote(f"catalogue confirm {visible(address)}")
        yield RULE.problem((service or catalogue.identity).at, "gone", address=quote(address), command=command)


RULE = Rule(name="suspect", phase=Phase.RECORD, severity=Severity.WARNING, reads=tuple(Kind))
