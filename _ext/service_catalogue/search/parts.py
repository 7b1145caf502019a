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

#: The number of something, a hash of its name, how many characters a part says of it inside its braces, and a digest of these, or of
#: what they are made from.
Item = tuple[int, int, int, bytes]
_PACKED = struct.Struct("<II12s")


def hash_of(name: str) -> int:
    """The hash of an item's ``name``, which decides whether a part may begin with the item."""
    return zlib.crc32(name.encode())


def packed(named: Iterable[tuple[str, str]]) -> bytes:
    """The items, but for their numbers, of what has each name, and of which a part says each text."""
    return b"".join(_PACKED.pack(hash_of(name), len(text), mark(text.encode())) for name, text in named)


def unpacked(first: int, raw: bytes) -> Iterator[Item]:
    """The items that are so packed, which have numbers from ``first`` on."""
    for number, (hashed, size, mark) in enumerate(_PACKED.iter_unpack(raw), first):
        yield number, hashed, size, mark


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


def times_as_large(kind: str, entries: int) -> int:
    """The factor by which the parts of an index with this number of ``entries`` are larger than those of a small one.

    With four times the entries there are twice as many parts, each twice as large: a search loads little of a small index, and a large
    one does not consist of thousands of files. A power of two, since every part changes with it.
    """
    if kind not in _GROWING:
        return 1
    return min(_LARGEST, 1 << max(0, (entries // _SMALL).bit_length() - 1) // 2)


def in_parts(kind: str, items: Items, times: int = 1) -> Iterator[Part]:
    """The parts with all ``items``, ``times`` as large as those of a small index.

    A part ends where the name of the next item says so, so that an item more does not move the ends of all that follow.
    """
    most, one_in = _SIZE[kind] * times, _ONE_IN[kind] * times
    inner: list[Item] = []
    size = 0
    for each in items:
        _, hashed, length, _ = each
        if inner and ((size > most // 2 and hashed % one_in == 0) or size + length > most * 2):
            yield Part(kind, inner, items)
            inner, size = [], 0
        inner.append(each)
        size += length
    if inner:
        yield Part(kind, inner, items)
