"""An axis is a key of its own in the data for machines."""

import pytest
from service_catalogue.export.json import table

from tests.folders import SMALL, catalogue_of, copy, json_files, problems


def found(tmp_path, id):
    folder = copy(tmp_path)
    (folder / "axes.yaml").write_text(
        f"axes:\n  - id: {id}\n    name: {{da: P, en: P}}\n    values:\n      - {{id: p1, name: {{da: V, en: V}}}}\n", "utf-8"
    )
    return [problem[:4] for problem in problems(folder)]


def keys():
    """Return the keys of a cell in the JSON and the CSV, without its axes."""
    catalogue = catalogue_of(SMALL)
    cell = json_files(catalogue)["services/desk.json"]["matrix"]["cells"][0]
    columns = table(catalogue, catalogue.services[0]).splitlines()[0].lstrip("\ufeff").split(",")
    return sorted({*cell, *columns} - {"layer"})


@pytest.mark.parametrize("id", ["matrix", "withdrawn", *keys()])
def test_an_axis_that_would_hide_another_key(tmp_path, id):
    assert found(tmp_path, id) == [("axes.yaml", 2, 9, "axis-named-as-key")]


def test_an_axis_of_another_name_is_right(tmp_path):
    assert found(tmp_path, "plan") == []
