"""The approval and withdrawal of objects."""

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from service_catalogue.messages.problem import Location
from service_catalogue.model.references import Positioned, ServiceRef
from service_catalogue.schema.types import Day, Line, Localized


@dataclass(frozen=True, kw_only=True)
class Approval(Positioned):
    """The approval of a service or of the catalogue by its owner."""

    #: A list of one approval may be written without its list.
    may_be_alone: ClassVar[bool] = True

    #: Who approved it: a role, and never a person.
    by: Localized
    date: Day
    #: Evidence of the approval: a journal number, minutes.
    evidence: Localized
    #: Of the lines of ``data/approved`` that say what it covers, in 12 hexadecimal digits.
    digest: Line | None = None


class ApprovalRecord(NamedTuple):
    """A file of ``data/approved``."""

    text: str
    #: Its header; ``None`` in a file of an earlier version, whose approval is in the YAML of what is approved.
    approval: Approval | None = None
    #: Where it is not as it was written.
    fault: Location | None = None
    #: Whether there is a signature of it; by whom, ``verify --key`` says.
    is_signed: bool = False

    @property
    def items(self) -> str:
        """Return the lines of the objects that the approval covers, which are below the header."""
        return self.text.partition("\n\n")[2] if self.approval else self.text


@dataclass(frozen=True, kw_only=True)
class Withdrawal(Positioned):
    """The end of something published, and the reason."""

    #: The first day on which it no longer applies.
    on: Day
    reason: Localized


@dataclass(frozen=True, kw_only=True)
class ServiceWithdrawal(Withdrawal):
    """The end of a service."""

    #: The service that takes its place.
    successor: ServiceRef | None = None
