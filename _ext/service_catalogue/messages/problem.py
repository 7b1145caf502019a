"""Problems of the data: what is wrong, where, and how to correct it."""

from __future__ import annotations

import difflib
import functools
import heapq
import itertools
import re
import shlex
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import NamedTuple

from service_catalogue.messages import CLOSE, FALLBACK, OPEN, Message, message

#: Characters that are invisible, control the terminal or turn the direction of text.
INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U000e0000-\U000e0fff]"
)

_QUOTED_LENGTH = 60
#: The same of what is to be typed as it is shown.
TYPED_LENGTH = 300
#: Number of names that an unknown one is compared with letter by letter.
_LIKELY = 5
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


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the check. Its texts are the group ``name`` in :mod:`service_catalogue.messages`."""

    name: str
    severity: Severity = Severity.ERROR
    #: True if a recorded exception that names all ``addresses`` of a problem accepts it.
    acceptable: bool = False
    #: True if a tension of the source that names all ``addresses`` of a problem accepts it.
    is_tension: bool = False
    #: Top-level keys of ``file``, in the folder of the data, as a diff: a sign before each line, - before a wrong one and + before
    #: the right one.
    example: str = ""
    #: Most rules are about a service.
    file: str = "services/hosting.yaml"

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
    rule: Rule
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


def quote(value: object, most: int = _QUOTED_LENGTH) -> str:
    """Return ``value`` for a message, between OPEN and CLOSE: on one line, shortened to ``most``, without control characters."""
    text = str(value)
    if len(text) > most:
        text = text[: most - 1] + "…"
    return OPEN + " ".join(visible(text).split()) + CLOSE


def quoted_command(words: str, data: Path) -> str:
    """Return the command ``catalogue words`` about the folder ``data`` for a message, to be typed as it is."""
    return quote(f"catalogue {words}{'' if data == Path('data') else f' --data {shlex.quote(data.as_posix())}'}", TYPED_LENGTH)


def visible(text: str) -> str:
    """Return ``text`` with the code of every invisible or control character in its place."""
    text = INVISIBLE.sub(lambda hit: _named(hit[0]), text)
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() or sign.isspace() else _named(sign) for sign in text)


def _named(sign: str) -> str:
    return f"U+{ord(sign):04X}"


def did_you_mean(word: str, known: Iterable[str]) -> Message:
    """Return the hint about an unknown name: the nearest known name, or the known ones if they are few; else empty.

    Several known names separated by spaces or commas are taken for a list without its commas or brackets.
    """
    options = list(filter(None, known))
    several = re.split(r"[\s,]+", word)
    if len(several) > 1 and set(several) <= set(options):
        names = ", ".join(several)
        if "," in word:
            return message("hint.brackets", better=quote(f"[{names}]", TYPED_LENGTH))
        return message("hint.comma", names=quote(names))
    meant = nearest(word, options)
    if meant:
        return message("hint.did-you-mean", name=quote(meant))
    return message("hint.known", names=", ".join(map(quote, options))) if 0 < len(options) <= 12 else Message("")


def nearest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """Return the known name that is most similar to ``word``; empty if none is similar enough."""
    options = list(known)
    word = word[:_QUOTED_LENGTH]
    same = next((option for option in options if option.lower() == word.lower()), "")
    if same:
        return same
    pairs = _pairs(word)

    def likeness(option: str) -> float:
        own = _pairs(option)
        return (pairs & own).bit_count() / ((pairs | own).bit_count() or 1)

    # Comparing letter by letter takes a hundred times as long: only with the names that share most pairs of letters.
    likely = heapq.nlargest(_LIKELY, options, likeness)
    return next(iter(difflib.get_close_matches(word, likely, n=1, cutoff=cutoff)), "")


@functools.lru_cache(maxsize=4096)
def _pairs(word: str) -> int:
    """Return the pairs of letters in ``word``, its ends included, as bits of a number."""
    bits = 0
    for first, second in itertools.pairwise(f"\n{word[:_QUOTED_LENGTH].lower()}\n"):
        bits |= 1 << (ord(first) * 31 + ord(second)) % 509
    return bits
