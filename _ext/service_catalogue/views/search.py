"""The page of the search; without JavaScript, what it would search."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from service_catalogue.schema.kinds import Localized
from service_catalogue.views.edition import Edition
from service_catalogue.views.elements import Entry, title_of
from service_catalogue.views.home import ways
from service_catalogue.views.page import Address, Kind, Page, Part, first_place
from service_catalogue.views.piece import Link, plain

#: The kinds of results, as a reader chooses among them.
KINDS = (
    "service",
    "task",
    "cell",
    "statement",
    "note",
    "stated",
    "duties",
    "term",
    "standard",
    "layer",
    "party",
    "section",
)


@dataclass(frozen=True)
class Filter:
    """What results can be narrowed down to: a parameter of the address, and the values that it can have, each with its name."""

    parameter: str
    label: str
    every: str
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class SearchView:
    """What the search offers before anything is asked."""

    filters: tuple[Filter, ...]
    #: What each kind of result is called.
    kinds: tuple[tuple[str, str], ...]
    ways: tuple[Entry, ...]


SEARCH: Kind[SearchView] = Kind("search")
ALPHABET: Kind[tuple[tuple[str, tuple[Entry, ...]], ...]] = Kind("alphabet")


def search_page(edition: Edition, address: Address) -> Page:
    words = edition.words
    services = words("nav.services"), Link("services/index"), words("way.services")
    with_data = bool(edition.catalogue.parties or edition.catalogue.services)
    found = (services, *((way.name, way.link, way.words) for way in ways(edition))) if with_data else ()
    entries = tuple(Entry(edition.pieces(name, lambda term: False), link, told) for name, link, told in found)
    shown = [kind for kind in KINDS if kind != "standard" or edition.catalogue.standards] if with_data else ["section"]
    kinds = tuple((kind, words(f"kind.{kind}")) for kind in shown)
    return Page(
        document=address.document,
        title=words("nav.search"),
        heading=edition.pieces(words("nav.search"), lambda term: False),
        description=words("search.lead"),
        parts=(
            SEARCH.part(SearchView(_filters(edition, kinds), kinds, entries)),
            *_alphabet(edition, "tasks", [(task.name, Link(f"tasks/{task.id}")) for task in edition.catalogue.tasks]),
            *_alphabet(edition, "terms", [(term.name, Link("glossary", term.id)) for term in edition.catalogue.terms]),
        ),
        at=first_place(edition.catalogue.search_words),
    )


def _filters(edition: Edition, kinds: tuple[tuple[str, str], ...]) -> tuple[Filter, ...]:
    """Those that have something to choose."""
    catalogue, words = edition.catalogue, edition.words
    values = {
        "kind": kinds,
        "service": tuple((service.id, title_of(edition, service)) for service in catalogue.services),
        "layer": tuple((layer.id, edition.plain(layer.name)) for layer in catalogue.layers),
        "party": tuple((party.id, edition.plain(party.name)) for party in catalogue.parties),
    }
    return tuple(
        Filter(parameter, words(f"filter.{parameter}"), words(f"filter.{parameter}.every"), found)
        for parameter, found in values.items()
        if len(found) > 1
    )


def _alphabet(edition: Edition, key: str, things: list[tuple[Localized, Link]]) -> tuple[Part[object], ...]:
    """``things`` from A to Z, a line for each letter."""
    words = edition.words
    named = sorted(((edition.name(name), link) for name, link in things), key=lambda thing: words.sort_key(plain(thing[0])))
    letters = tuple(
        (initial, tuple(Entry(name, link) for name, link in group))
        for initial, group in itertools.groupby(named, lambda thing: words.initial(plain(thing[0])))
    )
    return (ALPHABET.part(letters, f"part.{key}", words(f"search.{key}")),) if letters else ()
