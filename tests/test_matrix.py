"""The form of a matrix: what cannot be read of it is reported once, and how many cells it may have."""

import math

import pytest
from service_catalogue.check.load import load
from service_catalogue.messages.problem import Location
from service_catalogue.model.matrix import MAX_CELLS, Row
from service_catalogue.yaml.values import Scalar

from tests.folders import assert_finds, case_file, chair, copy, plant, problems

SLIPS = case_file(__file__)


@pytest.mark.parametrize("edits", SLIPS)
def test_a_slip_in_a_matrix_is_reported_once(tmp_path, edits):
    assert_finds(tmp_path, edits)


def test_a_row_says_anew_what_is_within_one_of_its_places():
    at = Location("x.yaml")
    a, b, x, y, cell = (Scalar(text) for text in "abxy-")
    base = Row(task=Scalar("t"), note=(), written={(a, x): (cell,), (b, x): (cell,), (b, y): (cell,)}, at=at)
    own = Row(task=Scalar("t"), note=(), written={(a,): (cell,), (b, x): (cell,)}, at=at)
    assert list(own.over(base).written) == [(b, y), (a,), (b, x)]


@pytest.mark.parametrize("sizes", [(MAX_CELLS // 2000, 100, 10), (MAX_CELLS // 2000, 100, 11), (100, 100, 100, 100)])
def test_the_most_cells_that_a_matrix_can_have(tmp_path, sizes):
    """As many as can be are all there; with more there is none, even if they fit into no memory, and the matrix is reported."""
    folder, more = copy(tmp_path), math.prod(sizes) * 2 > MAX_CELLS
    values = {axis: [f"{axis}{number}" for number in range(size)] for axis, size in zip("abcd", sizes, strict=False)}
    axes = "axes:\n" + "".join(
        f"  - id: {axis}\n    name: {{da: X, en: X}}\n    values:\n"
        + "".join(f"      - {{id: {id}, name: {{da: V, en: V}}}}\n" for id in ids)
        for axis, ids in values.items()
    )
    named = ", ".join(f"{axis}: [{', '.join(ids)}]" for axis, ids in values.items())
    mark = "⟦wrong-shape⟧" * more
    matrix = f"  {mark}scheme: raci\n  axes: {{{named}}}\n  parties: [customer, provider]\n  cells: {{backup: [A, R]}}\n"
    expected = plant(folder, ("axes.yaml", "", axes), chair(f"matrix:\n{matrix}"))
    loaded = load(folder)
    assert [problem.rule.name for problem in loaded.problems] == ["wrong-shape"] * more
    assert not more or problems(folder) == expected
    cells = next(service for service in loaded.partial.services if service.id == "chair").all_matrices[0].cells
    assert len(cells) == (0 if more else MAX_CELLS)
