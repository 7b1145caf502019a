"""Encoding of the index: JSON, postings in digits, front-coded keys, and the parts of what is too long for one script."""

import itertools
import json
from array import array
from collections.abc import Iterable, Mapping
from typing import TypeAlias, TypeVar

_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
MOST = len(_DIGITS) - 1
#: Steps of weights: more say little, and cannot be compressed.
_STEP = 3

#: Postings of a key: for each entry one number, of the number of the entry and a weight from 1 to 63.
Postings: TypeAlias = "array[int]"

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def as_json(value: object) -> str:
    """Return ``value`` as JSON that is safe in a script."""
    return _ENCODER.encode(value).replace("<", "\\u003c").replace("\u2028", "\\u2028")


def postings(each: Iterable[int] = ()) -> Postings:
    return array("I", each)


def posting(number: int, much: float) -> int:
    """Return the posting of the entry with this ``number``, with a weight up to 1, in steps."""
    return number << 6 | max(1, min(MOST, _STEP * round(MOST * much / _STEP)))


def much_of(posting: int) -> int:
    """Return the weight of a posting."""
    return posting & MOST


def coded(of_key: Postings) -> tuple[str, str]:
    """Return postings as two texts: the distance of each entry from the one before, in digits of five bits, and the weights.

    They compress better apart.
    """
    each = sorted(of_key)
    numbers = [0, *(one >> 6 for one in each)]
    distances = (_digits_of(number - before) for before, number in itertools.pairwise(numbers))
    return "".join(distances), "".join(_DIGITS[much_of(one)] for one in each)


def _digits_of(distance: int) -> str:
    """Return digits of five bits, the lowest first; all but the last have the sixth bit."""
    return _DIGITS[distance] if distance < 32 else _DIGITS[32 + distance % 32] + _digits_of(distance // 32)


def front_coded(keys: Iterable[str]) -> str:
    """Return sorted keys as text: of each the number of letters shared with the key before, and the rest of the key."""
    lines = []
    before = ""
    for key in keys:
        shared = min(_shared(before, key), MOST)
        lines.append(_DIGITS[shared] + key[shared:])
        before = key
    return "/".join(lines)


def _shared(one: str, other: str) -> int:
    """Return the number of leading letters that two words share."""
    for at, (letter, another) in enumerate(zip(one, other, strict=False)):
        if letter != another:
            return at
    return min(len(one), len(other))


#: Number of characters up to which texts are in one script, and that of a part of longer ones.
_WHOLE = 120_000
_PART = 16_000
_Name = TypeVar("_Name")


def in_parts(sizes: Mapping[_Name, int], whole: int = _WHOLE, part: int = _PART) -> list[list[_Name]]:
    """Return the names of texts in their order, by part: all in one if the ``sizes`` are not more than ``whole`` together."""
    most = whole if sum(sizes.values()) <= whole else part
    parts: list[list[_Name]] = []
    room = 0
    for name, size in sizes.items():
        if not parts or size > room:
            parts.append([])
            room = most
        parts[-1].append(name)
        room -= size
    return parts
