"""What each service has in the index: kept, for an edit of one changes neither the texts nor the numbers of others."""

from __future__ import annotations

import itertools
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from service_catalogue import views
from service_catalogue.kept import Kept
from service_catalogue.model.service import Service
from service_catalogue.search import parts
from service_catalogue.search.answers import answers
from service_catalogue.search.coded import as_json
from service_catalogue.search.counted import Counted
from service_catalogue.search.gathered import Gathered, in_service
from service_catalogue.search.groups import arranged, members
from service_catalogue.search.keys import keys_of
from service_catalogue.search.numbers import numbered, page_of
from service_catalogue.search.words import LINKS, Stemmer
from service_catalogue.views.edition import Edition

#: What belongs to no service and can be named by what does.
_NAMED = ("layer:", "party:", "task:", "term:")


class Share(NamedTuple):
    """What some entries have in the index."""

    #: The postings of each key, as bytes.
    keys: dict[str, bytes]
    #: What is shown of those that stand on each page, whose numbers follow each other: by the first of these, compressed.
    shown: list[tuple[int, bytes]]


class Shares:
    """The shares of services, and of everything else."""

    def __init__(
        self, edition: Edition, gathered: Gathered, starts: Mapping[tuple[str, str], int], stemmer: Stemmer, kept: Kept
    ) -> None:
        self._edition = edition
        self._gathered = gathered
        self._starts = starts
        self._stemmer = stemmer
        self._kept = kept
        self._weighing = gathered.weighing.means, gathered.weighing.parts(stemmer, LINKS.get(edition.language, ()))
        self._weighed = views.digest(self._weighing)
        self._of_all = numbered(gathered.of_all, starts)
        #: The number of everything that belongs to no service and has a name.
        self.numbers = _numbers(self._of_all)
        self._named = {name: number for name, number in self.numbers.items() if name.startswith(_NAMED)}
        self._numbers_named = views.digest(self._named)

    def of_all(self) -> Share:
        """The share of what belongs to no service."""
        return self._share(self._of_all, self.numbers)

    def of(self, service: Service) -> Share:
        """The share of what belongs to ``service``."""

        def make() -> Share:
            found = self._numbered(service)
            return self._share(found, {**self._named, **_numbers(found)})

        share: Share = self._kept.object_once(f"shares/{service.id}", f"{self._made_from(service)} {self._weighed}", make)
        return share

    def answers_of(self, service: Service) -> str:
        """The answers of a service as JSON, and its own lists for what is found as those of all."""

        def make() -> str:
            found = self._numbered(service)
            said = answers(self._edition, service, {**self._named, **_numbers(found)})
            self._edition.forget(service)
            return as_json([*said, members(found, self.numbers)])

        text: str = self._kept.object_once(f"answers/{service.id}", self._made_from(service), make)
        return text

    def _made_from(self, service: Service) -> str:
        """The inputs of a service, and a digest of the numbers of what it has and can name."""
        own = self._gathered.of_service[service.id]
        groups = [(name, several, self.numbers.get(name)) for name, several in own.groups]
        numbers = views.digest((self._numbers_named, [self._starts[page] for page in own.pages], groups))
        return f"{self._edition.language} {self._edition.catalogue.inputs.get(service.id)} {numbers}"

    def _numbered(self, service: Service) -> dict[int, Counted]:
        entries, _ = in_service(self._edition, service, self._stemmer, self._kept)
        return numbered(arranged(entries, self._gathered.of_service[service.id].groups), self._starts)

    def _share(self, found: Mapping[int, Counted], numbers: Mapping[str, int]) -> Share:
        keys = {key: postings.tobytes() for key, postings in keys_of(found, numbers, *self._weighing).items()}
        shown: list[tuple[int, bytes]] = []
        for _, on_page in itertools.groupby(found.items(), key=lambda each: page_of(each[1])):
            items = [
                parts.item("entries", entry.address, number, f'"{number}":{as_json(_shown(entry, numbers))}')
                for number, entry in on_page
            ]
            shown.append((items[0][0], zlib.compress(json.dumps(items).encode())))
        return Share(keys, shown)


def shown_in(shares: Iterable[tuple[int, bytes]]) -> Iterator[parts.Item]:
    """What is shown of all entries that are so compressed, in the order of their numbers."""
    for _, compressed in sorted(shares):
        yield from json.loads(zlib.decompress(compressed))


def _numbers(found: Mapping[int, Counted]) -> dict[str, int]:
    return {entry.name: number for number, entry in found.items() if entry.name}


def _shown(entry: Counted, numbers: Mapping[str, int]) -> list[object]:
    """What is shown of an entry; of a task also how many services have it, and the first of them."""
    shown: list[object] = [entry.title, entry.shown, entry.address]
    if entry.kind == "task" and (services := [numbers[facet] for facet in entry.facets if facet.startswith("service:")]):
        return [*shown, services[0], len(services)]
    return shown
