"""The rules, found in the modules beside this one, and run phase by phase on what has no errors yet."""

import contextlib
import dataclasses
import hashlib
import itertools
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from importlib import import_module
from inspect import signature
from pkgutil import iter_modules
from typing import Any, NamedTuple

from service_catalogue import rules
from service_catalogue.messages.problem import MAX_PROBLEMS, Location, Problem, Severity
from service_catalogue.messages.texts import Message
from service_catalogue.model.catalogue import EMPTY_LISTS, FILES, Catalogue, Kind, Shared
from service_catalogue.model.kinds import RuleLevel, ServiceStatus
from service_catalogue.rules import Check, Phase, Rule, is_adjustable
from service_catalogue.rules.exceptions import (
    Exceptions,
    misnamed_exceptions,
    misnamed_levels,
    unacceptable_exceptions,
    unneeded_exceptions,
)
from service_catalogue.store import Store, digest_of_program
from service_catalogue.timings import stage

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

#: The entry of the store with what rules report in services.
_FINDINGS = "findings"


class Findings(NamedTuple):
    """The findings of the rules."""

    problems: list[Problem]
    #: Number of services that were not checked by every rule, as they, or their bases, have errors.
    unchecked_services: int
    #: Number of rules that did not run, as a file that they read has errors.
    unchecked_rules: int


class InServices:
    """The findings of rules in each service; a store keeps them under a digest of all that the rules receive.

    Exceptions and levels are no part of it.
    """

    def __init__(self, catalogue: Catalogue, store: Store | None) -> None:
        self._store, self._received = store, catalogue.received
        self._key = f"{digest_of_program()} {catalogue.folder}" if store else ""
        #: By digest, the problems as JSON: as they were read, and those of this run.
        self._known: dict[str, str] = (store and store.get(_FINDINGS, self._key)) or {}
        self._now: dict[str, str] = {}
        #: The number of times that a rule has looked at a service.
        self.looked = 0

    def problems(self, rule: Rule, check: Check, subject: str, scope: Catalogue) -> Iterator[Problem]:
        """Yield the problems that ``check`` of ``rule`` reports in the ``subject`` of each service; it receives the shared objects that it declares."""
        fields = itertools.chain.from_iterable(_WITHOUT[kind.value] for kind in rule.reads)
        shared = Shared(**{"read_identity": None, **EMPTY_LISTS, **{name: getattr(scope, name) for name in fields}})
        if subject == "passages":
            yield from check(scope.shared_passages, shared)
        read = [rule.name, check.__name__, *(self._received.get(kind.value, "") for kind in rule.reads)]
        for service in scope.services:
            inputs = " ".join((*read, service.id, self._received.get(service.id, "")))
            key = hashlib.blake2b(inputs.encode(), digest_size=16).hexdigest()
            if key not in self._known:
                self.looked += 1
                problems = check(service if subject == "service" else service.passages, shared)
                self._known[key] = json.dumps([_as_json(problem) for problem in problems], default=_plain)
            self._now[key] = self._known[key]
            of_draft = rule.lenient and service.status is ServiceStatus.DRAFT
            for at, severity, text, addresses, also in (
                json.loads(self._now[key], object_hook=_message) if self._now[key] != "[]" else ()
            ):
                own = dataclasses.replace(rule, severity=Severity.WARNING if of_draft else Severity(severity))
                yield Problem(Location(*at), own, text, tuple(addresses), tuple(Location(*each) for each in also))

    def keep(self, *, is_complete: bool) -> None:
        """Write the problems of this run, if they have changed; also those before if this one is not complete, for the next that is."""
        if self._store and (self.looked or len(self._now) < len(self._known)):
            with contextlib.suppress(OSError):  # it only saves time
                self._store.put(_FINDINGS, self._key, self._now if is_complete else self._known)
                self._store.prune()


def _as_json(problem: Problem) -> list[object]:
    return [problem.at, problem.severity.value, problem.message, problem.addresses, problem.also]


def _plain(value: object) -> object:
    return {"Message": [value.key, dict(value.values)]} if isinstance(value, Message) else str(value)


def _message(value: dict[str, Any]) -> object:
    return Message(*value["Message"]) if "Message" in value else value


def run(catalogue: Catalogue, failed: Collection[str], store: Store | None = None) -> Findings:
    """Return the problems that no exception accepts, and the exceptions that accept none; ``failed`` are the files with errors of form.

    What the rules report in each service is kept in ``store``.
    """
    failed, checked, in_services = set(failed), catalogue, InServices(catalogue, store)
    exceptions, by_name = Exceptions(catalogue), {rule.name: rule for rule in RULES}
    problems = _limited(unacceptable_exceptions(sound_part(catalogue, failed), by_name))
    complete: set[str] = set()
    skipped = 0
    for phase in Phase:
        scope = sound_part(catalogue, failed)
        checked = checked if phase is Phase.RECORD else scope
        problems_of_phase: list[Problem] = []
        if phase is Phase.REFERENCES:
            problems_of_phase += _limited(misnamed_exceptions(scope, by_name))
            problems_of_phase += _limited(misnamed_levels(scope, by_name))
        for rule in (levelled(rule, scope) for rule in RULES if rule.phase is phase):
            if not scope.missing.isdisjoint(rule.reads):
                skipped += phase is not Phase.RECORD
                continue
            with stage(f"check/{rule.name}") as part:
                before = in_services.looked
                left = _limited(_unaccepted(rule, scope, exceptions, in_services))
                part.count = in_services.looked - before
            problems_of_phase += left
            if len(left) > MAX_PROBLEMS and rule.severity is Severity.ERROR:  # the files of the others are unknown
                failed.update(kind.value for kind in Kind)
            elif len(left) <= MAX_PROBLEMS and rule.acceptable:
                complete.add(rule.name)
        problems += problems_of_phase
        errors = (problem for problem in problems_of_phase if problem.is_error)
        failed.update(catalogue.file_of(at) for problem in errors for at in (problem.at, *problem.also))
    in_services.keep(is_complete=not failed)
    problems += _limited(unneeded_exceptions(checked, exceptions, complete))
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


def _unaccepted(rule: Rule, scope: Catalogue, exceptions: Exceptions, in_services: InServices) -> Iterator[Problem]:
    """Yield the problems that ``rule`` finds in ``scope``, with the severity that it has there, but for what an exception accepts."""
    level = scope.levels.get(rule.name)
    for problem in _findings(rule, scope, in_services):
        own = problem if level is None or problem.is_error else dataclasses.replace(problem, rule=rule)
        if not (exceptions.accept(own) or (level is RuleLevel.OFF and not problem.is_error)):
            yield own


def _findings(rule: Rule, scope: Catalogue, in_services: InServices) -> Iterator[Problem]:
    """Return the problems that ``rule`` reports in ``scope``."""
    for check in rule.checks:
        subject = next(iter(signature(check).parameters))
        yield from in_services.problems(rule, check, subject, scope) if subject in ("service", "passages") else check(scope)


def levelled(rule: Rule, scope: Catalogue) -> Rule:
    """Return ``rule`` with the severity that the catalogue gives it."""
    level = scope.levels.get(rule.name) if is_adjustable(rule) else None
    if level is None or level is RuleLevel.OFF:
        return rule
    return dataclasses.replace(rule, severity=Severity(level.value))


def _limited(problems: Iterable[Problem]) -> list[Problem]:
    """Return the first ``problems``, and after MAX_PROBLEMS one that says that there are more."""
    first = list(itertools.islice(problems, MAX_PROBLEMS + 1))
    first[MAX_PROBLEMS:] = [problem.rule.more(problem.at) for problem in first[MAX_PROBLEMS:]]  # with the severity of a draft
    return first
