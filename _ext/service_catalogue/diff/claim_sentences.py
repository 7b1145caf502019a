"""Sentences about changes of claims: what a party loses and gains, and under which conditions."""

from collections.abc import Mapping
from typing import Any, cast

from service_catalogue.diff.change import Action, Change, Kind
from service_catalogue.diff.claims import OF_TASKS, OF_WORDS, QUOTE, strength
from service_catalogue.diff.names import Sentences

_Claim = Mapping[str, Any]

#: The headings for a right that a party no longer has or has now, and those for a duty: a burden is no gain.
EFFECTS = (("diff.loses", "diff.gains"), ("diff.gives-up", "diff.takes-on"))


def is_of_claim(change: Change) -> bool:
    """Return whether a change is about a claim of a statement or a note."""
    return change.field in ("claims", "strength", "on", "condition", "note", *OF_WORDS, QUOTE) and (
        isinstance(change.new or change.old, Mapping) and change.kind in (Kind.CLAIM, Kind.CONDITION)
    )


def heading_of(change: Change) -> str:
    """Return the heading, as a key of the interface's words, under which a party reads about a change of its claim."""
    if change.field == "claims":
        return EFFECTS[strength(cast(_Claim, change.new or change.old)) == "promises"][change.action is Action.ADDED]
    if change.field == "strength":
        return {"promises": "diff.to-must", "may": "diff.to-may"}.get(strength(cast(_Claim, change.new)), "diff.reworded")
    known = {("on", Action.REMOVED): "diff.narrowed", ("on", Action.ADDED): "diff.widened"}
    known |= {("condition", Action.REMOVED): "diff.widened", ("condition", Action.ADDED): "diff.narrowed"}
    known["condition", Action.CHANGED] = "diff.conditions" if change.kind is Kind.CONDITION else "diff.reworded"
    return known.get((change.field, change.action), "diff.reworded")


class ClaimSentences(Sentences):
    """Sentences about claims, in one language."""

    def sentence(self, change: Change) -> str:
        """Return the sentence about a change of a claim, apart from new words of it."""
        old, new = cast(_Claim, change.old or {}), cast(_Claim, change.new or {})
        where = self.words.within(self.names.place(change.place, change.heirs))
        if change.field == "claims":
            key = "diff.claim-added" if change.new else "diff.claim-removed"
            return self.words(key, where=where, claim=self.claim(change.place, new or old))
        said = self._change(change, old, new)
        rest = {key: value for key, value in new.items() if key not in ("condition", *(["on"] if change.field == "on" else []))}
        return self.words("diff.claim-changed", where=where, claim=self.claim(change.place, rest), change=said)

    def _change(self, change: Change, old: _Claim, new: _Claim) -> str:
        if change.field == "strength":
            before, now = (self.words(f"diff.strength.{strength(claim)}") for claim in (old, new))
            return self.words("diff.strength", before=before, now=now)
        if change.field == "condition":
            before, now = (self.names.in_language(change.place, claim.get("condition")) for claim in (old, new))
            return self.words(f"diff.condition.{change.action.value}", before=before, now=now)
        had, has = set(old.get("on", ())), set(new.get("on", ()))
        if not had or not has:
            return self.words("diff.layers.only" if has else "diff.layers.none", layers=self._layers(has or had))
        gained = change.action is Action.ADDED
        key = "diff.layers.gained" if gained else "diff.layers.lost"
        return self.words(key, layers=self._layers(has - had if gained else had - has))

    def _layers(self, layers: set[str]) -> str:
        order = [str(layer.id) for layer in self.names.new.layers]
        known = sorted(layers, key=lambda id: (order.index(id) if id in order else len(order), id))
        return self.words.list([self.names.value(value) for value in known])

    def claim(self, place: str, claim: _Claim) -> str:
        """Return a claim of the statement or note at ``place`` as a sentence."""
        party = self.names.subject(claim["party"]) if claim.get("party") else self.words("diff.nobody")
        own = next((claim[key] for key in OF_WORDS if isinstance(claim.get(key), Mapping)), None)
        verbs = [verb for verb in OF_TASKS if verb in claim]
        quote = self.names.in_language(place, claim[QUOTE]).removesuffix(".") if claim.get(QUOTE) else ""
        if own:
            said = self.names.in_language(place, own)
            said = f"{party} {said}" if claim.get("party") else said.removesuffix(".")  # a sentence already
        elif quote and party.casefold() in quote.casefold():
            said = quote
        elif verbs:
            does = [self.words(f"claim.{verb}", party="").strip() + f" {self._tasks(claim[verb])}" for verb in verbs]
            said = f"{party} {self.words.list(does)}"
        else:
            known = self.names.object(place)
            text = quote or (self.names.text(known.text).removesuffix(".") if known else "")
            as_said = self.words(f"diff.as-said.{strength(claim)}", text=text)
            said = f"{party} {as_said}"
        if claim.get("on") and not own:
            said += f" {self.words('statement.on', layers=self._layers(set(claim['on'])))}"
        if claim.get("condition"):
            said = self.words("diff.under", claim=said, condition=self.names.in_language(place, claim["condition"]))
        return said + "."

    def _tasks(self, tasks: tuple[str, ...]) -> str:
        return self.words.list([self.names.named(f"task:{task}") for task in tasks])
