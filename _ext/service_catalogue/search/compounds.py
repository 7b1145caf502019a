"""Words that are put together of others, as *kapacitetsstyring* is of *kapacitet* and *styring*."""

from __future__ import annotations

import functools
from collections.abc import Callable, Container, Iterable

#: Letters in the first part of a compound, and in the last: *ment* and *ring* are endings too.
_FIRST = 4
_LAST = 5


class Compounds:
    """Takes compounds apart: into stems that are ``known``, with one of ``links`` or nothing between them; without links, none."""

    def __init__(self, stem: Callable[[str], str], links: Iterable[str], known: Container[str]) -> None:
        self._stem = stem
        self._links = tuple(links)
        self._known = known
        self.parts = functools.cache(self._parts)

    def _parts(self, key: str) -> tuple[str, ...]:
        """The stems of the two parts of the compound whose stem is ``key``, the last as long as can be; nothing if it is none."""
        places = range(_FIRST, len(key) - _LAST + 1) if self._links else ()
        for at in (at for at in places if key[at:] in self._known):
            for link in ("", *self._links):
                stem = self._stem(key[:at].removesuffix(link)) if key[:at].endswith(link) else ""
                if len(stem) >= _FIRST and stem in self._known:
                    return stem, key[at:]
        return ()
