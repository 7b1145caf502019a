"""Lists that each service has of its own, such as what the customer is informed of: where several have one, they are found as one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from service_catalogue.search.counted import FIELDS, Counted
from service_catalogue.search.entry import Group
from service_catalogue.views.edition import Edition

_SERVICE = "service:"


def grouped(edition: Edition, found: Iterable[Counted]) -> list[Counted]:
    """``found`` with an entry for each group of several, by which these are found, for they have the same words."""
    alone: list[Counted] = []
    groups: dict[str, list[Counted]] = {}
    for entry in found:
        (groups.setdefault(Group(*entry.group).name, []) if entry.group else alone).append(entry)
    for members in groups.values():
        alone += members if len(members) == 1 else [_whole(edition, members), *map(_member, members)]
    return alone


def _whole(edition: Edition, members: list[Counted]) -> Counted:
    name, title, address = members[0].group or ("", "", "")
    facets = tuple(dict.fromkeys(facet for member in members for facet in member.facets))
    shown = edition.words("search.in-services", count=len(members))
    return members[0]._replace(name=name, title=title, shown=shown, address=address, facets=facets, group=None)


def _member(entry: Counted) -> Counted:
    return entry._replace(about=(), facets=_service(entry), counts=tuple({} for _ in FIELDS), phrases={})


def _service(entry: Counted) -> tuple[str, ...]:
    return tuple(facet for facet in entry.facets if facet.startswith(_SERVICE))


def members(found: Mapping[int, Counted]) -> dict[str, dict[int, int]]:
    """For each service by its name, its own list for each entry that stands for those of several, or for its own alone."""
    numbers = {entry.name: number for number, entry in found.items()}
    lists: dict[str, dict[int, int]] = {}
    for number, entry in found.items():
        if entry.group:
            (service,) = _service(entry)
            lists.setdefault(service, {})[numbers.get(Group(*entry.group).name, number)] = number
    return lists
