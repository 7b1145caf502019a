"""The allocation of a task, or of a layer, over several services: one table, with each note and departure once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeVar

from service_catalogue.model.vocabulary import Duty
from service_catalogue.views.annotations import DepartureView, Mark, NoteView, row_link
from service_catalogue.views.matrix import CellView, HeaderView, MatrixViews
from service_catalogue.views.page import Kind
from service_catalogue.views.piece import LetterView, Link, Rich, plain
from service_catalogue.views.statements import StatementView

V = TypeVar("V", NoteView, DepartureView)

#: The order of letters in the legend.
_DUTIES = ("answers-for", "does", "consulted", "informed", "")
#: Number of colours for parties in the style.
_COLOURS = 6


@dataclass(frozen=True)
class PlaceRow:
    """Cells of a task at one place on the axes, or of one of the tasks at a place."""

    #: Its number in the order of the catalogue.
    order: tuple[int, ...]
    name: Rich
    link: Link | None
    cells: tuple[CellView, ...]
    #: The row of the matrix.
    row: Link
    #: The notes and departures about the task as a whole.
    own: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class Allocation:
    """Allocation of a task, or of the tasks on a layer, in one matrix."""

    service: str
    #: The code of the service, with the title of one of several matrices.
    code: str
    anchor: str
    link: Link
    #: The heading of its first column; empty if there is no axis, and one row.
    axes: str
    headers: tuple[HeaderView, ...]
    rows: tuple[PlaceRow, ...]
    caption: str = ""
    cadence: str = ""
    #: Notes on the task as a whole come first.
    notes: tuple[NoteView, ...] = ()
    #: The notes and departures about the task as a whole.
    own: tuple[Mark, ...] = ()
    departures: tuple[DepartureView, ...] = ()
    statements: tuple[StatementView, ...] = ()


class ServiceRow(NamedTuple):
    """Row of one service: no more than its words, for the digest of a page is of all that its view holds."""

    title: str
    code: str
    row: Link
    cadence: str
    own: tuple[Mark, ...]


class SharedRow(NamedTuple):
    """Cells that several services have; ``None`` for a heading of which they have no cell."""

    services: tuple[ServiceRow, ...]
    cells: tuple[CellView | None, ...]


@dataclass(frozen=True)
class Across:
    """Table of the allocations in several services, with each note and departure once, and its label in each service."""

    caption: str
    axes: str
    #: The title, the link and the anchor of each service.
    services: tuple[tuple[str, Link, str], ...]
    headers: tuple[HeaderView, ...]
    groups: tuple[tuple[PlaceRow, tuple[SharedRow, ...]], ...]
    legend: tuple[LetterView, ...]
    notes: tuple[tuple[str, NoteView], ...]
    departures: tuple[tuple[str, DepartureView], ...]


ALLOCATION: Kind[Allocation] = Kind("allocation")
ACROSS: Kind[Across] = Kind("across")


def marked_once(cells: Iterable[CellView]) -> tuple[CellView, ...]:
    """Return the cells of a place with each departure once: at the accountable party, else at the first one concerned."""
    found, holders = tuple(cells), dict[Mark, CellView]()
    for cell in sorted(found, key=lambda cell: (not cell.has_duty(Duty.ANSWERS_FOR), not (cell.letters or cell.state))):
        for mark in cell.departures:
            holders.setdefault(mark, cell)
    return tuple(replace(cell, departures=tuple(mark for mark in cell.departures if holders[mark] is cell)) for cell in found)


def place_row(views: MatrixViews, task: str, values: tuple[str, ...], name: Rich, link: Link | None) -> PlaceRow:
    cells, row = marked_once(views.cells_at(task, values)), row_link(views.service, views.matrix, task)
    return PlaceRow(views.place_order(values), name, link, cells, row, views.row_marks(task))


def allocation_in(
    views: MatrixViews, link: Link, axes: str, headers: Iterable[HeaderView], rows: Iterable[PlaceRow]
) -> Allocation:
    title, code, anchor = views.title_elsewhere, views.code_elsewhere, views.anchor_elsewhere
    return Allocation(title, code, anchor, link, axes, tuple(headers), tuple(rows))


def across(caption: str, axes: str, found: Sequence[Allocation]) -> Across:
    """Return the allocations ``found`` as one table; services with the same cells share a row."""
    headers = {header.link: header for one in found for header in one.headers}
    groups: dict[tuple[object, str], tuple[PlaceRow, dict[str, SharedRow]]] = {}
    for one in found:
        texts = {("note", note.id): plain(note.text) for note in one.notes}
        texts |= {(departure.mark.kind, departure.mark.id): plain(departure.text) for departure in one.departures}
        for row in one.rows:
            by_party = dict(zip((header.link for header in one.headers), row.cells, strict=True))
            cells = tuple(map(by_party.get, headers))
            _, rows = groups.setdefault((row.order, plain(row.name)), (row, {}))
            alike = _content(row, cells, texts)
            known = rows.get(alike, SharedRow((), cells))
            shown = ServiceRow(one.service, one.code, row.row, one.cadence, row.own)
            rows[alike] = known._replace(services=(*known.services, shown))
    letters = dict.fromkeys(letter for one in found for row in one.rows for cell in row.cells for letter in cell.letters)
    return Across(
        caption,
        axes,
        tuple((one.service + "".join(one.code.partition(":")[1:]), one.link, one.anchor) for one in found),
        tuple(replace(header, party=index % _COLOURS) for index, header in enumerate(headers.values())),
        tuple((row, tuple(rows.values())) for _, (row, rows) in sorted(groups.items(), key=lambda group: group[1][0].order)),
        tuple(sorted(letters, key=lambda letter: (_DUTIES.index(letter.duty), letter.letter))),
        tuple(_once((one.code, note.number, note) for one in found for note in one.notes)),
        tuple(_once((one.code, departure.mark.label, departure) for one in found for departure in one.departures)),
    )


def _content(row: PlaceRow, cells: Sequence[CellView | None], texts: Mapping[tuple[str, str], str]) -> str:
    """Return what is equal for rows that say the same: roles and states, and the marks with their ``texts``."""
    marked = [
        [(mark.label, texts.get((mark.kind, mark.id))) for mark in marks]
        for marks in (row.own, *(cell.marks if cell else () for cell in cells))
    ]
    return repr(([cell and (cell.roles, cell.state) for cell in cells], marked))


def _once(found: Iterable[tuple[str, str, V]]) -> Iterator[tuple[str, V]]:
    """Yield each note or departure once, with its label in each service: *1 (H1, H2)*."""
    labels: dict[tuple[str, str], tuple[V, dict[str, dict[str, None]]]] = {}
    for code, label, view in found:
        _, by_label = labels.setdefault((view.kind, plain(view.text)), (view, {}))
        by_label.setdefault(label, {})[code] = None
    for view, by_label in labels.values():
        yield ", ".join(f"{label} ({', '.join(codes)})" for label, codes in by_label.items()), view
