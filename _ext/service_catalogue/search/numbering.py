"""Numbers of entries that stay nearly all the same when an entry is added or removed.

Each kind has a range. The entries of a page are a group with room for more. A hash of its address gives the slot of a group, since
in consecutive slots a new group would move all that follow.
"""

import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TypeVar

from service_catalogue.search.entry import KINDS, Entry
from service_catalogue.search.word_counts import Counted

#: Kinds with many entries on a page; entries of other kinds are groups by themselves.
_GROUPED = ("statement", "note", "stated", "duties", "section", "topic")

#: The least size of a range, as a multiple of the numbers needed. Single entries are few, and one that moves changes all its
#: postings.
_ROOM, _ROOM_OF_SINGLE = 2, 8

#: A kind, and the page of its entries.
Page = tuple[str, str]
_Entry = TypeVar("_Entry", Entry, Counted)


def page_of(entry: Entry | Counted) -> Page:
    address = entry.address
    return entry.kind, address.partition("#")[0].partition("?")[0] if entry.kind in _GROUPED else address


def placed(pages: Mapping[Page, int]) -> tuple[dict[Page, int], dict[str, int]]:
    """Return the first number of each of ``pages``, by its number of entries, and the width of the range of each kind."""
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
    """Return the entries by number, in that order; ``entries`` are all entries of their pages."""
    counts: dict[Page, int] = defaultdict(int)
    numbers: dict[int, _Entry] = {}
    for entry in entries:
        page = page_of(entry)
        numbers[starts[page] + counts[page]] = entry
        counts[page] += 1
    return dict(sorted(numbers.items()))


def _slots(groups: Iterable[str], width: int, times: int) -> tuple[dict[str, int], int]:
    """Return the slot of each group, in that order, and the total width."""
    names = list(groups)
    room = _power_of_two(times * len(names))
    slots: dict[str, int] = {}
    free = 0
    for place, name in sorted((zlib.crc32(name.encode()) % room, name) for name in names):
        slots[name] = max(place, free)
        free = slots[name] + 1
    # Groups that collide at the end of the range continue behind it.
    return slots, (room + max(room // 4, free - room)) * width


def _power_of_two(least: int) -> int:
    return 1 << max(0, least - 1).bit_length()
