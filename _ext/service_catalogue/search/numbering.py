"""The numbers of entries, so given that an entry more or less leaves those of nearly all others as they are.

Each kind has a range. In it, whatever stands on one page is a group, with room for more; groups are put where a hash of their
address says, and not one after the other, for then a new one would move all that follow.
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TypeVar

from service_catalogue.search.entry import KINDS, Entry
from service_catalogue.search.word_counts import Counted

#: Kinds of which many stand on one page; of the others, each is a group by itself.
_GROUPED = ("statement", "note", "stated", "duties", "section")

#: How many times the numbers that it needs a range has at least: those of single entries are few, and each that has to make way for a new
#: one changes all that is said of it.
_ROOM, _ROOM_OF_SINGLE = 2, 8

#: A kind, and the page on which entries of it stand.
Page = tuple[str, str]
_Entry = TypeVar("_Entry", Entry, Counted)


def page_of(entry: Entry | Counted) -> Page:
    address = entry.address
    return entry.kind, address.partition("#")[0].partition("?")[0] if entry.kind in _GROUPED else address


def placed(pages: Mapping[Page, int]) -> tuple[dict[Page, int], dict[str, int]]:
    """The first number of each of ``pages``, on which so many entries stand, and how wide the range of each kind is."""
    by_kind: dict[str, dict[str, int]] = {kind: {} for kind in KINDS}
    for (kind, page), count in pages.items():
        by_kind[kind][page] = count
    starts: dict[Page, int] = {}
    ranges: dict[str, int] = {}
    first = 0
    for kind, counts in by_kind.items():
        width = _power_of_two(max(counts.values(), default=1))
        slots, ranges[kind] = _slots(counts, width, _ROOM if kind in _GROUPED else _ROOM_OF_SINGLE)
        starts |= {(kind, page): first + slot * width for page, slot in slots.items()}
        first += ranges[kind]
    return starts, ranges


def numbered(entries: Iterable[_Entry], starts: Mapping[Page, int]) -> dict[int, _Entry]:
    """The entries by their numbers, in the order of these; ``entries`` are all that stand on their pages."""
    counts: dict[Page, int] = defaultdict(int)
    numbers: dict[int, _Entry] = {}
    for entry in entries:
        page = page_of(entry)
        numbers[starts[page] + counts[page]] = entry
        counts[page] += 1
    return dict(sorted(numbers.items()))


def _slots(groups: Iterable[str], width: int, times: int) -> tuple[dict[str, int], int]:
    """Where each group stands, in that order, and how wide all of them are."""
    names = list(groups)
    room = _power_of_two(times * len(names))
    slots: dict[str, int] = {}
    free = 0
    for place, name in sorted((zlib.crc32(name.encode()) % room, name) for name in names):
        slots[name] = max(place, free)
        free = slots[name] + 1
    # Groups that have to make way at the end of the range find room behind it.
    return slots, (room + max(room // 4, free - room)) * width


def _power_of_two(least: int) -> int:
    return 1 << max(0, least - 1).bit_length()
