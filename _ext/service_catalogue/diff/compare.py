"""Comparison of two states of a catalogue: changes as values, with the objects that they affect."""

from __future__ import annotations

import difflib
import functools
import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any, NamedTuple, TypeAlias

from service_catalogue.model.approvals import named_by
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.fields import OF_SERVICE, Leaf, Place, Renames, Walk, walk_of
from service_catalogue.model.kinds import NoteKind
from service_catalogue.model.matrix import Matrix
from service_catalogue.model.published_ids import Ids
from service_catalogue.model.service import Service
from service_catalogue.model.shared import Letter
from service_catalogue.schema.types import Localized
from service_catalogue.views.edition import Edition

#: A place and a field of layout and settings, which no reader of the text relies on.
_LAYOUT = re.compile(
    r"(?:page|booklet|search-words):.*|topic:\S+ words.*|catalogue (?:site|brand\.(?:logo|colours))\b.*|\S+ (?:order\..*|changed|forms\b.*)"
)
#: The value at a place: a word, a list of words, a text by language, or the keys of a claim.
Value: TypeAlias = str | tuple[str, ...] | Mapping[str, "str | tuple[str, ...] | Mapping[str, str]"] | None


class ChangeKind(Enum):
    """The subject of a change, in the order of reports."""

    #: The letters of a cell; of a service that is new or gone, how many cells a party has each letter in.
    CELL = "cell"
    #: A duty or a right in a statement or a note.
    CLAIM = "claim"
    TEXT = "text"
    NOTE = "note"
    CONDITION = "condition"
    TERM = "term"
    #: An object that is new, gone or renamed.
    ID = "id"
    #: Any other value.
    DETAIL = "detail"


class Action(Enum):
    """The event at a place."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    RENAMED = "renamed"


def action_of(old: object, new: object) -> Action:
    """Return the action that turned ``old`` into ``new``; one of the two may be missing."""
    return Action.CHANGED if old and new else Action.ADDED if new else Action.REMOVED


@dataclass(frozen=True, kw_only=True)
class Change:
    """One difference between two states."""

    kind: ChangeKind
    action: Action
    #: The object, by its kind and id as in the newer state: ``cell:2a.backup.middleware.customer``; in the older one if it is gone.
    place: str
    #: Which of its values: ``letters``, ``text``, ``definition``.
    field: str = ""
    old: Value = None
    new: Value = None
    #: The party that gains or loses something.
    party: str = ""
    #: The objects that are affected or show it, by kind and id.
    touches: tuple[str, ...] = ()
    #: The services that inherit what has changed, by their ids.
    heirs: tuple[str, ...] = ()

    @property
    def service(self) -> str:
        """Return the service at its place, or the object that it is about if that is shared."""
        return self.place.partition(":")[2].partition(".")[0]

    @property
    def is_layout(self) -> bool:
        """Return whether no text and no fact changes: an order, an id or a setting."""
        return self.action is Action.RENAMED or bool(_LAYOUT.fullmatch(f"{self.place} {self.field}"))


def concerns(change: Change, service: str) -> bool:
    """Return whether a reader of ``service`` has to know about ``change``."""
    return change.place == "catalogue" or service in (change.service, *change.heirs) or f"service:{service}" in change.touches


def concerning(changes: Iterable[Change], service: str) -> tuple[Change, ...]:
    """Return the ``changes`` that concern ``service``, without the other services that inherit them."""
    mine = (change for change in changes if concerns(change, service))
    return tuple(replace(change, heirs=tuple(heir for heir in change.heirs if heir == service)) for change in mine)


class Located(NamedTuple):
    """A row or a cell, in one state of the catalogue."""

    catalogue: Catalogue
    service: str
    matrix: Matrix
    task: str
    #: By axis; of a row, none.
    values: dict[str, str]
    #: Empty for a row.
    party: str

    def letter(self, sign: str) -> Letter | None:
        """Return a letter, as defined in the scheme of the matrix."""
        scheme = self.catalogue.scheme_of(self.matrix)
        return scheme.by_letter.get(sign) if scheme else None


def located(name: str, states: Sequence[Catalogue]) -> Located | None:
    """Return the row or cell ``name`` (``cell:2a.backup.middleware.customer``) in the first of ``states`` that has it.

    If none has the address, as after a rename, the prefix decides on the matrix; ``None`` if no matrix fits.
    """
    service, _, address = name.partition(":")[2].partition(".")
    known = [*_matrices(service, states)]
    having = [each for each in known if address in each[1].addresses]
    for catalogue, matrix in having or known:
        if having or matrix.id is None or address.startswith(f"{matrix.id}."):
            task, *rest = matrix.parts(address)
            values = {str(axis): value for axis, value in zip(matrix.axes, rest, strict=False)}
            return Located(catalogue, service, matrix, task, values, ".".join(rest[len(values) :]))
    return None


def _matrices(service: str, states: Sequence[Catalogue]) -> Iterator[tuple[Catalogue, Matrix]]:
    """Yield the matrices of ``service``, or of its former id, in each state."""
    for catalogue in states:
        services = catalogue.objects["service"]
        if owner := services.get(service) or next((services[id] for id in _former(service, states) if id in services), None):
            yield from ((catalogue, matrix) for matrix in owner.all_matrices)


def _former(service: str, states: Iterable[Catalogue]) -> Iterator[str]:
    for catalogue in states:
        yield from Ids(catalogue).former.get(("service", service), ())


def page_of(change: Change, catalogue: Catalogue) -> str:
    """Return the page and the anchor of what has changed, from the root of a language; empty if no page shows it."""
    kind, _, id = change.place.partition(":")
    service, _, own = id.partition(".")
    if kind in OF_SERVICE and service in catalogue.objects["service"]:
        anchors = {"statement": own, "cell": own, "section": f"part.{own}", "matrix": "part.matrix"}
        return f"services/{service}.html#{anchors.get(kind, f'{kind}.{own}')}"
    if kind in ("service", "task", "party", "layer", "standard") and id in catalogue.by_kind[kind]:
        return f"{'parties' if kind == 'party' else f'{kind}s'}/{id}.html"
    if kind == "booklet":
        return f"../{id}"
    return f"glossary.html#{id}" if kind == "term" and id in catalogue.objects["term"] else ""


def mentions(edition: Edition) -> Iterator[tuple[str, str]]:
    """Yield each term in a statement, a note or the name of a task, with the kind and id of the object that mentions it."""
    for name, thing in walk_of(edition.catalogue).objects.items():
        kind = name.partition(":")[0]
        text = thing.name if kind == "task" else thing.text if kind in ("statement", "note") else None
        if text and edition.language in text:
            yield from ((term, name) for term in edition.terms_in(edition.plain(text)))


#: A field of an item: its list, its index, and what is inside of it.
_ITEM = re.compile(r"(.*?)\.(\d+)((?:\..*)?)")


def aligned(old: Mapping[Place, Leaf], new: Mapping[Place, Leaf]) -> dict[Place, Leaf]:
    """Return ``old`` with its items at the indexes that equal ones have in ``new``, and the others at those left over."""
    theirs = _lists(new)
    leaves = {place: leaf for place, leaf in old.items() if not _ITEM.fullmatch(place.field)}
    for (name, field), items in _lists(old).items():
        left = dict(theirs.get((name, field), {}))
        at = {}
        for index, item in items.items():
            if same := next((each for each, known in left.items() if known == item), ""):
                at[index] = same
                del left[same]
        others = [index for index in items if index not in at]
        at |= zip(others, itertools.chain(left, map(str, itertools.count(len(items) + len(left)))), strict=False)
        leaves |= {
            Place(name, f"{field}.{at[index]}{rest}"): leaf for index, item in items.items() for rest, leaf in item.items()
        }
    return leaves


def _lists(leaves: Mapping[Place, Leaf]) -> Mapping[tuple[str, str], Mapping[str, dict[str, Leaf]]]:
    """Return the items of each list, by its object and field: by index, what is inside."""
    items_by_list: dict[tuple[str, str], dict[str, dict[str, Leaf]]] = defaultdict(lambda: defaultdict(dict))
    for place, leaf in leaves.items():
        if hit := _ITEM.fullmatch(place.field):
            items_by_list[place.object, hit[1]][hit[2]][hit[3]] = leaf
    return items_by_list


#: The keys with tasks.
OF_TASKS = ("answers-for", "does", "ensures", "may-do")
#: The keys that say how much a claim binds, with its own words.
OF_WORDS = ("promises", "may", "owns")
#: The key of a passage of the text that makes a claim.
QUOTE = "quote"
#: How much a claim of a kind binds.
_OF_KIND = {"right": "may", "ownership": "owns"}

#: Minimum similarity of the words of a claim that was reworded.
_ALIKE = 0.5

#: A claim by its keys: ``party``, the keys of tasks and words, ``on``, ``condition`` and ``note`` if it has them, or ``whole``.
Unit = Mapping[str, Any]


def claims_of(leaves: Mapping[Place, Leaf]) -> dict[str, tuple[Unit, ...]]:
    """Return the claims of each statement and note, by its kind and id."""
    claims_by_object: dict[str, dict[str, dict[str, Any]]] = {}
    for place, leaf in leaves.items():
        if place.field.startswith("claims."):
            _, index, key = place.field.split(".", 2)
            value: Any = {str(language): str(text) for language, text in leaf.items()} if isinstance(leaf, Localized) else leaf
            if key in ("on", "note", *OF_TASKS) and isinstance(value, tuple):
                value = tuple(sorted(value))
            claims_by_object.setdefault(place.object, {}).setdefault(index, {})[key] = value
    return {name: tuple(claims.values()) for name, claims in claims_by_object.items()}


def claims_on(party: str, service: Service) -> int:
    """Return the number of claims on ``party`` in the text of ``service``."""
    return sum(claim.party == party for text in service.texts for claim in text.claims)


def compared_claims(name: str, old: Sequence[Unit], new: Sequence[Unit]) -> Iterator[Change]:
    """Yield the differences between the claims of the object ``name`` in two states.

    A claim that is still there is compared by task, layer, condition, strength and words.
    """
    gone, come = [unit for unit in old if unit not in new], [unit for unit in new if unit not in old]
    for before in list(gone):
        now = max(come, key=lambda unit: _likeness(before, unit), default=None)
        if now is not None and _likeness(before, now):
            gone.remove(before)
            come.remove(now)
            yield from _differences(name, before, now)
    yield from (_change(name, "claims", unit, None) for unit in gone)
    yield from (_change(name, "claims", None, unit) for unit in come)


def _likeness(before: Unit, now: Unit) -> float:
    """Return how alike two claims of one party are; 0 for claims of two parties or without anything in common."""
    if before.get("party") != now.get("party"):
        return 0
    old, new = _words(before), _words(now)
    shared = [difflib.SequenceMatcher(None, old[lang].split(), new[lang].split()).ratio() for lang in old if lang in new]
    alike = max(shared, default=0.0)
    tasks = {task for _, task in _tasks(before)} & {task for _, task in _tasks(now)}
    both_whole = not old and not new and not _tasks(before) and not _tasks(now)
    return (alike if alike >= _ALIKE else 0) + len(tasks) + both_whole


def strength(claim: Unit) -> str:
    """Return how much a claim binds: ``promises``, ``may`` or ``owns``."""
    known = next((key for key in OF_WORDS if key in claim), "") or _OF_KIND.get(str(claim.get("kind", "")), "")
    return known or ("may" if "may-do" in claim and not set(claim) & set(OF_TASKS[:3]) else "promises")


def _words(unit: Unit) -> Mapping[str, str]:
    return next((unit[key] for key in (*OF_WORDS, QUOTE) if isinstance(unit.get(key), Mapping)), {})


def _tasks(unit: Unit) -> set[tuple[str, str]]:
    """Return the tasks of a claim, each with its verb."""
    return {(verb, task) for verb in OF_TASKS for task in unit.get(verb, ())}


def _differences(name: str, before: Unit, now: Unit) -> Iterator[Change]:
    same_tasks = {task for _, task in _tasks(before)} == {task for _, task in _tasks(now)}
    if strength(before) == strength(now) or not same_tasks:
        yield from (_change(name, "claims", unit, None) for unit in _with_other_tasks(before, now))
        yield from (_change(name, "claims", None, unit) for unit in _with_other_tasks(now, before))
    if strength(before) != strength(now):
        yield _change(name, "strength", before, now)
    elif _words(before) != _words(now):
        yield _change(name, QUOTE if QUOTE in before and QUOTE in now else strength(now), before, now)
    yield from (replace(_change(name, "on", before, now), action=action) for action in _moved(before.get("on"), now.get("on")))
    old, new = before.get("condition", {}), now.get("condition", {})
    if old != new:
        shared = [old[language] == new[language] for language in old if language in new]
        kind = ChangeKind.CLAIM if shared and all(shared) else ChangeKind.CONDITION  # the same, in other languages
        action = action_of("condition" in before, "condition" in now)
        yield replace(_change(name, "condition", before, now), kind=kind, action=action)
    if before.get("note") != now.get("note"):
        yield _change(name, "note", before, now)


def _with_other_tasks(claim: Unit, other: Unit) -> Iterator[Unit]:
    """Yield ``claim`` with the tasks that ``other`` lacks, once for each verb."""
    for verb in OF_TASKS:
        if tasks := tuple(task for task in claim.get(verb, ()) if (verb, task) not in _tasks(other)):
            yield {key: claim[key] for key in ("party", "on", "condition") if key in claim} | {verb: tasks}


def _moved(before: Sequence[str] | None, now: Sequence[str] | None) -> Iterator[Action]:
    """Yield ``REMOVED`` for a claim that no longer holds on some layer, ``ADDED`` for one that holds on more."""
    if before and now:
        yield from (Action.REMOVED for _ in (1,) if set(before) - set(now))
        yield from (Action.ADDED for _ in (1,) if set(now) - set(before))
    elif before != now:
        yield Action.REMOVED if now else Action.ADDED


def _change(name: str, field: str, old: Unit | None, new: Unit | None) -> Change:
    party = str((new or old or {}).get("party", ""))
    return Change(kind=ChangeKind.CLAIM, action=action_of(old, new), place=name, field=field, old=old, new=new, party=party)


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
_KIND_OF_CHANGE = dict.fromkeys(_NAMED, ChangeKind.ID)
_KIND_OF_CHANGE |= {"statement": ChangeKind.TEXT, "note": ChangeKind.NOTE, "term": ChangeKind.TERM}
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
    """Return the changes in the order of reports."""
    return _Comparison(old, new).changes()


class _Comparison:
    """The objects and values of two states, where an object has its newer id in both."""

    def __init__(self, old: Catalogue, new: Catalogue) -> None:
        now = walk_of(new)
        self.old_state, self.new_state, self.renames = old, new, renames(walk_of(old), now, new)
        then = Walk(old, self.renames) if self.renames.new else walk_of(old)
        self.old_objects, self.new_objects = then.objects, now.objects
        self.old, self.new = aligned(then.leaves, now.leaves), now.leaves
        #: The objects of each state, with those of the other, and what happened to one that the other lacks.
        removed, added = (self.old_objects, self.new_objects), (self.new_objects, self.old_objects)
        self._sides = ((*removed, Action.REMOVED), (*added, Action.ADDED))

    def changes(self) -> tuple[Change, ...]:
        kinds = (self._renamed, self._objects, self._leaves, self._counts, self._withdrawals, self._claims)
        once = self._once([change for changes in kinds for change in changes()])
        unsorted = (replace(change, touches=tuple(sorted({*self._touched(change)} - {change.place}))) for change in once)
        return tuple(sorted(unsorted, key=lambda change: [*ChangeKind].index(change.kind)))

    def _touched(self, change: Change) -> Iterator[str]:
        """Yield the objects that ``change`` affects, by kind and id."""
        kind, _, id = change.place.partition(":")
        if change.party:
            yield f"party:{change.party}"
        if kind in OF_SERVICE:
            yield f"service:{change.service}"
            if kind in ("row", "cell", "matrix"):
                yield from (f"service:{other}" for other in change.heirs)
        if kind in ("row", "cell") and (spot := located(change.place, (self.new_state, self.old_state))):
            yield f"task:{spot.task}"
            yield from (f"layer:{value}" for axis, value in spot.values.items() if axis == "layer")
        elif kind not in ("service", *OF_SERVICE):
            key = kind, id if kind == "letter" else id.rpartition(".")[2]
            yield from (f"service:{service}" for service in self._users.get(key, ()))
        if kind == "term":
            found_in = (name for edition in self._editions for term, name in mentions(edition) if term == id and "." in name)
            yield from (f"service:{name.partition(':')[2].partition('.')[0]}" for name in found_in)

    @functools.cached_property
    def _users(self) -> dict[tuple[str, str], list[str]]:
        """The services that refer to an object."""
        users: dict[tuple[str, str], list[str]] = {}
        for catalogue in (self.old_state, self.new_state):
            for service in catalogue.services:
                for key in set(named_by(catalogue, service)):
                    users.setdefault(key, []).append(service.id)
        return users

    @functools.cached_property
    def _editions(self) -> tuple[Edition, ...]:
        return tuple(Edition(self.new_state, language) for language in self.new_state.identity.languages)

    def _renamed(self) -> Iterator[Change]:
        for (kind, old_id), new_id in self.renames.new.items():
            scope = old_id.rpartition(".")[0]
            scope = f"{self.renames('service', scope, '')}." if scope else ""
            new = f"{scope}{new_id}"
            yield Change(kind=ChangeKind.ID, action=Action.RENAMED, place=f"{kind}:{new}", old=old_id, new=new)

    def _objects(self) -> Iterator[Change]:
        """Yield the objects that one state lacks, without the parts of such objects."""
        for these, others, action in self._sides:
            for name, thing in these.items():
                if name not in others and _kind(name) not in ("cell", "catalogue") and not self._is_part(name, others):
                    yield self._change(name, thing, action)

    def _is_part(self, name: str, others: Mapping[str, Any]) -> bool:
        kind, _, id = name.partition(":")
        return any(kind in parts and f"{whole}:{id.partition('.')[0]}" not in others for whole, parts in _PARTS.items())

    def _change(self, name: str, thing: Any, action: Action) -> Change:
        kind = _kind_of_change(name, thing)
        texts = (getattr(thing, key, None) for key in ("text", "name", "reason", "word", "title"))
        text = next(filter(None, texts), None)
        content: Value = _texts(text) if text else name.partition(":")[2]
        if kind is ChangeKind.TERM:
            content = {**_texts(thing.name), "definition": _texts(thing.definition)}
        old, new = (content, None) if action is Action.REMOVED else (None, content)
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
        kind, party = ChangeKind.DETAIL, ""
        if _kind(place.object) == "cell":
            kind, party = ChangeKind.CELL, place.object.rpartition(".")[2]
        elif _kind(place.object) in ("note", "term"):
            kind = _kind_of_change(place.object, self.new_objects[place.object])
        elif isinstance(old or new, Localized) and not place.field.startswith("approval."):
            kind = ChangeKind.TEXT
        action, was, is_now = action_of(old, new), _plain(old), _plain(new)
        return Change(kind=kind, action=action, place=place.object, field=place.field, old=was, new=is_now, party=party)

    def _notes_at(self, place: Place, old: Any, new: Any) -> Iterator[Change]:
        """Yield the notes that a cell or a row gained or lost."""
        service = place.object.partition(":")[2].partition(".")[0]
        for note in (*(id for id in old if id not in new), *(id for id in new if id not in old)):
            name = f"note:{service}.{note}"
            kind = _kind_of_change(name, self.new_objects.get(name) or self.old_objects.get(name))
            was, now = (note, None) if note in old else (None, note)
            party = place.object.rpartition(".")[2] if _kind(place.object) == "cell" else ""
            action = action_of(was, now)
            yield Change(kind=kind, action=action, place=place.object, field="note", old=was, new=now, party=party)

    def _order(self, place: Place, old: Any, new: Any) -> Iterator[Change]:
        """Yield a change of order among the items of both states."""
        before, now = (tuple(id for id in these if id in others) for these, others in ((old, new), (new, old)))
        if before != now:
            yield replace(self._leaf(place, old, new), old=before, new=now)

    def _claims(self) -> Iterator[Change]:
        old, new = claims_of(self.old), claims_of(self.new)
        for name in dict.fromkeys((*old, *new)):
            yield from compared_claims(name, old.get(name, ()), new.get(name, ()))

    def _counts(self) -> Iterator[Change]:
        """Yield the letters of each party in a service that was added or removed, counted over all cells."""
        for these, others, action in self._sides:
            for name in (name for name in these if _kind(name) == "service" and name not in others):
                for matrix in these[name].all_matrices:
                    base = these[name].base_of(matrix) if action is Action.ADDED else None
                    if base and base.matrix and f"service:{base.id}" in others:
                        yield from self._unlike(these[name], matrix, base)
                    else:
                        yield from _counted(name, matrix, action)

    def _withdrawals(self) -> Iterator[Change]:
        """Yield a change for each party that has a letter, a duty or a right where something is withdrawn."""
        for place, day in self.new.items():
            kind, _, id = place.object.partition(":")
            if place.field == "withdrawn.on" and self.old.get(place) != day and kind in ("service", "task", "layer", "party"):
                loss = Change(kind=ChangeKind.CELL, action=Action.REMOVED, place=place.object, field="withdrawn", new=_plain(day))
                parties = (str(party.id) for party in self.new_state.parties)
                yield from (replace(loss, party=party) for party in parties if _has_part(self.new_state, kind, id, party))

    def _unlike(self, service: Service, matrix: Matrix, base: Service) -> Iterator[Change]:
        """Yield the cells of a new service that differ from those of the service that it extends."""
        assert base.matrix
        for cell in matrix.cells:
            place = Place(f"cell:{service.id}.{cell.address}", "letters")
            old = self.new.get(Place(f"cell:{base.id}.{base.matrix.address(cell.task, cell.values, cell.party)}", "letters"))
            new = self.new[place]
            if old not in (None, new):
                yield replace(self._leaf(place, old, new), action=Action.CHANGED, field="unlike")

    def _once(self, changes: list[Change]) -> Iterator[Change]:
        """Yield the changes where they are written, with the services that inherit them by ``extends``."""
        same: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for change in changes:
            same[_key(change)].append(change.service)
        for change in changes:
            kind, service = _kind(change.place), change.service
            if kind in ("cell", "row", "matrix"):
                services = same[_key(change)]
                if change.field == "unlike" or not self._bases(service) & set(services):
                    yield replace(change, heirs=tuple(sorted(id for id in services if service in self._all_bases(id, services))))
            else:
                yield replace(change, heirs=tuple(self._inheriting.get(change.place, ())))

    def _bases(self, id: str) -> set[str]:
        service = self.new_state.objects["service"].get(id)
        return set(map(str, service.extended)) if service else set()

    def _all_bases(self, id: str, among: Collection[str]) -> set[str]:
        """Return the services that ``id`` extends, directly or by way of others ``among`` them."""
        direct = self._bases(id) & set(among)
        return direct.union(*(self._all_bases(base, among) for base in direct))

    @functools.cached_property
    def _inheriting(self) -> dict[str, list[str]]:
        """The services that inherit a note, a tension or an exception, by its place."""
        heirs: dict[str, list[str]] = defaultdict(list)
        for service in sorted((*self.old_state.services, *self.new_state.services), key=lambda service: str(service.id)):
            texts = (("statement", service.statements.values()), ("note", service.notes))
            for kind, items in (*texts, ("tension", service.tensions), ("exception", service.exceptions)):
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
    """Return a key that is equal for a change and for the same change where another service inherits it."""
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
            shown: Value = {str(letter): str(counts[letter]) for letter in sorted(counts)}
            old, new = (shown, None) if action is Action.REMOVED else (None, shown)
            field = ".".join(filter(None, ("letters", matrix.id)))
            yield Change(kind=ChangeKind.CELL, action=action, place=name, field=field, old=old, new=new, party=str(party))


def _kind(name: str) -> str:
    return name.partition(":")[0]


def _kind_of_change(name: str, thing: Any) -> ChangeKind:
    """Return the subject of a change of the object ``name``, or in which it is added or removed."""
    is_condition = getattr(thing, "kind", None) is NoteKind.CONDITION
    return ChangeKind.CONDITION if is_condition else _KIND_OF_CHANGE.get(_kind(name), ChangeKind.DETAIL)


def _texts(text: Localized) -> dict[str, str]:
    return {str(language): words_of(words) for language, words in text.items()}


def _plain(leaf: Leaf | None) -> Value:
    return _texts(leaf) if isinstance(leaf, Localized) else leaf
