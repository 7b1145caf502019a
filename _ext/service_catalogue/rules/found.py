"""What the rules have found in a service before: where nothing that they ask has changed, they would find the same again."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from service_catalogue.kept import Kept
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.service import Service
from service_catalogue.problem import Problem

#: The file in which it is kept.
_NAME = "found"


@dataclass
class Found:
    """What was found in services that extend each other."""

    #: Those that no exception accepts, by the name of the rule that found them.
    problems: dict[str, list[Problem]] = field(default_factory=dict)
    #: The names of the exceptions that accept the others.
    used: set[tuple[str, int]] = field(default_factory=set)


class Before:
    """What is known of the services of ``catalogue``, and which of them are ``left`` to be looked at.

    Services are looked at together that extend each other: an exception of one can accept what is in another.
    """

    def __init__(self, catalogue: Catalogue, kept: Kept | None, folder: str) -> None:
        """With ``kept``, what an earlier process has found counts; ``folder`` is how the places of problems begin."""
        self._kept, self._folder = kept, folder
        self._groups = {_digest(catalogue, group): group for group in _groups(catalogue.services)} if kept else {}
        known: Mapping[str, Found] = (kept and kept.read_object(_NAME, repr(folder))) or {}
        self.known = {key: known[key] for key in self._groups if key in known}
        unknown = {service.at.path: key for key, group in self._groups.items() if key not in known for service in group}
        self._made = {key: Found() for key in unknown.values()}
        self._by_path = {path: self._made[key] for path, key in unknown.items()}
        #: The catalogue with no services but those that are to be looked at.
        self.left = catalogue
        if self.known:
            self.left = replace(catalogue, services=tuple(each for each in catalogue.services if each.at.path in unknown))

    def problems(self, rule: str) -> Iterator[Problem]:
        """What ``rule`` has found before."""
        return itertools.chain.from_iterable(found.problems.get(rule, ()) for found in self.known.values())

    @property
    def used(self) -> set[tuple[str, int]]:
        """The exceptions that accepted something."""
        return {name for found in self.known.values() for name in found.used}

    def note(self, rule: str, problem: Problem, used: Iterable[tuple[str, int]], *, accepted: bool) -> None:
        """``rule``, which looks at each service for itself, has found ``problem``; the exceptions ``used`` accept it."""
        found = self._by_path.get(problem.at.path)
        if found is not None:  # what is in the files that all share is looked for every time
            found.used.update(used)
            if not accepted:
                found.problems.setdefault(rule, []).append(problem)

    def keep(self) -> None:
        """All has been looked at, and no rule has stopped."""
        if self._kept and self._made:
            self._kept.write_object(_NAME, repr(self._folder), {**self.known, **self._made})


def _groups(services: Iterable[Service]) -> list[tuple[Service, ...]]:
    """The services, those together that extend each other."""
    services = tuple(services)
    leads: dict[str, str] = {}

    def first(id: str) -> str:
        while id in leads:
            id = leads[id]
        return id

    for service in services:
        for matrix in service.all_matrices:
            if matrix.extends and first(service.id) != first(matrix.extends):
                leads[first(service.id)] = first(matrix.extends)
    groups: dict[str, list[Service]] = {}
    for service in services:
        groups.setdefault(first(service.id), []).append(service)
    return [tuple(group) for group in groups.values()]


def _digest(catalogue: Catalogue, group: Iterable[Service]) -> str:
    inputs = sorted(f"{service.id} {catalogue.inputs[service.id]}" for service in group)
    return hashlib.sha256("\n".join(inputs).encode("utf-8", "surrogatepass")).hexdigest()
