"""Everything that can be found, with its words counted: of a service made from its inputs, of the rest from the entries themselves."""

from __future__ import annotations

import functools
import itertools
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from service_catalogue import views
from service_catalogue.kept import Kept
from service_catalogue.model.service import Service
from service_catalogue.program import digest_of_program
from service_catalogue.search.counted import Counted, counted, words_in
from service_catalogue.search.entries import Passage, entries_of_all
from service_catalogue.search.entry import KINDS, Entry
from service_catalogue.search.groups import grouped
from service_catalogue.search.in_service import entries_in
from service_catalogue.search.words import Stemmer
from service_catalogue.views.edition import Edition

#: The kinds of entries that are sections of documents.
_PROSE = ("section", "editing")


def gathered(
    edition: Edition, prose: Mapping[str, Iterable[Passage]], stemmer: Stemmer, kept: Kept | None
) -> tuple[list[Counted], set[str]]:
    """Everything that can be found, kind by kind, and every word in it; with ``kept``, only what is new is counted."""
    every_word: set[str] = set()
    found: list[Counted] = []

    def add(entries: list[Counted], words: list[str]) -> None:
        found.extend(entries)
        every_word.update(words)

    for service in edition.catalogue.services:
        add(*in_service(edition, service, stemmer, kept))
    found = grouped(edition, found)
    together: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries_of_all(edition, prose):
        # Each document by itself: an edit of the data changes few of them.
        together[f"{entry.kind}/{entry.address.partition('#')[0]}" if entry.kind in _PROSE else entry.kind].append(entry)
    for name, inner in together.items():
        made_from = views.digest((sorted(stemmer.weak), inner))
        add(
            *_counted(f"entries/{name}.json", f"{program_of(edition)} {made_from}", functools.partial(list, inner), stemmer, kept)
        )
    return sorted(found, key=lambda entry: KINDS.index(entry.kind)), every_word


def in_service(edition: Edition, service: Service, stemmer: Stemmer, kept: Kept | None) -> tuple[list[Counted], list[str]]:
    """What can be found in ``service``, and every word in it; ``kept`` as made from its inputs."""
    made_from = f"{program_of(edition)} {edition.catalogue.inputs.get(service.id)}"
    return _counted(f"entries/services/{service.id}.json", made_from, lambda: [*entries_in(edition, service)], stemmer, kept)


def _counted(
    name: str, made_from: str, find: Callable[[], list[Entry]], stemmer: Stemmer, kept: Kept | None
) -> tuple[list[Counted], list[str]]:
    def make() -> tuple[list[Counted], list[str]]:
        entries = find()
        made = [counted(entry, stemmer) for entry in entries], words_in(entries, stemmer)
        stemmer.forget_texts()  # another service has others
        return made

    entries, words = kept.once(name, made_from, make) if kept else make()
    return [*itertools.starmap(Counted, entries)], words


def stemmer_of(edition: Edition) -> Stemmer:
    """The stemmer of an index."""
    return Stemmer(edition.language, edition.words.own("search.weak-words").split())


def program_of(edition: Edition) -> str:
    """What everything that is kept of an index is made by."""
    return f"{edition.language} {digest_of_program()}"
