"""Changes as sentences, in one language."""

import difflib
import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, cast

from service_catalogue.diff.cell_sentences import Cells, is_of_cell
from service_catalogue.diff.change import Action, Change, Kind, Value
from service_catalogue.diff.claim_sentences import ClaimSentences, heading_of, is_of_claim
from service_catalogue.diff.claims import OF_WORDS, QUOTE
from service_catalogue.diff.fact_sentences import Facts
from service_catalogue.diff.names import Fields, Sentences
from service_catalogue.model.changelog import Mark
from service_catalogue.model.vocabulary import NoteKind

#: Number of unchanged words shown on each side of a change.
_AROUND = 8
_WORD = re.compile(r"\S+\s*")


class Run(NamedTuple):
    """Consecutive words with the same mark."""

    mark: Mark
    words: str
    #: The language of the words if it is not that of the sentence.
    lang: str = ""


def compared(old: str, new: str) -> tuple[Run, ...]:
    """Return ``old`` and ``new`` as runs of words; long unchanged passages are abbreviated (…)."""
    if old == new:
        return (Run(Mark.SAME, new),) if new else ()
    before, now = _WORD.findall(old), _WORD.findall(new)
    matcher = difflib.SequenceMatcher(None, [word.rstrip() for word in before], [word.rstrip() for word in now], autojunk=False)
    opcodes = matcher.get_opcodes()
    runs: list[Run] = []
    for number, (operation, start, end, new_start, new_end) in enumerate(opcodes):
        if operation == "equal":
            kept = now[new_start:new_end]
            runs.append(Run(Mark.SAME, _shortened(kept, is_first=number == 0, is_last=number == len(opcodes) - 1)))
        else:
            runs += [Run(Mark.GONE, "".join(before[start:end])), Run(Mark.NEW, "".join(now[new_start:new_end]))]
    return tuple(_spaced([run for run in runs if run.words]))


def _shortened(words: list[str], is_first: bool, is_last: bool) -> str:
    before, after = 0 if is_first else _AROUND, 0 if is_last else _AROUND
    if len(words) <= before + after + 3:
        return "".join(words)
    return "".join((*words[:before], "… ", *words[len(words) - after :])).rstrip(" " if is_last else "")


def _spaced(runs: list[Run]) -> Iterator[Run]:
    """Yield ``runs`` without spaces at their ends, and a space between any two."""
    for index, run in enumerate(runs):
        if index:
            yield Run(Mark.SAME, " ")
        yield Run(run.mark, run.words.strip())


class Sentence(NamedTuple):
    """A change in words."""

    runs: tuple[Run, ...]
    change: Change

    @property
    def plain(self) -> str:
        return runs_as_text(self.runs)


def runs_as_text(runs: Sequence[Run]) -> str:
    """Return ``runs`` on one line; removed words as ``[-…-]``, new ones as ``{+…+}``."""
    marks = {Mark.SAME: "{}", Mark.GONE: "[-{}-]", Mark.NEW: "{{+{}+}}"}
    return "".join(marks[run.mark].format(run.words) for run in runs)


@dataclass(frozen=True)
class SentenceWriter(Sentences):
    """Writes changes as sentences in one language."""

    changes: tuple[Change, ...]

    def sentences(self, change: Change) -> tuple[Sentence, ...]:
        """Return the sentences about ``change``; a cell has one for each letter."""
        if change.kind is Kind.CELL:
            said = Facts(self.names).withdrawal(change) if change.field == "withdrawn" else self._cells.sentences(change)
            return tuple(Sentence((_kept(each),), change) for each in said)
        return (Sentence(tuple(self._runs(change)), change),)

    def heading(self, change: Change, index: int = 0) -> str:
        """Return the heading, as a key of the words, under which a party reads the sentence number ``index`` of a change."""
        if change.field == "unlike":
            return "diff.unlike-heading"
        if is_of_cell(change):
            return self._cells.heading(change, index)
        if is_of_claim(change):
            return heading_of(change)
        if change.kind is Kind.CELL:
            return "diff.ends" if change.action is Action.REMOVED else "diff.begins"
        note = self.names.object(f"note:{change.service}.{change.new or change.old}")
        if note and note.kind in (NoteKind.CONDITION, NoteKind.LIMIT):
            return "diff.narrowed" if change.new else "diff.widened"
        return "diff.notes"

    @functools.cached_property
    def _cells(self) -> Cells:
        return Cells(self.names, self.changes)

    @functools.cached_property
    def _fields(self) -> Fields:
        return Fields(self.names)

    def _runs(self, change: Change) -> list[Run]:
        if change.kind in (Kind.PAGE, Kind.BOOKLET):
            return [_kept(self._action(change, change.place.partition(":")[2]))]
        where = self.names.place(change.place, change.heirs)
        if is_of_claim(change):
            if change.kind is Kind.CLAIM and change.field in (*OF_WORDS, QUOTE, "note", "condition"):
                old, new = (cast(Mapping[str, Any], claim).get(change.field) for claim in (change.old, change.new))
                return [_kept(f"{where}: "), *self._compared(change, f"claims.{change.field}", old, new)]
            return [_kept(ClaimSentences(self.names).sentence(change))]
        if change.action is Action.RENAMED:
            return [_kept(self.words("diff.renamed", old=str(change.old), what=f"{where} ({change.new})"))]
        if change.field == "note":
            return [_kept(self._cells.note(change) if change.party else self._note_of_row(change, where))]
        if said := Facts(self.names).sentence(change, f"{where}," if change.heirs else where):
            return [_kept(said)]
        if not change.field:
            return [_kept(self._action(change, f"{where}{self._content(change)}"))]
        where = ", ".join(filter(None, (where, self._fields.name(change.field))))
        runs = [_kept(f"{where}: "), *self._compared(change, change.field, change.old, change.new)]
        runs += (_kept(f"; {said}") for said in self._meant(change))
        end = "" if runs[-1].words.endswith((".", "…")) else "."
        return runs if change.is_layout else [*runs, _kept(f"{end} {self.names.concerned(change.place)}")]

    def _note_of_row(self, change: Change, where: str) -> str:
        service, id = change.service, str(change.new or change.old)
        key = "diff.note-added" if change.new else "diff.note-removed"
        note, text = self.names.note(service, id), self.names.note_text(service, id)
        said = self.words(key, note=note, text=text, where=self.words.within(where))
        return f"{said} {self.names.concerned(change.place)}"

    def _meant(self, change: Change) -> Iterator[str]:
        """Yield the letters whose words differ between the old and the new role scheme of a matrix."""
        if change.field != "scheme":
            return
        old, new = self.names.old.objects["scheme"].get(str(change.old)), self.names.new.objects["scheme"].get(str(change.new))
        for letter in new.letters if new else ():
            before = old.by_letter.get(letter.letter) if old else None
            said = [self.names.text(each.word) for each in (before, letter) if each]
            if len(set(said)) == 2:
                yield self.words("diff.meant", letter=letter.letter, before=said[0], now=said[1])

    def _action(self, change: Change, what: str) -> str:
        if change.action is Action.ADDED:
            return self.words("diff.added", what=self.words.within(what))
        return self.words("diff.removed", what=self.words.within(what)) if change.action is Action.REMOVED else what

    def _content(self, change: Change) -> str:
        """Return the text of an added or removed object, if its name does not say it."""
        said = change.new or change.old
        if not isinstance(said, Mapping):
            return ""
        kind = change.place.partition(":")[0]
        if kind == "term":
            return f": {self.names.in_language(change.place, cast(Any, said['definition']))}"
        return f": {self.names.in_language(change.place, said)}" if kind in ("statement", "note", "tension", "exception") else ""

    def _compared(self, change: Change, field: str, old: Value, new: Value) -> list[Run]:
        if isinstance(old or new, Mapping):
            return self._in_languages(change, cast(Mapping[str, str], old or {}), cast(Mapping[str, str], new or {}))
        sides = _moved(old, new) if isinstance(old, tuple) and isinstance(new, tuple) else (old, new)
        before, now = (self._fields.value(change.place, field, cast("str | tuple[str, ...] | None", side)) for side in sides)
        runs = [Run(Mark.GONE, before), _kept(" "), Run(Mark.NEW, now)]
        return [run for run in runs if run.words.strip()] if not (before and now) else runs

    def _in_languages(self, change: Change, before: Mapping[str, str], now: Mapping[str, str]) -> list[Run]:
        """Return the difference of a text in each language in which it has changed, that of the sentence first."""
        changed = [language for language in dict.fromkeys((*before, *now)) if before.get(language) != now.get(language)]
        alone, runs = len(changed) == 1 < len({*before, *now}), list[Run]()
        for language in sorted(changed, key=lambda language: language != self.names.language):
            texts = [text.get(language, "") for text in (before, now)]
            runs += [_kept(" "), *self._in_one_language(change, language, texts, alone)]
        return runs[1:]

    def _in_one_language(self, change: Change, language: str, texts: Sequence[str], alone: bool) -> Iterator[Run]:
        """Yield the difference of a text in ``language``, with its name if it is ``alone`` or not that of the sentence."""
        if alone or language != self.names.language:
            name = self.names.edition.language_name(language)
            yield _kept(f"({self.words('diff.alone', language=name) if alone else name}) ")
        runs = compared(*(self.names.in_place(change.place, text) for text in texts))
        if all(run.mark is Mark.SAME for run in runs):  # nothing but the inline syntax is different
            runs = compared(*texts)
        yield from (run if language == self.names.language else run._replace(lang=language) for run in runs)


def _moved(old: tuple[str, ...], new: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the items of which one list lacks each; of the same items in another order, from the first to the last that moved."""
    if {*old} != {*new}:
        return tuple(item for item in old if item not in new), tuple(item for item in new if item not in old)
    moved = [number for number, (before, now) in enumerate(zip(old, new, strict=False)) if before != now]
    return (old[min(moved) : max(moved) + 1], new[min(moved) : max(moved) + 1]) if moved else (old, new)


def _kept(words: str) -> Run:
    return Run(Mark.SAME, words)
