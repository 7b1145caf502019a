"""The words of the interface: one table a language, ``<language>.yaml``.

A catalogue may have a language that the interface has no table of; its interface is then in English.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib import resources

import yaml

FALLBACK = "en"


@dataclass(frozen=True)
class Words:
    """The interface in one language."""

    #: The language that the words are in.
    language: str
    table: dict

    def __call__(self, key: str, **values: object) -> str:
        """The words for ``key``, filled with ``values``; a count chooses its form. ``KeyError`` if there are none."""
        words = self.table[key]
        if isinstance(words, dict):
            words = words["one" if values["count"] == 1 else "other"]
        return words.format(**values)

    def list(self, items: Sequence[str]) -> str:
        """'a, b and c'."""
        return f" {self('and')} ".join(filter(None, (", ".join(items[:-1]), *items[-1:])))

    def sort_key(self, words: str) -> tuple:
        """Where ``words`` belong in the alphabet of the language; capitals and signs do not count."""
        alphabet = self.table["alphabet"]
        return tuple(alphabet.find(letter) for letter in words.lower() if letter.isalnum() or letter == " "), words

    def initial(self, words: str) -> str:
        """The letter that ``words`` stand under."""
        first = next((letter for letter in words if letter.isalnum()), "#")
        return "#" if first.isdigit() else first.upper()

    def date(self, day: date) -> str:
        """A date as it is written in running text."""
        return self("date", day=day.day, month=self.table["months"].split()[day.month - 1], year=day.year)


@functools.cache
def words_of(language: str) -> Words:
    """The interface's words in ``language``, else in English."""
    folder = resources.files(__name__)
    if not folder.joinpath(f"{language}.yaml").is_file():
        language = FALLBACK
    table = yaml.load(folder.joinpath(f"{language}.yaml").read_text("utf-8"), Loader=yaml.CBaseLoader)
    return Words(language, table)
