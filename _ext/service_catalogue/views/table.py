"""What is shown of a matrix: its columns, its rows and its cells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from service_catalogue.views import controls
from service_catalogue.views.annotations import Mark
from service_catalogue.views.legend import LegendEntry
from service_catalogue.views.page import Kind
from service_catalogue.views.piece import LetterView, Link, Reference, Rich


@dataclass(frozen=True)
class CellView:
    """A cell: who has what part, in letters and in words."""

    task: str
    address: str
    link: Link
    roles: str
    letters: tuple[LetterView, ...]
    state: str
    #: What the cell says in words: its letters' words, 'no role', 'to be agreed'.
    words: str
    #: The same as the end of a sentence about its party: 'is accountable and carries it out'.
    verb: str
    notes: tuple[Mark, ...]
    #: The tensions and exceptions that are about it.
    departures: tuple[Mark, ...]
    #: The colour of its party, from 0.
    party: int
    #: Its former addresses.
    former: tuple[str, ...] = ()


@dataclass(frozen=True)
class HeaderView:
    """A column's heading over ``span`` columns."""

    name: Rich
    span: int
    #: The page of what it names.
    link: Link | None = None
    #: Whether a new value of the outermost axis begins here.
    starts: bool = False
    #: The colour of the party that it names, from 0.
    party: int | None = None
    #: The party as the subject of a sentence.
    subject: str = ""
    #: Whether it is among what a phone shows first.
    opens: bool = False


@dataclass(frozen=True)
class RowView:
    """A task and its cells."""

    anchor: str
    name: Rich
    link: Link
    #: How often the task is done.
    cadence: str
    notes: tuple[Mark, ...]
    cells: tuple[CellView, ...]
    #: The tensions and exceptions that are about the task as a whole.
    departures: tuple[Mark, ...]
    #: Its former anchors.
    former: tuple[str, ...] = ()


@dataclass(frozen=True)
class GroupView:
    """A group of tasks, with the names of the groups that it is nested in."""

    id: str
    path: tuple[Rich, ...]
    rows: tuple[RowView, ...]
    #: Why it has no tasks, where it has none.
    reason: Rich


@dataclass(frozen=True)
class MatrixView:
    """A whole matrix as a table."""

    #: The anchor of the part that it stands in.
    anchor: str
    caption: str
    header_rows: tuple[tuple[HeaderView, ...], ...]
    #: For each column, whether a new value of the outermost axis begins with it.
    starts: tuple[bool, ...]
    groups: tuple[GroupView, ...]
    #: For each column, whether it is among those that a phone shows first: one value of the outermost axis.
    opens: tuple[bool, ...]
    #: How many columns a place has.
    parties: int
    #: Whether notes or departures are about tasks as a whole.
    has_row_marks: bool
    filters: tuple[controls.Filter, ...]
    counts: controls.CountLine | None
    #: The letters that a party can have, each with what stands before its count; none where there is one party.
    held: tuple[tuple[str, str], ...]
    #: Empty where the page has it already.
    legend: tuple[LegendEntry, ...]
    #: What its short words and marks stand for, each in a sentence.
    signs: tuple[str, ...]
    #: Who has the tasks that it does not list.
    default: Rich
    #: The matrix that it builds on.
    base: Reference | None

    @property
    def marks(self) -> Iterator[Mark]:
        """Every mark in it: of its letters, its rows and its cells."""
        for entry in self.legend:
            yield from entry.departures
        for row in (row for group in self.groups for row in group.rows):
            yield from (*row.notes, *row.departures)
            for cell in row.cells:
                yield from (*cell.notes, *cell.departures)


MATRIX: Kind[MatrixView] = Kind("matrix")
