"""Every task of a matrix says, at every place on its axes, what each party has to do."""

from __future__ import annotations

from collections.abc import Iterator

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.matrix import Default, Matrix, Row, written_at
from service_catalogue.problem import Problem, Rule, quote
from service_catalogue.rules.unknown_reference import unknown_values

RULE = Rule(
    "missing-cell",
    {"da": "Manglende felt i matricen", "en": "A cell missing from the matrix"},
    {
        "da": "Et felt, der er udeladt, kan betyde hvad som helst. Skriv en værdi for hver part på hvert lag: bogstaver, - når parten "
        "ingen rolle har, n/a når det ikke er relevant, eller tbd når det skal aftales.",
        "en": "A cell that is left out can mean anything. Write a value for each party on each layer: letters, - where the party has no "
        "role, n/a where it does not apply, or tbd where it is to be agreed.",
    },
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
        place = matrix.address(row.task, values)
        cells = written_at(row, values)
        if not any(values[: len(path)] == path for path in row.written):
            if is_misspelt:
                continue
            yield RULE.problem(
                row.at,
                da=f"{quote(place)} mangler. Skriv et felt for hver part: {_pattern(matrix)}.",
                en=f"{quote(place)} is missing. Write a cell for each party: {_pattern(matrix)}.",
            )
            continue
        for cell in cells:
            if not (cell.unread or cell.strip()):
                yield RULE.problem(
                    cell.at,
                    da="Feltet er tomt. Skriv - , hvis parten ingen rolle har.",
                    en="The cell is empty. Write - if the party has no role.",
                )
        if len(cells) != len(matrix.parties) and not any(cell.unread for cell in cells):
            key = next((path for path in row.written if path == values), ())
            at = cells[len(matrix.parties)].at if len(cells) > len(matrix.parties) else (key[-1].at if key else row.at)
            yield RULE.problem(
                at,
                da=f"{quote(place)} har {len(cells)} felter; matricen har {len(matrix.parties)} parter: {_pattern(matrix)}.",
                en=f"{quote(place)} has {len(cells)} cells; the matrix has {len(matrix.parties)} parties: {_pattern(matrix)}.",
            )


def _check_default(matrix: Matrix, default: Default) -> Iterator[Problem]:
    """What is not listed is said for each party, or not at all."""
    cells, parties = default.cells, matrix.parties
    if len(cells) != len(parties) and not any(cell.unread for cell in cells):
        yield RULE.problem(
            cells[len(parties)].at if len(cells) > len(parties) else cells[-1].at,
            da=f"Standarden har {len(cells)} felter; matricen har {len(parties)} parter: {_pattern(matrix)}.",
            en=f"The default has {len(cells)} cells; the matrix has {len(parties)} parties: {_pattern(matrix)}.",
        )


def _pattern(matrix: Matrix) -> str:
    return quote(f"[{', '.join(matrix.parties)}]")
