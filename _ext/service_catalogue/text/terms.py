"""The terms of the glossary in running text, in every form."""

import functools
import re
from collections.abc import Iterable
from typing import NamedTuple

from service_catalogue.model.catalogue import Shared, derived
from service_catalogue.model.shared_objects import Term
from service_catalogue.text import any_of, capitalised, without_addresses


class Mention(NamedTuple):
    """A term in a text: ``text[start:end]``."""

    start: int
    end: int
    term: str
    #: The language of the words, if it is not that of the text; else empty.
    lang: str


#: Number of texts whose mentions are cached.
_KNOWN = 2048
_BEGINS = re.compile(r"\w")


class TermFinder:
    """Finds terms in texts of one language. Forms of other languages are found too, and marked as foreign."""

    def __init__(self, terms: Iterable[Term], language: str, languages: Iterable[str]) -> None:
        self._of = terms, language, languages = tuple(terms), language, tuple(languages)
        #: The term of each spelling, and the language if it is foreign; forms of the text's own language come first.
        self._spelt: dict[str, tuple[str, str]] = {}
        for other in (language, *(code for code in languages if code != language)):
            for term in terms:
                for words in filter(_BEGINS.match, term.written(other)):
                    lang = "" if other == language else other
                    if not lang and words == term.name.get(language):
                        lang = term.lang.get(language, "")
                    typed = _typed(words)
                    # One in lower case may also open a sentence, one with capitals (SIT) does not change.
                    for spelling in (typed, capitalised(typed)) if typed.islower() else (typed,):
                        self._spelt.setdefault(spelling, (term.id, lang))
        self._pattern = re.compile(rf"(?<![\w-])(?:{any_of(self._spelt)})(?!-?\w)")
        # Most texts are in several places of one service; the mentions of all services would fill the memory.
        self.find = functools.lru_cache(_KNOWN)(self._find)

    def __reduce__(self) -> tuple[object, ...]:
        """Leave out the cache, for systems on which the processes of a build get the catalogue by pickling."""
        return TermFinder, self._of

    def _find(self, text: str) -> tuple[Mention, ...]:
        """Return the mentions in ``text``, in order; the longest form if several begin at the same word."""
        hits = self._pattern.finditer(without_addresses(_typed(text)))
        return tuple(Mention(*hit.span(), *self._spelt[hit[0]]) for hit in hits)


def finder_of(shared: Shared, language: str) -> TermFinder:
    """Return the finder of the terms of ``shared`` in texts of ``language``, made once."""
    finders = _finders(shared)
    if language not in finders:
        finders[language] = TermFinder(shared.terms, language, shared.identity.languages)
    return finders[language]


@derived
def _finders(shared: Shared) -> dict[str, TermFinder]:
    return {}


def _typed(words: str) -> str:
    """Return ``words`` with typewriter apostrophes, so that a form matches either."""
    return words.replace("’", "'")
