"""The ids that others may link to: those in the catalogue, those published, and the redirects of removed ones."""

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from service_catalogue.messages.suggestion import nearest
from service_catalogue.model.catalogue import Catalogue, Published
from service_catalogue.model.service import ids_of_texts
from service_catalogue.schema.fields import fields_of
from service_catalogue.schema.types import Line
from service_catalogue.yaml.transaction import Transaction
from service_catalogue.yaml.values import Keyed, Scalar

#: The file that records them, in the folder of the data.
PUBLISHED_FILE = "published-ids.yaml"
#: The kinds of objects whose ids are recorded, as exceptions name them (``task:backup``).
KINDS = tuple(fields_of(Published))
#: Those that can be withdrawn.
WITHDRAWN_KINDS = ("service", "task", "party", "layer", "term", "statement", "note")

_HEAD = """\
# Format 1. Every id that has been published. `catalogue check --record-ids` adds the new ones; none is ever taken out.
# An id that is renamed gets an entry under `redirects` in catalogue.yaml: the old id, then the new one.
published:
"""


@dataclass(frozen=True)
class Redirect:
    """A redirect, with the objects that it leads to."""

    old: Scalar
    new: Scalar
    #: The kinds of objects that the entry itself names (``task:old: task:new``), else empty.
    old_kind: str
    new_kind: str
    old_id: str
    new_id: str
    #: The kinds of objects in which the new id is there.
    found: tuple[str, ...]


@dataclass(frozen=True)
class Ids:
    """The ids of a catalogue."""

    catalogue: Catalogue

    @functools.cached_property
    def present(self) -> Mapping[str, frozenset[str]]:
        """Return the ids in the catalogue, by kind."""
        services = self.catalogue.services
        statements = (f"{service.id}.{statement}" for service in services for statement in ids_of_texts(service)["statement"])
        objects = {kind: self.catalogue.by_kind.get(kind, ()) for kind in KINDS} | {"statement": statements}
        return {kind: frozenset(filter(None, ids)) for kind, ids in objects.items()}

    @property
    def published(self) -> Iterator[tuple[str, Scalar]]:
        """Yield the kind and id of what is recorded as published."""
        for kind in KINDS if self.catalogue.published else ():
            yield from ((kind, id) for id in getattr(self.catalogue.published, kind))

    @property
    def gone(self) -> Iterator[tuple[str, Scalar]]:
        """Yield the kind and id of what is published, and neither exists nor has a redirect."""
        for kind, id in self.published:
            # The statements of a removed service are not reported too.
            is_told = kind == "statement" and id.partition(".")[0] in self.vanished_services
            if id not in self.present[kind] and not is_told and not self.has_redirect(kind, id):
                yield kind, id

    def meant(self, kind: str, id: str) -> Scalar | None:
        """Return the unpublished id that is similar to the removed ``id``, which is probably misspelt there."""
        new = self.present[kind].difference(known for of, known in self.published if of == kind)
        if kind != "statement":
            nearest_id = nearest(id, sorted(new))
            return self.catalogue.by_kind[kind][nearest_id].id if nearest_id else None
        service, dot, own = id.partition(".")
        nearest_id = nearest(own, sorted(each.partition(".")[2] for each in new if each.startswith(service + dot)))
        return self.catalogue.objects["service"][service].statements[nearest_id].id if nearest_id else None

    @functools.cached_property
    def vanished_services(self) -> frozenset[str]:
        """Return the services that were published and removed without a redirect: their statements are not reported too."""
        gone = (id for kind, id in self.published if kind == "service" and id not in self.present[kind])
        return frozenset(id for id in gone if not self.has_redirect("service", id))

    @functools.cached_property
    def redirects(self) -> Mapping[str, Redirect]:
        """Return the redirects, by the old id as it is written."""
        written = self.catalogue.read_identity.redirects if self.catalogue.read_identity else Keyed[Line]()
        return {old: self._redirect(old, new) for old, new in written.items()}

    @functools.cached_property
    def former(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """Return the former ids of objects, by kind and current id."""
        old_ids: dict[tuple[str, str], list[str]] = {}
        for redirect in self.redirects.values():
            for kind in redirect.found:
                if redirect.old_kind in ("", kind) and redirect.old_id not in self.present[kind]:
                    old_ids.setdefault((kind, redirect.new_id), []).append(redirect.old_id)
        return {address: tuple(ids) for address, ids in old_ids.items()}

    @functools.cached_property
    def moved(self) -> Mapping[str, tuple[tuple[str, str], ...]]:
        """Return the former statements of each service that are in another one now, with their ids there (``desk.ask-1``)."""
        addresses: dict[str, list[tuple[str, str]]] = {}
        now = {old: id for (kind, id), ids in self.former.items() if kind == "service" for old in ids}
        for (kind, id), ids in self.former.items():
            for old in ids if kind == "statement" else ():
                service, _, statement = old.partition(".")
                service = now.get(service, service)
                if service in self.present["service"] and not id.startswith(f"{service}."):
                    addresses.setdefault(service, []).append((statement, id))
        return {service: tuple(sorted(each)) for service, each in addresses.items()}

    def _redirect(self, old: Scalar, new: Scalar) -> Redirect:
        (old_kind, old_id), (new_kind, new_id) = _split(old), _split(new)
        kinds = [kind for kind in (new_kind, old_kind) if kind][:1] or KINDS
        new_kinds = tuple(kind for kind in kinds if new_id in self.present.get(kind, ()))
        return Redirect(old, new, old_kind, new_kind, old_id, new_id, new_kinds)

    def has_redirect(self, kind: str, id: str) -> bool:
        """Return whether an id that is gone has a redirect (its target is checked elsewhere)."""
        redirects = (self.redirects.get(written) for written in (f"{kind}:{id}", id))
        if any(redirect and (redirect.old_kind or not redirect.found or kind in redirect.found) for redirect in redirects):
            return True
        if kind != "statement" or id in self.redirects:
            return False
        service, _, statement = id.partition(".")  # of a service that is renamed itself
        renamed = self.redirects.get(f"service:{service}") or self.redirects.get(service)
        return renamed is not None and f"{renamed.new_id}.{statement}" in self.present["statement"]


def record(change: Transaction, catalogue: Catalogue) -> int:
    """Add the present ids to the record; return how many are new."""
    ids = Ids(catalogue)
    recorded: dict[str, set[str]] = {kind: set() for kind in KINDS}
    for kind, id in ids.published:
        recorded[kind].add(id)
    added = {kind: ids.present[kind] - recorded[kind] for kind in KINDS}
    if any(added.values()):
        lines = [_HEAD]
        for kind in KINDS:
            every = sorted(recorded[kind] | added[kind])
            lines += [f"  {kind}:\n" if every else f"  {kind}: []\n", *(f"    - {id}\n" for id in every)]
        change.write(change.folder / PUBLISHED_FILE, "".join(lines).encode())
    return sum(map(len, added.values()))


def _split(written: str) -> tuple[str, str]:
    """Return the kind that ``written`` names, if any, and the id."""
    kind, colon, id = written.rpartition(":")
    return (kind, id) if colon else ("", written)
