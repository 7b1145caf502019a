"""Problems in the data, and the rules that report them."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    pass

from service_catalogue.messages.texts import FALLBACK, FOLDER, Message, message

#: Maximum number of problems reported per rule, and per file for the rules of form.
MAX_PROBLEMS = 500


class Severity(Enum):
    """The severity of a problem."""

    #: Nothing is built from data with an error.
    ERROR = "error"
    #: Reported only.
    WARNING = "warning"


class Location(NamedTuple):
    """A position in a file; ``line`` and ``column`` count characters from 1."""

    path: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@functools.cache
def _examples() -> Mapping[str, str]:
    """Return the examples of rules, by the name of the rule."""
    parts = re.split(r"^@@ (\S+) @@\n", FOLDER.joinpath("examples.diff").read_text("utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@dataclass(frozen=True, slots=True)
class CheckRule:
    """A rule of the check. Its texts are the group ``name`` in :mod:`service_catalogue.messages`, its example in ``examples.diff``."""

    name: str
    severity: Severity = Severity.ERROR
    #: True if a recorded exception that names all ``addresses`` of a problem accepts it.
    acceptable: bool = False
    #: True if a tension of the source that names all ``addresses`` of a problem accepts it.
    is_tension: bool = False
    #: The file of the example, in the folder of the data; most rules are about a service.
    file: str = "services/hosting.yaml"

    @property
    def example(self) -> str:
        """Return top-level keys of ``file`` as a diff, - before a wrong line and + before a right one; empty if there are none."""
        return _examples().get(self.name, "")

    @property
    def failing(self) -> str:
        """Return the example that breaks the rule."""
        return self._example_without("+")

    @property
    def passing(self) -> str:
        """Return the corrected example."""
        return self._example_without("-")

    def _example_without(self, sign: str) -> str:
        return "".join(line[1:] for line in self.example.splitlines(keepends=True) if not line.startswith(sign))

    @property
    def title(self) -> Message:
        return Message(f"{self.name}.title")

    @property
    def guide(self) -> Message:
        """Return why the rule exists, and how to correct what breaks it."""
        return Message(f"{self.name}.guide")

    def problem(self, at: Location, name: str = "message", /, *, addresses: Iterable[str] = (), **values: object) -> Problem:
        """Return a problem under this rule: the message ``name`` of the rule, filled with ``values``."""
        return Problem(at, self, Message(f"{self.name}.{name}", values), tuple(addresses))

    def more(self, at: Location) -> Problem:
        """Return the problem that replaces all after MAX_PROBLEMS, at ``at``."""
        return Problem(at, self, message("problems.more", most=MAX_PROBLEMS))


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in the data."""

    at: Location
    rule: CheckRule
    #: What is wrong and how to correct it.
    message: Message
    #: Its subjects, as an exception names them: parts of a service (``security-5``, ``backup.applications``), or shared objects
    #: (``task:backup``).
    addresses: tuple[str, ...] = ()
    #: The other positions with the same fault, which are not reported themselves.
    also: tuple[Location, ...] = ()

    @property
    def severity(self) -> Severity:
        return self.rule.severity

    @property
    def is_error(self) -> bool:
        return self.severity is Severity.ERROR

    @property
    def order(self) -> tuple[Location, str, str]:
        return self.at, self.rule.name, self.message[FALLBACK]
