"""What the parts hold, kind by kind: of each item its size and a digest, which are known without its text, and the text when a part wants it."""

from __future__ import annotations

import functools
import itertools
import operator
from bisect import bisect
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from service_catalogue.search import parts
from service_catalogue.search.coded import as_json, coded
from service_catalogue.search.keys import PHRASE, Keys
from service_catalogue.search.shares import Shares
from service_catalogue.search.together import One


class KeyItems:
    """Each key and the phrases that begin with it: how many entries hold it, and which."""

    def __init__(self, keys: Keys, order: Iterable[str], sizes: Mapping[bytes, int]) -> None:
        self._keys = keys
        self._order = [*order]
        self._by_first: dict[str, list[str]] = defaultdict(list)
        for phrase in sorted(key for key in keys if key.startswith(PHRASE)):
            self._by_first[phrase.removeprefix(PHRASE).partition(" ")[0]].append(phrase)
        self._known = sizes
        #: How many characters there are, by the digest of what an item is made from.
        self.sizes: dict[bytes, int] = {}

    def __iter__(self) -> Iterator[parts.Item]:
        for number, key in enumerate(self._order):
            made_from = parts.mark(*(part for each in self._inner(key) for part in (each.encode(), self._keys.raw(each))))
            size = self.sizes[made_from] = self._known.get(made_from) or len(self.text(number))
            yield number, parts.hash_of(key), size, made_from

    def text(self, number: int) -> str:
        """What a part says of the key with this ``number``."""
        inner = self._inner(self._order[number])
        return as_json({each: [self._keys.with_rest(each), coded(self._keys[each])] for each in inner})[1:-1]

    def _inner(self, key: str) -> tuple[str, ...]:
        return key, *self._by_first.get(key, ())


class EntryItems:
    """What is shown of each entry, in the order of their numbers."""

    def __init__(self, shares: Shares, known: Mapping[str, One]) -> None:
        self._pages = sorted((first, raw, id) for id, one in known.items() for first, raw in one.items.items())
        self._texts = functools.lru_cache(maxsize=1)(shares.texts)  # for one entry after the other

    def __iter__(self) -> Iterator[parts.Item]:
        return itertools.chain.from_iterable(parts.unpacked(first, raw) for first, raw, _ in self._pages)

    def text(self, number: int) -> str:
        """What a part says of the entry with this ``number``."""
        first, _, id = self._pages[bisect(self._pages, number, key=operator.itemgetter(0)) - 1]
        return self._texts(id, first)[number - first]


class AnswerItems:
    """The answers of each service, in the order of their numbers."""

    def __init__(self, shares: Shares, known: Mapping[str, One]) -> None:
        self._shares = shares
        self._known = known
        self._services = {shares.numbers[f"service:{id}"]: id for id in known if shares.has_answers(id)}

    def __iter__(self) -> Iterator[parts.Item]:
        for number, id in sorted(self._services.items()):
            size, made_from = self._known[id].answers
            yield number, parts.hash_of(id), len(self._prefix(number)) + size, parts.mark(b"%d" % number, made_from)

    def text(self, number: int) -> str:
        """What a part says of the service with this ``number``."""
        return self._prefix(number) + self._shares.answers_of(self._services[number])

    def _prefix(self, number: int) -> str:
        return f'"{number}":'
