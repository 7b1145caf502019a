"""The recorded exceptions and tensions, and the problems that they accept."""

from collections import defaultdict
from collections.abc import Callable, Iterable

from service_catalogue.messages.problem import Location, Problem
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.statement import RecordedException, Tension


def covering(named: Iterable[str]) -> Callable[[str], bool]:
    """Return whether an address is among the addresses that are ``named``, or in one of them."""
    beginnings = tuple(f"{one}." for one in named)
    return lambda address: f"{address}.".startswith(beginnings)


class Exceptions:
    """The exceptions and tensions of a catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        #: The positions of the exceptions that have accepted a problem; an inherited one has the same position.
        self.used: set[Location] = set()
        # By the file of the problems that they can accept; under "", those of the catalogue, for any file.
        self._exceptions: dict[tuple[str, str], list[RecordedException]] = defaultdict(list)
        self._tensions: dict[str, list[Tension]] = defaultdict(list)
        for exception in catalogue.read_identity.exceptions if catalogue.read_identity else ():
            self._exceptions["", exception.rule].append(exception)
        for service in catalogue.services:
            # An inherited one is recorded in the file of another service, and may be about the content of that.
            for exception in service.exceptions:
                for path in {service.at.path, exception.at.path}:
                    self._exceptions[path, exception.rule].append(exception)
            for tension in service.tensions:
                for path in {service.at.path, tension.at.path}:
                    self._tensions[path].append(tension)

    def accept(self, problem: Problem) -> bool:
        """Return whether an exception names the rule and every address of ``problem``, or a tension every address or its row."""
        rule, path, addresses = problem.rule, problem.at.path, set(problem.addresses)
        if not addresses:
            return False
        recorded = [one for of in ("", path) for one in self._exceptions.get((of, rule.name), ()) if rule.acceptable]
        accepting = [exception.at for exception in recorded if addresses <= set(exception.at_)]
        self.used.update(accepting)
        tensions = self._tensions.get(path, ()) if rule.is_tension else ()
        return bool(accepting) or any(all(map(covering(tension.at_), addresses)) for tension in tensions)
