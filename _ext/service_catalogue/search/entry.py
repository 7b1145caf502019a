"""Something that the search can find."""

from __future__ import annotations

from dataclasses import dataclass

from service_catalogue.views.edition import Edition

#: The kinds of entries, in the order in which they are numbered.
KINDS = ("service", "task", "layer", "party", "term", "standard", "statement", "note", "stated", "duties", "section", "editing")


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


def telling(edition: Edition, words: str) -> str:
    """``words`` but for the small ones, by which nothing is to be found."""
    weak = edition.words.own("search.weak-words").split()
    return " ".join(word for word in words.split() if word.lower() not in weak)
