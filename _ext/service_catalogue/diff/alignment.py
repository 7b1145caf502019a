"""Alignment of lists without ids between two states, so that an item that is gone does not change those behind it."""

import itertools
import re
from collections import defaultdict
from collections.abc import Mapping

from service_catalogue.model.fields import Leaf, Place

#: A field of an item: its list, its index, and what is inside of it.
_ITEM = re.compile(r"(.*?)\.(\d+)((?:\..*)?)")


def aligned(old: Mapping[Place, Leaf], new: Mapping[Place, Leaf]) -> dict[Place, Leaf]:
    """Return ``old`` with its items at the indexes that equal ones have in ``new``, and the others at those left over."""
    theirs = _lists(new)
    leaves = {place: leaf for place, leaf in old.items() if not _ITEM.fullmatch(place.field)}
    for (name, field), items in _lists(old).items():
        left = dict(theirs.get((name, field), {}))
        at = {}
        for index, item in items.items():
            if same := next((each for each, known in left.items() if known == item), ""):
                at[index] = same
                del left[same]
        others = [index for index in items if index not in at]
        at |= zip(others, itertools.chain(left, map(str, itertools.count(len(items) + len(left)))), strict=False)
        leaves |= {
            Place(name, f"{field}.{at[index]}{rest}"): leaf for index, item in items.items() for rest, leaf in item.items()
        }
    return leaves


def _lists(leaves: Mapping[Place, Leaf]) -> Mapping[tuple[str, str], Mapping[str, dict[str, Leaf]]]:
    """Return the items of each list, by its object and field: by index, what is inside."""
    items_by_list: dict[tuple[str, str], dict[str, dict[str, Leaf]]] = defaultdict(lambda: defaultdict(dict))
    for place, leaf in leaves.items():
        if hit := _ITEM.fullmatch(place.field):
            items_by_list[place.object, hit[1]][hit[2]][hit[3]] = leaf
    return items_by_list
