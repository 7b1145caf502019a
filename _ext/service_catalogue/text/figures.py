"""The numbers and letters in a text, which are the same in every language."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from service_catalogue.text import without_addresses

# A pattern that begins with a class of characters skips all others at once; what is before is looked at second.

#: Figures, with the signs between them, and a.m. or p.m.
_NUMBER = re.compile(r"(\d(?<![\w.].)\d*(?:[.,:]\d+)*)(?:\s?(a\.?m|p\.?m)\b)?", re.IGNORECASE)
#: A letter at the start of a sentence or a quotation may be a word: *A service*, *I 2A*.
_LETTERS = re.compile(r"[A-Z](?<![\w.'’-].)[A-Z]*(?=['’]s\b|(?![\w'’-]|\.\w))")
_OPENING = re.compile(r"(?:^|[.!?:]\s|[»“\"(]\s?)$")


class Figure(NamedTuple):
    """A number, or letters of a role scheme, at ``text[start:end]``; those of two languages are compared by ``value``."""

    value: str
    start: int
    end: int


def numbers(text: str) -> Iterator[Figure]:
    """Yield the numbers in ``text``."""
    for hit in _NUMBER.finditer(without_addresses(text)):
        # Languages differ in the signs: 1.000 and 1,000, 8.30 and 8:30; full hours are written with zeros or without.
        parts = re.split("[.,:]", hit[1])
        if (hit[2] or "")[:1] in ("p", "P") and int(parts[0]) < 12:
            parts[0] = str(int(parts[0]) + 12)
        if len(parts) == 2 and parts[1] == "00":
            parts.pop()
        yield Figure(".".join(parts), *hit.span())


def letters(text: str, known: Collection[str]) -> Iterator[Figure]:
    """Yield the cells in ``text``, such as *AR*, that consist of the ``known`` letters of role schemes."""
    for hit in _LETTERS.finditer(without_addresses(text)):
        is_opening = len(hit[0]) == 1 and _OPENING.search(text, max(hit.start() - 3, 0), hit.start())
        if len({*hit[0]} & {*known}) == len(hit[0]) and not is_opening:
            yield Figure("".join(sorted(hit[0])), *hit.span())


def only_in(one: Sequence[Figure], other: Sequence[Figure]) -> list[Figure]:
    """Return the figures that ``one`` has more often than ``other``: the last ones, if both have some."""
    there = Counter(figure.value for figure in other)
    found = []
    for figure in one:
        if there[figure.value]:
            there[figure.value] -= 1
        else:
            found.append(figure)
    return found
