"""How what the index holds is written: as JSON, postings in digits, and a key by what it does not share with the one before."""

from __future__ import annotations

import json
from collections.abc import Mapping

#: Entry → how much a key says of it, from 1 to 63.
Postings = dict[int, int]

#: An ending of more letters is kept with its stem, for a stem alone is too far from a word with a mistake in it.
SHORT = 2
_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
#: The largest number that one digit holds.
MOST = len(_DIGITS) - 1

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def as_json(value: object) -> str:
    """``value`` as JSON that may stand in a script."""
    return _ENCODER.encode(value).replace("<", "\\u003c").replace("\u2028", "\\u2028")


def coded(postings: Postings) -> str:
    """For each entry, in their order: the distance from the one before, in digits of five bits, and how much is said of it."""
    text = []
    before = 0
    for number in sorted(postings):
        distance = number - before
        before = number
        while distance > 31:
            text.append(_DIGITS[32 + distance % 32])
            distance //= 32
        text += _DIGITS[distance], _DIGITS[postings[number]]
    return "".join(text)


def front_coded(order: list[str], endings: Mapping[str, list[str]]) -> str:
    """The keys in their order, each as how many letters it shares with the one before, the rest of it, and its long endings."""
    made = []
    before = ""
    for key in order:
        shared = next(
            (at for at, (one, other) in enumerate(zip(before, key, strict=False)) if one != other), min(len(before), len(key))
        )
        shared = min(shared, MOST)
        long = (ending for ending in endings.get(key, ()) if len(ending) > SHORT)
        made.append("/".join((_DIGITS[shared] + key[shared:], *long)))
        before = key
    return " ".join(made)
