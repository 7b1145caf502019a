"""The work of a party over all services: each task, with the letters of the party on each layer."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from service_catalogue.model.service import Service
from service_catalogue.model.shared_objects import Party
from service_catalogue.model.vocabulary import State
from service_catalogue.text import capitalised
from service_catalogue.views.across import Across, Allocation, PlaceRow, SharedRow, across, allocation_in
from service_catalogue.views.annotations import row_link
from service_catalogue.views.edition import Edition
from service_catalogue.views.matrix import CellView, HeaderView, MatrixViews
from service_catalogue.views.page import Kind, Page
from service_catalogue.views.piece import Download, Link, plain

#: Maximum number of rows on a page, which then opens in about a second; a party with more has them counted by group, and all in the files.
_MAX_ROWS = 1000


@dataclass(frozen=True)
class WorkGroup:
    """Tasks of a group, each with the rows of the services."""

    id: str
    name: str
    tasks: tuple[tuple[PlaceRow, tuple[SharedRow, ...]], ...]

    @property
    def counts(self) -> list[str]:
        """The number of cells with each letter, for each place: *A 12, R 3*."""
        counts = [Counter[str]() for _ in self.tasks[0][1][0].cells]
        for row in (row for _, rows in self.tasks for row in rows):
            for count, cell in zip(counts, row.cells, strict=True):
                if cell and is_held(cell):
                    count.update(dict.fromkeys([*cell.roles] or [cell.state], len(row.services)))
        return [", ".join(f"{letter}\N{NO-BREAK SPACE}{number}" for letter, number in sorted(count.items())) for count in counts]


@dataclass(frozen=True)
class Work:
    """Work of a party, and the choices by which its rows are filtered."""

    files: tuple[tuple[str, Download], ...]
    #: A table with a column for each place for the services with the same axes, and its tasks by group.
    tables: tuple[tuple[Across, tuple[WorkGroup, ...]], ...]
    services: tuple[tuple[str, str], ...]
    groups: tuple[tuple[str, str], ...]
    letters: tuple[tuple[str, str], ...]

    @property
    def rows(self) -> int:
        return sum(len(rows) for _, groups in self.tables for group in groups for _, rows in group.tasks)

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
    tables = [_table(edition, found, party) for found in by_axes.values()]
    letters = {letter.letter: letter.word for table in tables for letter in table.legend}
    codes = tuple((str(service.id), str(service.code)) for service in having)
    files = [("compare.file", "csv"), *([("file.xlsx", "xlsx")] if edition.data else [])]
    named = ((edition.words(key), Download(f"parties/{party.id}.{ending}", 0, 0)) for key, ending in files)
    downloads = ((type(words)(capitalised(words)), file) for words, file in named)  # borrowed words stay marked
    grouped = tuple((replace(table, groups=()), tuple(_groups(edition, table))) for table in tables)
    names = {group.id: group.name for _, groups in grouped for group in groups}
    return Work(tuple(downloads), grouped, codes, tuple(names.items()), tuple(letters.items()))


def _table(edition: Edition, found: list[MatrixViews], party: Party) -> Across:
    """Return the table of the cells of ``party``, with a column for each place."""
    order = {values: views for views in found for values in views.matrix.places}
    headers = {values: HeaderView(order[values].place_name(values), 1, Link(".".join(values))) for values in order}
    tasks = {str(task.id): number for number, task in enumerate(edition.catalogue.tasks)}

    def allocation(views: MatrixViews) -> Allocation:
        places = views.matrix.places
        rows = [
            PlaceRow((tasks[row.task],), name, Link(f"tasks/{row.task}"), cells, row_link(views.service, views.matrix, row.task))
            for row in views.matrix.rows
            for name in [edition.name(edition.catalogue.task(row.task).name)]
            for held in [(views.matrix.cell(row.task, one, party.id) for one in places)]
            for cells in [tuple(views.cell(cell) for cell in held if cell)]
            if any(map(is_held, cells))
        ]
        return allocation_in(views, Link(views.document), "", map(headers.__getitem__, places), rows)

    shown = [headers[values] for values in sorted(headers, key=found[0].place_order)]
    return across(", ".join(map(edition.axis_name, found[0].matrix.axes)), "", list(map(allocation, found)), shown)


def is_held(cell: CellView | None) -> bool:
    """Return whether a party has a role in a cell, or one that is to be agreed."""
    return cell is not None and bool(cell.letters or cell.state not in ("", State.NOT_APPLICABLE.value))


def _groups(edition: Edition, table: Across) -> Iterator[WorkGroup]:
    """Yield the groups of the tasks of ``table``."""
    groups: dict[str, list[tuple[PlaceRow, tuple[SharedRow, ...]]]] = {}
    for row, rows in table.groups:
        groups.setdefault(str(edition.catalogue.tasks[row.order[0]].group), []).append((row, rows))
    yield from (WorkGroup(id, edition.group_name(id), tuple(tasks)) for id, tasks in groups.items())


def work_rows(edition: Edition, page: Page) -> Iterator[list[str]]:
    """Yield the rows of the CSV file: a line for each cell in which the party has a role."""
    words = edition.words
    heads = ("task.group", "matrix.task", "party.service", "compare.place", "matrix.legend", "compare.in-words")
    yield [words(key) for key in heads]
    for part in WORK.among(page.walk()):
        for table, groups in part.content.tables:
            for name, task, row in ((group.name, task, row) for group in groups for task, rows in group.tasks for row in rows):
                for place, cell in zip(table.headers, row.cells, strict=True):
                    if cell and is_held(cell):
                        written = [plain(place.name), cell.roles or cell.state, cell.words]
                        yield from ([name, plain(task.name), one.code, *written] for one in row.services)
