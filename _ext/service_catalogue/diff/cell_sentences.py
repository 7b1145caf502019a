"""Sentences about changes of cells: the letters that a party loses and gains, and their notes."""

import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from service_catalogue.diff.change import Change, Kind, Value
from service_catalogue.diff.claim_sentences import EFFECTS
from service_catalogue.diff.names import Sentences
from service_catalogue.diff.places import Located, located
from service_catalogue.model.fields import WRITTEN_STATES
from service_catalogue.model.vocabulary import Duty, State
from service_catalogue.views.controls import total

_STATES = {written: state.value for state, written in WRITTEN_STATES.items() if state.value}


@dataclass(frozen=True)
class Cells(Sentences):
    """Sentences about changes of cells, in one language."""

    changes: tuple[Change, ...]

    def sentences(self, change: Change) -> Iterator[str]:
        """Yield a sentence for each letter of a cell, lost ones first; one for all cells of an added or removed service."""
        if not is_of_cell(change):
            yield self._counts(change)
        elif change.field == "unlike":
            service = self.names.new.objects["service"][change.service]
            base = self.words.list(list(map(self.names.service, service.extended)))
            yield from (self.words("diff.unlike", base=base, sentence=sentence) for sentence in self._cell(change))
        else:
            yield from self._cell(change)

    def heading(self, change: Change, index: int) -> str:
        """Return the heading for the sentence number ``index`` about a cell: to be consulted or informed is a right."""
        lost = letters_lost(change)
        letters, gained = (*lost, *letters_gained(change)), index >= len(lost)
        if index >= len(letters):
            return "diff.states"
        known = self._located(change)[gained].letter(letters[index])
        if not known or not known.duty:
            return "diff.begins" if gained else "diff.ends"
        return EFFECTS[known.duty in (Duty.DOES, Duty.ANSWERS_FOR)][gained]

    def note(self, change: Change) -> str:
        """Return the sentence about a note that a cell has gained or lost."""
        at = self._located(change)[1]
        cell = at.matrix.by_address.get(change.place.partition(":")[2].partition(".")[2])
        letters = at.catalogue.scheme(at.matrix.scheme).in_order(cell.letters) if cell else ""
        service, id = at.service, str(change.new or change.old)
        does = self.words.list([self.predicate(letter, at.letter(letter))[0] for letter in letters]) or self.words(
            "diff.no-letters"
        )
        said = self._on("does", at, change, party=self.names.subject(change.party), does=does)
        key = "diff.note-now" if change.new else "diff.note-gone"
        return self.words(key, said=said, note=self.names.note(service, id), text=self.names.note_text(service, id))

    def _cell(self, change: Change) -> Iterator[str]:
        before, now = self._located(change)
        yield from (self._duty(change, before, letter, gained=False) for letter in letters_lost(change))
        yield from (self._duty(change, now, letter, gained=True) for letter in letters_gained(change))
        if (change.new in _STATES and change.new != change.old) or (change.old in _STATES and change.new == "-"):
            if change.new == WRITTEN_STATES[State.TO_BE_AGREED]:
                yield self._on("state", now, change, party=self.names.party(change.party))
            else:
                does, party = self.words("diff.no-letters"), self.names.subject(change.party)
                state = f": {self.words(f'cell.{_STATES[str(change.new)]}')}." if change.new in _STATES else "."
                yield self._on("does", now, change, party=party, does=does) + state

    def _located(self, change: Change) -> tuple[Located, Located]:
        """Return the cell in the old and in the new state; a state without it falls back to the other."""
        states = (self.names.old, self.names.new)
        before, now = located(change.place, states), located(change.place, states[::-1])
        assert before is not None, "one state has it"
        assert now is not None, "one state has it"
        return before, now

    def _duty(self, change: Change, at: Located, letter: str, gained: bool) -> str:
        known = at.letter(letter)
        predicate, verb = self.predicate(letter, at.letter(letter))
        does = self._with(predicate, self.words("diff.now" if gained else "diff.no-longer"))
        said = self._on("does", at, change, party=self.names.subject(change.party), does=does)
        others = self._others(change, letter, gained)
        if others and known and known.duty in (Duty.DOES, Duty.ANSWERS_FOR):
            party = self.names.edition.words.list([self.names.party(party) for party in others])
            then = self.words(f"diff.given.{verb}", party=party) if gained else self.words(f"diff.taken.{verb}", party=party)
            said = f"{said}; {then}"
        return said + "."

    def _on(self, kind: str, at: Located, change: Change, **said: str) -> str:
        """Return a sentence about a task in a service, with its values on the axes."""
        service, task = self.names.in_matrix(at, change.heirs), self.names.named(f"task:{at.task}")
        if values := ", ".join(self.names.value(value, axis) for axis, value in at.values.items()):
            return self.words(f"diff.{kind}-on", service=service, task=task, place=values, **said)
        return self.words(f"diff.{kind}", service=service, task=task, **said)

    def _with(self, predicate: str, adverb: str) -> str:
        """Return ``predicate`` with ``adverb`` before or after its verb."""
        verb, _, rest = predicate.partition(" ")
        behind = self.words("diff.auxiliaries")
        return f"{verb} {adverb} {rest}".rstrip() if behind == "*" or verb in behind.split() else f"{adverb} {predicate}"

    def _others(self, change: Change, letter: str, gained: bool) -> list[str]:
        """Return the parties that lost the letter at the same place where this one gained it, or the other way round."""
        before, now = self._located(change)
        if before.matrix.scheme != now.matrix.scheme:  # the letter has another meaning
            return []
        moved = letters_lost if gained else letters_gained
        others = [other for other in self._cells_at.get(change.place.rpartition(".")[0], ()) if other.party != change.party]
        return [other.party for other in others if letter in moved(other)]

    @functools.cached_property
    def _cells_at(self) -> dict[str, list[Change]]:
        changes_by_place: dict[str, list[Change]] = {}
        for change in self.changes:
            if is_of_cell(change):
                changes_by_place.setdefault(change.place.rpartition(".")[0], []).append(change)
        return changes_by_place

    def _counts(self, change: Change) -> str:
        """Return the number of cells in which a party has each letter, over a whole service."""
        id = change.place.partition(":")[2]
        catalogue = self.names.catalogue_with(id)
        matrices = catalogue.objects["service"][id].all_matrices
        matrix = next(matrix for matrix in matrices if change.field == ".".join(filter(None, ("letters", matrix.id))))
        said, scheme = cast(Mapping[str, str], change.new or change.old), catalogue.scheme(matrix.scheme)
        where = (self.words.within(self.names.place(change.place)), self.names.text(matrix.name))
        counts, place = self.counts(scheme, said), ", ".join(filter(None, where))
        party = self.names.subject(change.party)
        return self.words("diff.counts", party=party, counts=counts, total=total(matrix), where=place)


def is_of_cell(change: Change) -> bool:
    """Return whether a change is about one cell, and not about all of a service."""
    return change.kind is Kind.CELL and change.place.startswith("cell:")


def letters_lost(change: Change) -> Sequence[str]:
    """Return the letters that were removed from a cell."""
    return [letter for letter in _letters(change.old) if letter not in _letters(change.new)]


def letters_gained(change: Change) -> Sequence[str]:
    """Return the letters that were added to a cell."""
    return [letter for letter in _letters(change.new) if letter not in _letters(change.old)]


def _letters(said: Value) -> str:
    return "" if not isinstance(said, str) or said in (*_STATES, "-") else said
