"""What each service has in the index: kept, for an edit of one changes neither the texts nor the numbers of others."""

from __future__ import annotations

import itertools
import json
import zlib
from collections.abc import Mapping
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


#: What stands before the name of what belongs to no service, where others have the id of one.
_OF_ALL = "all/"


class Share(NamedTuple):
    """What some entries have in the index."""

    #: The postings of each key, as bytes.
    keys: dict[str, bytes]
    #: The items of those that stand on each page, whose numbers follow each other: by the first of these, packed.
    items: dict[int, bytes]
    #: What parts say of them, compressed.
    texts: dict[int, bytes]


class Shares:
    """The shares of services, by their ids, and of everything else."""

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
        self._of_all = {f"{_OF_ALL}{name}": numbered(part.entries, starts) for name, part in gathered.of_all.items()}
        #: The number of everything that belongs to no service and has a name.
        self.numbers = {name: number for found in self._of_all.values() for name, number in _numbers(found).items()}
        self._named = {name: number for name, number in self.numbers.items() if name.startswith(_NAMED)}
        self._numbers_named = views.digest(self._named)
        self._compressed: dict[int, bytes] = {}
        #: What each share is made from.
        self.made_from: dict[str, str] = {}
        numbers = views.digest(self.numbers)
        for id, part in zip(self._of_all, gathered.of_all.values(), strict=True):
            places = views.digest([(number, entry.address) for number, entry in self._of_all[id].items()])
            self.made_from[id] = f"{edition.language} {part.made_from} {places} {numbers} {self._weighed}"
        for id in gathered.of_service:
            self.made_from[id] = f"{self._made_from(self._service(id))} {self._weighed}"

    def of(self, id: str) -> Share:
        """The share with this ``id``."""
        share: Share = self._kept.object_once(_name(id), self.made_from[id], lambda: self._make(id))
        self._compressed.update(share.texts)
        return share

    def texts(self, id: str, first: int) -> list[str]:
        """What parts say of the entries on the page of which one has this ``first`` number."""
        if first not in self._compressed:
            self.of(id)
        texts: list[str] = json.loads(zlib.decompress(self._compressed[first]))
        return texts

    def before(self, id: str, made_from: str) -> Share | None:
        """The share as it was ``made_from`` something else, if that is kept still."""
        share: Share | None = self._kept.read_object(_name(id), made_from)
        return share

    def spare(self, id: str) -> None:
        """Let what is kept of a share stay though nobody asks for it."""
        self._kept.spare(_name(id))
        self._kept.spare(_name_of_answers(id))

    def _make(self, id: str) -> Share:
        if id in self._of_all:
            return self._share(self._of_all[id], self.numbers)
        found = self._numbered(self._service(id))
        return self._share(found, {**self._named, **_numbers(found)})

    def has_answers(self, id: str) -> bool:
        """Whether the share is that of a service."""
        return id not in self._of_all

    def answers_of(self, id: str) -> str:
        """The answers of a service as JSON, and its own lists for what is found as those of all."""
        service = self._service(id)

        def make() -> str:
            found = self._numbered(service)
            said = answers(self._edition, service, {**self._named, **_numbers(found)})
            self._edition.forget(service)
            return as_json([*said, members(found, self.numbers)])

        text: str = self._kept.object_once(_name_of_answers(id), self._made_from(service), make)
        return text

    def _service(self, id: str) -> Service:
        return self._edition.catalogue.objects["service"][id]

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
        share = Share(keys, {}, {})
        for _, on_page in itertools.groupby(found.items(), key=lambda each: page_of(each[1])):
            entries = dict(on_page)
            texts = [f'"{number}":{as_json(_shown(entry, numbers))}' for number, entry in entries.items()]
            first = next(iter(entries))
            share.items[first] = parts.packed(zip((entry.address for entry in entries.values()), texts, strict=True))
            share.texts[first] = zlib.compress(json.dumps(texts).encode())
        return share


def _name(id: str) -> str:
    """The name under which a share is kept."""
    return f"shares/{id}.pickle"


def _name_of_answers(id: str) -> str:
    return f"answers/{id}"


def _numbers(found: Mapping[int, Counted]) -> dict[str, int]:
    return {entry.name: number for number, entry in found.items() if entry.name}


def _shown(entry: Counted, numbers: Mapping[str, int]) -> list[object]:
    """What is shown of an entry; of a task also how many services have it, and the first of them."""
    shown: list[object] = [entry.title, entry.shown, entry.address]
    if entry.kind == "task" and (services := [numbers[facet] for facet in entry.facets if facet.startswith("service:")]):
        return [*shown, services[0], len(services)]
    return shown
