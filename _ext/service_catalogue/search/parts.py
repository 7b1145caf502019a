"""The parts of the index: what a browser loads as a whole, and where one ends and the next begins."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

#: Characters in a part of a small index; it has half of them at least, and twice as many at most.
_SIZE = {"keys": 650, "entries": 1_200, "answers": 8_000}
#: One in so many items may begin such a part.
_ONE_IN = {"keys": 10, "entries": 4, "answers": 2}
KINDS = tuple(_SIZE)
#: Number of entries of a small index. With four times as many, its parts are twice as large.
_SMALL = 500
#: Maximum factor by which parts grow, and the kinds that do: the answers of a service are loaded as a whole in any case.
_LARGEST = 4
_GROWING = ("keys", "entries")

#: The number of something, its name, and its characters inside the braces of a part.
Item = tuple[int, str, str]


def times_as_large(kind: str, entries: int) -> int:
    """Return the factor by which the parts of an index with this number of ``entries`` are larger than those of a small one.

    With four times the entries there are twice as many parts, each twice as large: a search loads little of a small index, and a large
    one does not consist of thousands of files. A power of two, since every part changes with it.
    """
    if kind not in _GROWING:
        return 1
    return min(_LARGEST, 1 << max(0, (entries // _SMALL).bit_length() - 1) // 2)


def in_parts(kind: str, items: Iterable[Item], times: int = 1) -> Iterator[tuple[int, str]]:
    """Yield the first number and the text of each part of ``items``, ``times`` as large as those of a small index.

    A part ends where the name of the next item says so, so that an item more does not move the ends of all that follow.
    """
    most, one_in = _SIZE[kind] * times, _ONE_IN[kind] * times
    first = size = 0
    inner: list[str] = []
    for number, name, text in items:
        may_begin = zlib.crc32(name.encode()) % one_in == 0
        if inner and ((size > most // 2 and may_begin) or size + len(text) > most * 2):
            yield first, f"{{{','.join(inner)}}}"
            inner, size = [], 0
        if not inner:
            first = number
        inner.append(text)
        size += len(text)
    if inner:
        yield first, f"{{{','.join(inner)}}}"
