"""An exception accepts a problem that exists."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from service_catalogue.exceptions.records import Exceptions
from service_catalogue.model.statement import RecordedException
from service_catalogue.rules.rule import IN_MATRIX, Catalogue, Problem, Rule, Severity, did_you_mean, quote


def misnamed(catalogue: Catalogue, rules: Collection[str]) -> Iterator[Problem]:
    """Return a problem for each exception to none of the ``rules``."""
    for exception in _recorded(catalogue):
        if exception.rule not in rules:
            hint, rule = did_you_mean(exception.rule, rules), quote(exception.rule)
            if exception.rule in _FORMER:
                yield replace(RULE, severity=Severity.WARNING).problem(exception.rule.at, "former", rule=rule)
            else:
                yield RULE.problem(exception.rule.at, "no-rule", rule=rule, hint=hint)


def unacceptable(catalogue: Catalogue, rules: Mapping[str, Rule]) -> Iterator[Problem]:
    """Return a problem for each exception to one of the ``rules`` that has none."""
    for exception in _recorded(catalogue):
        if exception.rule in rules and not rules[exception.rule].acceptable:
            yield RULE.problem(exception.rule.at, "not-acceptable", rule=quote(exception.rule))


def unneeded(catalogue: Catalogue, exceptions: Exceptions, complete: Collection[str]) -> Iterator[Problem]:
    """Return a problem for each exception that accepts none, to one of the acceptable rules ``complete``, all of whose problems are known."""
    is_whole = catalogue.read_identity and not (catalogue.missing or catalogue.missing_services)
    for exception in (*(catalogue.identity.exceptions if is_whole else ()), *_of_services(catalogue)):
        # A problem in a note, or about a letter, may be in another service as well.
        is_seen = not any(address.startswith(("note.", "letter.")) for address in exception.at_)
        if exception.rule in complete and exception.at not in exceptions.used and is_seen:
            yield RULE.problem(exception.rule.at, rule=quote(exception.rule), where=quote(", ".join(exception.at_)))


def _recorded(catalogue: Catalogue) -> Iterator[RecordedException]:
    yield from catalogue.read_identity.exceptions if catalogue.read_identity else ()
    yield from _of_services(catalogue)


def _of_services(catalogue: Catalogue) -> Iterator[RecordedException]:
    """Return the exceptions that services record, without those that they inherit."""
    return (exception for service in catalogue.services for exception in service.exceptions if not exception.owner)


#: The rules of earlier versions that could have exceptions.
_FORMER = ("claim-not-in-statement", "condition-not-in-claim", "layer-not-in-claim", "promise-or-right", "terms-differ")

RULE = Rule(
    name="unneeded-exception",
    example=IN_MATRIX
    + """\
-    backup: [A, R]
+    backup: [A, I]
     monitoring: [I, AR]
 exceptions:
   - rule: someone-responsible
     at: [backup]
     reason: {da: Kilden siger det., en: The source says so.}
""",
)
