"""Which objects of an older state have another id in a newer one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.fields import Leaf, Place
from service_catalogue.model.published_ids import Ids

#: Objects without published ids: one that is gone and one that is new, with the same content, are the same.
_UNPUBLISHED = ("note", "section", "tension", "group")


@dataclass(frozen=True)
class Renames:
    """Old ids to new ones."""

    #: By kind and old id; that of a statement or a note has its service before it.
    new: Mapping[tuple[str, str], str]

    def __call__(self, kind: str, id: str, service: str) -> str:
        """The id in the newer state of what has ``id`` in the older one."""
        if kind == "value":
            return self.new.get(("layer", id)) or self.new.get(("value", id)) or id
        known = f"{service}.{id}" if service and kind in ("statement", *_UNPUBLISHED[:3]) else id
        return self.new.get((kind, known), id)


def renames(
    old: Mapping[Place, Leaf],
    old_objects: Collection[str],
    new: Mapping[Place, Leaf],
    new_objects: Collection[str],
    to: Catalogue,
) -> Renames:
    """What has been renamed: as the redirects of the newer state say, or, where ids are not published, by equal content."""
    found: dict[tuple[str, str], str] = {}
    for redirect in Ids(to).redirects.values():
        for kind in redirect.found:
            before, now = f"{kind}:{redirect.old_id}", f"{kind}:{redirect.new_id}"
            if before in old_objects and before not in new_objects and now in new_objects and now not in old_objects:
                found[kind, redirect.old_id] = redirect.new_id.rpartition(".")[2]
    gone = _by_content(old, [name for name in old_objects if name not in new_objects])
    come = _by_content(new, [name for name in new_objects if name not in old_objects])
    for content, name in gone.items():
        if content in come:
            kind, _, id = name.partition(":")
            found[kind, id] = come[content].partition(":")[2].rpartition(".")[2]
    return Renames(found)


def _by_content(leaves: Mapping[Place, Leaf], names: Collection[str]) -> dict[tuple[str, ...], str]:
    """The unpublished objects among ``names`` by what they hold and where they belong."""
    wanted = {name: [name.partition(":")[0]] for name in names if name.partition(":")[0] in _UNPUBLISHED}
    for place, leaf in leaves.items():
        if place.object in wanted:
            wanted[place.object].append(f"{place.field}={leaf}")
    return {(name.partition(":")[2].rpartition(".")[0], *content): name for name, content in wanted.items() if len(content) > 1}
