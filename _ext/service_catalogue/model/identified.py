"""Objects with an id."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Protocol, TypeVar

from service_catalogue.schema.ids import is_id
from service_catalogue.schema.kinds import Id


class Identified(Protocol):
    """An object with an id."""

    @property
    def id(self) -> Id: ...


HasId = TypeVar("HasId", bound=Identified)


def by_id(items: Iterable[HasId]) -> dict[str, HasId]:
    """``items`` by their ids; the first of those that share one."""
    found: dict[str, HasId] = {}
    for item in items:
        found.setdefault(item.id, item)
    return found


def are_clear(ids: Collection[str], fits: Callable[[str], object] = is_id) -> bool:
    """Whether ``ids`` are ids, by what ``fits``, and each is there once. If not, which is reported, one that is not there may be meant for one."""
    return len(set(ids)) == len(ids) and all(map(fits, ids))
