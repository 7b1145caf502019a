"""Suggests the name that is probably meant."""

from __future__ import annotations

import difflib
import functools
import heapq
import itertools
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    pass

from service_catalogue.messages.quotation import QUOTED_LENGTH, TYPED_LENGTH, quote
from service_catalogue.messages.texts import Message, message

#: Number of names that an unknown one is compared with letter by letter.
_LIKELY = 5


def did_you_mean(word: str, known: Iterable[str], cutoff: float = 0.6) -> Message:
    """Return the hint about an unknown name: the nearest known name, or the known ones if they are few; else empty.

    Several known names separated by spaces or commas are taken for a list without its commas or brackets.
    """
    options = list(filter(None, known))
    several = re.split(r"[\s,]+", word)
    if len(several) > 1 and set(several) <= set(options):
        names = ", ".join(several)
        if "," in word:
            return message("hint.brackets", better=quote(f"[{names}]", TYPED_LENGTH))
        return message("hint.comma", names=quote(names))
    meant = nearest(word, options, cutoff)
    if meant:
        return message("hint.did-you-mean", name=quote(meant))
    return message("hint.known", names=", ".join(map(quote, options))) if 0 < len(options) <= 12 else Message("")


def nearest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """Return the known name that is most similar to ``word``; empty if none is similar enough."""
    options = list(known)
    word = word[:QUOTED_LENGTH]
    same = next((option for option in options if option.lower() == word.lower()), "")
    if same:
        return same
    pairs = _pairs(word)

    def likeness(option: str) -> float:
        own = _pairs(option)
        return (pairs & own).bit_count() / ((pairs | own).bit_count() or 1)

    # Comparing letter by letter takes a hundred times as long: only with the names that share most pairs of letters.
    likely = heapq.nlargest(_LIKELY, options, likeness)
    return next(iter(difflib.get_close_matches(word, likely, n=1, cutoff=cutoff)), "")


@functools.lru_cache(maxsize=4096)
def _pairs(word: str) -> int:
    """Return the pairs of letters in ``word``, its ends included, as bits of a number."""
    bits = 0
    for first, second in itertools.pairwise(f"\n{word[:QUOTED_LENGTH].lower()}\n"):
        bits |= 1 << (ord(first) * 31 + ord(second)) % 509
    return bits
