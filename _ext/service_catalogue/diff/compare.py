"""Comparison of two states of a catalogue."""

from __future__ import annotations

import functools
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from service_catalogue.diff.alignment import aligned
from service_catalogue.diff.change import Action, Change, Kind, Value, action_of
from service_catalogue.diff.claims import claims_of, claims_on, compared_claims
from service_catalogue.diff.places import Touched
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.fields import Leaf, Place, Renames, Walk, walk_of
from service_catalogue.model.matrix import Matrix
from service_catalogue.model.published_ids import Ids
from service_catalogue.model.service import Service
from service_catalogue.model.vocabulary import NoteKind
from service_catalogue.schema.kinds import Localized

#: Objects without published ids: a removed and an added one with the same content are the same.
_UNPUBLISHED = ("note", "section", "tension", "group")


def renames(old: Walk, new: Walk, to: Catalogue) -> Renames:
    """Return the renamed objects: by the redirects of the newer state, or by equal content where ids are not published."""
    new_ids: dict[tuple[str, str], str] = {}
    for redirect in Ids(to).redirects.values():
        for kind in redirect.found:
            before, now = f"{kind}:{redirect.old_id}", f"{kind}:{redirect.new_id}"
            if before in old.objects and before not in new.objects and now in new.objects and now not in old.objects:
                new_ids[kind, redirect.old_id] = redirect.new_id.rpartition(".")[2]
    gone = _by_content(old.leaves, [name for name in old.objects if name not in new.objects])
    come = _by_content(new.leaves, [name for name in new.objects if name not in old.objects])
    for content, name in gone.items():
        if content in come:
            kind, _, id = name.partition(":")
            new_ids[kind, id] = come[content].partition(":")[2].rpartition(".")[2]
    return Renames(new_ids)


def _by_content(leaves: Mapping[Place, Leaf], names: Collection[str]) -> dict[tuple[str, ...], str]:
    """Return the unpublished objects among ``names`` by their parent and content."""
    wanted = {name: [name.partition(":")[0]] for name in names if name.partition(":")[0] in _UNPUBLISHED}
    for place, leaf in leaves.items():
        if place.object in wanted:
            wanted[place.object].append(f"{place.field}={leaf}")
    return {(name.partition(":")[2].rpartition(".")[0], *content): name for name, content in wanted.items() if len(content) > 1}


#: The kind of change in which an object is added or removed, by the kind of the object; for others it is a detail.
_NAMED = ("service", "task", "party", "layer", "axis", "value", "group", "scheme", "letter", "row", "section", "matrix")
_KIND_OF_CHANGE = {**dict.fromkeys(_NAMED, Kind.ID), "statement": Kind.TEXT, "note": Kind.NOTE, "term": Kind.TERM}
#: The kinds of the parts of an object, by its kind; their ids begin with its id.
_PARTS = {
    "service": ("statement", "section", "note", "tension", "exception", "topic", "matrix", "row", "cell"),
    "scheme": ("letter",),
    "standard": ("clause",),
    "axis": ("value",),
}
#: The fields with notes, and the kinds of their objects.
_OF_NOTES = (("cell", "notes"), ("row", "note"))
#: What the sentence about an approval says beside its digest, and that about a withdrawal beside its day.
_SAID_WITH = re.compile(r"approval\.\d+\.(?:by|date|evidence)|withdrawn\.reason")
#: What goes with an option that is new or gone.
_OF_OPTION = re.compile(r"(choices\.other\.[^.]+)\.(?:kind|on|asks\..+)")
_SPACES = re.compile(r"[ \t\r\n]+")


def words_of(text: str) -> str:
    """Return ``text`` with its white space normalised, as texts are compared."""
    return _SPACES.sub(" ", text).strip(" ")


def compare(old: Catalogue, new: Catalogue) -> tuple[Change, ...]:
    """Return the changes in the order of reports, without pages and booklets (see ``pages.py``)."""
    return _Comparison.of(old, new).changes()


@dataclass(frozen=True)
class _Comparison:
    old_objects: Mapping[str, Any]
    new_objects: Mapping[str, Any]
    old: Mapping[Place, Leaf]
    new: Mapping[Place, Leaf]
    renames: Renames
    to: Catalogue
    touched: Touched

    @classmethod
    def of(cls, old: Catalogue, new: Catalogue) -> _Comparison:
        now = walk_of(new)
        renamed = renames(walk_of(old), now, new)
        then = Walk(old, renamed) if renamed.new else walk_of(old)
        return cls(then.objects, now.objects, aligned(then.leaves, now.leaves), now.leaves, renamed, new, Touched(old, new))

    def changes(self) -> tuple[Change, ...]:
        kinds = (self._renamed, self._objects, self._leaves, self._counts, self._withdrawals, self._claims)
        unsorted = [change for changes in kinds for change in changes()]
        unsorted = [replace(change, touches=self.touched.by(change)) for change in self._once(unsorted)]
        order = {kind: index for index, kind in enumerate(Kind)}
        return tuple(sorted(unsorted, key=lambda change: order[change.kind]))

    def _renamed(self) -> Iterator[Change]:
        for (kind, old_id), new_id in self.renames.new.items():
            scope = old_id.rpartition(".")[0]
            scope = f"{self.renames('service', scope, '')}." if scope else ""
            yield Change(kind=Kind.ID, action=Action.RENAMED, place=f"{kind}:{scope}{new_id}", old=old_id, new=f"{scope}{new_id}")

    def _objects(self) -> Iterator[Change]:
        for name in self._whole(self.old_objects, self.new_objects):
            yield self._change(name, self.old_objects[name], self.old, Action.REMOVED)
        for name in self._whole(self.new_objects, self.old_objects):
            yield self._change(name, self.new_objects[name], self.new, Action.ADDED)

    def _whole(self, these: Mapping[str, Any], others: Mapping[str, Any]) -> Iterator[str]:
        """Yield the objects that the others lack, without the parts of such objects."""
        for name in these:
            if name not in others and _kind(name) not in ("cell", "catalogue") and not self._is_part(name, others):
                yield name

    def _is_part(self, name: str, others: Mapping[str, Any]) -> bool:
        kind, _, id = name.partition(":")
        return any(kind in parts and f"{whole}:{id.partition('.')[0]}" not in others for whole, parts in _PARTS.items())

    def _change(self, name: str, thing: Any, held: Mapping[Place, Leaf], action: Action) -> Change:
        kind = _KIND_OF_CHANGE.get(_kind(name), Kind.DETAIL)
        if getattr(thing, "kind", None) is NoteKind.CONDITION:
            kind = Kind.CONDITION
        text = next(
            (getattr(thing, key) for key in ("text", "name", "reason", "word", "title") if getattr(thing, key, None)), None
        )
        said: Value = _texts(text) if text else name.partition(":")[2]
        if kind is Kind.TERM:
            said = {**_texts(thing.name), "definition": _texts(thing.definition)}
        old, new = (said, None) if action is Action.REMOVED else (None, said)
        return Change(kind=kind, action=action, place=name, old=old, new=new)

    def _leaves(self) -> Iterator[Change]:
        for place in dict.fromkeys((*self.old, *self.new)):
            old, new = self.old.get(place), self.new.get(place)
            if _plain(old) == _plain(new) or self._is_elsewhere(place):
                continue
            if (_kind(place.object), place.field) in _OF_NOTES:
                yield from self._notes_at(place, old or (), new or ())
            elif place.field.startswith("order."):
                yield from self._order(place, old or (), new or ())
            else:
                yield self._leaf(place, old, new)

    def _is_elsewhere(self, place: Place) -> bool:
        """Return whether another change has that at ``place``: of its object, of what that is a part of, or beside the field."""
        name, field, is_cell = place.object, place.field, _kind(place.object) == "cell"
        is_new, is_gone = name not in self.old_objects, name not in self.new_objects
        if self._is_part(name, self.old_objects) or self._is_part(name, self.new_objects):
            return True
        if (field == "notes" and is_gone) if is_cell else (is_new or is_gone):
            return True
        if option := _OF_OPTION.fullmatch(field):
            option_name = Place(name, f"{option[1]}.name")
            return option_name not in self.old or option_name not in self.new
        if _SAID_WITH.fullmatch(field):
            return self.old.get(place) is None or field.startswith("approval.")
        return field.startswith(("claims.", "redirects."))

    def _leaf(self, place: Place, old: Leaf | None, new: Leaf | None) -> Change:
        party = ""
        kind = Kind.DETAIL
        if _kind(place.object) == "cell":
            kind, party = Kind.CELL, place.object.rpartition(".")[2]
        elif _kind(place.object) == "note":
            conditional = self.new_objects[place.object].kind is NoteKind.CONDITION
            kind = Kind.CONDITION if conditional else Kind.NOTE
        elif _kind(place.object) == "term":
            kind = Kind.TERM
        elif isinstance(old or new, Localized) and not place.field.startswith("approval."):
            kind = Kind.TEXT
        action, was, is_now = action_of(old, new), _plain(old), _plain(new)
        return Change(kind=kind, action=action, place=place.object, field=place.field, old=was, new=is_now, party=party)

    def _notes_at(self, place: Place, old: Any, new: Any) -> Iterator[Change]:
        """Yield the notes that a cell or a row gained or lost."""
        service = place.object.partition(":")[2].partition(".")[0]
        for note in (*(id for id in old if id not in new), *(id for id in new if id not in old)):
            known = self.new_objects.get(f"note:{service}.{note}") or self.old_objects.get(f"note:{service}.{note}")
            kind = Kind.CONDITION if known and known.kind is NoteKind.CONDITION else Kind.NOTE
            said = (note, None) if note in old else (None, note)
            action = Action.REMOVED if note in old else Action.ADDED
            party = place.object.rpartition(".")[2] if _kind(place.object) == "cell" else ""
            yield Change(kind=kind, action=action, place=place.object, field="note", old=said[0], new=said[1], party=party)

    def _order(self, place: Place, old: Any, new: Any) -> Iterator[Change]:
        """Yield a change of order among the items of both states."""
        before, now = (tuple(id for id in these if id in others) for these, others in ((old, new), (new, old)))
        if before != now:
            yield Change(kind=Kind.DETAIL, action=Action.CHANGED, place=place.object, field=place.field, old=before, new=now)

    def _claims(self) -> Iterator[Change]:
        old, new = claims_of(self.old), claims_of(self.new)
        for name in dict.fromkeys((*old, *new)):
            yield from compared_claims(name, old.get(name, ()), new.get(name, ()))

    def _counts(self) -> Iterator[Change]:
        """Yield the letters of each party in a service that was added or removed, counted over all cells."""
        for name, service in self._services(self.old_objects, self.new_objects):
            for matrix in service.all_matrices:
                yield from _counted(name, matrix, Action.REMOVED)
        for name, service in self._services(self.new_objects, self.old_objects):
            for matrix in service.all_matrices:
                base = service.base_of(matrix)
                if base and base.matrix and f"service:{base.id}" in self.old_objects:
                    yield from self._unlike(service, matrix, base)
                else:
                    yield from _counted(name, matrix, Action.ADDED)

    def _withdrawals(self) -> Iterator[Change]:
        """Yield a change for each party that has a letter, a duty or a right where something is withdrawn."""
        for place, day in self.new.items():
            kind, _, id = place.object.partition(":")
            if place.field == "withdrawn.on" and self.old.get(place) != day and kind in ("service", "task", "layer", "party"):
                said = Change(kind=Kind.CELL, action=Action.REMOVED, place=place.object, field="withdrawn", new=_plain(day))
                parties = (str(party.id) for party in self.to.parties)
                yield from (replace(said, party=party) for party in parties if _has_part(self.to, kind, id, party))

    def _unlike(self, service: Service, matrix: Matrix, base: Service) -> Iterator[Change]:
        """Yield the cells of a new service that differ from those of the service that it extends."""
        assert base.matrix
        for cell in matrix.cells:
            place = f"cell:{service.id}.{cell.address}"
            old = self.new.get(Place(f"cell:{base.id}.{base.matrix.address(cell.task, cell.values, cell.party)}", "letters"))
            new = self.new[Place(place, "letters")]
            if old not in (None, new):
                was, is_now, party = _plain(old), _plain(new), str(cell.party)
                yield Change(kind=Kind.CELL, action=Action.CHANGED, place=place, field="unlike", old=was, new=is_now, party=party)

    @staticmethod
    def _services(these: Mapping[str, Any], others: Mapping[str, Any]) -> Iterator[tuple[str, Service]]:
        return ((name, thing) for name, thing in these.items() if _kind(name) == "service" and name not in others)

    def _once(self, changes: list[Change]) -> Iterator[Change]:
        """Yield the changes where they are written, with the services that inherit them by ``extends``."""
        same: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for change in changes:
            same[_key(change)].append(change.service)
        for change in changes:
            kind, service = _kind(change.place), change.service
            if kind in ("cell", "row", "matrix"):
                those = same[_key(change)]
                if change.field == "unlike" or not self._bases(service) & set(those):
                    yield replace(change, heirs=tuple(sorted(id for id in those if service in self._all_bases(id, those))))
            else:
                yield replace(change, heirs=tuple(self._inheriting.get(change.place, ())))

    def _bases(self, id: str) -> set[str]:
        service = self.to.objects["service"].get(id)
        return set(map(str, service.extended)) if service else set()

    def _all_bases(self, id: str, among: Collection[str]) -> set[str]:
        """Return the services that ``id`` extends, directly or by way of others ``among`` them."""
        direct = self._bases(id) & set(among)
        return direct.union(*(self._all_bases(base, among) for base in direct))

    @functools.cached_property
    def _inheriting(self) -> dict[str, list[str]]:
        """The services that inherit a note, a tension or an exception, by its place."""
        heirs: dict[str, list[str]] = defaultdict(list)
        for service in sorted((*self.touched.old.services, *self.to.services), key=lambda service: str(service.id)):
            for kind, items in (("note", service.notes), ("tension", service.tensions), ("exception", service.exceptions)):
                for item in items:
                    place = f"{kind}:{item.owner}.{str(item.id).removeprefix(f'{item.owner}.')}"
                    if item.owner and item.id and str(service.id) not in heirs[place]:
                        heirs[place].append(str(service.id))
        return heirs


def _has_part(catalogue: Catalogue, kind: str, id: str, party: str) -> bool:
    """Return whether ``party`` has a letter in the service, or for the task, the layer or the party ``id``, or a claim in the service."""
    services = [service for service in catalogue.services if kind != "service" or service.id == id]
    cells = [(service.id, cell) for service in services for matrix in service.all_matrices for cell in matrix.cells]
    own = [(service, cell) for service, cell in cells if cell.letters and cell.party == party]
    has_letter = any(id in (service, cell.task, *cell.values, cell.party) for service, cell in own)
    return has_letter or (kind == "service" and any(claims_on(party, service) for service in services))


def _key(change: Change) -> tuple[str, ...]:
    """Return what changes of several services have in common if one inherits the other."""
    kind, _, id = change.place.partition(":")
    old, new = (
        value.rpartition(".")[2] if change.field in ("note", "") and isinstance(value, str) else value
        for value in (change.old, change.new)
    )
    return kind, id.partition(".")[2], change.field, repr((old, new))


def _counted(name: str, matrix: Matrix, action: Action) -> Iterator[Change]:
    for party in matrix.parties:
        counts = Counter(letter for cell in matrix.cells if cell.party == party for letter in cell.letters)
        if counts:
            said: Value = {str(letter): str(counts[letter]) for letter in sorted(counts)}
            old, new = (said, None) if action is Action.REMOVED else (None, said)
            field = ".".join(filter(None, ("letters", matrix.id)))
            yield Change(kind=Kind.CELL, action=action, place=name, field=field, old=old, new=new, party=str(party))


def _kind(name: str) -> str:
    return name.partition(":")[0]


def _texts(text: Localized) -> dict[str, str]:
    return {str(language): words_of(said) for language, said in text.items()}


def _plain(leaf: Leaf | None) -> Value:
    return _texts(leaf) if isinstance(leaf, Localized) else leaf
