"""What is wrong, where, and how to correct it: the values that every check gives."""

from __future__ import annotations

import difflib
import functools
import heapq
import itertools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

#: The languages of messages. A catalogue may have others; its problems are told in these.
MESSAGE_LANGUAGES = ("da", "en")

#: Characters that are invisible, control the terminal or turn the direction of text.
INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U000e0000-\U000e0fff]"
)

_QUOTED_LENGTH = 60
#: What stands for quotation marks until the language is known; nothing that is quoted holds them, since they are invisible.
_OPEN, _CLOSE = "\x02", "\x03"
_MARKS = {"da": ("»", "«"), "en": ("“", "”")}
#: How many names are compared with one that is not known.
_LIKELY = 5
#: How many problems of one kind are told, of a file's form or under a rule: nobody reads more, and each takes time.
MAX_PROBLEMS = 500


class Severity(Enum):
    """How much a problem matters."""

    #: Nothing is built from data that has one.
    ERROR = "error"
    #: Told, and built all the same.
    WARNING = "warning"


class Location(NamedTuple):
    """A place in a file; ``line`` and ``column`` count characters from 1."""

    path: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Rule:
    """What a check looks for, with its page in the editors' guide (a text for each message language)."""

    name: str
    title: Mapping[str, str]
    #: Why the rule is there and how to mend what breaks it.
    guide: Mapping[str, str]
    severity: Severity = Severity.ERROR
    #: Whether what breaks it may be kept, with a recorded exception: it has to name all ``places`` of the problem.
    acceptable: bool = False
    #: Whether what breaks it is a source that says two different things: it is kept as a tension, which has to name all
    #: ``places`` of the problem.
    is_tension: bool = False
    #: What breaks it and what does not, as an editor would write it: the top level of ``file``, in the folder of the data.
    failing: str = ""
    passing: str = ""
    file: str = ""

    def problem(self, at: Location, *, places: Iterable[str] = (), **texts: str) -> Problem:
        """A problem under this rule, told in each message language (``da=…, en=…``)."""
        return Problem(
            at, self, {language: with_marks(texts[language], language) for language in MESSAGE_LANGUAGES}, tuple(places)
        )

    def more(self, at: Location) -> Problem:
        """What stands in the place of a problem at ``at``, and of all that would follow, when enough have been told."""
        return self.problem(
            at,
            da=f"Her og efter dette sted er der flere fejl af samme slags end de {MAX_PROBLEMS} nævnte. Ret dem først.",
            en=f"Here and after this place there are more errors of the same kind than the {MAX_PROBLEMS} told. Mend them first.",
        )


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong."""

    at: Location
    rule: Rule
    #: What is wrong and how to mend it, by message language.
    message: Mapping[str, str]
    #: What it is about, as an exception names it: parts of a service (``security-5``, ``backup.applications``), or, outside of
    #: services, an object of a kind (``task:backup``).
    places: tuple[str, ...] = ()

    @property
    def severity(self) -> Severity:
        return self.rule.severity

    @property
    def order(self) -> tuple[Location, str, str]:
        return self.at, self.rule.name, self.message["en"]


def quote(value: object) -> str:
    """``value`` as it may stand in a message, before ``with_marks``: on one line, short, with nothing that a terminal would obey."""
    text = str(value)
    if len(text) > _QUOTED_LENGTH:
        text = text[: _QUOTED_LENGTH - 1] + "…"
    return _OPEN + " ".join(visible(text).split()) + _CLOSE


def with_marks(message: str, language: str) -> str:
    """``message`` with the quotation marks of its language around what is quoted."""
    opening, closing = _MARKS[language]
    return message.replace(_OPEN, opening).replace(_CLOSE, closing)


def visible(text: str) -> str:
    """``text`` with a name in the place of every character that is invisible, obeyed, or means something else to everybody."""
    text = INVISIBLE.sub(lambda hit: _named(hit[0]), text)
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() or sign.isspace() else _named(sign) for sign in text)


def _named(sign: str) -> str:
    return f"U+{ord(sign):04X}"


def did_you_mean(word: str, known: Iterable[str]) -> dict[str, str]:
    """The end of a message about a name that does not exist: the nearest known name, or the few that are known."""
    options = list(known)
    meant = nearest(word, options)
    if meant:
        return {"da": f" Mente du {quote(meant)}?", "en": f" Did you mean {quote(meant)}?"}
    if 0 < len(options) <= 12:
        listed = ", ".join(quote(option) for option in options)
        return {"da": f" Kendte: {listed}.", "en": f" Known: {listed}."}
    return {"da": "", "en": ""}


def nearest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """The known name that is most like ``word``; empty if none is much like it."""
    options = list(known)
    word = word[:_QUOTED_LENGTH]
    pairs = _pairs(word)

    def likeness(option: str) -> float:
        own = _pairs(option)
        return (pairs & own).bit_count() / ((pairs | own).bit_count() or 1)

    # To compare letter by letter takes a hundred times as long: only with those that share most pairs of letters.
    likely = heapq.nlargest(_LIKELY, options, likeness)
    return next(iter(difflib.get_close_matches(word, likely, n=1, cutoff=cutoff)), "")


@functools.lru_cache(maxsize=4096)
def _pairs(word: str) -> int:
    """The pairs of letters in ``word``, its ends included, as bits of a number."""
    bits = 0
    for first, second in itertools.pairwise(f"\n{word[:_QUOTED_LENGTH].lower()}\n"):
        bits |= 1 << (ord(first) * 31 + ord(second)) % 509
    return bits
