"""The parts of the index: what a browser loads as a whole, and where one ends and the next begins."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

#: Characters in a part; it has half of them at least, and twice as many at most.
_SIZE = {"keys": 650, "entries": 1_200, "answers": 8_000}
#: One in so many items may begin a part.
_ONE_IN = {"keys": 10, "entries": 4, "answers": 2}
KINDS = tuple(_SIZE)

#: The number of something, whether a part may begin with it, and what a part says of it inside its braces.
Item = tuple[int, bool, str]


def item(kind: str, name: str, number: int, text: str) -> Item:
    """What a part of this ``kind`` says of what has this ``name``, which decides whether a part may begin with it."""
    return number, zlib.crc32(name.encode()) % _ONE_IN[kind] == 0, text


def in_parts(kind: str, items: Iterable[Item]) -> Iterator[tuple[int, str]]:
    """The parts with ``items``: the first number of each, and what it holds.

    A part ends where the name of the next item says so, so that an item more does not move the ends of all that follow.
    """
    first, inner, size = 0, list[str](), 0
    for number, begins, text in items:
        if inner and ((begins and size > _SIZE[kind] // 2) or size + len(text) > _SIZE[kind] * 2):
            yield first, f"{{{','.join(inner)}}}"
            inner.clear()
        if not inner:
            first, size = number, 0
        inner.append(text)
        size += len(text)
    if inner:
        yield first, f"{{{','.join(inner)}}}"
