"""Numbers of entries: a range for each kind, in which those of a service follow each other."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from service_catalogue.search.entry import KINDS
from service_catalogue.search.word_counts import Counted

#: A kind, and the service of its entries; empty for those of none.
Share = tuple[str, str]


def placed(counts: Mapping[Share, int]) -> tuple[dict[Share, int], dict[str, int]]:
    """Return the first number of each share of the entries, by their ``counts``, and the number of entries of each kind."""
    starts: dict[Share, int] = {}
    ranges = dict.fromkeys(KINDS, 0)
    first = 0
    for share in sorted(counts, key=lambda share: KINDS.index(share[0])):
        starts[share] = first
        first += counts[share]
        ranges[share[0]] += counts[share]
    return starts, ranges


def numbered(entries: Iterable[Counted], service: str, starts: Mapping[Share, int]) -> dict[int, Counted]:
    """Return the ``entries`` of a service by number, in that order."""
    counts: dict[str, int] = defaultdict(int)
    numbers: dict[int, Counted] = {}
    for entry in entries:
        numbers[starts[entry.kind, service] + counts[entry.kind]] = entry
        counts[entry.kind] += 1
    return dict(sorted(numbers.items()))
