"""Every task of a matrix says, at every place on its axes, what each party has to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from service_catalogue.messages import Message, message
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.matrix import Default, Matrix
from service_catalogue.model.row import Row, written_at
from service_catalogue.problem import Problem, Rule, quote
from service_catalogue.rules.unknown_reference import unknown_values
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
            for row in matrix.rows if matrix.parties and not unknown_values(matrix, catalogue) else ():
                yield from _check_row(matrix, row)
            if matrix.default and matrix.default.cells and matrix.parties:
                yield from _check_default(matrix, matrix.default)


def _check_row(matrix: Matrix, row: Row) -> Iterator[Problem]:
    # Where a value stands that is on no axis, which is reported, the cells of another are there.
    is_misspelt = any(
        value not in on_axis for path in row.written for value, on_axis in zip(path, matrix.axes.values(), strict=False)
    )
    for values in matrix.places:
        address = matrix.address(row.task, values)
        cells = written_at(row, values)
        if not any(values[: len(path)] == path for path in row.written):
            if is_misspelt:
                continue
            yield RULE.problem(row.at, address=quote(address), pattern=_pattern(matrix))
            continue
        for cell in cells:
            if not (cell.unread or cell.strip()):
                yield RULE.problem(cell.at, "empty")
        if len(cells) != len(matrix.parties) and not any(cell.unread for cell in cells):
            key = next((path for path in row.written if path == values), ())
            at = cells[len(matrix.parties)].at if len(cells) > len(matrix.parties) else (key[-1].at if key else row.at)
            count, parties = _counted(cells, matrix)
            yield RULE.problem(at, "wrong-number", address=quote(address), cells=count, parties=parties, pattern=_pattern(matrix))


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
