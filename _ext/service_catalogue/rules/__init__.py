"""The rules of meaning.

This module has what rules are written with: :class:`Rule` with its phase, functions and what these read. Words are in ``messages``.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, TypeAlias

from service_catalogue.messages.problem import CheckRule, Location, Problem, Severity
from service_catalogue.messages.texts import Message
from service_catalogue.model.catalogue import Catalogue, Kind, Shared
from service_catalogue.model.service import Service
from service_catalogue.model.statement import Passage

__all__ = ["Phase", "Rule", "rule"]
__all__ += ["Catalogue", "Kind", "Location", "Message", "Passage", "Problem", "Service", "Severity", "Shared"]


#: Yields the problems in one service and its bases, in its texts or the shared ones, in the shared objects, or in the services without
#: errors together.
Check: TypeAlias = Callable[..., Iterable[Problem]]


class Phase(IntEnum):
    """The phases of the check, in their order: a file with an error in one is left out of the next.

    Everything that a rule relies on is checked in an earlier phase. Errors of form are found before all of these, while the
    files are read.
    """

    #: Ids.
    IDS = 0
    #: References.
    REFERENCES = 1
    #: The content of cells.
    CELLS = 2
    MEANING = 3
    #: What was confirmed: a person reads only what has no errors.
    RECORD = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(CheckRule):
    """A rule about the loaded catalogue, with the functions that check it; it is found in any module of this package."""

    phase: Phase = Phase.MEANING
    #: The kinds of shared data that its functions read: it does not run if the file of one has errors.
    reads: tuple[Kind, ...] = ()
    #: True if it warns where a service is a draft, so that a first look is possible.
    lenient: bool = False
    #: Its functions, told apart by the name of their first parameter: ``service``, ``passages``, ``shared`` or ``catalogue``. The first two
    #: are handed only what it ``reads``.
    checks: list[Check] = field(default_factory=list, compare=False)

    def also(self, check: Check) -> Check:
        """Return ``check``, and add it to the functions of the rule."""
        self.checks.append(check)
        return check


def rule(**options: Any) -> Callable[[Check], Rule]:
    """Return a decorator that makes a function the rule of its name, with these ``options`` of :class:`Rule`."""
    return lambda check: Rule(name=check.__name__.replace("_", "-"), checks=[check], **options)


def is_adjustable(rule: Rule) -> bool:
    """Return whether a catalogue may give ``rule`` another severity: it warns, and not about a record or an approval."""
    return rule.severity is Severity.WARNING and rule.phase is not Phase.RECORD
