"""An exception accepts something that would be a problem without it."""

from __future__ import annotations

import functools
import itertools
import sys
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.departure import Departure, RecordedException
from service_catalogue.model.identity import Identity
from service_catalogue.model.matrix import Matrix
from service_catalogue.model.published import Ids
from service_catalogue.model.service import Service
from service_catalogue.model.statement import Claim
from service_catalogue.problem import Location, Problem, Rule, did_you_mean, nearest, quote
from service_catalogue.schema.kinds import Unread
from service_catalogue.yaml.values import Scalar

RULE = Rule(
    "unneeded-exception",
    failing="""\
matrix:
  scheme: raci
  parties: [customer, provider]
  cells:
    backup: [A, R]
    monitoring: [I, AR]
exceptions:
  - rule: someone-responsible
    at: [backup]
    reason: {da: Kilden siger det., en: The source says so.}
""",
    passing="""\
matrix:
  scheme: raci
  parties: [customer, provider]
  cells:
    backup: [A, I]
    monitoring: [I, AR]
exceptions:
  - rule: someone-responsible
    at: [backup]
    reason: {da: Kilden siger det., en: The source says so.}
""",
    file="services/hosting.yaml",
)


@dataclass(frozen=True)
class Recorded:
    """An exception, and the service that records it; none, where the catalogue itself does."""

    exception: RecordedException
    service: Service | None

    @property
    def paths(self) -> tuple[str | None, ...]:
        """The files that it can speak for; ``None`` for every one."""
        # An exception may have come with the matrix that the service's own extends.
        return (None,) if self.service is None else (self.service.at.path, self.exception.at.path)


def covers(named: Iterable[str], address: str) -> bool:
    """Whether ``address`` is among the addresses that are ``named``, or in one of them."""
    return not set(itertools.accumulate(address.split("."), "{}.{}".format)).isdisjoint(named)


class _Named:
    """The addresses that a departure names."""

    def __init__(self, departure: Departure, known: Callable[[], Container[str]]) -> None:
        """``known`` gives the addresses that there are."""
        self._departure, self._known = departure, known

    @functools.cached_property
    def addresses(self) -> frozenset[str]:
        return frozenset(self._departure.at_)

    @functools.cached_property
    def unknown(self) -> int:
        """How many of them are left out, or not in its service, which is reported: each may be meant for any that is."""
        if not is_whole(self._departure):
            return sys.maxsize
        if self._departure.owner:  # one that is inherited may name what stands in the other service alone
            return 0
        known = self._known()
        # Several addresses without brackets are one, with commas.
        return sum(1 + address.count(",") for address in self.addresses if address not in known)

    def all_of(self, addresses: Iterable[str], named: Callable[[frozenset[str], str], bool]) -> bool:
        """Whether all of ``addresses`` are ``named``, or could be."""
        return sum(not named(self.addresses, address) for address in addresses) <= self.unknown


class Recordings:
    """Every exception of a catalogue, and every tension."""

    def __init__(self, catalogue: Catalogue, rules: Collection[str]) -> None:
        """``rules`` are the names of all."""
        self._catalogue, self._rules = catalogue, rules
        # Not a method: what an exception names would keep all recordings in memory as long as no garbage is collected.
        self._addresses = functools.lru_cache(maxsize=1)(
            lambda service: catalogue.addresses_of(catalogue.objects["service"][service])
        )
        self.all: list[Recorded] = []
        #: By the rule and file of what they can accept, each with what it names.
        self._by_rule_and_path: dict[tuple[str, str | None], list[tuple[_Named, Recorded]]] = {}
        #: By the file of what they can accept: those whose rule is none that there is, with what is written for it.
        self._unclear: dict[str | None, list[tuple[Scalar, _Named]]] = {}
        owners: tuple[Identity | Service | None, ...] = (catalogue.read_identity, *catalogue.services)
        for owner in owners:
            for exception in owner.exceptions if owner else ():
                of = owner if isinstance(owner, Service) else None
                each = Recorded(exception, of)
                self.all.append(each)
                known = functools.partial(self._addresses, of.id) if of else functools.partial(getattr, exception, "at_")
                named = _Named(exception, known)
                for file in dict.fromkeys(each.paths):
                    self._by_rule_and_path.setdefault((exception.rule, file), []).append((named, each))
                    if exception.rule not in rules:
                        self._unclear.setdefault(file, []).append((exception.rule, named))

    @functools.cached_property
    def _tensions(self) -> Mapping[str, list[_Named]]:
        """By the file of what they can accept: what each tension names."""
        found: dict[str, list[_Named]] = {}
        for service in self._catalogue.services:
            for tension in service.tensions:
                named = _Named(tension, functools.partial(self._addresses, service.id))
                for path in dict.fromkeys((service.at.path, tension.at.path)):
                    found.setdefault(path, []).append(named)
        return found

    def is_tension(self, problem: Problem) -> bool:
        """Whether a tension names every address of ``problem``; a row that it names stands for its places on the axes."""
        if not (problem.rule.is_tension and problem.addresses):
            return False
        return any(named.all_of(problem.addresses, covers) for named in self._tensions.get(problem.at.path, ()))

    def may_accept(self, problem: Problem) -> bool:
        """Whether ``problem`` may be accepted by an exception whose rule is misspelt or left out, or that is not read, which is reported."""
        if not (problem.rule.acceptable and problem.addresses):
            return False
        for rule, named in itertools.chain.from_iterable(self._unclear.get(path, ()) for path in (problem.at.path, None)):
            if (rule.unread or nearest(rule, self._rules) == problem.rule.name) and named.addresses.issuperset(problem.addresses):
                return True
        words = self._catalogue.displaced.get(Path(problem.at.path).stem, ())
        return problem.rule.name in words and all(address in words for address in problem.addresses)

    def accept(self, problem: Problem, used: set[Location]) -> bool:
        """Return whether ``problem`` is recorded; adds the places of the exceptions that accept it to ``used``."""
        accepting = {each.exception.at for each in self.accepting(problem)}
        used |= accepting
        return bool(accepting) or self.is_tension(problem) or self.may_accept(problem)

    def accepting(self, problem: Problem) -> list[Recorded]:
        """Those that accept ``problem``: the same rule, every address of it named, and in a file that they can speak for."""
        if not (problem.rule.acceptable and problem.addresses):
            return []
        keys = ((problem.rule.name, problem.at.path), (problem.rule.name, None))
        known = itertools.chain.from_iterable(self._by_rule_and_path.get(key, ()) for key in keys)
        return [each for named, each in known if named.all_of(problem.addresses, frozenset.__contains__)]


def check(catalogue: Catalogue, unused: Iterable[Recorded], rules: Iterable[Rule], whole: Iterable[Rule]) -> Iterator[Problem]:
    """Problems of the exceptions ``unused``, by the ``rules`` that there are; ``whole`` have told every problem."""
    by_name = {rule.name: rule for rule in rules}
    for each in unused:
        exception = each.exception
        rule = by_name.get(exception.rule)
        if exception.rule.unread:
            continue
        if rule is None:
            hint = did_you_mean(exception.rule, by_name)
            yield RULE.problem(exception.rule.at, "no-rule", rule=quote(exception.rule), hint=hint)
        elif not rule.acceptable:
            yield RULE.problem(exception.rule.at, "not-acceptable", rule=quote(exception.rule))
        elif rule in whole and is_whole(exception) and all(_is_readable(at, each.service, catalogue) for at in exception.at_):
            yield RULE.problem(exception.rule.at, rule=quote(exception.rule), where=quote(", ".join(exception.at_)))


def is_whole(departure: Departure) -> bool:
    """Whether it is known which addresses it names, and none was left out."""
    return bool(departure.at_) and not isinstance(departure.at_, Unread)


def _is_readable(address: str, service: Service | None, catalogue: Catalogue) -> bool:
    """Whether ``address`` exists and could be read, so that what breaks a rule there would be seen."""
    if service is None:
        kind, _, id = address.partition(":")
        if kind == "statement" and id.partition(".")[0] in Ids(catalogue).vanished_services:  # the service alone is reported
            return False
        return address in catalogue.addresses_of_exceptions and not (catalogue.unread_kinds or catalogue.unread_services)
    if address in service.statements:
        return all(_is_clear(claim, catalogue) for claim in service.statements[address].claims)
    return any(_readable_in(matrix, address, catalogue) for matrix in service.all_matrices if _known(matrix, catalogue))


def _is_clear(claim: Claim, catalogue: Catalogue) -> bool:
    """Whether what ``claim`` refers to exists and could be read, so that it would be compared."""
    lists = (claim.does, claim.answers_for, claim.ensures, claim.may_do, claim.on)
    values = {value for of_axis in catalogue.axis_values.values() for value in of_axis}
    return (
        not any(isinstance(each, Unread) for each in lists)
        and all(task in catalogue.objects["task"] for task in claim.tasks)
        and values.issuperset(claim.on)
    )


def _known(matrix: Matrix, catalogue: Catalogue) -> bool:
    """Whether what its cells mean, and for whom, is known."""
    parties = catalogue.objects["party"]
    is_read = matrix.is_clear and not (matrix.extends and matrix.unread)
    return is_read and matrix.scheme in catalogue.objects["scheme"] and all(party in parties for party in matrix.parties)


def _readable_in(matrix: Matrix, address: str, catalogue: Catalogue) -> bool:
    scheme, tasks = catalogue.objects["scheme"][matrix.scheme or ""], catalogue.objects["task"]
    if not (scheme.is_clear and all(letter.count for letter in scheme.letters)):
        return False
    cells = [cell for cell in matrix.cells if f"{cell.address}.".startswith(f"{address}.")]
    return bool(cells) and all(cell.written.strip() and cell.task in tasks and scheme.reads(cell) for cell in cells)
