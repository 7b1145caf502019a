"""Lists that each service has of its own, such as what the customer is informed of: where several have one, they are found as one."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping

from service_catalogue.search.counted import FIELDS, Counted
from service_catalogue.views.edition import Edition

_SERVICE = "service:"


class Groups:
    """Which lists there are, in the order in which they were first met, and of each the service that has the first."""

    def __init__(self) -> None:
        #: By the other entries of a group nothing is found, for they have the same words.
        self.first: dict[str, str] = {}
        self._counts: dict[str, int] = {}

    def add(self, service: str, counts: Mapping[str, int]) -> None:
        """Add how many entries ``service`` has in each group."""
        for name, count in counts.items():
            self.first.setdefault(name, service)
            self._counts[name] = self._counts.get(name, 0) + count

    def wholes(self, edition: Edition, first: Mapping[str, Counted], facets: Mapping[str, Iterable[str]]) -> Iterator[Counted]:
        """An entry for each group of several, by which these are found: as the ``first`` is, with the ``facets`` of all."""
        for name, count in self._counts.items():
            group = first[name].group
            if group and count > 1:
                shown = edition.words("search.in-services", count=count)
                yield first[name]._replace(**group._asdict(), shown=shown, facets=tuple(sorted(facets[name])), group=None)

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
