"""A service's matrix, and its cells again on the pages of tasks, layers and parties."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from catalogue.model import Cell, Matrix, Note, RecordedException, Row, Scheme, Service, State
from catalogue.views.edition import Edition, Linker, Link, Rich, plain


@dataclass(frozen=True)
class LetterView:
    """A letter of a cell."""

    letter: str
    word: str
    #: What the letter means for claims (``does``, ``answers-for``), or empty.
    duty: str


@dataclass(frozen=True)
class NoteMark:
    """A note's number, where the note is referred to."""

    id: str
    number: str
    link: Link


@dataclass(frozen=True)
class CellView:
    """A cell: who has what part, in letters and in words."""

    place: str
    link: Link
    roles: str
    letters: tuple[LetterView, ...]
    state: str
    #: What the cell says in words: its letters' words, 'no role', 'to be agreed'.
    words: str
    notes: tuple[NoteMark, ...]


@dataclass(frozen=True)
class HeaderView:
    """A column's heading over ``span`` columns."""

    name: Rich
    span: int
    #: The page of what it names.
    link: Link | None = None
    #: Whether a new value of the outermost axis begins here.
    starts: bool = False


@dataclass(frozen=True)
class RowView:
    """A task and its cells."""

    task: str
    name: Rich
    link: Link
    notes: tuple[NoteMark, ...]
    cells: tuple[CellView, ...]
    #: Places where the source disagrees with itself on this task.
    disputes: tuple[NoteMark, ...]


@dataclass(frozen=True)
class GroupView:
    """A group of tasks, with the names of the groups it lies in."""

    id: str
    path: tuple[Rich, ...]
    rows: tuple[RowView, ...]


@dataclass(frozen=True)
class LegendEntry:
    """What a letter means."""

    letter: LetterView
    meaning: Rich
    link: Link | None


@dataclass(frozen=True)
class Reference:
    """A place that a note or an exception is about, as a link."""

    words: str
    link: Link


@dataclass(frozen=True)
class NoteView:
    """A note, with the places that refer to it."""

    id: str
    number: str
    kind: str
    text: Rich
    references: tuple[Reference, ...]


@dataclass(frozen=True)
class DisputeView:
    """A recorded exception: why a broken rule stands, and where."""

    number: str
    reason: Rich
    references: tuple[Reference, ...]
    notes: tuple[NoteMark, ...]


@dataclass(frozen=True)
class MatrixView:
    """A whole matrix as a table."""

    caption: str
    header_rows: tuple[tuple[HeaderView, ...], ...]
    #: For each column, whether a new value of the outermost axis begins with it.
    starts: tuple[bool, ...]
    groups: tuple[GroupView, ...]
    legend: tuple[LegendEntry, ...]
    notes: tuple[NoteView, ...]
    disputes: tuple[DisputeView, ...]
    #: The guide to reading it.
    how: Link


@dataclass(frozen=True)
class MatrixViews:
    """Makes the views of one service's matrix."""

    edition: Edition
    service: Service

    @property
    def matrix(self) -> Matrix:
        assert self.service.matrix is not None
        return self.service.matrix

    @property
    def scheme(self) -> Scheme:
        return self.edition.catalogue.scheme(self.matrix.scheme)

    @property
    def document(self) -> str:
        return f"services/{self.service.id}"

    def view(self) -> MatrixView:
        """The matrix of the service's own page."""
        linker = self.edition.linker()
        return MatrixView(
            caption=self.edition.words(
                "matrix.caption",
                scheme=self.edition.plain(self.scheme.name),
                code=self.service.code,
                name=self.edition.plain(self.service.name),
            ),
            header_rows=tuple(self._header_rows()),
            starts=tuple(self._starts()),
            groups=tuple(self._groups()),
            legend=self.legend(linker),
            notes=tuple(self.note(note, linker) for note in self.service.notes),
            disputes=tuple(self.dispute(exception, linker) for exception in self.service.exceptions),
            how=Link("how-to-read"),
        )

    def legend(self, linker: Linker) -> tuple[LegendEntry, ...]:
        return legend(self.edition, self.scheme, linker)

    def cell(self, cell: Cell) -> CellView:
        roles = self.scheme.in_order(cell.letters)
        letters = tuple(self.letter(letter) for letter in roles)
        if cell.state is State.NONE:
            words = self.edition.role_words(self.scheme, roles) or self.edition.words("cell.none")
        else:
            words = self.edition.words(f"cell.{cell.state.value}")
        return CellView(
            place=cell.place,
            link=Link(self.document, cell.place),
            roles=roles,
            letters=letters,
            state=cell.state.value,
            words=words,
            notes=tuple(self.note_mark(note) for note in cell.notes),
        )

    def letter(self, letter: str) -> LetterView:
        return letter_view(self.edition, self.scheme, letter)

    def note_mark(self, id: str) -> NoteMark:
        number = next(index for index, note in enumerate(self.service.notes, 1) if note.id == id)
        return NoteMark(id, str(number), Link(self.document, f"note.{id}"))

    def note(self, note: Note, linker: Linker) -> NoteView:
        number = self.note_mark(note.id).number
        references = [
            *(self.reference(row.task) for row in self.matrix.rows if note.id in row.note),
            *(self.reference(cell.place) for cell in self.matrix.cells if note.id in cell.notes),
        ]
        return NoteView(
            note.id, number, self.edition.words(f"note.{note.kind.value}"), linker.rich(note.text), tuple(references)
        )

    def notes_of(self, row: Row, values: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """The ids of the notes on a row and on its cells, in the order of the service."""
        cells = [cell for cell in self.matrix.cells if cell.task == row.task and values in (None, cell.values)]
        used = {*row.note, *itertools.chain.from_iterable(cell.notes for cell in cells)}
        return tuple(note.id for note in self.service.notes if note.id in used)

    def dispute(self, exception: RecordedException, linker: Linker) -> DisputeView:
        return DisputeView(
            number=self.dispute_mark(exception).number,
            reason=linker.rich(exception.reason),
            references=tuple(self.reference(place) for place in exception.at_),
            notes=tuple(self.note_mark(note) for note in exception.notes),
        )

    def dispute_mark(self, exception: RecordedException) -> NoteMark:
        number = str(self.service.exceptions.index(exception) + 1)
        return NoteMark(number, number, Link(self.document, f"exception.{number}"))

    def reference(self, place: str) -> Reference:
        """A place of the service (a statement, a task, a task on a layer, a cell) as a link."""
        if place in self.service.statements:
            return Reference(place, Link(self.document, place))
        task, *rest = place.split(".")
        words = [plain(self.edition.name(self.edition.catalogue.task(task).name))]
        words += [self.edition.plain(self.value_name(value)) for value in rest[: len(self.matrix.axes)]]
        words += [self.edition.plain(self.edition.catalogue.party(party).name) for party in rest[len(self.matrix.axes) :]]
        anchor = place
        if not rest:
            anchor = f"row.{task}"
        elif place not in self.matrix.by_place:  # a task on a layer: its first cell
            anchor = ".".join((place, self.matrix.parties[0]))
        return Reference(", ".join(words), Link(self.document, anchor))

    def value_name(self, value: str):
        """The name of a value on an axis."""
        return self.edition.catalogue.layer(value).name

    def heading(self, party: str, span: int = 1) -> HeaderView:
        """A column's heading that names a party."""
        party = self.edition.catalogue.party(party)
        return HeaderView(self.edition.name(party.short or party.name), span, Link(f"parties/{party.id}"))

    def _header_rows(self) -> Iterator[tuple[HeaderView, ...]]:
        below = len(self.matrix.parties)
        sizes = [len(values) for values in self.matrix.axes.values()]
        for depth, values in enumerate(self.matrix.axes.values()):
            span = below
            for size in sizes[depth + 1 :]:
                span *= size
            repeat = 1
            for size in sizes[:depth]:
                repeat *= size
            row = [
                HeaderView(self.edition.name(self.value_name(value)), span, Link(f"layers/{value}"), depth == 0)
                for value in values
            ]
            yield tuple(row * repeat)
        parties = [self.heading(party) for party in self.matrix.parties]
        yield tuple(parties * len(self.matrix.places))

    def _starts(self) -> Iterator[bool]:
        previous = None
        for values in self.matrix.places:
            for index in range(len(self.matrix.parties)):
                yield index == 0 and values[:1] != previous
            previous = values[:1]

    def _groups(self) -> Iterator[GroupView]:
        catalogue = self.edition.catalogue
        for group, rows in itertools.groupby(self.matrix.rows, lambda row: catalogue.task(row.task).group):
            yield GroupView(
                group,
                tuple(self.edition.name(outer.name) for outer in catalogue.group_path(group)),
                tuple(self._row(row) for row in rows),
            )

    def _row(self, row: Row) -> RowView:
        task = self.edition.catalogue.task(row.task)
        cells = [
            self.matrix.cell(row.task, values, party) for values in self.matrix.places for party in self.matrix.parties
        ]
        disputes = [
            self.dispute_mark(exception)
            for exception in self.service.exceptions
            if any(place.split(".")[0] == row.task for place in exception.at_)
        ]
        return RowView(
            task=row.task,
            name=self.edition.name(task.name),
            link=Link(f"tasks/{row.task}"),
            notes=tuple(self.note_mark(note) for note in row.note),
            cells=tuple(self.cell(cell) for cell in cells),
            disputes=tuple(disputes),
        )


def letter_view(edition: Edition, scheme: Scheme, letter: str) -> LetterView:
    entry = scheme.by_letter[letter]
    return LetterView(letter, edition.plain(entry.word), entry.duty.value if entry.duty else "")


def legend(edition: Edition, scheme: Scheme, linker: Linker) -> tuple[LegendEntry, ...]:
    """What each letter of ``scheme`` means, in the order of its legend."""
    return tuple(
        LegendEntry(
            letter_view(edition, scheme, entry.letter),
            linker.rich(entry.meaning),
            Link("glossary", entry.term) if entry.term else None,
        )
        for entry in scheme.letters
    )
