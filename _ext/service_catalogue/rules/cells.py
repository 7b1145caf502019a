"""Rules about the cells of a matrix: each task has one for each party, and all fit on a page."""

import math
from collections.abc import Iterator, Sequence

from service_catalogue.messages.quotation import TYPED_LENGTH, quote
from service_catalogue.messages.texts import message
from service_catalogue.model.kinds import State
from service_catalogue.model.matrix import NO_ROLE, Default, Matrix, Row, reading
from service_catalogue.model.service import kept
from service_catalogue.rules import Catalogue, Kind, Location, Message, Phase, Problem, Service, Severity, Shared, rule
from service_catalogue.yaml.source import items_of
from service_catalogue.yaml.values import Scalar


#: Every task of a matrix has a cell for each party at every place on its axes.
@rule(phase=Phase.CELLS)
def missing_cell(service: Service, shared: Shared) -> Iterator[Problem]:
    for matrix in service.all_matrices:
        base = service.base_of(matrix)
        inherited = base.matrix.parties if base and base.matrix else ()
        left_out = [party for party in inherited if party not in matrix.parties]
        if (cells := _of_every_list(matrix)) and len(cells) != len(matrix.parties):
            count, parties = _counted(cells, matrix)
            yield missing_cell.problem(matrix.parties[0].at, "wrong-number-of-parties", cells=count, parties=parties)
        elif base and left_out:  # the parties of an extended matrix all have their cells in the one that extends it
            named = quote(", ".join(left_out))
            yield missing_cell.problem(matrix.parties[0].at, "party", count=len(left_out), parties=named, service=quote(base.id))
        else:
            for row in matrix.rows:
                yield from _check_row(matrix, row, service)
            if matrix.default and matrix.default.cells:
                yield from _check_default(matrix, matrix.default)


def _of_every_list(matrix: Matrix) -> tuple[Scalar, ...]:
    """Return the first list of cells if all have the same wrong length: then it is ``parties`` that does not fit."""
    written = [cells for row in matrix.rows for cells in row.written.values()]
    of_default = [matrix.default.cells] if matrix.default and matrix.default.cells else []
    is_one = len(written) > 1 and len({len(cells) for cells in (*written, *of_default)}) == 1
    return written[0] if is_one and not matrix.extends else ()


def _check_row(matrix: Matrix, row: Row, service: Service) -> Iterator[Problem]:
    base = service.base_of(matrix)
    added = {party.at: party for party in matrix.parties} if base else {}
    reported: set[tuple[Scalar, ...]] = set()
    for values in matrix.places:
        address = matrix.address(row.task, values)
        path = row.path_at(values)
        if path is None:
            if base and _is_reported(base.matrix, row, values):
                continue
            # An inherited row is complete in its own file: the axes have changed.
            at = values[-1].at if values and row.at.path != service.at.path else row.at
            yield missing_cell.problem(at, address=quote(address), pattern=_pattern(matrix))
            continue
        cells = row.written[path]
        for cell in cells:
            if base and not cell.strip() and cell.at in added:
                yield missing_cell.problem(cell.at, "no-cells", party=quote(added[cell.at]), service=quote(base.id))
            elif not cell.strip():
                yield missing_cell.problem(cell.at, "empty")
        # A list of cells that applies at several places, or is inherited, is reported once, where it is written.
        is_new = path not in reported and (cells[0].at if cells else row.at).path == service.at.path
        if is_new and len(cells) != len(matrix.parties):
            reported.add(path)
            yield _wrong_number(matrix, row, path, cells)


def _is_reported(matrix: Matrix | None, row: Row, values: tuple[Scalar, ...]) -> bool:
    """Return whether the extended ``matrix`` lacks the cells of ``row`` at ``values`` too, where it is reported."""
    theirs = matrix.row(row.task) if matrix else None
    return bool(matrix and theirs and values in matrix.places and not theirs.cells_at(values))


def _wrong_number(matrix: Matrix, row: Row, path: tuple[Scalar, ...], cells: Sequence[Scalar]) -> Problem:
    """Return the problem of a list of cells under ``path``: at its first surplus cell, else at its key or its first cell."""
    key = row.position(path)
    meant = _meant_row([NO_ROLE if cell.strip() == "-" else cell.strip() for cell in cells], len(matrix.parties))
    if len(cells) > len(matrix.parties):
        at = cells[len(matrix.parties)].at
    else:
        at = cells[0].at if cells and (meant or cells[0].at.line != key.line) else key
    count, parties = _counted(cells, matrix)
    pattern = message("missing-cell.pattern", pattern=_pattern(matrix))
    advice = message("hint.did-you-mean", name=quote(meant, TYPED_LENGTH)) if meant else pattern
    address = quote(matrix.address(row.task, path))
    return missing_cell.problem(at, "wrong-number", address=address, cells=count, parties=parties, advice=advice)


def _meant_row(cells: Sequence[str], count: int) -> str:
    """Return the list of ``count`` cells that is probably meant, with commas that are missing, or without needless ones; else empty."""
    joined: list[str] = []
    for cell in cells:
        is_letter = len(cell) == 1 and cell.isupper()
        if joined and (cell.isdigit() or (is_letter and joined[-1].isupper() and joined[-1].isalpha())):
            joined[-1] += cell if is_letter else f" {cell}"
        else:
            joined.append(cell)
    parted = ([part for cell in cells for part in split(cell)] for split in (items_of, str.split) if len(cells) < count)
    fitting = (each for each in (joined, *parted) if len(each) == count and not any(map(str.isdigit, each)))
    return next((f"[{', '.join(each)}]" for each in fitting), "")


def _check_default(matrix: Matrix, default: Default) -> Iterator[Problem]:
    """Report a default with cells for some parties only."""
    cells, parties = default.cells, matrix.parties
    if len(cells) != len(parties):
        at = cells[len(parties)].at if len(cells) > len(parties) else cells[-1].at
        count, needed = _counted(cells, matrix)
        yield missing_cell.problem(at, "wrong-number-in-default", cells=count, parties=needed, pattern=_pattern(matrix))


def _counted(cells: Sequence[Scalar], matrix: Matrix) -> tuple[Message, Message]:
    """Return the number of ``cells`` and of parties."""
    return message("missing-cell.cells", count=len(cells)), message("missing-cell.parties", count=len(matrix.parties))


def _pattern(matrix: Matrix) -> str:
    return quote(f"[{', '.join(matrix.parties)}]")


#: A listed task does not say 'nobody' if the matrix has a default for tasks that are not listed.
@rule(acceptable=True)
def default_contradicted(service: Service, shared: Shared) -> Iterator[Problem]:
    for matrix in service.all_matrices:
        default = matrix.default.cells if matrix.default else ()
        for row in matrix.rows if any(reading(str(cell)).letters for cell in default) else ():
            for values in matrix.places:
                cells = matrix.cells_at(row.task, values)
                if all(cell.state is State.NONE and not cell.letters for cell in cells):
                    at, address = _place_of_nobody(service, matrix, row, values), matrix.address(row.task, values)
                    yield default_contradicted.problem(at, addresses=[address], address=quote(address))


def _place_of_nobody(service: Service, matrix: Matrix, row: Row, values: tuple[Scalar, ...]) -> Location:
    """Return the position of the row's empty cell; of the default, if only that is in the file of the service."""
    at, default = row.position(values), matrix.default
    return default.at if default and default.at.path == service.at.path != at.path else at


#: Number of columns on a landscape page, with two letters and a mark each.
MAX_COLUMNS = 20


#: The columns of a matrix that belong together fit on a page of a booklet.
@rule(severity=Severity.WARNING)
def wide_matrix(service: Service, shared: Shared) -> Iterator[Problem]:
    for matrix in service.all_matrices:
        inner = list(matrix.axes.values())[1:]
        columns = math.prod(map(len, inner)) * len(matrix.parties)
        if columns > MAX_COLUMNS:
            yield wide_matrix.problem(matrix.parties[0].at, columns=columns, most=MAX_COLUMNS)


@kept
def _used_tasks(service: Service) -> list[str]:
    """Return the tasks of its rows, and of its unused notes: where one is about a task, that is reported."""
    unused = (note for note in service.notes if not any(note.id in matrix.notes for matrix in service.all_matrices))
    rows = {row.task for matrix in service.all_matrices for row in matrix.rows}
    return [*rows.union(task for note in unused if not note.owner for task in note.tasks)]


#: Every task of the library is in the matrix of a service.
@rule(
    severity=Severity.WARNING, acceptable=True, file="tasks.yaml", reads=(Kind.TASK, Kind.PUBLISHED, Kind.IDENTITY, Kind.SERVICE)
)
def unused_task(catalogue: Catalogue) -> Iterator[Problem]:
    used = frozenset[str]().union(*map(_used_tasks, catalogue.services))
    # Without services, no task can be used.
    for task in catalogue.tasks if catalogue.services else ():
        if task.id not in used and not task.withdrawn:
            yield unused_task.problem(task.id.at, addresses=[f"task:{task.id}"], task=quote(task.id))
