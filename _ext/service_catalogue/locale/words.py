"""The interface words in one language, and the forms of numbers and lists."""

import functools
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from importlib import resources
from typing import Self, TypeAlias

import yaml

LAST_LANGUAGE = "en"
#: Before the key of words for a catalogue that is its own source.
WITHOUT_SOURCE = "without-source."
#: Words by key: one text, or one for each count.
Table: TypeAlias = Mapping[str, str | Mapping[str, str]]
#: Languages in which every noun begins with a capital.
_CAPITALISING = ("de", "lb")
#: The counts that may have words of their own; all others are ``other``.
_NUMBERS: Mapping[object, str] = {1: "one", 2: "two"}
#: The place of a value in a text: ``{count}``.
PLACEHOLDER = re.compile(r"\{(\w+)\}")


class Borrowed(str):
    """Words in another language, as the language of the page lacks them: those of the interface are in English."""

    lang: str
    #: A further attribute of its element.
    mark = ""

    def __new__(cls, words: str, lang: str = LAST_LANGUAGE) -> Self:
        borrowed = super().__new__(cls, words)
        borrowed.lang = lang
        return borrowed


def lang_of(words: object) -> str:
    """Return the language of ``words`` if they are borrowed; else empty."""
    return words.lang if isinstance(words, Borrowed) else ""


@dataclass(frozen=True)
class Words:
    """The interface words of one language."""

    #: The language of the page.
    language: str
    table: Table
    #: The keys whose words are borrowed.
    borrowed: frozenset[str] = frozenset()

    def __call__(self, key: str, **values: object) -> str:
        """Return the words for ``key``, filled with ``values``; a count chooses its form. Raises ``KeyError`` if there are none."""
        words = self.table[key]
        if isinstance(words, Mapping):
            words = words.get(_NUMBERS.get(values["count"], ""), words["other"])
        filled = PLACEHOLDER.sub(lambda hit: str(values[hit[1]]), words)
        return Borrowed(filled) if key in self.borrowed else filled

    def has(self, key: str) -> bool:
        """Return whether there are words for ``key`` in the language itself."""
        return key in self.table and key not in self.borrowed

    def own(self, key: str) -> str:
        """Return the words for ``key`` in the language itself; empty if they are borrowed or missing."""
        return self(key) if self.has(key) else ""

    def list(self, items: Sequence[str], separator: str = ",") -> str:
        """Return 'a, b and c'; with a semicolon as separator 'a; b; and c'."""
        if len(items) == 1:  # which may be borrowed
            return items[0]
        last = separator if separator != "," else ""
        return f"{last} {self('and')} ".join(filter(None, (f"{separator} ".join(items[:-1]), *items[-1:])))

    def within(self, words: str) -> str:
        """Return ``words`` within a sentence; unchanged in a language in which nouns begin with a capital."""
        lowered = words if self.language.partition("-")[0] in _CAPITALISING else words[:1].lower() + words[1:]
        return type(words)(lowered, words.lang) if isinstance(words, Borrowed) else lowered

    def in_sentence(self, name: str) -> str:
        """Return ``name`` within a sentence: a leading article is lowercased."""
        return self.within(name) if name.partition(" ")[0] in self.own("articles").split() else name

    def sort_key(self, words: str) -> tuple[tuple[int, ...], str]:
        """Return the sort key of ``words`` in the alphabet of the language, without case and signs."""
        order = {letter: index for index, letter in enumerate(str(self.table["alphabet"]))}
        return tuple(order.get(letter, len(order) + ord(letter)) for letter in self._letters(words)), words

    def initial(self, words: str) -> str:
        """Return the heading of ``words`` in an alphabetical list: the first letter that sorts."""
        first = next((letter for letter in self._letters(words) if letter != " "), "#")
        return "#" if first.isdigit() else first.upper()

    def _letters(self, words: str) -> Iterator[str]:
        """Yield the letters that sort ``words``: by the collation of the language, else without accents."""
        words = unicodedata.normalize("NFC", words.lower())
        for pair in str(self.table["collation"]).split():
            letters, _, letter = pair.partition("=")
            words = words.replace(letters, letter)
        for letter in words:
            if letter in str(self.table["alphabet"]):
                yield letter
            elif letter.isalnum():
                yield from filter(str.isalnum, unicodedata.normalize("NFKD", letter))

    def date(self, day: date) -> str:
        """Return a date for running text."""
        return self("date", day=day.day, month=str(self.table["months"]).split()[day.month - 1], year=day.year)

    def moment(self, written: str) -> str:
        """Return a time in ISO form for running text; UTC, which a catalogue without a time zone has, is named."""
        moment = datetime.fromisoformat(written)
        return f"{self.date(moment)} {moment:%H:%M}{'' if moment.utcoffset() else ' UTC'}"


def words_of(language: str, own: Table | None = None, *, restates: bool = True) -> Words:
    """Return the interface words in ``language``: from the catalogue itself (``own``), then from the table, then English.

    Those for a catalogue that is its own source replace the others, unless it ``restates`` a document.
    """
    english, table = table_of(LAST_LANGUAGE) or {}, {**(table_of(language) or {}), **(own or {})}
    if not restates:
        english, table = _without_source(english), _without_source(table)
    return Words(language, {**english, **table}, frozenset(english) - table.keys())


def _without_source(table: Table) -> dict[str, str | Mapping[str, str]]:
    own = {key.removeprefix(WITHOUT_SOURCE): words for key, words in table.items() if key.startswith(WITHOUT_SOURCE)}
    return {**table, **own}


@functools.cache
def keys_in(name: str) -> frozenset[str]:
    """Return the keys in a file: ``first.txt`` has those of a customer's page, which a language gets first, ``former-keys.txt`` the unused ones."""
    return frozenset(resources.files(__package__).joinpath(name).read_text("utf-8").split())


#: What is translated first, next and last.
RANKS = ("first-words", "paper-words", "other-words")


def rank_of(key: str) -> str:
    """Return the rank of the words for ``key`` in the order of translation."""
    is_of_paper = key.removeprefix(WITHOUT_SOURCE).startswith(("annex.", "booklet.", "pdf.", "sheet."))
    return RANKS[0 if key in keys_in("first.txt") else 1 if is_of_paper else 2]


@functools.cache
def table_of(language: str) -> Table | None:
    """Return the table of ``language``; ``None`` if there is none."""
    file = resources.files(__package__).joinpath(f"{language}.yaml")
    if not file.is_file():
        return None
    table: Table = yaml.load(file.read_text("utf-8"), Loader=yaml.CBaseLoader)
    return table
