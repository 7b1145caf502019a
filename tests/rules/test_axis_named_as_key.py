"""An axis is a key of its own in the data for machines."""

import pytest

from tests.folders import copy, problems


@pytest.mark.parametrize(
    ("id", "expected"),
    [
        *((id, [("axes.yaml", 2, 9, "axis-named-as-key")]) for id in ("matrix", "task", "party", "roles", "notes", "state")),
        ("plan", []),
    ],
)
def test_an_axis_that_would_hide_another_key(tmp_path, id, expected):
    folder = copy(tmp_path)
    (folder / "axes.yaml").write_text(
        f"axes:\n  - id: {id}\n    name: {{da: P, en: P}}\n    values:\n      - {{id: p1, name: {{da: V, en: V}}}}\n", "utf-8"
    )
    assert [problem[:4] for problem in problems(folder)] == expected
