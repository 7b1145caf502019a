"""The search: entries for all content, and an index that a browser loads in small parts.

This module has words as the search compares them: folded, stemmed, and compounds split, as in the browser; and the general words of a
language.

They are in the interface words, and name nothing of one catalogue. A language without them has hits, and no sentences.
"""

import functools
import re
import unicodedata
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping
from typing import NamedTuple

import snowballstemmer

from service_catalogue.locale import Words, words_of
from service_catalogue.views.edition import Edition

#: The Snowball algorithm of each language; words of other languages are not stemmed.
ALGORITHMS = {
    "da": "danish", "de": "german", "en": "english", "es": "spanish", "fi": "finnish", "fr": "french", "it": "italian",
    "nb": "norwegian", "nl": "dutch", "nn": "norwegian", "no": "norwegian", "pt": "portuguese", "sv": "swedish",
}  # fmt: skip
#: Letters that may join the parts of a compound, by language.
LINKS = {
    "da": ("s", "e"), "de": ("s", "es", "n", "en"), "nb": ("s", "e"), "nl": ("s", "en"), "nn": ("s", "e"), "no": ("s", "e"),
    "sv": ("s",),
}  # fmt: skip

#: The full stops of an abbreviation: *a.m.* is *am*.
_ABBREVIATION = re.compile(r"(?<![^\W_])([^\W_])\.(?=[^\W_](?![^\W_]))")
_WORD = re.compile(r"[^\W_]+")
#: Words joined by hyphens, which people also write apart, or as one.
_JOINED = re.compile(r"[^\W_]+(?:-[^\W_]+)+")


def fold(text: str) -> str:
    """Return ``text`` in lower case, without accents, full stops of abbreviations and Danish letters."""
    lowered = text.lower() if text.isascii() else unicodedata.normalize("NFC", text).lower()
    if "." in lowered:
        lowered = _ABBREVIATION.sub(r"\1", lowered)
    # Not by ``translate``, which takes twelve times as long.
    lowered = lowered.replace("æ", "ae").replace("ø", "oe").replace("å", "aa")
    if lowered.isascii():
        return lowered
    return "".join(letter for letter in unicodedata.normalize("NFD", lowered) if unicodedata.category(letter)[0] != "M")


def every_word(text: str) -> list[str]:
    """Return the words of ``text``, folded."""
    return _WORD.findall(fold(text))


#: Texts that a stemmer keeps the words of: more than a service has.
_TEXTS = 1_000


class Stemmer:
    """Stemmer of one language; its ``weak`` words are indexed in few fields."""

    def __init__(self, language: str, weak: Iterable[str] = ()) -> None:
        algorithm = ALGORITHMS.get(language)
        cut: Callable[[str], str] = snowballstemmer.stemmer(algorithm).stemWord if algorithm else str
        self.stem = functools.cache(cut)
        self.weak = frozenset(map(fold, weak))
        self._words_of = functools.lru_cache(_TEXTS)(every_word)

    def words(self, text: str) -> tuple[str, ...]:
        """Return the words of ``text``, folded, without weak ones."""
        return tuple(word for word in self._words_of(text) if word not in self.weak)

    def stems(self, text: str) -> tuple[str, ...]:
        """Return the stems of ``text`` in order, without weak words; each word with hyphens is repeated as one."""
        joined = _JOINED.findall(fold(text)) if "-" in text else ()
        return (*map(self.stem, self.words(text)), *(self.stem(word.replace("-", "")) for word in joined))

    def weak_stems(self, text: str) -> tuple[str, ...]:
        """Return the stems of the weak words in ``text``."""
        return tuple(self.stem(word) for word in self._words_of(text) if word in self.weak)

    def key(self, phrase: str) -> tuple[str, ...]:
        """Return the stems of a whole phrase, however it is joined; with its weak words only if it has no others."""
        return tuple(map(self.stem, self.words(phrase))) or self.weak_stems(phrase)


#: Least number of letters in the first part of a compound, and in the last: *ment* and *ring* are endings too.
_FIRST = 4
_LAST = 5


def compound_parts(key: str, stem: Callable[[str], str], links: Collection[str], known: Container[str]) -> tuple[str, ...]:
    """Return the stems of the two parts of the compound with the stem ``key``; empty if it is none.

    Both are ``known``, the last is as long as possible, and one of ``links`` or nothing joins them; without links there are none.
    """
    for at in range(_FIRST, len(key) - _LAST + 1):
        for link in ("", *links) if links and key[at:] in known else ():
            first = stem(key[:at].removesuffix(link)) if key[:at].endswith(link) else ""
            if len(first) >= _FIRST and first in known:
                return first, key[at:]
    return ()


class Subject(NamedTuple):
    """Subject of a contract."""

    name: str
    #: Words for it in questions, each in this order.
    asked: tuple[str, ...]
    #: Beginnings of words that mention it; empty if only a reader can tell.
    marks: tuple[str, ...]


#: Letters of a word of a title that says little by itself.
_SHORT = 3


@functools.cache
def _lines(text: str) -> tuple[tuple[str, str], ...]:
    return tuple((head.strip(), rest) for head, _, rest in (line.partition(":") for line in text.splitlines()) if rest)


def _listed(text: str) -> tuple[str, ...]:
    return tuple(filter(None, map(str.strip, fold(text).split(","))))


def kinds(words: Words) -> dict[str, list[str]]:
    """Return the words of questions by kind."""
    found = {kind: [*_listed(text)] for kind, text in _lines(words.own("resolve.words"))}
    return found | {kind: " ".join(found.get(kind, ())).split() for kind in ("grammar", "changing")}


def synonyms(edition: Edition, kind: str, title: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the synonyms of a task or layer with a ``title``; and words that only count beside one of them, or what a layer holds."""
    stem = _stemmer(edition.language).stem
    named, strong = fold(title).replace("/", " ").replace("(", " ").replace(")", " ").replace(".", " ").split(), dict[str, None]()
    weak = dict.fromkeys(word for word in named if kind == "task" and len(word) > _SHORT)

    def is_in_title(head: str) -> bool:
        """Return whether a form of each word is in the title: a plural, but not *operational* for *operations*."""
        forms = ((word, one) for word in head.split() for one in named if stem(word) == stem(one))
        return {word for word, one in forms if word.startswith(one) or one.startswith(word)} >= set(head.split())

    for heads, text in _lines(edition.words.own("resolve.synonyms")):
        of, _, names = heads.partition(" ")
        if of == kind and any(map(is_in_title, _listed(names))):
            first, _, second = text.partition(";")
            strong |= dict.fromkeys(_listed(first))
            weak |= dict.fromkeys(_listed(second))
    return tuple(strong), tuple(word for word in weak if word not in strong)


@functools.cache
def _stemmer(language: str) -> Stemmer:
    return Stemmer(language)


def subjects(words: Words) -> dict[str, Subject]:
    """Return the subjects by id."""
    found = {}
    for head, text in _lines(words.own("resolve.subjects")):
        id, _, name = head.partition(" ")
        asked, _, marks = text.partition("=")
        found[id] = Subject(name, _listed(asked), _listed(marks))
    return found


def mentioned(languages: tuple[str, ...], texts: Iterator[str]) -> Mapping[str, bool]:
    """Return by subject whether ``texts`` mention it, in any form, compound or language; without those that a reader must tell.

    Without words in one of the ``languages`` none is known.
    """
    tables = [subjects(words_of(language)) for language in languages]
    known = fold(" ".join(texts)) if all(tables) else ""
    marks = {
        id: [mark for table in tables if id in table for mark in table[id].marks]
        for id, subject in (tables[0] if known else {}).items()
        if subject.marks
    }
    return {id: any(mark in known for mark in every) for id, every in marks.items()}
