"""Encoding of the index: JSON, postings in digits, front-coded keys, and the parts that a browser loads."""

import functools
import json
import zlib
from array import array
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

#: Longer endings are stored with their stem, since a stem alone is too far from a misspelt word.
SHORT = 2
_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
MOST = len(_DIGITS) - 1

#: Postings of a key: for each entry one number, of the number of the entry and a weight from 1 to 63.
Postings: TypeAlias = "array[int]"

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def as_json(value: object) -> str:
    """Return ``value`` as JSON that is safe in a script."""
    return _ENCODER.encode(value).replace("<", "\\u003c").replace("\u2028", "\\u2028")


def postings(each: Iterable[int] = ()) -> Postings:
    return array("I", each)


def posting(number: int, much: int) -> int:
    """Return the posting of the entry with this ``number``, with a weight."""
    return number << 6 | much


def much_of(posting: int) -> int:
    """Return the weight of a posting."""
    return posting & MOST


def coded(of_key: Postings) -> str:
    """Return postings as text: for each entry the distance from the one before, in digits of five bits, and the weight."""
    text: list[str] = []
    before = 0
    for each in sorted(of_key):
        number = each >> 6
        text += _digits_of(number - before), _DIGITS[each & MOST]
        before = number
    return "".join(text)


@functools.cache
def _digits_of(distance: int) -> str:
    """Return digits of five bits, the lowest first; all but the last have the sixth bit."""
    return _DIGITS[distance] if distance < 32 else _DIGITS[32 + distance % 32] + _digits_of(distance // 32)


def front_coded(order: list[str], endings: Mapping[str, list[str]]) -> str:
    """Return the keys as text: the number of letters shared with the key before, the rest of the key, and its long endings."""
    made = []
    before = ""
    for key in order:
        shared = min(_shared(before, key), MOST)
        long = [ending for ending in endings.get(key, ()) if len(ending) > SHORT]
        made.append("/".join((_DIGITS[shared] + key[shared:], *long)))
        before = key
    return " ".join(made)


def _shared(one: str, other: str) -> int:
    """Return the number of leading letters that two words share."""
    for at, (letter, another) in enumerate(zip(one, other, strict=False)):
        if letter != another:
            return at
    return min(len(one), len(other))


#: Characters in a part of a small index; the limits are half and twice this number.
_SIZE = {"keys": 650, "entries": 1_200, "answers": 8_000}
#: One in so many items may begin a part.
_ONE_IN = {"keys": 10, "entries": 4, "answers": 2}
PART_KINDS = tuple(_SIZE)
#: Number of entries of a small index. With four times as many, its parts are twice as large.
_SMALL = 500
#: Maximum factor of larger parts, and the kinds that have them: answers of a service are loaded as a whole in any case.
_LARGEST = 4
_GROWING = ("keys", "entries")

#: Number, name and text of an item of a part.
Item = tuple[int, str, str]


def times_as_large(kind: str, entries: int) -> int:
    """Return the factor by which the parts of an index with this number of ``entries`` are larger than those of a small one.

    With four times the entries there are twice as many parts, each twice as large: a search loads little of a small index, and a
    large one does not consist of thousands of files. A power of two, since every part changes with it.
    """
    if kind not in _GROWING:
        return 1
    return min(_LARGEST, 1 << max(0, (entries // _SMALL).bit_length() - 1) // 2)


def in_parts(kind: str, items: Iterable[Item], times: int = 1) -> Iterator[tuple[int, str]]:
    """Yield the first number and the text of each part of ``items``, ``times`` as large as those of a small index.

    A part ends where a hash of the next name says so: an additional item does not move the ends of all parts that follow.
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
