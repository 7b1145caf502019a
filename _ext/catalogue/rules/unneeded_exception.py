"""An exception accepts something that would be a problem without it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from catalogue.model import Catalogue, RecordedException, Service
from catalogue.problem import Problem, Rule, did_you_mean, quote

RULE = Rule(
    "unneeded-exception",
    {"da": "Undtagelse, der ikke behøves", "en": "An exception that is not needed"},
    {
        "da": "En undtagelse, som ikke længere dækker noget, skjuler den næste fejl samme sted. Slet den, eller ret dens regel og steder.",
        "en": "An exception that no longer covers anything hides the next fault in the same place. Delete it, or mend its rule and places.",
    },
)


def accepts(exception: RecordedException, problem: Problem, service: Service) -> bool:
    """Whether ``exception``, of ``service``, accepts ``problem``: the same rule, and every place of it is named."""
    return (
        exception.rule == problem.rule.name
        and problem.at.path == service.at.path
        and bool(problem.places)
        and set(problem.places) <= set(exception.at_)
    )


def check(catalogue: Catalogue, found: Iterable[Problem], rules: Iterable[str]) -> Iterator[Problem]:
    """The exceptions that accept none of the problems ``found``; ``rules`` are the names that there are."""
    found, rules = list(found), list(rules)
    for service in catalogue.services:
        for exception in service.exceptions:
            if exception.rule not in rules:
                hint = did_you_mean(exception.rule, rules)
                yield RULE.problem(
                    exception.rule.at,
                    da=f"Ingen regel hedder {quote(exception.rule)}.{hint['da']}",
                    en=f"No rule is called {quote(exception.rule)}.{hint['en']}",
                )
            elif not any(accepts(exception, problem, service) for problem in found):
                yield RULE.problem(
                    exception.rule.at,
                    da=f"Intet bryder reglen {quote(exception.rule)} på {quote(', '.join(exception.at_))}. Slet undtagelsen.",
                    en=f"Nothing breaks the rule {quote(exception.rule)} at {quote(', '.join(exception.at_))}. Delete the exception.",
                )
