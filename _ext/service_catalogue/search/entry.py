"""Entries of the search, and helpers that fill them."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from service_catalogue.views.annotations import Mark
from service_catalogue.views.edition import Edition

#: The kinds of entries, in the order in which they are numbered.
KINDS = ("service", "task", "layer", "party", "term", "standard", "statement", "note", "stated", "duties", "section")


class Group(NamedTuple):
    """A list that each service has of its own, such as what the customer is informed of: what all of them are found as."""

    name: str
    title: str
    #: Where the services that have it are listed.
    address: str


@dataclass(frozen=True)
class Entry:
    """Something that can be found."""

    kind: str
    #: What it is called by those who refer to it: ``task:backup``; empty for prose.
    name: str
    title: str
    text: str
    #: From the root of the language.
    address: str
    #: What is shown where that is not what is searched, such as a list of tasks that have entries of their own.
    shown: str = ""
    #: What it is called: its names, by which it is found best.
    names: tuple[str, ...] = ()
    #: What else it is called: inflected forms, synonyms, its names in other languages.
    also: tuple[str, ...] = ()
    #: What customers call it, where the text uses other words.
    sought: tuple[str, ...] = ()
    #: Where it stands: its section, its group.
    context: str = ""
    #: What it is about, by name.
    about: tuple[str, ...] = ()
    #: The services, layers and parties that it belongs to, by name; these are what results are filtered by.
    facets: tuple[str, ...] = ()
    #: The lists of all services that it is one of.
    group: Group | None = None


def telling(edition: Edition, words: str) -> str:
    """``words`` but for the small ones, by which nothing is to be found."""
    weak = edition.words.own("search.weak-words").split()
    return " ".join(word for word in words.split() if word.lower() not in weak)


def sought(edition: Edition, name: str) -> tuple[str, ...]:
    return edition.catalogue.search_words_for(name, edition.language)


def in_others(edition: Edition, kind: str, id: str) -> tuple[str, ...]:
    """The names of an object in the other languages."""
    name = edition.catalogue.by_kind[kind][id].name
    return tuple(name[other] for other in edition.others if other in name)


def mentions(edition: Edition, *texts: str) -> tuple[str, ...]:
    """The terms in ``texts``."""
    return tuple(f"term:{id}" for id in dict.fromkeys(itertools.chain.from_iterable(map(edition.terms_in, texts))))


def marks_in_words(edition: Edition, marks: Iterable[Mark]) -> list[str]:
    """The notes, then the tensions and then the exceptions: ``["Note 1", "The source says two things: t7, t8"]``."""
    each = list(dict.fromkeys(marks))
    listed = [mark.words for mark in each if mark.kind == "note"]
    for kind in ("tension", "exception"):
        ids = ", ".join(mark.label.removeprefix("!") for mark in each if mark.kind == kind)
        listed += [edition.words(f"departure.mark.{kind}", id=ids)] if ids else []
    return listed


def in_brackets(edition: Edition, marks: Iterable[Mark]) -> str:
    """The same after what it belongs to: `` (Note 1; The source says two things: t7)``; empty if there are none."""
    listed = marks_in_words(edition, marks)
    return f" ({'; '.join(listed)})" if listed else ""
