"""What the rules have found in a service before: where nothing that they ask has changed, they would find the same again."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from service_catalogue.kept import Kept
from service_catalogue.model import packed
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
    #: By the name of the rule, what it says of all services together.
    together: dict[str, list[Any]] = field(default_factory=dict)


class Before:
    """What is known of the services of ``catalogue``, and which of them are left to be looked at.

    Services are looked at together that extend each other: an exception of one can accept what is in another.
    """

    def __init__(self, catalogue: Catalogue, kept: Kept | None, folder: str) -> None:
        """With ``kept``, what an earlier process has found counts; ``folder`` is how the places of problems begin."""
        self._kept, self._folder, self._catalogue = kept, folder, catalogue
        groups = {_digest(catalogue, group): group for group in _groups(catalogue.services)}
        known: Mapping[str, Found] = (kept and kept.read_object(_NAME, repr(folder))) or {}
        self.known = {key: known[key] for key in groups if key in known}
        self._left = [group for key, group in groups.items() if key not in known]
        self._made = {key: Found() for key in groups if key not in known}
        self._by_path = {service.at.path: self._made[key] for key in self._made for service in groups[key]}

    def blocks(self) -> Iterator[Catalogue]:
        """The services that are left, so many at a time that all they hold can be in memory, each time as the only ones of the catalogue.

        There is one without services where none is left, for the files that all share.
        """
        block: list[Service] = []
        for group in self._left:
            if block and len(block) + len(group) > packed.UNPACKED:
                yield replace(self._catalogue, services=tuple(block))
                block = []
            block += group
        yield replace(self._catalogue, services=tuple(block))

    def problems(self, rule: str) -> Iterator[Problem]:
        """What ``rule`` has found before."""
        return itertools.chain.from_iterable(found.problems.get(rule, ()) for found in self.known.values())

    def together(self, rule: str) -> Iterator[Any]:
        """What ``rule`` says of all services together, of each as it was found before or now."""
        every = itertools.chain(self.known.values(), self._made.values())
        return itertools.chain.from_iterable(found.together.get(rule, ()) for found in every)

    @property
    def used(self) -> set[tuple[str, int]]:
        """The exceptions that accepted something."""
        return {name for found in self.known.values() for name in found.used}

    def is_in_services(self, problem: Problem) -> bool:
        """Whether ``problem`` is in a service that is left; what is in the files that all share is looked for every time."""
        return problem.at.path in self._by_path

    def note(self, rule: str, problem: Problem, used: Iterable[tuple[str, int]], *, accepted: bool) -> None:
        """``rule``, which looks at each service for itself, has found ``problem``; the exceptions ``used`` accept it."""
        found = self._by_path.get(problem.at.path)
        if found is not None:
            found.used.update(used)
            if not accepted:
                found.problems.setdefault(rule, []).append(problem)

    def note_together(self, rule: str, service: Service, said: Iterable[Any]) -> None:
        """``rule`` says this of ``service``, for all together."""
        self._by_path[service.at.path].together.setdefault(rule, []).extend(said)

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
        for base in service.outline.extended:
            if first(service.id) != first(base):
                leads[first(service.id)] = first(base)
    groups: dict[str, list[Service]] = {}
    for service in services:
        groups.setdefault(first(service.id), []).append(service)
    return [tuple(group) for group in groups.values()]


def _digest(catalogue: Catalogue, group: Iterable[Service]) -> str:
    inputs = sorted(f"{service.id} {catalogue.inputs.get(service.id)}" for service in group)
    return hashlib.sha256("\n".join(inputs).encode("utf-8", "surrogatepass")).hexdigest()
