"""Encoding of the index: JSON, postings in digits, front-coded keys, and the parts that a browser loads."""

from __future__ import annotations

import functools
import json
import zlib
from array import array
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

#: An ending of more letters is kept with its stem, for a stem alone is too far from a word with a mistake in it.
SHORT = 2
_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
#: The largest number that one digit holds.
MOST = len(_DIGITS) - 1

#: For each entry one number, which says that of the entry and, from 1 to 63, how much a key says of it.
Postings: TypeAlias = "array[int]"

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def as_json(value: object) -> str:
    """``value`` as JSON that may stand in a script."""
    return _ENCODER.encode(value).replace("<", "\\u003c").replace("\u2028", "\\u2028")


def postings(each: Iterable[int] = ()) -> Postings:
    return array("I", each)


def posting(number: int, much: int) -> int:
    """What postings say of the entry with this ``number``."""
    return number << 6 | much


def much_of(posting: int) -> int:
    """How much is said of the entry that a posting names."""
    return posting & MOST


def coded(of_key: Postings) -> str:
    """For each entry, in their order: the distance from the one before, in digits of five bits, and how much is said of it."""
    text: list[str] = []
    before = 0
    for each in sorted(of_key):
        number = each >> 6
        text += _digits_of(number - before), _DIGITS[each & MOST]
        before = number
    return "".join(text)


@functools.cache
def _digits_of(distance: int) -> str:
    """Digits of five bits, the lowest first; all but the last say that another follows."""
    return _DIGITS[distance] if distance < 32 else _DIGITS[32 + distance % 32] + _digits_of(distance // 32)


def front_coded(order: list[str], endings: Mapping[str, list[str]]) -> str:
    """The keys in their order, each as how many letters it shares with the one before, the rest of it, and its long endings."""
    made = []
    before = ""
    for key in order:
        shared = min(_shared(before, key), MOST)
        long = [ending for ending in endings.get(key, ()) if len(ending) > SHORT]
        made.append("/".join((_DIGITS[shared] + key[shared:], *long)))
        before = key
    return " ".join(made)


def _shared(one: str, other: str) -> int:
    """Number of leading letters that two words share."""
    for at, (letter, another) in enumerate(zip(one, other, strict=False)):
        if letter != another:
            return at
    return min(len(one), len(other))


#: Characters in a part of a small index; it has half of them at least, and twice as many at most.
_SIZE = {"keys": 650, "entries": 1_200, "answers": 8_000}
#: One in so many items may begin such a part.
_ONE_IN = {"keys": 10, "entries": 4, "answers": 2}
PART_KINDS = tuple(_SIZE)
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
