"""Lists that each service has of its own, such as what the customer is informed of: where several have one, they are found as one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from service_catalogue.search.entry import Group
from service_catalogue.search.word_counts import FIELDS, Counted
from service_catalogue.views.edition import Edition

_SERVICE = "service:"


class Groups:
    """The groups of entries, in the order in which they were first met."""

    def __init__(self) -> None:
        self._first: dict[str, Counted] = {}
        self._counts: Counter[str] = Counter()
        self._facets: dict[str, set[str]] = {}

    def add(self, entry: Counted, group: Group) -> None:
        """Add an entry that is in ``group``."""
        self._first.setdefault(group.name, entry)
        self._counts[group.name] += 1
        self._facets.setdefault(group.name, set()).update(entry.facets)

    @property
    def first(self) -> Collection[Counted]:
        """The first entry of each group. The others have the same words, and nothing is found by these."""
        return self._first.values()

    def wholes(self, edition: Edition) -> Iterator[Counted]:
        """Yield an entry for each group of several, by which these are found: as the first is, with the facets of all."""
        for name, first in self._first.items():
            if first.group and self._counts[name] > 1:
                shown = edition.words("search.in-services", count=self._counts[name])
                yield first._replace(**first.group._asdict(), shown=shown, facets=tuple(sorted(self._facets[name])), group=None)

    def arranged(self, entries: Iterable[Counted]) -> Iterator[Counted]:
        """Yield the ``entries`` of a service, those in groups last, in the order of these, and without words if there are several."""
        inner: dict[str, list[Counted]] = {}
        for entry in entries:
            if entry.group:
                inner.setdefault(entry.group.name, []).append(entry)
            else:
                yield entry
        for name in filter(inner.__contains__, self._first):
            yield from map(_member, inner[name]) if self._counts[name] > 1 else inner[name]


def _member(entry: Counted) -> Counted:
    return entry._replace(about=(), facets=_service(entry), counts=tuple({} for _ in FIELDS), phrases={})


def _service(entry: Counted) -> tuple[str, ...]:
    return tuple(facet for facet in entry.facets if facet.startswith(_SERVICE))
