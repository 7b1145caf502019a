"""Words that are put together of others, as *kapacitetsstyring* is of *kapacitet* and *styring*."""

from __future__ import annotations

import functools
from collections.abc import Callable, Container, Iterable

#: Letters in the first part of a compound, and in the last: *ment* and *ring* are endings too.
_FIRST = 4
_LAST = 5


class Compounds:
    """Takes compounds apart: into words that are ``known`` by their stems, with one of ``links`` between them or none."""

    def __init__(self, stem: Callable[[str], str], links: Iterable[str], known: Container[str]) -> None:
        self._stem = stem
        self._links = tuple(links)
        self._known = known
        self.parts = functools.cache(self._parts)

    def _parts(self, key: str) -> tuple[str, ...]:
        """The stems of the parts of the compound whose stem is ``key``, the longest last part of all; nothing if it is none."""
        if not self._links:
            return ()
        for at in range(_FIRST, len(key) - _LAST + 1):
            last = key[at:]
            if last not in self._known:
                continue
            for link in ("", *self._links):
                first = key[:at].removesuffix(link)
                if len(first) >= _FIRST and key[:at].endswith(link) and (stem := self._stem(first)) in self._known and stem != key:
                    return stem, last
        return ()
