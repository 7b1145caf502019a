"""Everything that can be found, with its words counted, and the statistics of all of it that numbers and weights depend on."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

from service_catalogue import views
from service_catalogue.model.service import Service
from service_catalogue.search.entries import Passage, entries_of_all
from service_catalogue.search.entry import Entry
from service_catalogue.search.groups import Groups
from service_catalogue.search.numbering import Page, page_of
from service_catalogue.search.postings import Weighing
from service_catalogue.search.service_entries import entries_in
from service_catalogue.search.word_counts import Counted, counted, words_in
from service_catalogue.search.words import Stemmer
from service_catalogue.store import Store, digest_of_program
from service_catalogue.views.edition import Edition

#: The kind of entries that are sections of documents.
_PROSE = "section"


class Corpus:
    """The entries of an index.

    Those of services are read from the store once for the statistics and once more by :meth:`in_service`: memory does not hold
    those of hundreds of services.
    """

    def __init__(self, edition: Edition, prose: Mapping[str, Iterable[Passage]], stemmer: Stemmer, store: Store) -> None:
        self._edition = edition
        self._stemmer = stemmer
        self._store = store
        self._groups = Groups()
        #: Every word.
        self.words: set[str] = set()
        #: The number of entries on each page.
        self.pages: Counter[Page] = Counter()
        self.weighing = Weighing()
        for service in edition.catalogue.services:
            for entry in self._add(*counted_in(edition, service, stemmer, store)):
                if entry.group:
                    self._groups.add(entry, entry.group)
                else:
                    self.weighing.add(entry)
        for entry in self._groups.first:
            self.weighing.add(entry)
        #: The entries that belong to no service.
        self.shared = [*self._add(self._groups.wholes(edition), ())]
        for entries, words in _counted_of_all(edition, prose, stemmer, store):
            for entry in self._add(entries, words):
                self.shared.append(entry)
                self.weighing.add(entry)

    def in_service(self, service: Service) -> Iterator[Counted]:
        """Yield the entries of ``service``, arranged by groups."""
        entries, _ = counted_in(self._edition, service, self._stemmer, self._store)
        return self._groups.arranged(entries)

    def _add(self, entries: Iterable[Counted], words: Iterable[str]) -> Iterator[Counted]:
        self.words.update(words)
        for entry in entries:
            self.pages[page_of(entry)] += 1
            yield entry


def counted_in(edition: Edition, service: Service, stemmer: Stemmer, store: Store) -> tuple[list[Counted], list[str]]:
    """Return the entries of ``service`` and every word in them, stored by the inputs of the service."""
    return _counted(
        f"search/services/{service.id}", inputs_of(edition, service), lambda: [*entries_in(edition, service)], stemmer, store
    )


def inputs_of(edition: Edition, service: Service) -> str:
    """Return the key of what is stored of ``service``."""
    return f"{digest_of_program()} {edition.language} {edition.catalogue.inputs.get(service.id)}"


def _counted_of_all(
    edition: Edition, prose: Mapping[str, Iterable[Passage]], stemmer: Stemmer, store: Store
) -> Iterator[tuple[list[Counted], list[str]]]:
    """Yield the entries that belong to no service, with the words in them: kind by kind, and prose by documents."""
    inner: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries_of_all(edition, prose):
        # Each document by itself: an edit of the data changes few of them.
        inner[f"{entry.kind}/{entry.address.partition('.html')[0]}" if entry.kind == _PROSE else entry.kind].append(entry)
    for name, entries in inner.items():
        key = f"{digest_of_program()} {edition.language} {views.digest((sorted(stemmer.weak), entries))}"
        yield _counted(f"search/all/{name}", key, entries.copy, stemmer, store)


def _counted(
    name: str, key: str, find: Callable[[], list[Entry]], stemmer: Stemmer, store: Store
) -> tuple[list[Counted], list[str]]:
    def make() -> tuple[list[Counted], list[str]]:
        entries = find()
        made = [counted(entry, stemmer) for entry in entries], words_in(entries, stemmer)
        stemmer.forget_texts()  # another service has others
        return made

    entries, words = store.compute(name, key, make)
    return [Counted.from_json(values) for values in entries], words


def stemmer_of(edition: Edition) -> Stemmer:
    """Return the stemmer of an index."""
    return Stemmer(edition.language, edition.words.own("search.weak-words").split())
