"""The numbers of entries, so given that an entry more or less leaves those of nearly all others as they are.

Each kind has a range. In it, whatever stands on one page is a group, with room for more; groups are put where a hash of their
address says, and not one after the other, for then a new one would move all that follow.
"""

from __future__ import annotations

import re
import zlib
from collections import defaultdict
from collections.abc import Iterable

from service_catalogue.search.counted import Counted
from service_catalogue.search.entry import KINDS

#: Kinds of which many stand on one page; of the others, each is a group by itself.
_GROUPED = ("statement", "note", "stated", "duties", "section", "editing")
#: What follows a page in an address.
_PLACE = re.compile("[?#].*")


def numbered(found: Iterable[Counted]) -> tuple[dict[int, Counted], dict[str, int]]:
    """The entries by their numbers, in the order of these, and how wide the range of each kind is."""
    groups: dict[str, dict[str, list[Counted]]] = {kind: defaultdict(list) for kind in KINDS}
    for entry in found:
        groups[entry.kind][_PLACE.sub("", entry.address) if entry.kind in _GROUPED else entry.address].append(entry)
    numbers: dict[int, Counted] = {}
    ranges: dict[str, int] = {}
    first = 0
    for kind, of_kind in groups.items():
        width = _power_of_two(max(map(len, of_kind.values()), default=1))
        slots, ranges[kind] = _slots(of_kind, width)
        for group, slot in slots.items():
            numbers |= {first + slot * width + place: entry for place, entry in enumerate(of_kind[group])}
        first += ranges[kind]
    return numbers, ranges


def _slots(groups: Iterable[str], width: int) -> tuple[dict[str, int], int]:
    """Where each group stands, in that order, and how wide all of them are."""
    names = list(groups)
    room = _power_of_two(2 * len(names))
    slots: dict[str, int] = {}
    free = 0
    for place, name in sorted((zlib.crc32(name.encode()) % room, name) for name in names):
        slots[name] = max(place, free)
        free = slots[name] + 1
    # Groups that have to make way at the end of the range find room behind it.
    return slots, (room + max(room // 4, free - room)) * width


def _power_of_two(least: int) -> int:
    return 1 << max(0, least - 1).bit_length()
