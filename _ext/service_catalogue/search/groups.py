"""Lists that each service has of its own, such as what the customer is informed of: where several have one, they are found as one."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping

from service_catalogue.search.counted import FIELDS, Counted
from service_catalogue.views.edition import Edition

_SERVICE = "service:"


class Groups:
    """Which lists there are, in the order in which they were first met; of each, the first, and the facets of all."""

    def __init__(self) -> None:
        self._first: dict[str, Counted] = {}
        self._facets: dict[str, dict[str, None]] = {}
        self._counts: dict[str, int] = {}

    def add(self, entry: Counted) -> bool:
        """Add ``entry`` to its group; true if it is the first, or has none: by the others nothing is found, for they have the same words."""
        if entry.group is None:
            return True
        name = entry.group.name
        self._facets.setdefault(name, {}).update(dict.fromkeys(entry.facets))
        self._counts[name] = self._counts.get(name, 0) + 1
        return self._first.setdefault(name, entry) is entry

    def wholes(self, edition: Edition) -> Iterator[Counted]:
        """An entry for each group of several, by which these are found."""
        for name, first in self._first.items():
            if first.group and self._counts[name] > 1:
                shown = edition.words("search.in-services", count=self._counts[name])
                facets = tuple(self._facets[name])
                yield first._replace(**first.group._asdict(), shown=shown, facets=facets, group=None)

    def in_order(self, names: Container[str]) -> list[tuple[str, bool]]:
        """The groups of these ``names`` in their order, and whether several entries are in each."""
        return [(name, count > 1) for name, count in self._counts.items() if name in names]


def arranged(entries: Iterable[Counted], groups: Iterable[tuple[str, bool]]) -> Iterator[Counted]:
    """The ``entries`` of a service, those that are in ``groups`` last, in the order of these, and with no words if there are several."""
    alone: list[Counted] = []
    inner: dict[str, list[Counted]] = {}
    for entry in entries:
        (inner.setdefault(entry.group.name, []) if entry.group else alone).append(entry)
    yield from alone
    for name, several in groups:
        yield from map(_member, inner[name]) if several else inner[name]


def _member(entry: Counted) -> Counted:
    return entry._replace(about=(), facets=_service(entry), counts=tuple({} for _ in FIELDS), phrases={})


def _service(entry: Counted) -> tuple[str, ...]:
    return tuple(facet for facet in entry.facets if facet.startswith(_SERVICE))


def members(found: Mapping[int, Counted], wholes: Mapping[str, int]) -> dict[int, int]:
    """The own list of a service for each entry that stands for those of several, or for its own alone."""
    return {wholes.get(entry.group.name, number): number for number, entry in found.items() if entry.group}
