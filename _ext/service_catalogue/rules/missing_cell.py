"""Every task of a matrix says, at every place on its axes, what each party has to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from service_catalogue.messages import Message, message
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.matrix import Matrix
from service_catalogue.model.row import Row, written_at
from service_catalogue.model.service import Service
from service_catalogue.model.unlisted import Default
from service_catalogue.problem import Problem, Rule, quote
from service_catalogue.rules.unknown_reference import unclear_values
from service_catalogue.schema.kinds import Unread
from service_catalogue.yaml.values import Scalar

RULE = Rule(
    "missing-cell",
    failing="""\
matrix:
  scheme: raci
  axes: {layer: [application, platform]}
  parties: [customer, provider]
  cells:
    backup:
      application: [AR, -]
    monitoring: [I, AR]
""",
    passing="""\
matrix:
  scheme: raci
  axes: {layer: [application, platform]}
  parties: [customer, provider]
  cells:
    backup:
      application: [AR, -]
      platform: [n/a, n/a]
    monitoring: [I, AR]
""",
    file="services/hosting.yaml",
)


def check(catalogue: Catalogue) -> Iterator[Problem]:
    for service in catalogue.services:
        for matrix in service.all_matrices:
            is_counted = matrix.parties and not isinstance(matrix.parties, Unread)
            if is_counted and (cells := _of_every_list(matrix)) and len(cells) != len(matrix.parties):
                yield from _check_number(matrix, cells, catalogue)
                continue
            if matrix.extends and not all(party in catalogue.objects["party"] for party in matrix.parties or ()):
                continue  # which is reported: how many cells there have to be is not known
            is_known = is_counted and not unclear_values(matrix, catalogue) and not (matrix.extends and matrix.unread)
            yield from _check_parties(matrix, catalogue)
            for row in matrix.rows if is_known else ():
                yield from _check_row(matrix, row, service, catalogue)
            if matrix.default and matrix.default.cells and is_counted:
                yield from _check_default(matrix, matrix.default)


def _of_every_list(matrix: Matrix) -> tuple[Scalar, ...]:
    """The first list of cells, if there are several and all have the same length: then it is ``parties`` that does not fit."""
    written = [cells for row in matrix.rows for cells in row.written.values()]
    whole = [cells for cells in written if not any(cell.unread for cell in cells)]
    of_default = [matrix.default.cells] if matrix.default and matrix.default.cells else []
    is_one = len(whole) > 1 and len({len(cells) for cells in (*whole, *of_default)}) == 1
    return whole[0] if is_one and not matrix.extends else ()


def _check_number(matrix: Matrix, cells: Sequence[Scalar], catalogue: Catalogue) -> Iterator[Problem]:
    # A party that does not exist, or is there twice, is reported, and may be why.
    if matrix.is_clear and all(party in catalogue.objects["party"] for party in matrix.parties):
        count, parties = _counted(cells, matrix)
        yield RULE.problem(matrix.parties[0].at, "wrong-number-of-parties", cells=count, parties=parties)


def _check_parties(matrix: Matrix, catalogue: Catalogue) -> Iterator[Problem]:
    """The parties of an extended matrix all have their cells in the one that extends it."""
    base = catalogue.base_of(matrix)
    theirs = base.matrix.parties if base and base.matrix and matrix.parties else ()
    left_out = [party for party in theirs if party not in matrix.parties]
    # A party that does not exist is reported, and may be meant for one of these.
    if base and left_out and all(party in catalogue.objects["party"] for party in matrix.parties):
        parties = quote(", ".join(left_out))
        yield RULE.problem(matrix.parties[0].at, "party", count=len(left_out), parties=parties, service=quote(base.id))


def _check_row(matrix: Matrix, row: Row, service: Service, catalogue: Catalogue) -> Iterator[Problem]:
    base = catalogue.base_of(matrix)
    added = {party.at: party for party in matrix.parties} if base else {}
    # Where a value stands that is on no axis, which is reported, the cells of another are there.
    is_misspelt = any(
        value not in on_axis for path in row.written for value, on_axis in zip(path, matrix.axes.values(), strict=False)
    )
    reported: set[tuple[Scalar, ...]] = set()
    for values in matrix.places:
        address = matrix.address(row.task, values)
        cells = written_at(row, values)
        if not any(values[: len(path)] == path for path in row.written):
            if is_misspelt or row.unclear or (base and _is_reported(base.matrix, row, values)):
                continue
            # A row that is inherited is whole where it stands: the axes are what has changed.
            at = values[-1].at if values and row.at.path != service.at.path else row.at
            yield RULE.problem(at, address=quote(address), pattern=_pattern(matrix))
            continue
        for cell in cells:
            if base and not cell.strip() and cell.at in added:
                yield RULE.problem(cell.at, "no-cells", party=quote(added[cell.at]), service=quote(base.id))
            elif not (cell.unread or cell.strip()):
                yield RULE.problem(cell.at, "empty")
        # A list of cells that applies at several places, or is inherited, is reported once, where it is written.
        path = next(values[:length] for length in range(len(values), -1, -1) if values[:length] in row.written)
        is_new = path not in reported and (cells[0].at if cells else row.at).path == service.at.path
        if is_new and len(cells) != len(matrix.parties) and not any(cell.unread for cell in cells):
            reported.add(path)
            yield _wrong_number(matrix, row, path, cells)


def _is_reported(matrix: Matrix | None, row: Row, values: tuple[Scalar, ...]) -> bool:
    """True if the extended ``matrix`` lacks the cells of ``row`` at ``values`` too, which is reported there."""
    theirs = matrix.row(row.task) if matrix else None
    return bool(matrix and theirs and values in matrix.places and not written_at(theirs, values))


def _wrong_number(matrix: Matrix, row: Row, path: tuple[Scalar, ...], cells: Sequence[Scalar]) -> Problem:
    """The problem of a list of cells under ``path``: at its first surplus cell if it is too long, else at its key or its first cell."""
    key = next((written[-1].at for written in row.written if path and written == path), row.at)
    if len(cells) > len(matrix.parties):
        at = cells[len(matrix.parties)].at
    else:
        at = cells[0].at if cells and cells[0].at.line != key.line else key
    count, parties = _counted(cells, matrix)
    address = quote(matrix.address(row.task, path))
    return RULE.problem(at, "wrong-number", address=address, cells=count, parties=parties, pattern=_pattern(matrix))


def _check_default(matrix: Matrix, default: Default) -> Iterator[Problem]:
    """What is not listed is said for each party, or not at all."""
    cells, parties = default.cells, matrix.parties
    if len(cells) != len(parties) and not any(cell.unread for cell in cells):
        at = cells[len(parties)].at if len(cells) > len(parties) else cells[-1].at
        count, needed = _counted(cells, matrix)
        yield RULE.problem(at, "wrong-number-in-default", cells=count, parties=needed, pattern=_pattern(matrix))


def _counted(cells: Sequence[Scalar], matrix: Matrix) -> tuple[Message, Message]:
    """How many ``cells`` there are, and how many parties."""
    return message("missing-cell.cells", count=len(cells)), message("missing-cell.parties", count=len(matrix.parties))


def _pattern(matrix: Matrix) -> str:
    return quote(f"[{', '.join(matrix.parties)}]")
