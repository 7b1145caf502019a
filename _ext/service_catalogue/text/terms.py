"""The terms of the glossary in running text, in every form."""

import functools
import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from service_catalogue.model.shared_objects import Term
from service_catalogue.text import capitalised, without_addresses


class Mention(NamedTuple):
    """A term in a text: ``text[start:end]``."""

    start: int
    end: int
    term: str
    #: The language of the words, if it is not that of the text; else empty.
    lang: str


class _Form(NamedTuple):
    #: The spellings: one in lower case may also open a sentence, one with capitals (SIT) does not change.
    written: tuple[str, ...]
    term: str
    lang: str

    @property
    def length(self) -> int:
        return len(self.written[0])

    def stands_at(self, text: str, start: int) -> bool:
        return text.startswith(self.written, start) and not _CONTINUES.match(text, start + self.length)


#: Number of texts whose mentions are cached.
_KNOWN = 2048
_WORD = re.compile(r"(?<![\w-])\w+")
#: The rest of a longer word that begins with a form.
_CONTINUES = re.compile(r"\w|-\w")


class TermFinder:
    """Finds terms in texts of one language. Forms of other languages are found too, and marked as foreign."""

    def __init__(self, terms: Iterable[Term], language: str, languages: Iterable[str]) -> None:
        terms = list(terms)
        self._forms: dict[str, list[_Form]] = {}
        for own in (True, False):
            for term in terms:
                for other in (language,) if own else [code for code in languages if code != language]:
                    for words in term.written(other):
                        self._add(words, term, "" if own else other, language)
        for forms in self._forms.values():
            forms.sort(key=lambda form: -form.length)  # stable: the text's own language first
        # Most texts are in several places of one service; the mentions of all services would fill the memory.
        self._all_in = functools.lru_cache(_KNOWN)(functools.partial(_mentions, self._forms))

    def _add(self, words: str, term: Term, lang: str, language: str) -> None:
        first = _WORD.search(words)
        if first is None or first.start():
            return
        if not lang and words == term.name.get(language):
            lang = term.lang.get(language, "")
        typed = _typed(words)
        written = (typed, capitalised(typed)) if typed.islower() else (typed,)
        for spelling in written:
            self._forms.setdefault(spelling[: first.end()], []).append(_Form(written, term.id, lang))

    def find(self, text: str) -> tuple[Mention, ...]:
        """Return the mentions in ``text``, in order; the longest form if several begin at the same word."""
        return self._all_in(text)


def _mentions(forms: Mapping[str, list[_Form]], text: str) -> tuple[Mention, ...]:
    text, position = without_addresses(_typed(text)), 0
    found = []
    for word in _WORD.finditer(text):
        for form in forms.get(word[0], ()):
            if word.start() >= position and form.stands_at(text, word.start()):
                position = word.start() + form.length
                found.append(Mention(word.start(), position, form.term, form.lang))
                break
    return tuple(found)


def _typed(words: str) -> str:
    """Return ``words`` with typewriter apostrophes, so that a form matches either."""
    return words.replace("’", "'")
