"""Finds the terms of the glossary in running text, by every form in which they are written."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from service_catalogue.model.shared import Term


class Mention(NamedTuple):
    """A term in a text: ``text[start:end]``."""

    start: int
    end: int
    term: str
    #: The language of the words, where it is not the text's own; else empty.
    lang: str


class _Form(NamedTuple):
    words: str
    term: str
    lang: str

    def stands_at(self, text: str, start: int) -> bool:
        end = start + len(self.words)
        found = text[start:end]
        # A form in lower case may open a sentence; one with capitals (SIT) has to be written as it is.
        if found != self.words and not (self.words.islower() and found[:1].lower() + found[1:] == self.words):
            return False
        return not _CONTINUES.match(text, end)


#: In how many texts what is found is kept.
_KNOWN = 2048
_WORD = re.compile(r"(?<![\w-])\w+")
#: What follows a form when it is only the beginning of a longer word.
_CONTINUES = re.compile(r"\w|-\w")


class TermFinder:
    """Finds terms in texts of one language. Forms of the other languages are found too, and known as foreign."""

    def __init__(self, terms: Iterable[Term], language: str, languages: Iterable[str]) -> None:
        terms = list(terms)
        self._forms: dict[str, list[_Form]] = {}
        for own in (True, False):
            for term in terms:
                for other in (language,) if own else [code for code in languages if code != language]:
                    for words in term.written(other):
                        self._add(words, term, "" if own else other, language)
        for forms in self._forms.values():
            forms.sort(key=lambda form: -len(form.words))  # stable: the text's own language first
        # Most texts stand in several places of one service, and what is found in those of all would fill the memory.
        self._all_in = functools.lru_cache(_KNOWN)(lambda text: tuple(self._find(_typed(text))))

    def _add(self, words: str, term: Term, lang: str, language: str) -> None:
        first = _WORD.search(words)
        if first is None or first.start():
            return
        if not lang and words == term.name.get(language):
            lang = term.lang.get(language, "")
        self._forms.setdefault(first[0].lower(), []).append(_Form(_typed(words), term.id, lang))

    def find(self, text: str) -> tuple[Mention, ...]:
        """The mentions in ``text``, in order; the longest form where several begin at the same word."""
        return self._all_in(text)

    def _find(self, text: str) -> Iterator[Mention]:
        position = 0
        for word in _WORD.finditer(text):
            if word.start() < position:
                continue
            for form in self._forms.get(word[0].lower(), ()):
                if form.stands_at(text, word.start()):
                    position = word.start() + len(form.words)
                    yield Mention(word.start(), position, form.term, form.lang)
                    break


def _typed(words: str) -> str:
    """``words`` with apostrophes as a keyboard has them, so that a form matches however its own is written."""
    return words.replace("’", "'")
