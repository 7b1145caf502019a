"""Comparison of the claims of statements and notes: what parties must or may do."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from service_catalogue.diff.change import Action, Change, Kind
from service_catalogue.model.fields import Leaf, Place
from service_catalogue.schema.kinds import Localized

#: The keys with tasks: each task is a claim of its own.
OF_TASKS = ("answers-for", "does", "ensures", "may-do")
#: The keys with words of their own, and the mark of a claim that is its whole text.
_OF_WORDS = ("promises", "may", "owns", "whole")

#: Minimum similarity of the words of a claim that was reworded.
_ALIKE = 0.5

#: A claim by its keys: one verb, and ``party``, ``on``, ``condition`` and ``note`` if it has them.
Unit = Mapping[str, Any]


def claims_of(leaves: Mapping[Place, Leaf]) -> dict[str, tuple[Unit, ...]]:
    """Return the claims of each statement and note, by its kind and id."""
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for place, leaf in leaves.items():
        if place.field.startswith("claims."):
            _, index, key = place.field.split(".", 2)
            value = {str(language): str(text) for language, text in leaf.items()} if isinstance(leaf, Localized) else leaf
            found.setdefault(place.object, {}).setdefault(index, {})[key] = value
    return {name: tuple(unit for claim in claims.values() for unit in _units(claim)) for name, claims in found.items()}


def _units(claim: dict[str, Any]) -> Iterator[Unit]:
    rest = {key: value for key, value in claim.items() if key not in (*OF_TASKS, *_OF_WORDS)}
    for key in ("on", "note"):
        if key in rest:
            rest[key] = tuple(sorted(rest[key]))
    for key in _OF_WORDS:
        if key in claim:  # its tasks are what its words are about
            about = {verb: claim[verb] for verb in OF_TASKS if verb in claim}
            yield {**rest, **about, key: claim[key]}
            return
    for verb in OF_TASKS:
        for task in claim.get(verb, ()):
            yield {**rest, verb: (task,)}


def compared_claims(name: str, old: Sequence[Unit], new: Sequence[Unit]) -> Iterator[Change]:
    """Yield the claims of the object ``name`` that are removed, added, reworded or under another condition."""
    gone, come = [unit for unit in old if unit not in new], [unit for unit in new if unit not in old]
    for before, now in _pairs(gone, come, lambda before, now: _without_condition(before) == _without_condition(now)):
        yield _change(Kind.CONDITION, Action.CHANGED, name, "condition", before, now)
    for before, now in _pairs(gone, come, _is_reworded):
        yield _change(Kind.CLAIM, Action.CHANGED, name, _words_key(now), before, now)
    for unit in gone:
        yield _change(Kind.CLAIM, Action.REMOVED, name, "claims", unit, None)
    for unit in come:
        yield _change(Kind.CLAIM, Action.ADDED, name, "claims", None, unit)


def _pairs(gone: list[Unit], come: list[Unit], alike: Callable[[Unit, Unit], bool]) -> list[tuple[Unit, Unit]]:
    """Remove the claims that are ``alike`` from both lists, and return them."""
    found = []
    for before in list(gone):
        now = next((unit for unit in come if alike(before, unit)), None)
        if now is not None:
            gone.remove(before)
            come.remove(now)
            found.append((before, now))
    return found


def _without_condition(unit: Unit) -> dict[str, Any]:
    return {key: value for key, value in unit.items() if key != "condition"}


def _words_key(unit: Unit) -> str:
    """Return the key of the claim's own words, or an empty text."""
    return next((key for key in ("promises", "may", "owns") if key in unit), "")


def _is_reworded(before: Unit, now: Unit) -> bool:
    """Return whether ``now`` is ``before`` in similar words, or about other tasks."""
    key = _words_key(now)
    if not key or key not in before or before.get("party") != now.get("party"):
        return False
    texts = ((before[key][language], text) for language, text in now[key].items() if language in before[key])
    return any(difflib.SequenceMatcher(None, was.split(), text.split()).ratio() >= _ALIKE for was, text in texts)


def _change(kind: Kind, action: Action, name: str, field: str, old: Unit | None, new: Unit | None) -> Change:
    party = str((new or old or {}).get("party", ""))
    return Change(kind=kind, action=action, place=name, field=field, old=old, new=new, party=party)
