"""The rules, each with its cases in a text file: what the check finds where a fault is planted, and what it says of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.folders import Case, assert_finds, cases

OF_RULES = [
    pytest.param(*case.values, id=f"{path.stem}: {case.id}")
    for path in sorted(Path(__file__).parent.glob("*.txt"))
    if not path.name.startswith("test_")  # the cases of a module
    for case in cases(path.read_text("utf-8"))
]


@pytest.mark.parametrize("case", OF_RULES)
def test_the_check_finds_what_a_case_plants(tmp_path: Path, case: Case) -> None:
    assert_finds(tmp_path, case, case.source, case.aside)
