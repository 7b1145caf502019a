"""The matrix of a service: its table, and its cells for the pages of tasks, layers and parties."""

from __future__ import annotations

import dataclasses
import functools
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from service_catalogue.model.matrix import Cell, Matrix
from service_catalogue.model.row import Row
from service_catalogue.model.shared_objects import Scheme
from service_catalogue.model.vocabulary import State
from service_catalogue.schema.kinds import Localized
from service_catalogue.views import controls
from service_catalogue.views.annotations import Mark, ServiceViews, part_anchor, row_link
from service_catalogue.views.controls import LegendEntry, legend, letter_view
from service_catalogue.views.edition import Linker
from service_catalogue.views.elements import colour
from service_catalogue.views.page import Kind
from service_catalogue.views.piece import LetterView, Link, Piece, PieceKind, Reference, Rich
from service_catalogue.views.status import title_elsewhere, with_standing


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


@dataclass(frozen=True)
class MatrixViews(ServiceViews):
    """Makes the views of one matrix of a service."""

    matrix: Matrix

    @property
    def scheme(self) -> Scheme:
        return self.edition.catalogue.scheme(self.matrix.scheme)

    @property
    def part_anchor(self) -> str:
        """The anchor of the part of the service's page that shows it."""
        return part_anchor(self.matrix)

    @property
    def title(self) -> str:
        return self.edition.plain(self.matrix.name) if self.matrix.name else self.edition.words("service.matrix")

    @property
    def heading_on_page(self) -> str:
        """The heading of the part of the service's page that shows it."""
        words = self.edition.words("service.matrix")
        return f"{words}: {self.title}" if self.matrix.name else words

    def view(self, linker: Linker | None = None) -> MatrixView:
        """The matrix of the service's own page; a term links where ``linker`` first meets it."""
        given, linker = linker is not None, linker or self.edition.linker()
        caption = self.edition.words(
            "matrix.caption",
            scheme=self.edition.plain(self.scheme.name),
            code=self.service.code,
            name=with_standing(self.edition, self.service, self.edition.plain(self.service.name)),  # it is also shown by itself
        )
        groups = tuple(self._groups())
        rows = [row for group in groups for row in group.rows]
        return MatrixView(
            anchor=self.part_anchor,
            caption=f"{caption}: {self.title}" if self.matrix.name else caption,
            header_rows=tuple(self._header_rows()),
            starts=tuple(self._starts()),
            groups=groups,
            opens=tuple(values[:1] == self._opening for values in self.matrix.places for _ in self.matrix.parties),
            parties=len(self.matrix.parties),
            has_row_marks=any(row.notes or row.departures for row in rows),
            filters=tuple(controls.filters(self.edition, self.service, self.matrix)),
            counts=controls.counts(self.edition, self.service, self.matrix),
            held=controls.held_letters(self.edition, self.matrix) if len(self.matrix.parties) > 1 else (),
            # Its meanings are not in sight on the page, where a link would be reached by the keyboard alone.
            legend=() if self._legend_is_above else self._legend(linker.mute() if given else linker),
            signs=tuple(self._signs(rows)),
            default=linker.rich(self.matrix.default.text) if self.matrix.default else (),
            base=self.base(),
        )

    def _signs(self, rows: Iterable[RowView]) -> Iterator[str]:
        for party in map(self.edition.catalogue.party, self.matrix.parties):
            name = self.edition.plain(party.name)
            short = self.edition.plain(party.short) if party.short else name
            if short != name:
                yield self.edition.words("sign.party", short=short, name=name)
        marks = itertools.chain.from_iterable(
            (*row.departures, *itertools.chain(*(cell.departures for cell in row.cells))) for row in rows
        )
        kinds = {mark.kind for mark in marks}
        yield from (self.edition.words(f"sign.{kind}") for kind in ("tension", "exception") if kind in kinds)

    def cell(self, cell: Cell) -> CellView:
        return self.cache.once(("cell", cell.address), functools.partial(self._cell, cell))

    def _cell(self, cell: Cell) -> CellView:
        roles, letters, words, verb = self.said(cell.letters, cell.state)
        return CellView(
            task=cell.task,
            address=cell.address,
            link=Link(self.document, cell.address),
            roles=roles,
            letters=letters,
            state=cell.state.value,
            words=words,
            verb=verb,
            notes=tuple(map(self.note_mark, cell.notes)),
            departures=self.departure_marks(self.matrix.address(cell.task, cell.values), cell.address)
            if cell.values
            else self.departure_marks(cell.address),
            party=colour(self.service, cell.party),
            former=self._former(cell.task, cell.values, cell.party),
        )

    def _former(self, task: str, values: tuple[str, ...] = (), party: str = "") -> tuple[str, ...]:
        """The former addresses of a cell or a row."""
        parts = [("task", task), *zip(self.matrix.axes, values, strict=False), *([("party", party)] if party else [])]
        return tuple(".".join(filter(None, (self.matrix.id, *ids))) for ids in self.edition.former(*parts))

    def said(self, letters: str, state: State) -> tuple[str, tuple[LetterView, ...], str, str]:
        """What a cell says: its letters in order, each of them, in words, and as the end of a sentence.

        Worked out once for all cells that say it.
        """

        def made() -> tuple[str, tuple[LetterView, ...], str, str]:
            roles = self.scheme.in_order(letters)
            words = self.edition.role_words(self.scheme, roles) or self.edition.words("cell.none")
            verb = self.edition.role_verbs(self.scheme, roles) or self.edition.words(
                "cell.none.verb" if self.scheme.has_verbs else "cell.none"
            )
            if state is not State.NONE:
                words = verb = self.edition.words(f"cell.{state.value}")
            views = tuple(letter_view(self.edition, self.scheme, letter) for letter in roles)
            return roles, views, words, verb

        return self.edition.cache.once(("said", self.scheme.id, letters, state), made)

    def cells_at(self, task: str, values: tuple[str, ...]) -> tuple[CellView, ...]:
        return tuple(self.cell(cell) for cell in self.matrix.cells_at(task, values))

    def notes_of(self, row: Row) -> tuple[str, ...]:
        """The ids of the notes on a row and on its cells, in the order of the service."""
        cells = itertools.chain.from_iterable(self.matrix.cells_at(row.task, values) for values in self.matrix.places)
        used = {*row.note, *itertools.chain.from_iterable(cell.notes for cell in cells)}
        return tuple(note.id for note in self.service.notes if note.id in used)

    def place_name(self, values: tuple[str, ...], without: str = "") -> Rich:
        """A place on the axes, but for the axis ``without``, in words; empty where there is no axis."""
        axes = zip(self.matrix.axes, values, strict=True)
        names = [self.edition.value_name(value, axis) for axis, value in axes if axis != without]
        pieces = [self.edition.name(name) for name in names]
        joined: list[Piece] = []
        for index, piece in enumerate(pieces):
            joined += [Piece(PieceKind.TEXT, ", ")] if index else []
            joined += piece
        return tuple(joined)

    @property
    def separator(self) -> str:
        """The separator for names of places: a semicolon if they contain commas."""
        return ";" if len(self.matrix.axes) > 1 else ","

    @property
    def axes_name(self) -> str:
        """What the places are: layers, plans; empty where there is no axis."""
        return ", ".join(map(self.edition.axis_name, self.matrix.axes))

    @functools.cached_property
    def _opening(self) -> tuple[str, ...]:
        """The value of the outermost axis that a phone shows first; empty where there is no axis."""
        return (controls.opening(self.matrix),) if self.matrix.axes else ()

    def place_link(self, values: tuple[str, ...]) -> Link | None:
        """The page of a place that is a layer."""
        return Link(f"layers/{values[0]}") if list(self.matrix.axes) == ["layer"] else None

    def heading(self, id: str) -> HeaderView:
        """A column's heading that names a party."""
        party = self.edition.catalogue.party(id)
        name = self.edition.name(party.short or party.name)
        subject = self.edition.subject(party) + ("" if self.scheme.has_verbs else ":")
        return HeaderView(name, 1, Link(f"parties/{id}"), party=colour(self.service, id), subject=subject)

    def base(self) -> Reference | None:
        """The matrix that it builds on."""
        base = self.service.base_of(self.matrix)
        if base is None:
            return None
        return Reference(
            self.edition.words("matrix.extends", service=title_elsewhere(self.edition, base)), Link(f"services/{base.id}")
        )

    def _legend(self, linker: Linker) -> tuple[LegendEntry, ...]:
        return legend(self.edition, self.scheme, linker, self.letter_marks)

    @property
    def _legend_is_above(self) -> bool:
        matrices = self.service.all_matrices
        return any(above.scheme == self.matrix.scheme for above in matrices[: matrices.index(self.matrix)])

    def _header_rows(self) -> Iterator[tuple[HeaderView, ...]]:
        starts = list(self._starts())
        opens = [values[:1] == self._opening for values in self.matrix.places for _ in self.matrix.parties]
        below = len(self.matrix.parties)
        sizes = [len(values) for values in self.matrix.axes.values()]
        for depth, (axis, values) in enumerate(self.matrix.axes.items()):
            span = below
            for size in sizes[depth + 1 :]:
                span *= size
            repeat = 1
            for size in sizes[:depth]:
                repeat *= size
            yield tuple(
                HeaderView(
                    self.edition.name(self.edition.value_name(value, axis)),
                    span,
                    Link(f"layers/{value}") if axis == "layer" else None,
                    starts[index * span],
                    opens=opens[index * span],
                )
                for index, value in enumerate(values * repeat)
            )
        if len(self.matrix.parties) == 1 and self.matrix.axes:
            return  # it would say the same above every column
        parties = self.matrix.parties * len(self.matrix.places)
        yield tuple(
            dataclasses.replace(
                heading := self.heading(party),
                starts=starts[index],
                opens=opens[index],
                subject=heading.subject if index < below else "",  # once is enough
            )
            for index, party in enumerate(parties)
        )

    def _starts(self) -> Iterator[bool]:
        previous = None
        for values in self.matrix.places:
            for index in range(len(self.matrix.parties)):
                yield index == 0 and values[:1] != previous
            previous = values[:1]

    def _groups(self) -> Iterator[GroupView]:
        """The groups, each once: in the order of the rows, and those without rows where they stand in the library."""
        catalogue = self.edition.catalogue
        rows: dict[str, list[Row]] = {}
        for row in self.matrix.rows:
            rows.setdefault(catalogue.task(row.task).group, []).append(row)
        # A group that is empty in an extended matrix may have rows in this one.
        reasons: dict[str, Localized] = {empty.group: empty.reason for empty in self.matrix.empty if empty.group not in rows}
        library = list(catalogue.objects["group"])
        order = list(rows)
        for group in reasons:
            after = (index for index, other in enumerate(order) if library.index(other) > library.index(group))
            order.insert(next(after, len(order)), group)
        for group in order:
            reason = self.edition.linker().rich(reasons[group]) if group in reasons else ()
            yield GroupView(group, self._group_path(group), tuple(self._row(row) for row in rows.get(group, ())), reason)

    def _group_path(self, group: str) -> tuple[Rich, ...]:
        return tuple(self.edition.name(outer.name) for outer in self.edition.catalogue.group_path(group))

    def _row(self, row: Row) -> RowView:
        task = self.edition.catalogue.task(row.task)
        return RowView(
            anchor=row_link(self.service, self.matrix, row.task).anchor,
            name=self.edition.name(task.name),
            link=Link(f"tasks/{row.task}"),
            cadence=self.edition.plain(row.cadence) if row.cadence else "",
            notes=tuple(self.note_mark(note) for note in row.note),
            cells=tuple(itertools.chain.from_iterable(self.cells_at(row.task, values) for values in self.matrix.places)),
            departures=self.departure_marks(self.matrix.address(row.task, ())),
            former=tuple(f"row.{id}" for id in self._former(row.task)),
        )
