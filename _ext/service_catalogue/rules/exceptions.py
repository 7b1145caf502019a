"""Recorded exceptions and tensions, the problems that they accept, and rules about them and about levels of rules."""

import itertools
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from service_catalogue.messages.quotation import quote
from service_catalogue.messages.suggestion import did_you_mean
from service_catalogue.model.kinds import Count, State
from service_catalogue.model.matrix import Cell
from service_catalogue.model.shared import Party
from service_catalogue.model.statement import Departure, RecordedException
from service_catalogue.rules import Catalogue, Kind, Location, Problem, Rule, Service, Severity, Shared, is_adjustable, rule
from service_catalogue.rules.claims import Comparison, claims_of, compared
from service_catalogue.text import Figure, any_of, letters


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


#: The letters that a tension names are in each cell that the sentence places by party, task and value, or in all of its cells. Only one
#: that a cell should have may be in none: *nobody has an R*.
@rule(severity=Severity.WARNING, reads=(Kind.IDENTITY, Kind.SCHEME, Kind.PARTY, Kind.TASK, Kind.LAYER, Kind.AXIS))
def tension_not_in_matrix(service: Service, shared: Shared) -> Iterator[Problem]:
    needed = {str(letter.letter): letter.count is not Count.ANY for scheme in shared.schemes for letter in scheme.letters}
    cells = [cell for matrix in service.all_matrices for cell in matrix.cells if cell.state is not State.TO_BE_AGREED]
    for tension in (tension for tension in service.tensions if not tension.owner):
        is_named = covering(tension.at_)
        named = [cell for cell in cells if is_named(cell.address)]
        for language, text in tension.text.items() if any(cell.letters for cell in named) else ():
            if wrong := next(_lacking(text, named, needed, _names(cells, language, shared)), None):
                at = text.locate(wrong.start, wrong.end)
                yield tension_not_in_matrix.problem(at, letters=quote(text[wrong.start : wrong.end]))
                break


def _names(cells: list[Cell], language: str, shared: Shared) -> dict[str, set[str]]:
    """Return the ids that a name, or its beginning, means in a text: of the tasks of ``cells``, values and parties (``party:customer``)."""
    names: dict[str, set[str]] = defaultdict(set)
    values, used = itertools.chain(*(axis.values() for axis in shared.axis_values.values())), {cell.task for cell in cells}
    for one in (*shared.parties, *values, *(task for task in shared.tasks if task.id in used)):
        for name in (text.get(language, "") for text in (one.name, getattr(one, "definite", None)) if text):
            for part in filter(None, (name, name.partition(" (")[0], re.split(r" – | \(", name)[0])):
                names[part.casefold()].add(f"party:{one.id}" if isinstance(one, Party) else one.id)
    return names


def _lacking(text: str, cells: list[Cell], needed: Mapping[str, bool], names: Mapping[str, set[str]]) -> Iterator[Figure]:
    """Yield letters in ``text`` that a cell lacks; ``needed`` says of each letter whether a cell should have it."""
    is_name = re.compile(rf"(?<!\w)(?:{any_of(names)})(?!\w|['’]s\b)", re.IGNORECASE)
    for sentence in re.finditer(r"(?:(?!;\s|[.!?]\s+\W*[A-ZÀ-Þ]).)+", text, re.DOTALL):
        mentions = [(hit.start(), id) for hit in is_name.finditer(text, *sentence.span()) for id in names[hit[0].casefold()]]
        order = {id: at for at, id in reversed(mentions)}
        keys = {cell.address: sorted(order[id] for id in (cell.task, *cell.values) if id in order) for cell in cells}
        most = max(map(len, keys.values()))  # both task and value, if they are named
        placed = sorted((cell for cell in cells if len(keys[cell.address]) == most), key=lambda cell: keys[cell.address])
        nowhere = {letter for letter in needed if needed[letter]}.difference(*(cell.letters for cell in placed))
        sides = {
            figure: next((id for at, id in reversed(mentions) if at < figure.start and id.startswith("party:")), "")
            for figure in letters(text, needed)
            if sentence.start() <= figure.start < sentence.end() and not {*figure.value} <= nowhere
        }
        for figure, side in sides.items():
            # Where some letters have no party before them, as in "A lies with the customer", each may be that of any party.
            own = [one for one in sides if sides[one] == side] if all(sides.values()) else [figure]
            parties = [side] if all(sides.values()) else sorted({f"party:{cell.party}" for cell in cells})
            wrong = [_first_lacking(own, [each for each in placed if f"party:{each.party}" == one], keys) for one in parties]
            yield from filter(None, wrong[:1] if all(wrong) else ())


def _first_lacking(figures: list[Figure], cells: list[Cell], keys: Mapping[str, list[int]]) -> Figure | None:
    """Return the first of the letters that a cell lacks. Cells have them in turn if names give their order, else all of them."""
    is_ordered = len({(*keys[cell.address],) for cell in cells}) == len(cells)
    starts = {0}
    for figure in figures:
        has = [{*figure.value} <= {*cell.letters} for cell in cells]
        ends = {end for start in starts for end in range(start, len(cells)) if all(has[start : end + 1])}
        if not ends or not (is_ordered or all(has)):
            return figure
        starts = ends | {end + 1 for end in ends}
    return None if len(cells) - 1 in ends else figures[-1]


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
