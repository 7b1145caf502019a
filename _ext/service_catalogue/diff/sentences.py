"""Changes as sentences, in one language."""

from __future__ import annotations

import difflib
import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, cast

from service_catalogue.diff.change import Action, Change, Kind, Value
from service_catalogue.diff.claims import OF_TASKS
from service_catalogue.diff.names import Fields, Names
from service_catalogue.diff.places import Located, located
from service_catalogue.locale import Words
from service_catalogue.model.changelog import Mark
from service_catalogue.model.fields import WRITTEN_STATES
from service_catalogue.model.shared_objects import Letter
from service_catalogue.model.vocabulary import Duty
from service_catalogue.text.inline import spans
from service_catalogue.views.controls import total

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
        return (Run(Mark.KEPT, new),) if new else ()
    before, now = _WORD.findall(old), _WORD.findall(new)
    matcher = difflib.SequenceMatcher(None, [word.rstrip() for word in before], [word.rstrip() for word in now], autojunk=False)
    opcodes = matcher.get_opcodes()
    runs: list[Run] = []
    for number, (operation, start, end, new_start, new_end) in enumerate(opcodes):
        if operation == "equal":
            kept = now[new_start:new_end]
            runs.append(Run(Mark.KEPT, _shortened(kept, is_first=number == 0, is_last=number == len(opcodes) - 1)))
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
            yield Run(Mark.KEPT, " ")
        yield Run(run.mark, run.words.strip())


_STATES = {written: state.value for state, written in WRITTEN_STATES.items() if state.value}


@dataclass(frozen=True)
class Cells:
    """Sentences about changes of cells, in one language."""

    names: Names
    changes: tuple[Change, ...]

    def sentences(self, change: Change) -> Iterator[str]:
        """Yield a sentence for each letter of a cell, lost ones first; one for all cells of an added or removed service."""
        return self._cell(change) if is_of_cell(change) else iter((self._counts(change),))

    def _cell(self, change: Change) -> Iterator[str]:
        before, now = self._located(change)
        for letter in letters_lost(change):
            yield self._duty(change, before, letter, gained=False)
        for letter in _letters_gained(change):
            yield self._duty(change, now, letter, gained=True)
        if (change.new in _STATES and change.new != change.old) or (change.old in _STATES and change.new == "-"):
            state = self.words(f"cell.{_STATES[str(change.new)]}") if change.new in _STATES else self.words("cell.none")
            yield self._on("diff.state", now, party=self.names.subject(change.party), state=state) + "."

    def _located(self, change: Change) -> tuple[Located, Located]:
        """Return the cell in the old and in the new state; a state without it falls back to the other."""
        states = (self.names.old, self.names.new)
        before, now = located(change.place, states), located(change.place, states[::-1])
        assert before is not None, "one state has it"
        assert now is not None, "one state has it"
        return before, now

    def _duty(self, change: Change, at: Located, letter: str, gained: bool) -> str:
        known = at.letter(letter)
        predicate = self.names.text(known.predicate) if known and known.predicate else ""
        verb = "is" if predicate.partition(" ")[0] in self.words("diff.be").split() else "does" if predicate else "has"
        if not predicate:
            word = self.names.text(known.word) if known else letter
            predicate = self.words("diff.has", letter=letter, word=word)
        does = self._with(predicate, self.words("diff.now" if gained else "diff.no-longer"))
        said = self._on("diff.does", at, party=self.names.subject(change.party), does=does)
        others = self._others(change, letter, gained)
        if others and known and known.duty in (Duty.DOES, Duty.ANSWERS_FOR):
            party = self.names.edition.words.list([self.names.party(party) for party in others])
            then = self.words(f"diff.given.{verb}", party=party) if gained else self.words(f"diff.taken.{verb}", party=party)
            said = f"{said}; {then}"
        return said + "."

    def _on(self, key: str, at: Located, **said: str) -> str:
        """Return a sentence about a task in a service, with its values on the axes."""
        service, task = self.names.in_matrix(at), self.names.named(f"task:{at.task}")
        if values := ", ".join(self.names.value(value, axis) for axis, value in at.values.items()):
            return self.words(f"{key}-on", service=service, task=task, place=values, **said)
        return self.words(key, service=service, task=task, **said)

    def _with(self, predicate: str, adverb: str) -> str:
        """Return ``predicate`` with ``adverb`` before or after its verb."""
        verb, _, rest = predicate.partition(" ")
        behind = self.words("diff.auxiliaries")
        if behind == "*" or verb in behind.split():
            return f"{verb} {adverb} {rest}".rstrip()
        return f"{adverb} {predicate}"

    def _others(self, change: Change, letter: str, gained: bool) -> list[str]:
        """Return the parties that lost the letter at the same place where this one gained it, or the other way round."""
        before, now = self._located(change)
        if before.matrix.scheme != now.matrix.scheme:  # the letter has another meaning
            return []
        return [
            other.party
            for other in self._cells_at.get(change.place.rpartition(".")[0], ())
            if other.party != change.party and letter in (letters_lost(other) if gained else _letters_gained(other))
        ]

    @functools.cached_property
    def _cells_at(self) -> dict[str, list[Change]]:
        found: dict[str, list[Change]] = {}
        for change in self.changes:
            if is_of_cell(change):
                found.setdefault(change.place.rpartition(".")[0], []).append(change)
        return found

    def _counts(self, change: Change) -> str:
        """Return the number of cells in which a party has each letter, over a whole service."""
        id = change.place.partition(":")[2]
        catalogue = self.names.catalogue_with(id)
        matrices = catalogue.objects["service"][id].all_matrices
        matrix = next(matrix for matrix in matrices if change.field == ".".join(filter(None, ("letters", matrix.id))))
        said, scheme = cast(Mapping[str, str], change.new or change.old), catalogue.scheme(matrix.scheme)
        letters = sorted(said, key=scheme.cell_order.find)
        counts = [f"{self._before_count(letter, scheme.by_letter.get(letter))} {said[letter]}" for letter in letters]
        where = self.names.place(change.place)
        return self.words(
            "diff.counts",
            party=self.names.subject(change.party),
            counts=self.words.list(counts),
            total=total(matrix),
            where=", ".join(filter(None, (self.words.within(where), self.names.text(matrix.name)))),
        )

    def _before_count(self, letter: str, known: Letter | None) -> str:
        return self.names.text(known.predicate) if known and known.predicate else self.words("diff.has-count", letter=letter)

    @property
    def words(self) -> Words:
        return self.names.edition.words


def is_of_cell(change: Change) -> bool:
    """Return whether a change is about one cell, and not about all of a service."""
    return change.kind is Kind.CELL and change.place.startswith("cell:")


def letters_lost(change: Change) -> Sequence[str]:
    """Return the letters that were removed from a cell."""
    return [letter for letter in _letters(change.old) if letter not in _letters(change.new)]


def _letters_gained(change: Change) -> Sequence[str]:
    return [letter for letter in _letters(change.new) if letter not in _letters(change.old)]


def _letters(said: Value) -> str:
    return "" if not isinstance(said, str) or said in (*_STATES, "-") else said


class Sentence(NamedTuple):
    """A change in words."""

    runs: tuple[Run, ...]
    change: Change

    @property
    def plain(self) -> str:
        return runs_as_text(self.runs)


def runs_as_text(runs: Sequence[Run]) -> str:
    """Return ``runs`` on one line; removed words as ``[-…-]``, new ones as ``{+…+}``."""
    marks = {Mark.KEPT: "{}", Mark.GONE: "[-{}-]", Mark.NEW: "{{+{}+}}"}
    return "".join(marks[run.mark].format(run.words) for run in runs)


@dataclass(frozen=True)
class SentenceWriter:
    """Writes changes as sentences in one language."""

    names: Names
    changes: tuple[Change, ...]

    def sentences(self, change: Change) -> tuple[Sentence, ...]:
        """Return the sentences about ``change``; a cell has one for each letter."""
        if change.kind is Kind.CELL:
            return tuple(Sentence((_kept(said),), change) for said in self._cells.sentences(change))
        return (Sentence(tuple(self._runs(change)), change),)

    def is_gain(self, change: Change, index: int = 0) -> bool:
        """Return whether the sentence number ``index`` of a change is about something that a party gains."""
        return index >= len(letters_lost(change)) if is_of_cell(change) else change.action is not Action.REMOVED

    @functools.cached_property
    def _cells(self) -> Cells:
        return Cells(self.names, self.changes)

    @functools.cached_property
    def _fields(self) -> Fields:
        return Fields(self.names)

    def _runs(self, change: Change) -> list[Run]:
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
        """Return the place ``where`` with the name of the field."""
        return ", ".join(filter(None, (where, self._fields.name(field))))

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

    def _reworded(self, change: Change, before: Mapping[str, Any], now: Mapping[str, Any]) -> list[Run]:
        """Return the differences between two versions of a claim."""
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
        """Return the text of an added or removed object, if its name does not say it."""
        said = change.new or change.old
        if not isinstance(said, Mapping):
            return ""
        kind = change.place.partition(":")[0]
        if kind == "term":
            return f": {self._in_language(cast(Any, said['definition']))}"
        return f": {self._in_language(said)}" if kind in ("statement", "note", "tension", "exception") else ""

    def _compared(self, change: Change, field: str, old: Value, new: Value) -> list[Run]:
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
    """Return ``text`` without its inline syntax; a link to a term without words is shown as its id."""
    return "".join(span.words or span.target for span in spans(text))
