"""The claims of a service compared with its matrices, for the rules about them."""

import itertools
from collections.abc import Iterator
from typing import NamedTuple

from service_catalogue.messages.problem import quote
from service_catalogue.model.catalogue import Shared
from service_catalogue.model.matrix import Cell, Matrix
from service_catalogue.model.no_role import NO_ROLE
from service_catalogue.model.service import Service
from service_catalogue.model.statement import Claim
from service_catalogue.model.vocabulary import Duty, State
from service_catalogue.yaml.values import Scalar


class ServiceClaim(NamedTuple):
    """A claim, and the statement or note that makes it."""

    #: The address, as a departure names it: ``security-5``, ``note.6``.
    address: str
    claim: Claim

    @property
    def is_note(self) -> bool:
        return self.address.startswith("note.")


class Comparison(NamedTuple):
    """The content of a claim about one task at one place on the axes, beside the cell of its party there."""

    source: ServiceClaim
    task: Scalar
    #: The address of the task there (``backup.applications``).
    address: str
    #: The letters, of which the party needs one.
    letters: str
    #: ``None`` if the matrix has no column for the party.
    cell: Cell | None
    matrix: Matrix

    @property
    def agrees(self) -> bool:
        """Return whether the cell has one of the letters, or says nothing that could be compared."""
        if self.cell is None or self.cell.state is State.TO_BE_AGREED:
            return True
        return bool(set(self.letters) & set(self.cell.letters))

    @property
    def is_right(self) -> bool:
        """Return whether the party may do the task, and need not."""
        return self.task in self.source.claim.may_do

    @property
    def addresses(self) -> list[str]:
        """Return the addresses that an exception or a tension names."""
        return [self.source.address, self.address]


def claims_of(service: Service) -> Iterator[ServiceClaim]:
    """Yield every claim of the statements and of the service's own notes."""
    for statement in service.statements.values():
        yield from (ServiceClaim(statement.id, claim) for claim in statement.claims)
    for note in service.notes:
        if not note.owner:
            yield from (ServiceClaim(f"note.{note.id}", claim) for claim in note.claims)


def compared(service: Service, source: ServiceClaim, shared: Shared) -> Iterator[Comparison]:
    """Yield what ``source`` requires of each cell: in a note, of those that it is attached to."""
    claim = source.claim
    for matrix in service.all_matrices if claim.party else ():
        scheme = shared.scheme(matrix.scheme)
        doing, answering = scheme.with_duty(Duty.DOES), scheme.with_duty(Duty.ANSWERS_FOR)
        kinds = ((claim.does, doing), (claim.answers_for, answering), (claim.ensures, answering + doing), (claim.may_do, doing))
        attached = matrix.notes.get(source.address.removeprefix("note."), ()) if source.is_note else None
        for tasks, letters in kinds:
            for task, values in itertools.product(tasks, matrix.places if letters else ()):
                address = matrix.address(task, values)
                if claim.holds_at(values) and (attached is None or _is_attached(attached, matrix, task, address)):
                    yield Comparison(source, task, address, letters, matrix.cell(task, values, claim.party or ""), matrix)


def contradictions(service: Service, shared: Shared) -> Iterator[Comparison]:
    """Yield each claim of ``service`` that no letter of its party's cell agrees with."""
    for source in claims_of(service):
        yield from (found for found in compared(service, source, shared) if not found.agrees)


def words_of(found: Comparison) -> dict[str, str]:
    """Return the values of the message about a contradiction."""
    assert found.cell
    written = found.cell.written
    return {
        "said": quote(found.source.address),
        "party": quote(found.source.claim.party),
        "wanted": quote("/".join(found.letters)),
        "address": quote(found.address),
        "has": f"{quote(NO_ROLE if written == '-' else written)} ({written.at.line}:{written.at.column})",
    }


def _is_attached(attached: tuple[str, ...], matrix: Matrix, task: str, address: str) -> bool:
    return any(at == matrix.address(task, ()) or f"{at}.".startswith(f"{address}.") for at in attached)
