"""Words as the search compares them, as in the browser: folded, stemmed, and compounds split."""

import functools
import re
import unicodedata
from collections.abc import Callable, Collection, Container, Iterable

import snowballstemmer

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
FIRST = 4
_LAST = 5


def compound_parts(key: str, stem: Callable[[str], str], links: Collection[str], known: Container[str]) -> tuple[str, ...]:
    """Return the stems of the two parts of the compound with the stem ``key``; empty if it is none.

    Both are ``known``, the last is as long as possible, and one of ``links`` or nothing joins them; without links there are none.
    """
    for at in range(FIRST, len(key) - _LAST + 1):
        for link in ("", *links) if links and key[at:] in known else ():
            first = stem(key[:at].removesuffix(link)) if key[:at].endswith(link) else ""
            if len(first) >= FIRST and first in known:
                return first, key[at:]
    return ()
