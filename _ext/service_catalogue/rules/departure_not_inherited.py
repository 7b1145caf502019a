"""A service that extends another inherits its tensions, or records what holds where its own cells differ."""

from collections.abc import Iterator

from service_catalogue.exceptions.records import covering
from service_catalogue.rules.rule import Location, Problem, Rule, Service, Severity, Shared, quote


def check_service(service: Service, shared: Shared) -> Iterator[Problem]:
    is_recorded = covering(address for one in service.tensions if not one.owner for address in one.at_)
    for lost in service.lost_tensions:
        if addresses := [address for address in lost.at_ if not is_recorded(address)]:
            at, tension, where = _place(service, addresses[0]), quote(lost.id), quote(", ".join(addresses))
            yield RULE.problem(at, addresses=addresses, tension=tension, where=where)


def _place(service: Service, address: str) -> Location:
    """Return the place of the first cell of ``service`` itself at ``address``."""
    is_there, cells = covering([address]), (cell for matrix in service.all_matrices for cell in matrix.cells)
    own = (cell.written.at for cell in cells if is_there(cell.address) and cell.written.at.path == service.at.path)
    return next(own, service.at)


RULE = Rule(name="departure-not-inherited", severity=Severity.WARNING, acceptable=True)
