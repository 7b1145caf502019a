"""Objects with an id."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar

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
