"""The parts of the index: what a browser loads as a whole, and where one ends and the next begins.

Where one ends is known from the sizes of items alone, so what stands in a part need not be made if it is written already.
"""

from __future__ import annotations

import functools
import hashlib
import struct
import zlib
from collections.abc import Iterable, Iterator
from typing import Protocol

#: Characters in a part; it has half of them at least, and twice as many at most.
_SIZE = {"keys": 650, "entries": 1_200, "answers": 8_000}
#: One in so many items may begin a part.
_ONE_IN = {"keys": 10, "entries": 4, "answers": 2}
KINDS = tuple(_SIZE)

#: The number of something, whether a part may begin with it, how many characters a part says of it inside its braces, and a digest
#: of these, or of what they are made from.
Item = tuple[int, bool, int, bytes]
_PACKED = struct.Struct("<?I12s")


def may_begin(kind: str, name: str) -> bool:
    """Whether a part of this ``kind`` may begin with what has this ``name``."""
    return zlib.crc32(name.encode()) % _ONE_IN[kind] == 0


def packed(kind: str, named: Iterable[tuple[str, str]]) -> bytes:
    """The items, but for their numbers, of what has each name, and of which a part says each text."""
    return b"".join(_PACKED.pack(may_begin(kind, name), len(text), mark(text.encode())) for name, text in named)


def unpacked(first: int, raw: bytes) -> Iterator[Item]:
    """The items that are so packed, which have numbers from ``first`` on."""
    for number, (begins, size, mark) in enumerate(_PACKED.iter_unpack(raw), first):
        yield number, begins, size, mark


def mark(*content: bytes) -> bytes:
    """A digest of something that an item is made from."""
    made = hashlib.blake2b(digest_size=12)
    for each in content:
        made.update(b"%d " % len(each))
        made.update(each)
    return made.digest()


class Items(Protocol):
    """The items of a kind, in the order of their numbers, and what a part says of each."""

    def __iter__(self) -> Iterator[Item]: ...

    def text(self, number: int) -> str: ...


class Part:
    """Some ``items`` of one kind, which a browser loads as a whole."""

    def __init__(self, kind: str, items: list[Item], of: Items) -> None:
        self._kind = kind
        self._items = items
        self._of = of

    @property
    def first(self) -> int:
        """The number of the first item."""
        return self._items[0][0]

    @property
    def mark(self) -> bytes:
        """A digest of those of the items."""
        return mark(self._kind.encode(), b"".join([each[3] for each in self._items]))

    @functools.cached_property
    def text(self) -> str:
        return f"{{{','.join([self._of.text(number) for number, *_ in self._items])}}}"


def in_parts(kind: str, items: Items) -> Iterator[Part]:
    """The parts with all ``items``.

    A part ends where the name of the next item says so, so that an item more does not move the ends of all that follow.
    """
    inner: list[Item] = []
    size = 0
    for each in items:
        _, begins, length, _ = each
        if inner and ((begins and size > _SIZE[kind] // 2) or size + length > _SIZE[kind] * 2):
            yield Part(kind, inner, items)
            inner, size = [], 0
        inner.append(each)
        size += length
    if inner:
        yield Part(kind, inner, items)
