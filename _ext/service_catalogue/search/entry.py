"""Entries of the search, and helpers that fill them."""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from service_catalogue.views.annotations import Mark, marks_in_words
from service_catalogue.views.edition import Edition

#: The kinds of entries, in the order of their numbers.
KINDS = (
    "service", "task", "layer", "party", "term", "standard", "statement", "note", "stated", "duties", "section", "comparison",
)  # fmt: skip


class Group(NamedTuple):
    """List that every service has, such as what the customer is informed of, to be found as one result."""

    name: str
    title: str
    #: The list of services that have it.
    address: str


@dataclass(frozen=True, kw_only=True)
class Entry:
    kind: str
    #: The name for references to it: ``task:backup``; empty for prose.
    name: str = ""
    title: str
    text: str = ""
    #: From the root of the language.
    address: str
    #: The displayed text, if it is not the searched one, such as a list of tasks that have entries of their own.
    shown: str = ""
    #: Its names, the strongest match.
    names: tuple[str, ...] = ()
    #: Inflected forms, synonyms, names in other languages.
    also: tuple[str, ...] = ()
    #: Words of customers that the text does not use.
    sought: tuple[str, ...] = ()
    #: General words for it, as they are written, and those that only count beside one of them or its name.
    general: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    #: The words of its section or group.
    context: str = ""
    #: Names of the entries that it is about.
    about: tuple[str, ...] = ()
    #: Names of the services, layers and parties for the filters of results.
    facets: tuple[str, ...] = ()
    group: Group | None = None
    #: Where a text is whose title is its beginning: the section and the service.
    where: str = ""


#: Maximum number of characters of a title that is the beginning of a text.
_TITLE = 72


def beginning(text: str) -> str:
    """Return the first words of ``text`` as a title."""
    return text if len(text) <= _TITLE else text[:_TITLE].rpartition(" ")[0].rstrip(",;:–") + " …"


def telling(edition: Edition, words: str) -> str:
    """Return ``words`` without weak words."""
    weak = edition.words.own("search.weak-words").split()
    return " ".join(word for word in words.split() if word.lower() not in weak)


def sought(edition: Edition, name: str) -> tuple[str, ...]:
    return edition.catalogue.search_words_for(name, edition.language)


def in_others(edition: Edition, kind: str, id: str) -> tuple[str, ...]:
    """Return the names of an object in the other languages."""
    name = edition.catalogue.by_kind[kind][id].name
    return tuple(name[other] for other in edition.others if other in name)


def mentions(edition: Edition, *texts: str) -> tuple[str, ...]:
    """Return the terms in ``texts``."""
    return tuple(f"term:{id}" for id in dict.fromkeys(itertools.chain.from_iterable(map(edition.terms_in, texts))))


def in_brackets(edition: Edition, marks: Iterable[Mark]) -> str:
    """Return the marks in words, to be appended: `` (Note 1; The source says two things: t7)``; empty if there are none."""
    listed = marks_in_words(edition, marks)
    return f" ({'; '.join(listed)})" if listed else ""
