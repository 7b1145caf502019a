"""Changes as sentences, in one language."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, cast

from service_catalogue.diff.change import Action, Change, Kind, Said
from service_catalogue.diff.claims import OF_TASKS
from service_catalogue.diff.names import Names
from service_catalogue.diff.wording import Run, compared
from service_catalogue.locale import Words
from service_catalogue.model.changelog import Mark
from service_catalogue.model.leaves import WRITTEN_STATES
from service_catalogue.model.shared import Letter
from service_catalogue.model.vocabulary import Duty
from service_catalogue.text.inline import spans
from service_catalogue.views.controls import total

#: The words that the interface has for values of a service.
_FIELD_WORDS = {
    "code": "service.code",
    "family": "service.family",
    "motto": "service.motto",
    "provider": "service.provider",
    "status": "service.status",
    "version": "service.version",
    "valid.from": "service.from",
    "valid.to": "service.to",
    "approver": "service.approver",
    "source.title": "source.title",
    "source.owner": "source.owner",
    "source.date": "source.date",
}
_STATES = {written: state.value for state, written in WRITTEN_STATES.items() if state.value}


class Sentence(NamedTuple):
    """What a change means, in words."""

    runs: tuple[Run, ...]
    change: Change

    @property
    def plain(self) -> str:
        return runs_as_text(self.runs)


def runs_as_text(runs: Sequence[Run]) -> str:
    """``runs`` on one line; what is gone as ``[-…-]``, what is new as ``{+…+}``."""
    marks = {Mark.KEPT: "{}", Mark.GONE: "[-{}-]", Mark.NEW: "{{+{}+}}"}
    return "".join(marks[run.mark].format(run.words) for run in runs)


@dataclass(frozen=True)
class Teller:
    """Tells changes in one language."""

    names: Names
    changes: tuple[Change, ...]

    def sentences(self, change: Change) -> tuple[Sentence, ...]:
        """What ``change`` means; a cell has a sentence for each letter."""
        told = self._cell(change) if _is_of_cell(change) else iter((self._told(change),))
        return tuple(Sentence(tuple(runs), change) for runs in told)

    def is_gain(self, change: Change, index: int = 0) -> bool:
        """Whether the sentence number ``index`` of a change tells of something that a party gets."""
        if _is_of_cell(change):
            return index >= len(_letters_lost(change))
        return change.action is not Action.REMOVED

    # Cells

    def _cell(self, change: Change) -> Iterator[list[Run]]:
        _, _, id = change.place.partition(":")
        service, *parts = id.split(".")
        for letter in _letters_lost(change):
            yield [_kept(self._duty(change, service, parts, letter, gained=False))]
        for letter in _letters_gained(change):
            yield [_kept(self._duty(change, service, parts, letter, gained=True))]
        if (change.new in _STATES and change.new != change.old) or (change.old in _STATES and change.new == "-"):
            state = self.words(f"cell.{_STATES[str(change.new)]}") if change.new in _STATES else self.words("cell.none")
            yield [_kept(self._on("diff.state", parts, party=self._capital(change.party), state=state) + ".")]

    def _duty(self, change: Change, service: str, parts: list[str], letter: str, gained: bool) -> str:
        known = self._letter(service, letter)
        predicate = self.names.text(known.predicate) if known and known.predicate else ""
        verb = "is" if predicate.partition(" ")[0] in self.words("diff.be").split() else "does" if predicate else "has"
        if not predicate:
            word = self.names.text(known.word) if known else letter
            predicate = self.words("diff.has", letter=letter, word=word)
        does = self._with(predicate, self.words("diff.now" if gained else "diff.no-longer"))
        said = self._on("diff.does", parts, party=self._capital(change.party), does=does)
        others = self._others(change, letter, gained)
        if others and known and known.duty in (Duty.DOES, Duty.ANSWERS_FOR):
            party = self.names.edition.words.list([self.names.party(party) for party in others])
            then = self.words(f"diff.given.{verb}", party=party) if gained else self.words(f"diff.taken.{verb}", party=party)
            said = f"{said}; {then}"
        return said + "."

    def _on(self, key: str, parts: list[str], **values: str) -> str:
        """A sentence about a task, with its place on the axes if there are any."""
        task = self.names.named(
            f"task:{next((part for part in parts if self.names.object(f'task:{part}') is not None), parts[0])}"
        )
        place = ", ".join(self.names.value(part) for part in parts[1:-1] if self.names.value(part) != task)
        if key == "diff.does":
            return (
                self.words("diff.does-on", task=task, place=place, **values)
                if place
                else self.words("diff.does", task=task, **values)
            )
        return (
            self.words("diff.state-on", task=task, place=place, **values)
            if place
            else self.words("diff.state", task=task, **values)
        )

    def _with(self, predicate: str, adverb: str) -> str:
        """``predicate`` with ``adverb`` where it belongs: behind the verb, or before it."""
        verb, _, rest = predicate.partition(" ")
        behind = self.words("diff.auxiliaries")
        if behind == "*" or verb in behind.split():
            return f"{verb} {adverb} {rest}".rstrip()
        return f"{adverb} {predicate}"

    def _others(self, change: Change, letter: str, gained: bool) -> list[str]:
        """The parties that lost the letter at the same place, where this one gained it, or the other way round."""
        return [
            other.party
            for other in self._cells_at.get(change.place.rpartition(".")[0], ())
            if other.party != change.party and letter in (_letters_lost(other) if gained else _letters_gained(other))
        ]

    @functools.cached_property
    def _cells_at(self) -> dict[str, list[Change]]:
        found: dict[str, list[Change]] = {}
        for change in self.changes:
            if _is_of_cell(change):
                found.setdefault(change.place.rpartition(".")[0], []).append(change)
        return found

    def _letter(self, service: str, letter: str) -> Letter | None:
        found = self.names.object(f"service:{service}")
        for matrix in found.all_matrices if found is not None else ():
            known = self.names.object(f"letter:{matrix.scheme}.{letter}")
            if known is not None:
                return cast(Letter, known)
        return None

    # Everything else

    def _told(self, change: Change) -> list[Run]:
        if change.kind is Kind.TRANSLATION:
            return self._translation(change)
        if change.kind in (Kind.PAGE, Kind.BOOKLET):
            return [_kept(self._action(change, change.place.partition(":")[2]))]
        where = self.names.place(change.place)
        if change.kind is Kind.CELL:
            return [_kept(self._counts(change))]
        if change.field == "claims":
            claim = self._claim(cast(Mapping[str, Any], change.new or change.old))
            where = where[:1].lower() + where[1:]
            if change.new:
                return [_kept(self.words("diff.claim-added", where=where, claim=claim))]
            return [_kept(self.words("diff.claim-removed", where=where, claim=claim))]
        if change.field in ("condition", "promises", "may") and isinstance(change.new, Mapping):
            before, now = cast(Mapping[str, Any], change.old), cast(Mapping[str, Any], change.new)
            return [_kept(f"{where}: "), *self._reworded(change.field, before, now)]
        if change.action is Action.RENAMED:
            return [_kept(self.words("diff.renamed", old=str(change.old), what=f"{where} ({change.new})"))]
        if change.field == "note" and not isinstance(change.old, Mapping):
            service = change.place.partition(":")[2].partition(".")[0]
            note = self.names.note(service, str(change.new or change.old))
            if change.new:
                return [_kept(self.words("diff.note-added", note=note, where=where))]
            return [_kept(self.words("diff.note-removed", note=note, where=where))]
        if not change.field:
            return [_kept(self._action(change, f"{where}{self._content(change)}"))]
        return [_kept(f"{where}{self._field(change)}: "), *self._compared(change.old, change.new, change.field)]

    def _counts(self, change: Change) -> str:
        """How many cells of a whole service a party has each letter in."""
        id = change.place.partition(":")[2]
        catalogue = self.names.catalogue_with(id)
        matrices = catalogue.objects["service"][id].all_matrices
        matrix = next(matrix for matrix in matrices if change.field == ".".join(filter(None, ("letters", matrix.id))))
        said, order = cast(Mapping[str, str], change.new or change.old), catalogue.scheme(matrix.scheme).cell_order
        counts = [f"{self._before_count(id, letter)} {said[letter]}" for letter in sorted(said, key=order.find)]
        where = self.names.place(change.place)
        return self.words(
            "diff.counts",
            party=self._capital(change.party),
            counts=self.words.list(counts),
            total=total(matrix),
            where=", ".join(filter(None, (f"{where[:1].lower()}{where[1:]}", self.names.text(matrix.name)))),
        )

    def _before_count(self, service: str, letter: str) -> str:
        known = self._letter(service, letter)
        return self.names.text(known.predicate) if known and known.predicate else self.words("diff.has-count", letter=letter)

    def _reworded(self, field: str, before: Mapping[str, Any], now: Mapping[str, Any]) -> list[Run]:
        """A claim in other words, or under another condition; and what else in it is different."""
        runs = self._compared(before.get(field), now.get(field))
        for key in dict.fromkeys((*before, *now)):
            if key != field and before.get(key) != now.get(key):
                runs += [_kept(f"; {key}: "), *self._compared(before.get(key), now.get(key))]
        return runs

    def _translation(self, change: Change) -> list[Run]:
        old, new = cast(Mapping[str, str], change.old), cast(Mapping[str, str], change.new)
        field, _, language = change.field.rpartition(".")
        authoritative = str(self.names.new.identity.authoritative)
        shown = self._field(change, field) + f" ({self.names.edition.language_name(language)})"
        lang = "" if authoritative == self.names.language else authoritative
        runs = compared(_plain(old[authoritative]), _plain(new[authoritative]))
        return [_kept(f"{self.names.place(change.place)}{shown}: "), *(run._replace(lang=lang) for run in runs)]

    def _action(self, change: Change, what: str) -> str:
        if change.action is Action.ADDED:
            return self.words("diff.added", what=what)
        return self.words("diff.removed", what=what) if change.action is Action.REMOVED else what

    def _content(self, change: Change) -> str:
        """What an object that is new or gone says, where its name does not say it."""
        said = change.new or change.old
        if not isinstance(said, Mapping):
            return ""
        kind = change.place.partition(":")[0]
        if kind == "term":
            return f": {self._in_language(cast(Any, said['definition']))}"
        return f": {self._in_language(said)}" if kind in ("statement", "note", "tension", "exception") else ""

    def _field(self, change: Change, field: str | None = None) -> str:
        field = change.field if field is None else field
        if field in ("text", "name"):
            return ""
        if field.startswith("order."):
            return f", {self.words('diff.order')}"
        return f", {self.words(_FIELD_WORDS[field])}" if field in _FIELD_WORDS else f", {field}"

    def _compared(self, old: Said, new: Said, field: str = "") -> list[Run]:
        if isinstance(old or new, Mapping):
            before, now = cast(Mapping[str, str], old or {}), cast(Mapping[str, str], new or {})
            changed = [language for language in dict.fromkeys((*before, *now)) if before.get(language) != now.get(language)]
            language = self.names.language if self.names.language in changed or not changed else changed[0]
            runs = list(compared(_plain(before.get(language, "")), _plain(now.get(language, ""))))
            if all(run.mark is Mark.KEPT for run in runs):  # nothing but the inline syntax is different
                runs = list(compared(before.get(language, ""), now.get(language, "")))
            if language != self.names.language:
                named = _kept(f"({self.names.edition.language_name(language)}) ")
                return [named, *(run._replace(lang=language) for run in runs)]
            return runs
        before_, now_ = self._value(old, field), self._value(new, field)
        runs = [Run(Mark.GONE, before_), _kept(" "), Run(Mark.NEW, now_)]
        return [run for run in runs if run.words.strip()] if not (before_ and now_) else runs

    def _value(self, said: Said, field: str) -> str:
        if isinstance(said, tuple):
            return ", ".join(map(str, said))
        if field == "status" and said and f"status.{said}" in self.names.edition.words.table:
            return self.words(f"status.{said}")
        return str(said or "")

    def _claim(self, claim: Mapping[str, Any]) -> str:
        words = self.names.edition.words
        party = self._capital(claim["party"]) if claim.get("party") else words("diff.nobody")
        if own := claim.get("promises") or claim.get("may"):
            said = self._in_language(own)
            said = f"{party} {said}" if claim.get("party") else said
        elif verb := next((verb for verb in OF_TASKS if verb in claim), ""):
            tasks = words.list([self.names.named(f"task:{task}") for task in claim[verb]])
            does = words(f"claim.{verb}", party=party)
            said = f"{does} {tasks}"
        else:
            said = f"{party} {words('diff.as-said')}"
        if claim.get("on") and not own:
            said += f" {words('statement.on', layers=words.list([self.names.value(value) for value in claim['on']]))}"
        if claim.get("condition"):
            said = words("diff.under", claim=said, condition=self._in_language(claim["condition"]))
        return said + "."

    def _in_language(self, texts: Mapping[str, Any]) -> str:
        return _plain(str(texts.get(self.names.language) or next(iter(texts.values()), "")))

    def _capital(self, party: str) -> str:
        name = self.names.party(party)
        return name[:1].upper() + name[1:]

    @property
    def words(self) -> Words:
        return self.names.edition.words


def _is_of_cell(change: Change) -> bool:
    """Whether a change is about one cell, and not about all of a service."""
    return change.kind is Kind.CELL and change.place.startswith("cell:")


def _letters_lost(change: Change) -> Sequence[str]:
    return [letter for letter in _letters(change.old) if letter not in _letters(change.new)]


def _letters_gained(change: Change) -> Sequence[str]:
    return [letter for letter in _letters(change.new) if letter not in _letters(change.old)]


def _letters(said: Said) -> str:
    return "" if not isinstance(said, str) or said in (*_STATES, "-") else said


def _kept(words: str) -> Run:
    return Run(Mark.KEPT, words)


def _plain(text: str) -> str:
    """``text`` without its inline syntax; a term that is named by its id alone stays so."""
    return "".join(span.words or span.target for span in spans(text))
