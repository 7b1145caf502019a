"""The allocation of a task, or of a layer, over several services: one table, with each note and departure once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from service_catalogue.views.annotations import DepartureView, Mark, NoteView, row_link
from service_catalogue.views.matrix import CellView, HeaderView, MatrixViews
from service_catalogue.views.page import Kind
from service_catalogue.views.piece import LetterView, Link, Rich, plain
from service_catalogue.views.statements import StatementView

#: The order of letters in the legend.
_DUTIES = ("answers-for", "does", "consulted", "informed", "")
#: Number of colours for parties in the style.
_COLOURS = 6


@dataclass(frozen=True)
class PlaceRow:
    """Cells of a task at one place on the axes, of one of the tasks at a place, or of a party's part in a task."""

    #: Its number in the order of the catalogue.
    order: tuple[int, ...]
    name: Rich
    link: Link | None
    cells: tuple[CellView, ...]
    #: The row of the matrix.
    row: Link
    #: The notes and departures about the task as a whole.
    own: tuple[Mark, ...]


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


@dataclass(frozen=True)
class ServiceRow:
    """Row of a service: its code and title, the row of its matrix, and an anchor if the page has none for the service yet."""

    code: str
    title: str
    row: Link
    anchor: str
    cadence: str


@dataclass(frozen=True)
class SharedRow:
    """Services with the same cells."""

    services: tuple[ServiceRow, ...]
    own: tuple[Mark, ...]
    #: A cell for each heading; ``None`` if the services do not have the party.
    cells: tuple[CellView | None, ...]


@dataclass(frozen=True)
class Explained:
    """Note or departure, with its label in each service: *1 (H1, H2)*."""

    label: str
    link: Link
    kind: str
    text: Rich


@dataclass(frozen=True)
class Across:
    """Table of the allocations in several services."""

    caption: str
    axes: str
    headers: tuple[HeaderView, ...]
    groups: tuple[tuple[PlaceRow, tuple[SharedRow, ...]], ...]
    legend: tuple[LetterView, ...]
    notes: tuple[Explained, ...]
    departures: tuple[Explained, ...]


ALLOCATION: Kind[Allocation] = Kind("allocation")
ACROSS: Kind[Across] = Kind("across")


def place_row(
    views: MatrixViews, task: str, order: tuple[int, ...], name: Rich, link: Link | None, cells: Iterable[CellView]
) -> PlaceRow:
    return PlaceRow(order, name, link, tuple(cells), row_link(views.service, views.matrix, task), views.row_marks(task))


def allocation_in(
    views: MatrixViews, link: Link, axes: str, headers: Iterable[HeaderView], rows: Iterable[PlaceRow]
) -> Allocation:
    title, code, anchor = views.title_elsewhere, views.code_elsewhere, views.anchor_elsewhere
    return Allocation(title, code, anchor, link, axes, tuple(headers), tuple(rows))


def across(caption: str, axes: str, found: Iterable[Allocation], order: Iterable[HeaderView] = ()) -> Across:
    """Return the allocations ``found`` as one table, its columns in ``order``; services with the same cells share a row."""
    found = list(found)
    headers = {header.link: header for header in (*order, *(header for one in found for header in one.headers))}
    groups: dict[tuple[object, str], tuple[PlaceRow, dict[object, SharedRow]]] = {}
    anchored: set[str] = set()
    for one in found:
        texts = {("note", note.id): plain(note.text) for note in one.notes}
        texts |= {(departure.mark.kind, departure.mark.id): plain(departure.text) for departure in one.departures}
        for row in one.rows:
            by_party = dict(zip((header.link for header in one.headers), row.cells, strict=True))
            cells = tuple(map(by_party.get, headers))
            marked = [
                [(mark.label, texts.get((mark.kind, mark.id))) for mark in marks] for marks in (row.own, *map(_marks, cells))
            ]
            alike = repr(([cell and (cell.roles, cell.state) for cell in cells], marked))
            _, rows = groups.setdefault((row.order, plain(row.name)), (row, {}))
            service = ServiceRow(one.code, one.service, row.row, "" if one.anchor in anchored else one.anchor, one.cadence)
            anchored.add(one.anchor)
            known = rows.setdefault(alike, SharedRow((), row.own, cells))
            rows[alike] = replace(known, services=(*known.services, service))
    letters = {letter for one in found for row in one.rows for cell in row.cells for letter in cell.letters}
    return Across(
        caption,
        axes,
        tuple(replace(header, party=index % _COLOURS) for index, header in enumerate(headers.values())),
        tuple((row, tuple(rows.values())) for _, (row, rows) in sorted(groups.items(), key=lambda group: group[1][0].order)),
        tuple(sorted(letters, key=lambda letter: (_DUTIES.index(letter.duty), letter.letter))),
        tuple(
            _once(
                (one.code, note.number, note.kind, note.text, one.link._replace(anchor=f"note.{note.id}"))
                for one in found
                for note in one.notes
            )
        ),
        tuple(
            _once((one.code, item.mark.label, item.kind, item.text, item.mark.link) for one in found for item in one.departures)
        ),
    )


def _marks(cell: CellView | None) -> tuple[Mark, ...]:
    return cell.marks if cell else ()


def _once(found: Iterable[tuple[str, str, str, Rich, Link]]) -> Iterator[Explained]:
    """Yield each note or departure once, with its label in each service."""
    labels: dict[tuple[str, str], dict[str, list[str]]] = {}
    first: dict[tuple[str, str], tuple[Rich, Link]] = {}
    for code, label, kind, text, link in found:
        known = labels.setdefault((kind, plain(text)), {}).setdefault(label, [])
        known += [code] if code not in known else []
        first.setdefault((kind, plain(text)), (text, link))
    for (kind, words), by_label in labels.items():
        text, link = first[kind, words]
        yield Explained(", ".join(f"{label} ({', '.join(codes)})" for label, codes in by_label.items()), link, kind, text)
