"""The work of a party over all services: each task, with the letters of the party on each layer."""

from collections.abc import Iterable
from dataclasses import dataclass

from service_catalogue.model.service import Service
from service_catalogue.model.shared_objects import Party
from service_catalogue.model.vocabulary import State
from service_catalogue.views.annotations import row_link
from service_catalogue.views.edition import Edition
from service_catalogue.views.matrix import CellView, MatrixViews
from service_catalogue.views.page import Kind, Page
from service_catalogue.views.piece import Download, Link, Rich, plain

#: Maximum number of rows on a page; a party with more has all of them in the file.
_MAX_ROWS = 2000


@dataclass(frozen=True)
class WorkRow:
    """Services in which a party has the same part in a task."""

    #: Id, code and row of each.
    services: tuple[tuple[str, str, Link], ...]
    #: For each place, the cell; ``None`` if the services do not have the task there.
    cells: tuple[CellView | None, ...]


@dataclass(frozen=True)
class WorkTask:
    """Task, with the parts of a party in it."""

    name: Rich
    link: Link
    rows: tuple[WorkRow, ...]


@dataclass(frozen=True)
class WorkTable:
    """Tasks of the services with the same axes."""

    caption: str
    #: The values and the name of each place.
    places: tuple[tuple[str, str], ...]
    #: By the names of their groups.
    groups: tuple[tuple[str, tuple[WorkTask, ...]], ...]


@dataclass(frozen=True)
class Work:
    """Work of a party, and the choices by which its rows are filtered."""

    file: Download
    tables: tuple[WorkTable, ...]
    services: tuple[tuple[str, str], ...]
    letters: tuple[tuple[str, str], ...]

    @property
    def rows(self) -> int:
        return sum(len(task.rows) for table in self.tables for _, tasks in table.groups for task in tasks)

    @property
    def is_long(self) -> bool:
        return self.rows > _MAX_ROWS


WORK: Kind[Work] = Kind("work")


def work(edition: Edition, services: Iterable[Service], party: Party) -> Work:
    """Return the work of ``party`` in ``services``; those whose matrices have the same axes are in one table."""
    having = [service for service in services if service.has_column(party.id)]
    by_axes: dict[tuple[str, ...], list[MatrixViews]] = {}
    for service in having:
        for matrix in service.all_matrices:
            if party.id in matrix.parties:
                by_axes.setdefault(tuple(matrix.axes), []).append(MatrixViews(edition, service, matrix))
    tables = tuple(_table(edition, found, party) for found in by_axes.values())
    cells = [
        cell for table in tables for _, tasks in table.groups for task in tasks for row in task.rows for cell in row.cells if cell
    ]
    letters = {letter.letter: letter.word for cell in cells for letter in cell.letters}
    codes = tuple((str(service.id), str(service.code)) for service in having)
    return Work(Download(f"parties/{party.id}.csv", 0, 0), tables, codes, tuple(letters.items()))


def _table(edition: Edition, found: list[MatrixViews], party: Party) -> WorkTable:
    names = {values: plain(views.place_name(values)) for views in found for values in views.matrix.places}
    places = sorted(names, key=found[0].place_order)
    groups: dict[str, list[WorkTask]] = {}
    for task in edition.catalogue.tasks:
        alike: dict[object, tuple[list[tuple[str, str, Link]], tuple[CellView | None, ...]]] = {}
        for views in found:
            written = [views.matrix.cell(task.id, values, party.id) for values in places]
            cells = tuple(views.cell(cell) if cell and cell.state is not State.NOT_APPLICABLE else None for cell in written)
            if any(cell and (cell.letters or cell.state) for cell in cells):
                link = row_link(views.service, views.matrix, task.id)
                said = str([cell and (cell.words, bool(cell.marks)) for cell in cells])
                alike.setdefault(said, ([], cells))[0].append((str(views.service.id), str(views.service.code), link))
        if alike:
            group = " › ".join(edition.plain(outer.name) for outer in edition.catalogue.group_path(task.group))
            rows = tuple(WorkRow(tuple(services), cells) for services, cells in alike.values())
            groups.setdefault(group, []).append(WorkTask(edition.name(task.name), Link(f"tasks/{task.id}"), rows))
    caption = ", ".join(map(edition.axis_name, found[0].matrix.axes))
    return WorkTable(
        caption,
        tuple((".".join(values), names[values]) for values in places),
        tuple((group, tuple(tasks)) for group, tasks in groups.items()),
    )


def work_rows(edition: Edition, page: Page) -> list[list[str]]:
    """Return the rows of the CSV file: a line for each cell in which the party has a role."""
    words = edition.words
    heads = ("task.group", "matrix.task", "party.service", "compare.place", "matrix.legend", "compare.in-words")
    lines = [[words(key) for key in heads]]
    for part in WORK.among(page.walk()):
        for table in part.content.tables:
            for group, task in ((group, task) for group, tasks in table.groups for task in tasks):
                for row in task.rows:
                    for (_, place), cell in zip(table.places, row.cells, strict=True):
                        if cell and (cell.letters or cell.state):
                            written = [place, cell.roles or cell.state, cell.words]
                            lines += [[group, plain(task.name), code, *written] for _, code, _ in row.services]
    return lines
