"""Everything that can be found, with its words counted: of a service made from its inputs, of the rest from the entries themselves."""

from __future__ import annotations

import functools
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
from service_catalogue.search.keys import Weighing
from service_catalogue.search.numbers import Page, page_of
from service_catalogue.search.words import Stemmer
from service_catalogue.views.edition import Edition

#: The kinds of entries that are sections of documents.
_PROSE = ("section", "editing")


class Own(NamedTuple):
    """Where what is in a service stands."""

    pages: list[Page]
    #: The names of its groups in their order, and whether several entries are in each.
    groups: list[tuple[str, bool]]


class Gathered:
    """What there must be known of all that can be found before any of it is written; the entries of a service are let go."""

    def __init__(self, edition: Edition, prose: Mapping[str, Iterable[Passage]], stemmer: Stemmer, kept: Kept) -> None:
        self.words: set[str] = set()
        self.weighing = Weighing()
        #: How many entries stand on each page.
        self.pages: Counter[Page] = Counter()
        self.of_service: dict[str, Own] = {}
        groups = Groups()
        own: dict[str, tuple[list[Page], set[str]]] = {}
        for service in edition.catalogue.services:
            entries, words = in_service(edition, service, stemmer, kept)
            self.words.update(words)
            pages = Counter(map(page_of, entries))
            self.pages.update(pages)
            own[service.id] = [*pages], {entry.group.name for entry in entries if entry.group}
            for entry in entries:
                if groups.add(entry):
                    self.weighing.add(entry)
        for id, (of_service, names) in own.items():
            self.of_service[id] = Own(of_service, groups.in_order(names))
        #: What belongs to no service.
        self.of_all = [*groups.wholes(edition)]
        for entries, words in _of_all(edition, prose, stemmer, kept):
            self.of_all += entries
            self.words.update(words)
            for entry in entries:
                self.weighing.add(entry)
        self.pages.update(map(page_of, self.of_all))


def _of_all(
    edition: Edition, prose: Mapping[str, Iterable[Passage]], stemmer: Stemmer, kept: Kept
) -> Iterator[tuple[list[Counted], list[str]]]:
    """What belongs to no service, and the words in it."""
    together: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries_of_all(edition, prose):
        # Each document by itself: an edit of the data changes few of them.
        together[f"{entry.kind}/{entry.address.partition('#')[0]}" if entry.kind in _PROSE else entry.kind].append(entry)
    for name, inner in together.items():
        made_from = views.digest((sorted(stemmer.weak), inner))
        yield _counted(f"entries/{name}.pickle", f"{edition.language} {made_from}", functools.partial(list, inner), stemmer, kept)


def in_service(edition: Edition, service: Service, stemmer: Stemmer, kept: Kept) -> tuple[list[Counted], list[str]]:
    """What can be found in ``service``, and every word in it; ``kept`` as made from its inputs."""
    made_from = f"{edition.language} {edition.catalogue.inputs.get(service.id)}"
    return _counted(f"entries/services/{service.id}.pickle", made_from, lambda: [*entries_in(edition, service)], stemmer, kept)


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
