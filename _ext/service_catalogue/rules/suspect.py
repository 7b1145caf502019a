"""Nothing that was confirmed is changed or gone unnoticed."""

from collections.abc import Iterable, Iterator

from service_catalogue.messages import Message, message
from service_catalogue.messages.problem import visible
from service_catalogue.model.reviewed import Review, changes, gone, home, record_of, suspects
from service_catalogue.rules.rule import Catalogue, Kind, Phase, Problem, Rule, Severity, quote


def check_catalogue(catalogue: Catalogue) -> Iterator[Problem]:
    found = suspects(catalogue)
    yield from unconfirmed(catalogue, [review for review in found if review.confirmed])
    new = [review.item for review in found if not review.confirmed]
    if new:  # a new service has many: one line for all
        yield RULE.problem(new[0].at, "new", count=len(new), address=quote(new[0].address))


def unconfirmed(catalogue: Catalogue, reviews: Iterable[Review]) -> Iterator[Problem]:
    """Yield a problem for each of ``reviews``, for what is gone, and for each file of the record that cannot be read."""
    yield from (RULE.problem(at, "unreadable") for at in record_of(catalogue).unreadable)
    for review in reviews:
        how = _how(catalogue, review.item.address, "run")
        if review.confirmed:
            yield RULE.problem(review.place.at, change=changes(review), how=how)
        else:
            yield RULE.problem(review.item.at, "never", address=quote(review.item.address), how=how)
    for address in gone(catalogue):
        at = (home(catalogue, address) or catalogue.identity).at
        yield RULE.problem(at, "gone", address=quote(address), how=_how(catalogue, address, "run-gone"))


def _how(catalogue: Catalogue, address: str, run: str) -> Message:
    """Return how ``address`` is confirmed."""
    by_review = (catalogue.policy or catalogue.identity).is_confirmed_by_review
    return message(f"suspect.{'review' if by_review else run}", command=quote(f"catalogue confirm {visible(address)}"))


RULE = Rule(name="suspect", phase=Phase.RECORD, severity=Severity.WARNING, reads=tuple(Kind))
