"""Comparison of the claims of statements and notes: what parties must or may do."""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from service_catalogue.diff.change import Action, Change, Kind, action_of
from service_catalogue.model.fields import Leaf, Place
from service_catalogue.model.service import Service
from service_catalogue.schema.kinds import Localized

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
        kind = Kind.CLAIM if shared and all(shared) else Kind.CONDITION  # the same, in other languages
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
    return Change(kind=Kind.CLAIM, action=action_of(old, new), place=name, field=field, old=old, new=new, party=party)
