"""Values from YAML, each with its position, and their digest."""

from __future__ import annotations

import bisect
import functools
import hashlib
import json
import operator
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Self, TypeAlias, TypeVar, overload

from service_catalogue.messages.problem import Location

T = TypeVar("T")
D = TypeVar("D")

_WORD = re.compile(r"\S+")


class Text:
    """The text of one file."""

    def __init__(self, path: str, text: str) -> None:
        self.path, self.text = path, text

    @functools.cached_property
    def _starts(self) -> list[int]:
        """Return the index at which each line begins."""
        return [0, *(hit.end() for hit in re.finditer("\n", self.text))]

    def location(self, index: int) -> Location:
        """Return the position of the character at ``index``."""
        line = bisect.bisect_right(self._starts, index)
        return Location(self.path, line, index - self._starts[line - 1] + 1)


class Scalar(str):
    """A piece of text from a file."""

    __slots__ = ("_of", "span", "unread")

    #: The text that it is from, or the position of one that is from none.
    _of: Text | Location | None
    #: The start and end in the text of its file, with quotation marks; empty if it is from none.
    span: tuple[int, int]
    #: True for a value that could not be read, which has been reported.
    unread: bool

    def __new__(
        cls, text: str = "", of: Text | Location | None = None, span: tuple[int, int] = (0, 0), *, unread: bool = False
    ) -> Self:
        scalar = super().__new__(cls, text)
        scalar._of, scalar.span, scalar.unread = of, span, unread
        return scalar

    @property
    def at(self) -> Location:
        """Return the position. Raises ``AttributeError`` for a text that is from no file."""
        if isinstance(self._of, Text):
            return self._of.location(self.span[0])
        if self._of is None:
            raise AttributeError(name="at", obj=self)
        return self._of

    @property
    def _text(self) -> Text | None:
        return self._of if isinstance(self._of, Text) else None

    def locate(self, start: int, end: int | None = None) -> Location:
        """Return the position of ``self[start:end]`` in the file, across quotes and folded lines; of the scalar if it is escaped or blank."""
        part = self[start:end]
        start += len(part) - len(part.lstrip())
        words = _words(self, self._text, *self.span) if self._text is not None else []
        place = bisect.bisect_right(words, start, key=operator.itemgetter(0)) - 1
        if place < 0 or not part.strip():
            return self.at
        own, in_file = words[place]
        return self.at if in_file is None or self._text is None else self._text.location(in_file + start - own)

    def saying(self, text: str) -> Self:
        """Return ``text`` at the position of this one."""
        return type(self)(text, self._of, self.span, unread=self.unread)

    @property
    def place(self) -> object:
        """Return the identity of the position: equal for equal positions."""
        return self._text and (self._text.path, self.span)

    @property
    def is_plain(self) -> bool:
        """Return whether it is written without quotation marks, and not as a block."""
        return self._text is not None and self._text.text[(start := self.span[0]) : start + 1] not in ('"', "'", "|", ">")

    def behind(self, pattern: re.Pattern[str]) -> tuple[str, Location] | None:
        """Return the match of ``pattern`` after it and the spaces that follow it, with its position; ``None`` if there is none."""
        if self._text is None:
            return None
        text, start = self._text.text, self.span[1]
        while text.startswith((" ", "\t"), start):
            start += 1
        hit = pattern.match(text, start)
        return (hit[0], self._text.location(hit.start())) if hit else None


class Seq(list["Value"]):
    """A list from a file."""

    __slots__ = ("at",)

    at: Location


class Keyed(dict[Scalar, T]):
    """A mapping whose keys are scalars of a file; a key is found by any string equal to it."""

    __slots__ = ()

    if TYPE_CHECKING:

        def __getitem__(self, key: str, /) -> T: ...
        @overload
        def get(self, key: str, default: None = None, /) -> T | None: ...
        @overload
        def get(self, key: str, default: T, /) -> T: ...
        @overload
        def get(self, key: str, default: D, /) -> T | D: ...
        def get(self, key: str, default: object = None, /) -> object: ...


class Map(Keyed["Value"]):
    """A mapping from a file."""

    __slots__ = ("at", "repeated")

    at: Location
    #: The values of repeated keys, each with its key. They have been reported, and are not read.
    repeated: list[tuple[Scalar, Value]]

    def __init__(self, items: Mapping[Scalar, Value] | Iterable[tuple[Scalar, Value]] = ()) -> None:
        super().__init__(items)
        self.repeated = []

    @property
    def displaced(self) -> list[Scalar]:
        """Return the keys that are repeated with another value: they may be meant as others, which are missing."""
        return [key for key, value in self.repeated if value != self.get(key)]

    def key(self, key: str) -> Scalar:
        """Return the key equal to ``key``, as written in the file."""
        return next(own for own in self if own == key)


Value: TypeAlias = Scalar | Seq | Map


@functools.lru_cache(maxsize=2)  # rules locate thousands of places in one text, or in two by turns
def _words(value: str, of: Text, start: int, end: int) -> list[tuple[int, int | None]]:
    """Return the start of each word of ``value``, in it and in its file; ``None`` in the file if the word has an escape."""
    text = of.text
    if text.startswith(("'", '"'), start, end):
        start, end = start + 1, end - 1
    elif text.startswith(("|", ">"), start, end):
        start = text.find("\n", start, end) + 1 or end
    here, there = list(_WORD.finditer(value)), list(_WORD.finditer(text, start, end))
    if len(here) != len(there):  # an escape stands for a space
        return []
    return [
        (own.start(), other.start() if own[0] == composed(other[0]) else None) for own, other in zip(here, there, strict=True)
    ]


def composed(text: str) -> str:
    """Return ``text`` in NFC, so that texts compare: some systems write accents as characters of their own (NFD)."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def unread(at: Location) -> Scalar:
    """Return the scalar for a value at ``at`` that could not be read."""
    return Scalar("", at, unread=True)


#: Number of hexadecimal digits of a digest.
DIGITS = 12


def canonical(value: Value | Mapping[str, object] | None) -> bytes:
    """Return ``value`` as canonical JSON: sorted keys, no spaces, no needless escapes; ``null`` if it could not be parsed."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8", "surrogatepass")


def digest(content: bytes) -> str:
    """Return the first 12 hexadecimal digits of the SHA-256 of ``content``."""
    return hashlib.sha256(content).hexdigest()[:DIGITS]
