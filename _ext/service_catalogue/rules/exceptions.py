"""Recorded exceptions and tensions, the problems that they accept, and rules about them and about levels of rules."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from service_catalogue.messages import did_you_mean, quote
from service_catalogue.model import Count, State
from service_catalogue.model.statement import Departure, RecordedException
from service_catalogue.rules import Catalogue, Kind, Location, Problem, Rule, Service, Severity, Shared, is_adjustable, rule
from service_catalogue.rules.claims import Comparison, claims_of, compared
from service_catalogue.text import letters


def covering(named: Iterable[str]) -> Callable[[str], bool]:
    """Return whether an address is among the addresses that are ``named``, or in one of them."""
    beginnings = tuple(f"{one}." for one in named)
    return lambda address: f"{address}.".startswith(beginnings)


class Exceptions:
    """The exceptions and tensions of a catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        #: The positions of the exceptions that have accepted a problem; an inherited one has the same position.
        self.used: set[Location] = set()
        # By the file of the problems that they can accept (under "" those of the catalogue, for any file) and the rule, ``None`` of a tension.
        self._departures: dict[tuple[str, str | None], list[Departure]] = defaultdict(list)
        for exception in catalogue.read_identity.exceptions if catalogue.read_identity else ():
            self._departures["", exception.rule].append(exception)
        for service in catalogue.services:
            for departure in service.departures:
                # An inherited one is recorded in the file of another service, and may be about the content of that.
                for path in {service.at.path, departure.at.path}:
                    self._departures[path, getattr(departure, "rule", None)].append(departure)

    def accept(self, problem: Problem) -> bool:
        """Return whether an exception names the rule and every address of ``problem``, or a tension every address or its row."""
        rule, path, addresses = problem.rule, problem.at.path, set(problem.addresses)
        if not addresses:
            return False
        recorded = [one for of in ("", path) for one in self._departures.get((of, rule.name), ()) if rule.acceptable]
        accepting = [exception.at for exception in recorded if addresses <= set(exception.at_)]
        self.used.update(accepting)
        tensions = self._departures.get((path, None), ()) if rule.is_tension else ()
        return bool(accepting) or any(all(map(covering(tension.at_), addresses)) for tension in tensions)


def misnamed_exceptions(catalogue: Catalogue, rules: Collection[str]) -> Iterator[Problem]:
    """Return a problem for each exception to none of the ``rules``."""
    for exception in _recorded(catalogue):
        if exception.rule not in rules:
            hint, rule = did_you_mean(exception.rule, rules), quote(exception.rule)
            if exception.rule in _FORMER_RULES:
                yield replace(UNNEEDED_EXCEPTION, severity=Severity.WARNING).problem(exception.rule.at, "former", rule=rule)
            else:
                yield UNNEEDED_EXCEPTION.problem(exception.rule.at, "no-rule", rule=rule, hint=hint)


def unacceptable_exceptions(catalogue: Catalogue, rules: Mapping[str, Rule]) -> Iterator[Problem]:
    """Return a problem for each exception to one of the ``rules`` that has none."""
    for exception in _recorded(catalogue):
        if exception.rule in rules and not rules[exception.rule].acceptable:
            yield UNNEEDED_EXCEPTION.problem(exception.rule.at, "not-acceptable", rule=quote(exception.rule))


def unneeded_exceptions(catalogue: Catalogue, exceptions: Exceptions, complete: Collection[str]) -> Iterator[Problem]:
    """Return a problem for each exception that accepts none, to one of the acceptable rules ``complete``, all of whose problems are known."""
    is_whole = catalogue.read_identity and not (catalogue.missing or catalogue.missing_services)
    for exception in (*(catalogue.identity.exceptions if is_whole else ()), *_of_services(catalogue)):
        # A problem in a note, or about a letter, may be in another service as well.
        is_seen = not any(address.startswith(("note.", "letter.")) for address in exception.at_)
        if exception.rule in complete and exception.at not in exceptions.used and is_seen:
            yield UNNEEDED_EXCEPTION.problem(exception.rule.at, rule=quote(exception.rule), where=quote(", ".join(exception.at_)))


def _recorded(catalogue: Catalogue) -> Iterator[RecordedException]:
    yield from catalogue.read_identity.exceptions if catalogue.read_identity else ()
    yield from _of_services(catalogue)


def _of_services(catalogue: Catalogue) -> Iterator[RecordedException]:
    """Return the exceptions that services record, without those that they inherit."""
    return (exception for service in catalogue.services for exception in service.exceptions if not exception.owner)


#: The rules of earlier versions that could have exceptions.
_FORMER_RULES = ("claim-not-in-statement", "condition-not-in-claim", "layer-not-in-claim", "promise-or-right", "terms-differ")

#: An exception accepts a problem that exists.
UNNEEDED_EXCEPTION = Rule(name="unneeded-exception")


def misnamed_levels(catalogue: Catalogue, rules: Mapping[str, Rule]) -> Iterator[Problem]:
    """Return a problem for each name that is none of the ``rules`` that warn."""
    adjustable = [name for name, rule in rules.items() if is_adjustable(rule)]
    for name in catalogue.read_identity.rules if catalogue.read_identity else ():
        if name in rules and name not in adjustable:
            yield RULE_LEVEL.problem(name.at, "fixed", rule=quote(name))
        elif name not in rules:
            yield RULE_LEVEL.problem(name.at, rule=quote(name), hint=did_you_mean(name, adjustable))


#: The severity that a catalogue gives a rule is that of a rule that warns.
RULE_LEVEL = Rule(name="rule-level", file="catalogue.yaml")


#: A service that extends another inherits its tensions, or records what holds where its own cells differ.
@rule(severity=Severity.WARNING, acceptable=True)
def departure_not_inherited(service: Service, shared: Shared) -> Iterator[Problem]:
    is_recorded = covering(address for one in service.tensions if not one.owner for address in one.at_)
    for lost in service.lost_tensions:
        if addresses := [address for address in lost.at_ if not is_recorded(address)]:
            at, tension, where = _place(service, addresses[0]), quote(lost.id), quote(", ".join(addresses))
            yield departure_not_inherited.problem(at, addresses=addresses, tension=tension, where=where)


def _place(service: Service, address: str) -> Location:
    """Return the place of the first cell of ``service`` itself at ``address``."""
    is_there, cells = covering([address]), (cell for matrix in service.all_matrices for cell in matrix.cells)
    own = (cell.written.at for cell in cells if is_there(cell.address) and cell.written.at.path == service.at.path)
    return next(own, service.at)


#: A tension names no letter that none of its cells has, but for one that a cell should have: *nobody has an R*.
@rule(severity=Severity.WARNING, reads=(Kind.IDENTITY, Kind.SCHEME))
def tension_not_in_matrix(service: Service, shared: Shared) -> Iterator[Problem]:
    known = {letter.letter for scheme in shared.schemes for letter in scheme.letters}
    needed = {letter.letter for scheme in shared.schemes for letter in scheme.letters if letter.count is not Count.ANY}
    cells = [cell for matrix in service.all_matrices for cell in matrix.cells if cell.state is not State.TO_BE_AGREED]
    for tension in (tension for tension in service.tensions if not tension.owner):
        is_named = covering(tension.at_)
        has = {letter for cell in cells if is_named(cell.address) for letter in cell.letters}
        for text in tension.text.values() if has else ():
            wrong = next((figure for figure in letters(text, known) if not {*figure.value} <= has | needed), None)
            if wrong:
                at = text.locate(wrong.start, wrong.end)
                yield tension_not_in_matrix.problem(at, letters=quote(text[wrong.start : wrong.end]))
                break


#: A tension names every statement and note that supports one side of it.
@rule(severity=Severity.WARNING, reads=(Kind.SCHEME,))
def forgotten_place(service: Service, shared: Shared) -> Iterator[Problem]:
    own = [departure for departure in service.departures if not departure.owner and _is_of_source(departure)]
    comparisons = [each for source in claims_of(service) for each in compared(service, source, shared)] if own else []
    for departure in own:
        yield from _check_places(departure, comparisons)


def _is_of_source(departure: Departure) -> bool:
    return not isinstance(departure, RecordedException) or departure.rule == "claim-contradicts-matrix"


def _check_places(departure: Departure, compared: list[Comparison]) -> Iterator[Problem]:
    is_named = covering(departure.at_)
    differing = [each for each in compared if not each.agrees and each.source.address in departure.at_ and is_named(each.address)]
    reported: set[str] = set()
    for side in differing:
        for other in compared:
            opposite = other.address == side.address and other.agrees and other.source.claim.party != side.source.claim.party
            if opposite and not other.source.claim.is_right and other.source.address not in (*departure.at_, *reported):
                reported.add(other.source.address)
                yield forgotten_place.problem(departure.at_[0].at, address=quote(other.source.address), at=quote(other.address))
