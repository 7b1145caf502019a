"""The general words of a language: synonyms, kinds of questions and their subjects.

They are in the interface words, and name nothing of one catalogue. A language without them has hits, and no sentences.
"""

import functools
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from service_catalogue.locale.words import Words, words_of
from service_catalogue.search.stems import Stemmer, fold
from service_catalogue.views.edition import Edition


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
