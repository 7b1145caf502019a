"""The columns of a matrix that belong together fit on a page of a booklet."""

import json

import pytest
from service_catalogue.check.checker import check
from service_catalogue.pdf.sheets import Sheets

from tests.big import write
from tests.folders import chair, copy, plant, problems


@pytest.mark.parametrize(
    ("layers", "parties", "tables"), [(4, 2, [8]), (4, 8, [16, 16]), (3, 9, [18, 9]), (2, 15, [15, 15]), (1, 20, [20])]
)
def test_a_matrix_that_is_split_by_its_layers_or_not_at_all(tmp_path, layers, parties, tables):
    found = check(write(tmp_path / "data", 8, layers, parties))
    assert "wide-matrix" not in {problem.rule.name for problem in found.problems}
    sheet = json.loads(Sheets(found.catalogue, "").service("da", "big").json)
    assert [table["columns"] for table in sheet["service"]["matrices"][0]["tables"]] == tables


@pytest.mark.parametrize(("plans", "expected"), [(10, []), (11, [("services/chair.yaml", 8, 13)])])
def test_with_two_axes_the_inner_one_counts(tmp_path, plans, expected):
    folder = copy(tmp_path)
    values = [f"p{number}" for number in range(plans)]
    listed = "".join(f"      - {{id: {id}, name: {{da: V, en: V}}}}\n" for id in values)
    (folder / "axes.yaml").write_text(f"axes:\n  - id: plan\n    name: {{da: P, en: P}}\n    values:\n{listed}", "utf-8")
    matrix = f"  axes: {{layer: [upper, lower], plan: [{', '.join(values)}]}}\n  parties: [customer, provider]\n  cells: {{restore: [A, R]}}\n"
    plant(folder, chair(f"matrix:\n  scheme: raci\n{matrix}"))
    found = [problem[:3] for problem in problems(folder) if problem.rule == "wide-matrix"]
    assert found == expected


def test_a_layer_that_fits_on_no_page(tmp_path):
    found = check(write(tmp_path / "data", 8, 2, 40))
    problems = [problem for problem in found.problems if problem.rule.name == "wide-matrix"]
    assert [(problem.at.path.rpartition("/")[2], problem.at.line, problem.at.column) for problem in problems] == [
        ("big.yaml", 8, 13)
    ]
    sheet = json.loads(Sheets(found.catalogue, "").service("da", "big").json)
    assert [table["columns"] for table in sheet["service"]["matrices"][0]["tables"]] == [20, 20, 20, 20]
