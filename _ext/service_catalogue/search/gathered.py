"""Everything that can be found, with its words counted: of a service made from its inputs, of the rest from the entries themselves."""

from __future__ import annotations

import json
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from service_catalogue import views
from service_catalogue.kept import Kept
from service_catalogue.model.service import Service
from service_catalogue.search.counted import Counted, counted, words_in
from service_catalogue.search.entries import Passage, entries_of_all
from service_catalogue.search.entry import Entry
from service_catalogue.search.groups import Groups
from service_catalogue.search.in_service import entries_in
from service_catalogue.search.keys import Totals, Weighing
from service_catalogue.search.numbers import Page, page_of
from service_catalogue.search.words import Stemmer
from service_catalogue.views.edition import Edition

#: The kinds of entries that are sections of documents.
_PROSE = ("section", "editing")
#: Under which name the summaries of all services are kept.
_SUMMARIES = "summaries"


class Own(NamedTuple):
    """Where what is in a service stands."""

    pages: list[Page]
    #: The names of its groups in their order, and whether several entries are in each.
    groups: list[tuple[str, bool]]


class OfAll(NamedTuple):
    """Some of what belongs to no service."""

    made_from: str
    entries: list[Counted]


class Summary(NamedTuple):
    """What there must be known of a service before any of its entries is written."""

    made_from: str
    #: How many of its entries stand on each page.
    pages: dict[Page, int]
    #: How many of its entries are in each group, in the order in which they are met.
    groups: dict[str, int]
    #: What it adds to the totals, compressed: wanted when it is to be taken away again.
    totals: bytes


class Summaries(NamedTuple):
    """What there must be known of all services, whose entries are many times as much."""

    of_service: dict[str, Summary]
    totals: dict[str, Counter[str]]


class Gathered:
    """What there must be known of all that can be found before any of it is written."""

    def __init__(self, edition: Edition, prose: Mapping[str, Iterable[Passage]], stemmer: Stemmer, kept: Kept) -> None:
        known, totals = _summaries(edition, stemmer, kept)
        self.words = set(totals["words"])
        self.weighing = Weighing(totals)
        #: How many entries stand on each page.
        self.pages: Counter[Page] = Counter()
        groups = Groups()
        for id, summary in known.items():
            self.pages.update(summary.pages)
            groups.add(id, summary.groups)
        self.of_service = {id: Own([*summary.pages], groups.in_order(summary.groups)) for id, summary in known.items()}
        first: dict[str, Counted] = {}
        for id in dict.fromkeys(groups.first.values()):
            for entry in in_service(edition, edition.catalogue.objects["service"][id], stemmer, kept)[0]:
                if entry.group and groups.first[entry.group.name] == id:
                    first.setdefault(entry.group.name, entry)
        for entry in first.values():
            self.weighing.add(entry)
        wholes = [*groups.wholes(edition, first, {name: totals[_facets_of(name)] for name in first})]
        #: What belongs to no service, kind by kind, prose by documents.
        self.of_all = {"whole": OfAll(views.digest(wholes), wholes)}
        for name, made_from, (entries, words) in _of_all(edition, prose, stemmer, kept):
            self.of_all[name] = OfAll(made_from, entries)
            self.words.update(words)
            for entry in entries:
                self.weighing.add(entry)
        self.pages.update(page_of(entry) for _, entries in self.of_all.values() for entry in entries)


def _summaries(edition: Edition, stemmer: Stemmer, kept: Kept) -> Summaries:
    """What there must be known of all services: kept, and changed where the inputs of one are others."""
    nothing = Summaries({}, defaultdict(Counter))
    before: Summaries = kept.read_object(_SUMMARIES, edition.language) or nothing
    # Without the places where their ids stand, which would be kept too.
    services = {str(service.id): service for service in edition.catalogue.services}
    same = {id for id, one in before.of_service.items() if id in services and one.made_from == _made_from(edition, services[id])}
    if not same:
        before = nothing
    now = Summaries({}, before.totals)
    for id, service in services.items():
        if id in same:
            now.of_service[id] = before.of_service[id]
            kept.spare(_name(service))
        else:
            made_from = _made_from(edition, service)
            entries, words = in_service(edition, service, stemmer, kept)
            more = _totals(entries, words)
            for kind, counts in more.items():
                now.totals[kind].update(counts)
            groups = Counter(entry.group.name for entry in entries if entry.group)
            packed = zlib.compress(json.dumps(more).encode())
            now.of_service[id] = Summary(made_from, dict(Counter(map(page_of, entries))), dict(groups), packed)
    gone = [summary for id, summary in before.of_service.items() if summary is not now.of_service.get(id)]
    for summary in gone:
        for kind, counts in json.loads(zlib.decompress(summary.totals)).items():
            left = now.totals[kind]
            left.subtract(counts)
            for name in [name for name in counts if not left[name]]:
                del left[name]
    if gone or now.of_service.keys() != before.of_service.keys():
        kept.write_object(_SUMMARIES, edition.language, now)
    return now


def _totals(entries: Iterable[Counted], words: Iterable[str]) -> Totals:
    """What a service adds to what is known of all."""
    weighing = Weighing()
    facets: dict[str, dict[str, int]] = {}
    for entry in entries:
        if entry.group:
            facets.setdefault(_facets_of(entry.group.name), {}).update(dict.fromkeys(entry.facets, 1))
        else:
            weighing.add(entry)
    return {"words": dict.fromkeys(words, 1), **weighing.totals(), **facets}


def _facets_of(group: str) -> str:
    """What the facets of all entries in ``group`` are counted under."""
    return f"facets of {group}"


def _of_all(
    edition: Edition, prose: Mapping[str, Iterable[Passage]], stemmer: Stemmer, kept: Kept
) -> Iterator[tuple[str, str, tuple[list[Counted], list[str]]]]:
    """What belongs to no service, and the words in it, by a name and with a digest of what these are made from."""
    together: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries_of_all(edition, prose):
        # Each document by itself: an edit of the data changes few of them.
        together[f"{entry.kind}/{entry.address.partition('#')[0]}" if entry.kind in _PROSE else entry.kind].append(entry)
    for name, inner in together.items():
        made_from = views.digest((sorted(stemmer.weak), inner))
        yield name, made_from, _counted(f"entries/{name}.pickle", f"{edition.language} {made_from}", inner.copy, stemmer, kept)


def in_service(edition: Edition, service: Service, stemmer: Stemmer, kept: Kept) -> tuple[list[Counted], list[str]]:
    """What can be found in ``service``, and every word in it; ``kept`` as made from its inputs."""
    return _counted(_name(service), _made_from(edition, service), lambda: [*entries_in(edition, service)], stemmer, kept)


def _name(service: Service) -> str:
    """The name under which the entries of ``service`` are kept."""
    return f"entries/services/{service.id}.pickle"


def _made_from(edition: Edition, service: Service) -> str:
    return f"{edition.language} {edition.catalogue.inputs.get(service.id)}"


def _counted(
    name: str, made_from: str, find: Callable[[], list[Entry]], stemmer: Stemmer, kept: Kept
) -> tuple[list[Counted], list[str]]:
    def make() -> tuple[list[Counted], list[str]]:
        entries = find()
        made = [counted(entry, stemmer) for entry in entries], words_in(entries, stemmer)
        stemmer.forget_texts()  # another service has others
        return made

    found: tuple[list[Counted], list[str]] = kept.object_once(name, made_from, make)
    return found


def stemmer_of(edition: Edition) -> Stemmer:
    """The stemmer of an index."""
    return Stemmer(edition.language, edition.words.own("search.weak-words").split())
