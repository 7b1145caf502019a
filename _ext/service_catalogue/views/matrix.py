"""The matrix of a service: its table, filters, counts and legend."""

import functools
import itertools
import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass, replace
from typing import NamedTuple, Self

from service_catalogue.model.kinds import Duty, State
from service_catalogue.model.matrix import Cell, Matrix, Row
from service_catalogue.model.service import Service
from service_catalogue.model.shared import Letter, Party, Scheme
from service_catalogue.schema.types import Localized
from service_catalogue.views.edition import Edition, LetterView, Link, Linker, Reference, Rich, joined, plain
from service_catalogue.views.page import PartKind, colour, part_link
from service_catalogue.views.statements import Mark, ServiceViews, letter_marks, part_anchor, row_link, shared_sign
from service_catalogue.views.status import named, title_elsewhere, with_dagger, with_standing, withdrawn_in_matrix


class FilterChoice(NamedTuple):
    """Choice of a filter."""

    #: The value in the address; empty for everything.
    value: str
    words: str
    #: The page with the same content, for readers without a script.
    link: Link | None = None


class MatrixFilter(NamedTuple):
    """Filter of a matrix: by party, by place on the first axis, shared tasks only."""

    #: ``party``, ``place`` or ``only``.
    kind: str
    #: The parameter in the address.
    key: str
    label: str
    choices: tuple[FilterChoice, ...]


@dataclass(frozen=True)
class LetterCount:
    """Number of cells in which a party has a letter."""

    words: str
    letter: str
    count: int
    #: The columns of the parties in the matrix, which share the tasks if they are several: ``0+1``; ``tbd`` if they are not decided.
    parties: str
    #: That of a party alone.
    colour: int | None


class CountLine(NamedTuple):
    """Counts in a line."""

    words: str
    counts: tuple[LetterCount, ...]
    total: int


def filters(edition: Edition, service: Service, matrix: Matrix) -> Iterator[MatrixFilter]:
    """Yield the filters of a matrix of ``service`` that make a difference."""
    words = edition.words
    prefix = f"{matrix.id}." if matrix.id else ""
    if len(matrix.parties) > 1:
        columns = map(edition.catalogue.party, matrix.parties)
        parties = [
            FilterChoice(one.id, edition.plain(one.short or one.name), part_link(edition, service, one.id)) for one in columns
        ]
        every = FilterChoice("", words("controls.everybody"))
        yield MatrixFilter("party", f"{prefix}party", words("controls.party"), (every, *parties))
    axis, values = next(iter(matrix.axes.items()), ("", ()))
    if len(values) > 1:
        places = [
            FilterChoice(
                value, edition.plain(edition.value_name(value, axis)), Link(f"layers/{value}") if axis == "layer" else None
            )
            for value in values
        ]
        yield MatrixFilter(
            "place", f"{prefix}{axis}", edition.axis_name(axis), (FilterChoice("", words("controls.whole")), *places)
        )
    if len(matrix.parties) > 1 and 0 < len(shared(matrix)) < len(matrix.rows) * len(matrix.places):
        yield MatrixFilter("only", f"{prefix}only", words("controls.only"), (FilterChoice("shared", words("controls.shared")),))


def shared(matrix: Matrix) -> list[tuple[str, tuple[str, ...]]]:
    """Return the tasks and places in which several parties have a role."""
    places = [(row.task, values) for row in matrix.rows for values in matrix.places]
    return [one for one in places if sum(bool(cell.letters) for cell in matrix.cells_at(*one)) > 1]


def opening_place(matrix: Matrix) -> str:
    """Return the value of the first axis that a phone shows first: the one with most shared tasks."""
    values = next(iter(matrix.axes.values()), ())
    counts = Counter(values[0] for _, values in shared(matrix) if values)
    return max(values, key=lambda value: counts[value], default="")


def main_letter(edition: Edition, matrix: Matrix) -> Letter:
    """Return the letter by which a matrix is counted: the first in use, beginning with those for answering and for doing."""
    scheme = edition.catalogue.scheme(matrix.scheme)
    signs = {letter for cell in matrix.cells for letter in cell.letters}
    letters = (edition.letter_with(scheme, Duty.ANSWERS_FOR), edition.letter_with(scheme, Duty.DOES), *scheme.letters)
    first = [letter for letter in letters if letter]
    return next((letter for letter in first if letter.letter in signs), first[0])


class Held(NamedTuple):
    """Applicable task at a place, with the parties that have a letter in it."""

    values: tuple[str, ...]
    parties: tuple[str, ...]
    #: The parties of which it is not decided; empty if any party has the letter.
    undecided: tuple[str, ...]


def held(matrix: Matrix, letters: Set[str]) -> Iterator[Held]:
    """Yield the applicable tasks at each place, with the parties that have one of ``letters``."""
    for row, values in itertools.product(matrix.rows, matrix.places):
        cells = matrix.cells_at(row.task, values)
        if any(cell.state is not State.NOT_APPLICABLE for cell in cells):
            parties = tuple(str(cell.party) for cell in cells if letters & set(cell.letters))
            agreed = () if parties else (str(cell.party) for cell in cells if cell.state is State.TO_BE_AGREED)
            yield Held(values, parties, tuple(agreed))


def divided(matrix: Matrix, tasks: Iterable[Held]) -> list[tuple[tuple[str, ...], int]]:
    """Return the number of ``tasks`` of each party alone, of those who share some, and of nobody yet (``()``), in this order."""
    counts = Counter(one.parties for one in tasks if one.parties or one.undecided)
    return sorted(counts.items(), key=lambda item: (not item[0], len(item[0]), [*map(matrix.parties.index, item[0])]))


def together(edition: Edition, ids: Iterable[str], name: Callable[[Party], str] | None = None) -> str:
    """Return the names, by default the short ones, of those who share a part; of nobody, that it is not decided."""
    name = name or (lambda party: edition.plain(party.short or party.name))
    names = [name(edition.catalogue.party(id)) for id in ids]
    if not names:
        return edition.words("share.undecided")
    return names[0] if len(names) == 1 else edition.words("share.together", parties=edition.words.list(names))


def counts(edition: Edition, service: Service, matrix: Matrix) -> CountLine | None:
    """Return the number of tasks in which each party has the main letter; ``None`` if nobody has any letter."""
    main = main_letter(edition, matrix)
    parts = divided(matrix, tasks := [*held(matrix, {main.letter})])
    if not any(parties for parties, _ in parts):
        return None

    def count(parties: tuple[str, ...], number: int) -> LetterCount:
        columns = [str(matrix.parties.index(party)) for party in parties]
        alone = colour(service, parties[0]) if len(parties) == 1 else None
        return LetterCount(together(edition, parties), main.letter, number, "+".join(columns) or "tbd", alone)

    return CountLine(edition.plain(main.word), tuple(count(*part) for part in parts), len(tasks))


def held_letters(edition: Edition, matrix: Matrix) -> Iterator[tuple[str, str]]:
    """Yield the letters that any party has, each with the words before its count: *is accountable for*, or *accountable:*."""
    scheme, held = edition.catalogue.scheme(matrix.scheme), {letter for cell in matrix.cells for letter in cell.letters}
    for one in sorted(scheme.letters, key=lambda letter: scheme.cell_order.find(letter.letter)):
        if one.letter in held:
            word = f"{edition.words.within(edition.plain(one.word))}:"
            yield one.letter, edition.plain(one.predicate) if one.predicate else word


def task_count(matrix: Matrix) -> int:
    """Return the number of applicable tasks, counted at each place on the axes."""
    return sum(1 for _ in held(matrix, frozenset()))


@dataclass(frozen=True)
class LegendEntry:
    """Letter of a scheme, with its meaning."""

    letter: LetterView
    meaning: Rich
    link: Link | None
    #: The tensions about its meaning, and the sign that they share.
    departures: tuple[Mark, ...]
    sign: Mark | None


LEGEND: PartKind[tuple[LegendEntry, ...]] = PartKind("legend")


def letter_view(edition: Edition, scheme: Scheme, letter: str) -> LetterView:
    entry = scheme.by_letter[letter]
    return LetterView(letter, edition.plain(entry.word), entry.duty.value if entry.duty else "")


def legend(
    edition: Edition, scheme: Scheme, linker: Linker, marks: Callable[[str], tuple[Mark, ...]] | None = None
) -> tuple[LegendEntry, ...]:
    """Return the letters of ``scheme`` in the order of its legend.

    ``marks`` returns the tensions about a letter; by default, those of all services.
    """
    marks = marks or functools.partial(letter_marks, edition, scheme.id)
    return tuple(
        LegendEntry(
            letter_view(edition, scheme, entry.letter),
            linker.rich(entry.meaning),
            Link("glossary", entry.term) if entry.term else None,
            departures := marks(entry.letter),
            shared_sign(edition, departures),
        )
        for entry in scheme.letters
    )


@dataclass(frozen=True)
class CellView:
    """Cell: the part of a party, in letters and in words."""

    task: str
    address: str
    link: Link
    roles: str
    letters: tuple[LetterView, ...]
    state: str
    #: The words of its letters, or 'no role', 'to be agreed'.
    words: str
    #: The end of a sentence about its party: 'is accountable and carries it out'.
    verb: str
    notes: tuple[Mark, ...]
    #: The tensions and exceptions about it.
    departures: tuple[Mark, ...]
    #: The colour of its party, from 0.
    party: int
    #: The letters and whose they are, as what a note is about: *the customer’s AR*.
    whose: str = ""
    former: tuple[str, ...] = ()

    @property
    def marks(self) -> tuple[Mark, ...]:
        return *self.notes, *self.departures

    def has_duty(self, duty: Duty) -> bool:
        """Return whether a letter of it means ``duty``."""
        return any(letter.duty == duty.value for letter in self.letters)


@dataclass(frozen=True)
class HeaderView:
    """Heading over ``span`` columns."""

    name: Rich
    span: int
    link: Link | None = None
    #: True if a new value of the outermost axis begins here.
    starts: bool = False
    #: The colour of the party that it names, from 0.
    party: int | None = None
    #: The party as the subject of a sentence.
    subject: str = ""
    #: True if it is among the columns that a phone shows first.
    opens: bool = False


class RowView(NamedTuple):
    """Task and its cells."""

    anchor: str
    name: Rich
    link: Link
    cadence: str
    notes: tuple[Mark, ...]
    cells: tuple[CellView, ...]
    #: The tensions and exceptions about the task as a whole.
    departures: tuple[Mark, ...]
    #: The sign that these share.
    sign: Mark | None
    #: For each cell, the sign that all tensions and exceptions of its place share: at the party that is accountable.
    signs: tuple[Mark | None, ...]
    former: tuple[str, ...] = ()


class GroupView(NamedTuple):
    """Group of tasks, with the names of the groups around it."""

    path: tuple[Rich, ...]
    rows: tuple[RowView, ...]
    #: The reason why it has no tasks.
    reason: Rich


class MatrixView(NamedTuple):
    """Matrix as a table."""

    #: The anchor of its part.
    anchor: str
    caption: str
    header_rows: tuple[tuple[HeaderView, ...], ...]
    #: For each column, true if a new value of the outermost axis begins with it.
    starts: tuple[bool, ...]
    groups: tuple[GroupView, ...]
    #: For each column, true if a phone shows it first: one value of the outermost axis.
    opens: tuple[bool, ...]
    #: The number of columns of a place.
    parties: int
    filters: tuple[MatrixFilter, ...]
    counts: CountLine | None
    #: The letters that a party can have, each with the words before its count; empty with one party.
    held: tuple[tuple[str, str], ...]
    #: Empty if the page has it above.
    legend: tuple[LegendEntry, ...]
    #: Meanings of its short words, a sentence each.
    signs: tuple[str, ...]
    #: Meanings of the marks of its tensions and exceptions, a sentence each.
    departure_signs: tuple[str, ...]
    #: Those of ``signs`` that say what is withdrawn.
    withdrawn: tuple[str, ...]
    #: Who has the tasks that it does not list.
    default: Rich
    #: The matrix that it extends.
    base: Reference | None

    @property
    def rows(self) -> Iterator[RowView]:
        """Yield the rows of all groups."""
        return (row for group in self.groups for row in group.rows)

    @property
    def marks(self) -> Iterator[Mark]:
        """Yield the marks of its letters, rows and cells."""
        for entry in self.legend:
            yield from entry.departures
        for row in self.rows:
            yield from (*row.notes, *row.departures)
            for cell in row.cells:
                yield from cell.marks


MATRIX: PartKind[MatrixView] = PartKind("matrix")


@dataclass(frozen=True)
class MatrixViews(ServiceViews):
    """Factory of the views of one matrix."""

    matrix: Matrix

    @classmethod
    def of(cls, edition: Edition, service: Service) -> list[Self]:
        """Return the factory of each matrix of ``service``."""
        return [cls(edition, service, matrix) for matrix in service.all_matrices]

    @property
    def scheme(self) -> Scheme:
        return self.edition.catalogue.scheme(self.matrix.scheme)

    @property
    def part_anchor(self) -> str:
        return part_anchor(self.matrix)

    @property
    def title(self) -> str:
        return self.edition.plain(self.matrix.name) if self.matrix.name else self.edition.words("service.matrix")

    @property
    def title_elsewhere(self) -> str:
        """The title of the service, with that of one of several matrices, for a page about something else."""
        return self._with_title(title_elsewhere(self.edition, self.service))

    @property
    def code_elsewhere(self) -> str:
        return self._with_title(str(self.service.code))

    @property
    def anchor_elsewhere(self) -> str:
        """The anchor of its part on a page about something else."""
        return ".".join(filter(None, ("service", self.service.id, self.matrix.id)))

    @property
    def heading_on_page(self) -> str:
        return self._with_title(self.edition.words("service.matrix"))

    def _with_title(self, words: str) -> str:
        return f"{words}: {self.title}" if self.matrix.name else words

    def view(self, linker: Linker | None = None) -> MatrixView:
        """Return the matrix of the service's page; terms link where ``linker`` first meets them."""
        # Its meanings are hidden on the page, so that a link would be reached by the keyboard alone.
        shown = linker.mute() if linker else self.edition.linker()
        linker = linker or shown
        # The caption is also shown by itself.
        title = with_standing(self.edition, self.service, self.edition.plain(self.service.name))
        scheme = self.edition.plain(self.scheme.name)
        caption = self._with_title(self.edition.words("matrix.caption", scheme=scheme, code=self.service.code, name=title))
        groups, withdrawn = tuple(self._groups()), tuple(self._withdrawn())
        first = next(one for one in self.service.all_matrices if one.scheme == self.matrix.scheme)
        return MatrixView(
            anchor=self.part_anchor,
            caption=caption,
            header_rows=tuple(self._header_rows()),
            starts=self._starts,
            groups=groups,
            opens=self._opens,
            parties=len(self.matrix.parties),
            filters=tuple(filters(self.edition, self.service, self.matrix)),
            counts=counts(self.edition, self.service, self.matrix),
            held=tuple(held_letters(self.edition, self.matrix)) if len(self.matrix.parties) > 1 else (),
            legend=legend(self.edition, self.scheme, shown, self.letter_marks) if first.id == self.matrix.id else (),
            signs=(*withdrawn, *self._signs()),
            departure_signs=tuple(self._departure_signs(groups)),
            withdrawn=withdrawn,
            default=linker.rich(self.matrix.default.text) if self.matrix.default else (),
            base=self.base(),
        )

    def _withdrawn(self) -> Iterator[str]:
        """Yield a sentence on each withdrawn task, party and value of an axis."""
        catalogue = self.edition.catalogue
        values = (catalogue.axis_values[axis][value] for axis, values in self.matrix.axes.items() for value in values)
        things = (*map(catalogue.party, self.matrix.parties), *values, *(catalogue.task(row.task) for row in self.matrix.rows))
        yield from filter(None, (withdrawn_in_matrix(self.edition, thing) for thing in things))

    def _signs(self) -> Iterator[str]:
        plain, parties = self.edition.plain, map(self.edition.catalogue.party, self.matrix.parties)
        names = ((plain(party.short or party.name), plain(party.name)) for party in parties)
        yield from (self.edition.words("sign.party", short=short, name=name) for short, name in names if short != name)

    def _departure_signs(self, groups: Iterable[GroupView]) -> Iterator[str]:
        rows = [row for group in groups for row in group.rows]
        kinds = {one.kind for row in rows for one in row.departures}
        kinds |= {one.kind for row in rows for cell in row.cells for one in cell.departures}
        yield from (self.edition.words(f"sign.{kind}") for kind in ("tension", "exception") if kind in kinds)

    def cell(self, cell: Cell) -> CellView:
        return self.cache.once(("cell", cell.address), functools.partial(self._cell, cell))

    def _cell(self, cell: Cell) -> CellView:
        roles, letters, words, verb = self.meaning(cell.letters, cell.state)
        party, around = self.edition.catalogue.party(cell.party), self.matrix.around(cell)
        owner = self.edition.plain(party.genitive) if party.genitive else f"{self.edition.definite(party)}:"
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
            departures=self.departure_marks(*around[1:]),
            party=colour(self.service, cell.party),
            whose=f"{owner} {roles}" if roles else self.edition.definite(party),
            former=self._former(cell.task, cell.values, cell.party),
        )

    def _former(self, task: str, values: tuple[str, ...] = (), party: str = "") -> tuple[str, ...]:
        """Return the former addresses of a cell or a row."""
        parts = [("task", task), *zip(self.matrix.axes, values, strict=False), *([("party", party)] if party else [])]
        return tuple(".".join(filter(None, (self.matrix.id, *ids))) for ids in self.edition.former(*parts))

    def meaning(self, letters: str, state: State) -> tuple[str, tuple[LetterView, ...], str, str]:
        """Return the letters of a cell in order, as views, in words, and as the end of a sentence; cached by content of cells."""

        def made() -> tuple[str, tuple[LetterView, ...], str, str]:
            roles = self.scheme.in_order(letters)
            words = self.edition.role_words(self.scheme, roles) or self.edition.words("cell.none")
            none = "cell.none.verb" if self.scheme.has_verbs else "cell.none"
            verb = self.edition.role_verbs(self.scheme, roles) or self.edition.words(none)
            if state is not State.NONE:
                words = verb = self.edition.words(f"cell.{state.value}")
            views = tuple(letter_view(self.edition, self.scheme, letter) for letter in roles)
            return roles, views, words, verb

        return self.edition.cache.once(("meaning", self.scheme.id, letters, state), made)

    def row_marks(self, task: str) -> tuple[Mark, ...]:
        """Return the marks of notes and departures about a task as a whole."""
        notes = map(self.note_mark, self.matrix.row_of(task).note)
        return (*notes, *self.departure_marks(self.matrix.address(task, ())))

    def cells_at(self, task: str, values: tuple[str, ...]) -> tuple[CellView, ...]:
        return tuple(self.cell(cell) for cell in self.matrix.cells_at(task, values))

    def place_name(self, values: tuple[str, ...], without: str = "") -> Rich:
        """Return the name of a place, except its value on the axis ``without``; empty without an axis."""
        axes = zip(self.matrix.axes, values, strict=True)
        shown = [self.edition.catalogue.axis_values[axis][value] for axis, value in axes if axis != without]
        return joined((named(self.edition, one) for one in shown), ", ")

    def place_words(self, values: tuple[str, ...]) -> str:
        """Return the name of a place as plain text, after that of one of several matrices."""
        return ": ".join(filter(None, (self.title if self.matrix.name else "", plain(self.place_name(values)))))

    @property
    def separator(self) -> str:
        """The separator for names of places: a semicolon if they contain commas."""
        return ";" if len(self.matrix.axes) > 1 else ","

    @functools.cached_property
    def _opens(self) -> tuple[bool, ...]:
        """For each column, true if a phone shows it first; without an axis it shows all."""
        opening = opening_place(self.matrix)
        return tuple(values[:1] in ((), (opening,)) for values in self.matrix.places for _ in self.matrix.parties)

    def heading(self, id: str) -> HeaderView:
        """Return the heading of a party's column."""
        party = self.edition.catalogue.party(id)
        name = with_dagger(party, self.edition.name(party.short or party.name))
        subject = self.edition.subject(party) + ("" if self.scheme.has_verbs else ":")
        return HeaderView(name, 1, Link(f"parties/{id}"), party=colour(self.service, id), subject=subject)

    def base(self) -> Reference | None:
        """Return a link to the service whose matrix it extends."""
        base = self.service.base_of(self.matrix)
        words = base and self.edition.words("matrix.extends", service=title_elsewhere(self.edition, base))
        return Reference(words, Link(f"services/{base.id}")) if base and words else None

    def _header_rows(self) -> Iterator[tuple[HeaderView, ...]]:
        below = len(self.matrix.parties)
        sizes = [len(values) for values in self.matrix.axes.values()]
        for depth, (axis, values) in enumerate(self.matrix.axes.items()):
            span = below * math.prod(sizes[depth + 1 :])
            known = self.edition.catalogue.axis_values[axis]
            yield tuple(
                HeaderView(
                    with_dagger(known[value], self.edition.name(known[value].name)),
                    span,
                    Link(f"layers/{value}") if axis == "layer" else None,
                    self._starts[index * span],
                    opens=self._opens[index * span],
                )
                for index, value in enumerate(values * math.prod(sizes[:depth]))
            )
        if len(self.matrix.parties) == 1 and self.matrix.axes:
            return  # one party: the same heading above every column
        parties = self.matrix.parties * len(self.matrix.places)
        yield tuple(
            replace(
                heading := self.heading(party),
                starts=self._starts[index],
                opens=self._opens[index],
                subject=heading.subject if index < below else "",  # once is enough
            )
            for index, party in enumerate(parties)
        )

    @functools.cached_property
    def _starts(self) -> tuple[bool, ...]:
        """For each column, true if a new value of the outermost axis begins with it."""
        outer = itertools.pairwise([None, *(values[:1] for values in self.matrix.places)])
        return tuple(index == 0 and value != before for before, value in outer for index in range(len(self.matrix.parties)))

    def _groups(self) -> Iterator[GroupView]:
        """Yield the groups in the order of the rows; those without rows are inserted in the order of the library."""
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
            path = tuple(self.edition.name(outer.name) for outer in catalogue.group_path(group))
            yield GroupView(path, tuple(self._row(row) for row in rows.get(group, ())), reason)

    def _row(self, row: Row) -> RowView:
        task = self.edition.catalogue.task(row.task)
        places = [self.cells_at(row.task, values) for values in self.matrix.places]
        address = self.matrix.address(row.task, ())
        departures, name = self.departure_marks(address), f"row:{self.service.id}.{address}"
        return RowView(
            anchor=row_link(self.service, self.matrix, row.task).anchor,
            name=(*with_dagger(task, self.edition.name(task.name)), *self.edition.mark(name)),
            link=Link(f"tasks/{row.task}"),
            cadence=self.edition.plain(row.cadence) if row.cadence else "",
            notes=tuple(self.note_mark(note) for note in row.note),
            cells=tuple(itertools.chain.from_iterable(places)),
            departures=departures,
            sign=shared_sign(self.edition, departures),
            signs=tuple(shared_sign(self.edition, cell.departures) for place in places for cell in marked_once(place)),
            former=tuple(f"row.{id}" for id in self._former(row.task)),
        )


def marked_once(cells: Iterable[CellView]) -> tuple[CellView, ...]:
    """Return the cells of a place with all its departures, or none: the accountable party's has them, else the first one concerned."""
    row = tuple(cells)
    departures = tuple(dict.fromkeys(mark for cell in row for mark in cell.departures))
    concerned = next((cell for cell in row if cell.departures), None)
    holder = next((cell for cell in row if concerned and cell.has_duty(Duty.ANSWERS_FOR)), concerned)
    return tuple(replace(cell, departures=departures if cell is holder else ()) for cell in row)
