"""The rules, found in the modules beside this one, and run phase by phase on what has no errors yet."""

import dataclasses
import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping
from importlib import import_module
from inspect import signature
from pkgutil import iter_modules
from typing import Any, NamedTuple

from service_catalogue import rules
from service_catalogue.messages import MAX_PROBLEMS, Problem, Severity
from service_catalogue.model import RuleLevel, ServiceStatus
from service_catalogue.model.catalogue import FILES, Catalogue, Kind
from service_catalogue.rules import Phase, Rule, is_adjustable
from service_catalogue.rules.exceptions import (
    RULE_LEVEL,
    UNNEEDED_EXCEPTION,
    Exceptions,
    misnamed_exceptions,
    misnamed_levels,
    unacceptable_exceptions,
    unneeded_exceptions,
)

_modules = [import_module(f"{rules.__name__}.{module.name}") for module in iter_modules(rules.__path__) if module.name != "run"]
_by_name = {value.name: value for module in _modules for value in vars(module).values() if isinstance(value, Rule)}
#: Every rule, by phase and name.
RULES = tuple(sorted(_by_name.values(), key=lambda rule: (rule.phase, rule.name)))

#: The empty values of the fields that are read from the file of each kind.
_WITHOUT: Mapping[str, Mapping[str, Any]] = {
    **{file: {key.replace("-", "_"): () for key in kinds} for file, kinds in FILES.items()},
    Kind.IDENTITY.value: {"read_identity": None},
    Kind.PUBLISHED.value: {"published": None},
    Kind.SERVICE.value: {},
}


class Findings(NamedTuple):
    """The findings of the rules."""

    problems: list[Problem]
    #: Number of services that were not checked by every rule, as they, or their bases, have errors.
    unchecked_services: int
    #: Number of rules that did not run, as a file that they read has errors.
    unchecked_rules: int


def run(catalogue: Catalogue, failed: Collection[str]) -> Findings:
    """Return the problems that no exception accepts, and the exceptions that accept none; ``failed`` are the files with errors of form."""
    failed, checked = set(failed), catalogue
    exceptions, by_name = Exceptions(catalogue), {rule.name: rule for rule in RULES}
    problems = _limited(UNNEEDED_EXCEPTION, unacceptable_exceptions(sound_part(catalogue, failed), by_name))
    complete: set[str] = set()
    skipped = 0
    for phase in Phase:
        scope = sound_part(catalogue, failed)
        checked = checked if phase is Phase.RECORD else scope
        problems_of_phase: list[Problem] = []
        if phase is Phase.REFERENCES:
            problems_of_phase += _limited(UNNEEDED_EXCEPTION, misnamed_exceptions(scope, by_name))
            problems_of_phase += _limited(RULE_LEVEL, misnamed_levels(scope, by_name))
        for rule in (levelled(rule, scope) for rule in RULES if rule.phase is phase):
            if not scope.missing.isdisjoint(rule.reads):
                skipped += phase is not Phase.RECORD
                continue
            left = _limited(rule, _unaccepted(rule, scope, exceptions))
            problems_of_phase += left
            if len(left) > MAX_PROBLEMS and rule.severity is Severity.ERROR:  # the files of the others are unknown
                failed.update(kind.value for kind in Kind)
            elif len(left) <= MAX_PROBLEMS and rule.acceptable:
                complete.add(rule.name)
        problems += problems_of_phase
        errors = (problem for problem in problems_of_phase if problem.is_error)
        failed.update(catalogue.file_of(at) for problem in errors for at in (problem.at, *problem.also))
    problems += _limited(UNNEEDED_EXCEPTION, unneeded_exceptions(checked, exceptions, complete))
    return Findings(problems, len(checked.missing_services), skipped)


def sound_part(catalogue: Catalogue, failed: Collection[str]) -> Catalogue:
    """Return ``catalogue`` without what is read from the files ``failed``, and without the services that build on one of these."""
    if not failed:
        return catalogue
    missing = {kind for kind in Kind if kind.value in failed}
    left_out = {*catalogue.missing_services}
    if any(name.startswith(f"{Kind.SERVICE.value}/") for name in failed):
        missing.add(Kind.SERVICE)
    if Kind.SERVICE.value in failed:
        left_out.update(service.id for service in catalogue.services)
    left_out.update(service.id for service in catalogue.services if catalogue.file_of(service.at) in failed)
    while more := {
        service.id for service in catalogue.services if service.id not in left_out and not left_out.isdisjoint(service.builds_on)
    }:
        left_out |= more
    fields = dict(itertools.chain.from_iterable(_WITHOUT[kind.value].items() for kind in missing))
    fields |= {"missing": frozenset(missing), "missing_services": frozenset(left_out)}
    services = tuple(service for service in catalogue.services if service.id not in left_out)
    return dataclasses.replace(catalogue, services=services, **fields)


def _unaccepted(rule: Rule, scope: Catalogue, exceptions: Exceptions) -> Iterator[Problem]:
    """Yield the problems that ``rule`` finds in ``scope``, with the severity that it has there, but for what an exception accepts."""
    level = scope.levels.get(rule.name)
    for problem in _findings(rule, scope):
        own = problem if level is None or problem.is_error else dataclasses.replace(problem, rule=rule)
        if not (exceptions.accept(own) or (level is RuleLevel.OFF and not problem.is_error)):
            yield own


def _findings(rule: Rule, scope: Catalogue) -> Iterator[Problem]:
    """Return the problems that ``rule`` reports in ``scope``."""
    for check in rule.checks:
        subject = next(iter(signature(check).parameters))
        if subject == "service":
            for service in scope.services:
                of_draft = rule.lenient and service.status is ServiceStatus.DRAFT
                milder = dataclasses.replace(rule, severity=Severity.WARNING) if of_draft else rule
                problems = check(service, scope)
                yield from (dataclasses.replace(problem, rule=milder) for problem in problems) if of_draft else problems
        else:
            yield from check(scope.passages, scope) if subject == "passages" else check(scope)


def levelled(rule: Rule, scope: Catalogue) -> Rule:
    """Return ``rule`` with the severity that the catalogue gives it."""
    level = scope.levels.get(rule.name) if is_adjustable(rule) else None
    if level is None or level is RuleLevel.OFF:
        return rule
    return dataclasses.replace(rule, severity=Severity(level.value))


def _limited(rule: Rule, problems: Iterable[Problem]) -> list[Problem]:
    """Return the first ``problems``, and after MAX_PROBLEMS one that says that there are more."""
    first = list(itertools.islice(problems, MAX_PROBLEMS + 1))
    first[MAX_PROBLEMS:] = [rule.more(problem.at) for problem in first[MAX_PROBLEMS:]]
    return first
