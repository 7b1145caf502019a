"""Changes as sentences, in one language."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, cast

from service_catalogue.diff.cells import Cells, is_of_cell, letters_lost
from service_catalogue.diff.change import Action, Change, Kind, Said
from service_catalogue.diff.claims import OF_TASKS
from service_catalogue.diff.fields import Fields
from service_catalogue.diff.names import Names
from service_catalogue.diff.wording import Run, compared
from service_catalogue.locale import Words
from service_catalogue.model.changelog import Mark
from service_catalogue.text.inline import spans


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
        if change.kind is Kind.CELL:
            return tuple(Sentence((_kept(said),), change) for said in self._cells.sentences(change))
        return (Sentence(tuple(self._told(change)), change),)

    def is_gain(self, change: Change, index: int = 0) -> bool:
        """Whether the sentence number ``index`` of a change tells of something that a party gets."""
        return index >= len(letters_lost(change)) if is_of_cell(change) else change.action is not Action.REMOVED

    @functools.cached_property
    def _cells(self) -> Cells:
        return Cells(self.names, self.changes)

    @functools.cached_property
    def _fields(self) -> Fields:
        return Fields(self.names)

    def _told(self, change: Change) -> list[Run]:
        if change.kind is Kind.TRANSLATION:
            return self._translation(change)
        if change.kind in (Kind.PAGE, Kind.BOOKLET):
            return [_kept(self._action(change, change.place.partition(":")[2]))]
        where = self.names.place(change.place)
        if change.field == "claims":
            claim = self._claim(cast(Mapping[str, Any], change.new or change.old))
            where = self.words.within(where)
            if change.new:
                return [_kept(self.words("diff.claim-added", where=where, claim=claim))]
            return [_kept(self.words("diff.claim-removed", where=where, claim=claim))]
        if change.field in ("condition", "promises", "may", "owns") and isinstance(change.new, Mapping):
            before, now = cast(Mapping[str, Any], change.old), cast(Mapping[str, Any], change.new)
            return [_kept(f"{where}: "), *self._reworded(change, before, now)]
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
        where = self._of_field(where, change.field)
        runs = [_kept(f"{where}: "), *self._compared(change, change.field, change.old, change.new)]
        return runs + [_kept(f"; {said}") for said in self._meant(change)]

    def _of_field(self, where: str, field: str) -> str:
        """The place ``where`` a field is, with the name of that."""
        return ", ".join(filter(None, (where, self._fields.name(field))))

    def _meant(self, change: Change) -> Iterator[str]:
        """Where a matrix has another role scheme: the letters of both schemes whose words differ, and what they mean now."""
        if change.field != "scheme":
            return
        old, new = self.names.old.objects["scheme"].get(str(change.old)), self.names.new.objects["scheme"].get(str(change.new))
        for letter in new.letters if new else ():
            before = old.by_letter.get(letter.letter) if old else None
            said = [self.names.text(each.word) for each in (before, letter) if each]
            if len(set(said)) == 2:
                yield self.words("diff.meant", letter=letter.letter, before=said[0], now=said[1])

    def _reworded(self, change: Change, before: Mapping[str, Any], now: Mapping[str, Any]) -> list[Run]:
        """A claim in other words, or under another condition; and what else in it is different."""
        runs: list[Run] = []
        for key in dict.fromkeys((change.field, *before, *now)):
            if before.get(key) != now.get(key):
                field = f"claims.{key}"
                runs += [_kept(f"; {self._fields.name(field)}: ")] if key != change.field else []
                runs += self._compared(change, field, before.get(key), now.get(key))
        return runs

    def _translation(self, change: Change) -> list[Run]:
        old, new = cast(Mapping[str, str], change.old), cast(Mapping[str, str], change.new)
        field, _, language = change.field.rpartition(".")
        authoritative = str(self.names.new.identity.authoritative)
        where = self._of_field(self.names.place(change.place), field)
        lang = "" if authoritative == self.names.language else authoritative
        runs = compared(_plain(old[authoritative]), _plain(new[authoritative]))
        return [_kept(f"{where} ({self.names.edition.language_name(language)}): "), *(run._replace(lang=lang) for run in runs)]

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

    def _compared(self, change: Change, field: str, old: Said, new: Said) -> list[Run]:
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
        before_, now_ = (
            self._fields.value(change.place, field, cast("str | tuple[str, ...] | None", said)) for said in (old, new)
        )
        runs = [Run(Mark.GONE, before_), _kept(" "), Run(Mark.NEW, now_)]
        return [run for run in runs if run.words.strip()] if not (before_ and now_) else runs

    def _claim(self, claim: Mapping[str, Any]) -> str:
        words = self.names.edition.words
        party = self.names.subject(claim["party"]) if claim.get("party") else words("diff.nobody")
        if own := claim.get("promises") or claim.get("may") or claim.get("owns"):
            said = self._in_language(own)
            said = f"{party} {said}" if claim.get("party") else said.removesuffix(".")  # a sentence already
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

    @property
    def words(self) -> Words:
        return self.names.edition.words


def _kept(words: str) -> Run:
    return Run(Mark.KEPT, words)


def _plain(text: str) -> str:
    """``text`` without its inline syntax; a term that is named by its id alone stays so."""
    return "".join(span.words or span.target for span in spans(text))
