"""The words of the interface: one table a language, ``<language>.yaml``.

A catalogue may bring words of its own, for a language that has no table. A word that neither has is in English, marked as borrowed.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import resources

import yaml

FALLBACK = "en"
#: Languages whose nouns begin with a capital within a sentence too.
_CAPITALISING = ("de", "lb")
#: The counts that may have words of their own; all the rest are ``other``.
_NUMBERS: Mapping[object, str] = {1: "one", 2: "two"}
#: Where a value goes in a text: ``{count}``.
PLACEHOLDER = re.compile(r"\{(\w+)\}")


class Borrowed(str):
    """Words that are in the language ``FALLBACK``, for want of words in the language of the page."""


@dataclass(frozen=True)
class Words:
    """The interface in one language."""

    #: The language of the page.
    language: str
    table: Mapping[str, str | Mapping[str, str]]
    #: The keys whose words are borrowed.
    borrowed: frozenset[str] = frozenset()

    def __call__(self, key: str, **values: object) -> str:
        """The words for ``key``, filled with ``values``; a count chooses its form. ``KeyError`` if there are none."""
        words = self.table[key]
        if isinstance(words, Mapping):
            words = words.get(_NUMBERS.get(values["count"], ""), words["other"])
        filled = PLACEHOLDER.sub(lambda hit: str(values[hit[1]]), words)
        return Borrowed(filled) if key in self.borrowed else filled

    def has(self, key: str) -> bool:
        """Whether there are words for ``key`` in the language itself."""
        return key in self.table and key not in self.borrowed

    def own(self, key: str) -> str:
        """The words for ``key`` in the language itself; empty if they are borrowed or missing."""
        return self(key) if self.has(key) else ""

    def list(self, items: Sequence[str], separator: str = ",") -> str:
        """'a, b and c'; with a semicolon as separator 'a; b; and c'."""
        last = separator if separator != "," else ""
        return f"{last} {self('and')} ".join(filter(None, (f"{separator} ".join(items[:-1]), *items[-1:])))

    def within(self, words: str) -> str:
        """``words`` as they stand within a sentence; as they are in a language where a capital may belong to the word."""
        return words if self.language.partition("-")[0] in _CAPITALISING else words[:1].lower() + words[1:]

    def in_sentence(self, name: str) -> str:
        """``name`` within a sentence: a leading article is lowercased."""
        return self.within(name) if name.partition(" ")[0] in self.own("articles").split() else name

    def sort_key(self, words: str) -> tuple[tuple[int, ...], str]:
        """Where ``words`` belong in the alphabet of the language; capitals and signs do not count."""
        order = {letter: index for index, letter in enumerate(str(self.table["alphabet"]))}
        return tuple(order.get(letter, len(order) + ord(letter)) for letter in self._letters(words)), words

    def initial(self, words: str) -> str:
        """The letter that ``words`` stand under: the first of those that order them."""
        first = next((letter for letter in self._letters(words) if letter != " "), "#")
        return "#" if first.isdigit() else first.upper()

    def _letters(self, words: str) -> Iterator[str]:
        """The letters that order ``words``: as the language's collation has them, else without what stands above or below them."""
        words = unicodedata.normalize("NFC", words.lower())
        for pair in str(self.table["collation"]).split():
            written, _, letter = pair.partition("=")
            words = words.replace(written, letter)
        for letter in words:
            if letter in str(self.table["alphabet"]):
                yield letter
            elif letter.isalnum():
                yield from filter(str.isalnum, unicodedata.normalize("NFKD", letter))

    def date(self, day: date) -> str:
        """A date as it is written in running text."""
        return self("date", day=day.day, month=str(self.table["months"]).split()[day.month - 1], year=day.year)


def words_of(language: str, own: Mapping[str, str | Mapping[str, str]] | None = None) -> Words:
    """Return the interface words in ``language``: those of the catalogue itself (``own``), then of the table, then English."""
    english = table_of(FALLBACK) or {}
    table = {**(table_of(language) or {}), **(own or {})}
    return Words(language, {**english, **table}, frozenset(english) - table.keys())


@functools.cache
def table_of(language: str) -> Mapping[str, str | Mapping[str, str]] | None:
    """The table of ``language``, if there is one."""
    file = resources.files(__name__).joinpath(f"{language}.yaml")
    if not file.is_file():
        return None
    table: Mapping[str, str | Mapping[str, str]] = yaml.load(file.read_text("utf-8"), Loader=yaml.CBaseLoader)
    return table
