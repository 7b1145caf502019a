"""The corpus: all entries with their words counted, and the statistics that numbers and weights depend on."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator

from service_catalogue import views
from service_catalogue.model.service import Service
from service_catalogue.search.entries import Prose, entries_of_all
from service_catalogue.search.entry import Entry, Group
from service_catalogue.search.numbering import Share
from service_catalogue.search.postings import Weighing
from service_catalogue.search.service_entries import entries_in
from service_catalogue.search.word_counts import FIELDS, Counted, counted, words_in
from service_catalogue.search.words import Stemmer
from service_catalogue.store import Store, digest_of_program
from service_catalogue.views.edition import Edition

_SERVICE = "service:"


class Groups:
    """Groups of entries, in the order of their first entry."""

    def __init__(self) -> None:
        self._first: dict[str, Counted] = {}
        self._counts: Counter[str] = Counter()
        self._facets: dict[str, set[str]] = {}

    def add(self, entry: Counted, group: Group) -> None:
        """Add an entry that is in ``group``."""
        self._first.setdefault(group.name, entry)
        self._counts[group.name] += 1
        self._facets.setdefault(group.name, set()).update(entry.facets)

    @property
    def first(self) -> Collection[Counted]:
        """The first entry of each group; the others have the same words, so only the first is indexed."""
        return self._first.values()

    def wholes(self, edition: Edition) -> Iterator[Counted]:
        """Yield an entry for each group of several entries: the first one, with the facets of all."""
        for name, first in self._first.items():
            if first.group and self._counts[name] > 1:
                shown = edition.words("search.in-services", count=self._counts[name])
                yield first._replace(**first.group._asdict(), shown=shown, facets=tuple(sorted(self._facets[name])), group=None)

    def arranged(self, entries: Iterable[Counted]) -> Iterator[Counted]:
        """Yield the ``entries`` of a service, those in groups last, by group, and without words if the group has several."""
        inner: dict[str, list[Counted]] = {}
        for entry in entries:
            if entry.group:
                inner.setdefault(entry.group.name, []).append(entry)
            else:
                yield entry
        for name in filter(inner.__contains__, self._first):
            yield from map(_member, inner[name]) if self._counts[name] > 1 else inner[name]


def _member(entry: Counted) -> Counted:
    return entry._replace(about=(), facets=_service(entry), counts=tuple({} for _ in FIELDS), phrases={})


def _service(entry: Counted) -> tuple[str, ...]:
    return tuple(facet for facet in entry.facets if facet.startswith(_SERVICE))


#: The kind of entries that are sections of documents.
_PROSE = "section"


class Corpus:
    """Entries of an index.

    The entries of services are read from the store twice, for the statistics and by :meth:`in_service`, so that memory does not
    hold those of hundreds of services.
    """

    def __init__(self, edition: Edition, prose: Prose, stemmer: Stemmer, store: Store) -> None:
        self._edition = edition
        self._stemmer = stemmer
        self._store = store
        self._groups = Groups()
        self.words: set[str] = set()
        #: The number of entries of each share.
        self.counts: Counter[Share] = Counter()
        self.weighing = Weighing()
        for service in edition.catalogue.services:
            for entry in self._add(service.id, *counted_in(edition, service, stemmer, store)):
                if entry.group:
                    self._groups.add(entry, entry.group)
                else:
                    self.weighing.add(entry)
        for entry in self._groups.first:
            self.weighing.add(entry)
        #: The entries that belong to no service.
        self.shared = [*self._add("", self._groups.wholes(edition), ())]
        for entries, words in _counted_of_all(edition, prose, stemmer, store):
            for entry in self._add("", entries, words):
                self.shared.append(entry)
                self.weighing.add(entry)

    def in_service(self, service: Service) -> Iterator[Counted]:
        """Yield the entries of ``service``, arranged by groups."""
        entries, _ = counted_in(self._edition, service, self._stemmer, self._store)
        return self._groups.arranged(entries)

    def _add(self, service: str, entries: Iterable[Counted], words: Iterable[str]) -> Iterator[Counted]:
        self.words.update(words)
        for entry in entries:
            self.counts[entry.kind, service] += 1
            yield entry


def counted_in(edition: Edition, service: Service, stemmer: Stemmer, store: Store) -> tuple[list[Counted], list[str]]:
    """Return the entries of ``service`` and every word in them, stored by the inputs of the service."""
    return _counted(
        f"search/services/{service.id}", inputs_of(edition, service), lambda: [*entries_in(edition, service)], stemmer, store
    )


def inputs_of(edition: Edition, service: Service) -> str:
    """Return the key of stored entries of ``service``."""
    return f"{digest_of_program()} {edition.language} {edition.catalogue.inputs.get(service.id)}"


def _counted_of_all(edition: Edition, prose: Prose, stemmer: Stemmer, store: Store) -> Iterator[tuple[list[Counted], list[str]]]:
    """Yield the entries that belong to no service, with their words: by kind, and prose by document."""
    inner: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries_of_all(edition, prose):
        # Each document has an entry of the store, since an edit of the data changes few of them.
        document = entry.address.partition(".html")[0].replace("/", ".")  # no folder may be named like an entry
        inner[f"{entry.kind}/{document}" if entry.kind == _PROSE else entry.kind].append(entry)
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
    return Stemmer(edition.language, edition.words.own("search.weak-words").split())
