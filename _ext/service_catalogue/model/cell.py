"""A cell of a matrix, and how what is written in it is read."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from service_catalogue.model.row import Row
from service_catalogue.model.vocabulary import State
from service_catalogue.problem import Location
from service_catalogue.yaml.values import Scalar

#: What a cell holds: its letters (which may have commas between them) or its state, then the ids of notes.
_CELL = re.compile(r"\s*(?P<roles>[^\s,]+(?:\s*,\s*[^\s,]+)*)(?P<notes>(?:\s+[^\s,]+)*)\s*")
_STATES = {"-": State.NONE, "n/a": State.NOT_APPLICABLE, "tbd": State.TO_BE_AGREED}


class Reading(NamedTuple):
    """What a cell says, as it is written."""

    state: State = State.NONE
    #: As they are written, one after the other; none for ``-``, ``n/a`` and ``tbd``.
    letters: str = ""
    #: Where each letter stands in what is written.
    letter_indexes: tuple[int, ...] = ()
    #: Their ids.
    notes: tuple[str, ...] = ()
    #: Where the notes begin.
    notes_start: int = 0
    #: Whether it has the form of a cell.
    is_readable: bool = True


@functools.lru_cache(maxsize=1024)  # a matrix of any size is written with few texts
def reading(written: str) -> Reading:
    """What a cell says in which this is ``written``."""
    parts = _CELL.fullmatch(written)
    if parts is None:
        return Reading(is_readable=not written.strip())  # an empty one has no form, and is no letter either
    start, end = parts.span("roles")
    stated = parts["roles"] in _STATES
    indexes = () if stated else tuple(index for index in range(start, end) if written[index] not in ", ")
    letters = "".join(map(written.__getitem__, indexes))
    return Reading(_STATES.get(parts["roles"], State.NONE), letters, indexes, tuple(parts["notes"].split()), parts.start("notes"))


def with_notes_called(written: Scalar, names: Mapping[str, str]) -> Scalar:
    """``written`` with the notes that are keys of ``names`` called by their new names; it still knows where it stands."""
    said = reading(str(written))
    if names.keys().isdisjoint(said.notes):
        return written
    notes = (names.get(note, note) for note in said.notes)
    return written.saying(" ".join((written[: said.notes_start].rstrip(), *notes)))


class Cell(NamedTuple):
    """What one party has to do with one task, at one place on the axes."""

    #: As it is written: letters, ``-``, ``n/a`` or ``tbd``, then the ids of notes.
    written: Scalar
    task: Scalar
    #: A value for each axis of the matrix, in its order.
    values: tuple[Scalar, ...]
    party: Scalar
    #: Its address: the task, a value for each axis, the party; before them the id of its matrix, where it has one.
    address: str
    said: Reading

    @property
    def is_readable(self) -> bool:
        return self.said.is_readable

    @property
    def state(self) -> State:
        return self.said.state

    @property
    def letters(self) -> str:
        return self.said.letters

    @property
    def letter_indexes(self) -> tuple[int, ...]:
        return self.said.letter_indexes

    @property
    def notes(self) -> tuple[str, ...]:
        return self.said.notes

    def notes_at(self) -> Iterator[tuple[str, Location]]:
        """The ids of its notes, and where each is written."""
        if self.notes:
            for word in re.compile(r"\S+").finditer(self.written, self.said.notes_start):
                yield word[0], self.written.locate(*word.span())


class Filled(NamedTuple):
    """A row at one place on the axes, where every party's cell is written and agreed and one at least applies."""

    row: Row
    values: tuple[Scalar, ...]
    #: Party by party.
    cells: tuple[Cell, ...]
    #: Of each cell.
    letters: tuple[str, ...]
