"""How what the index holds is written: as JSON, postings in digits, and a key by what it does not share with the one before."""

from __future__ import annotations

import functools
import json
from array import array
from collections.abc import Iterable, Mapping
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
