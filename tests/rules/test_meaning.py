"""Slips of meaning are reported, each once and at its line, and correct rewordings are not.

The slips and rewordings are older than the rules. A case without a mark is a slip that no rule finds.
"""

import pytest

from tests.folders import EXAMPLE, PLATFORM, assert_finds, case_file

SLIPS, REWORDINGS = case_file(__file__, "slips"), case_file(__file__, "rewordings")


@pytest.mark.parametrize("edits", [*SLIPS, *REWORDINGS])
def test_problems(tmp_path, edits):
    assert_finds(tmp_path, edits, PLATFORM if edits[0].file.endswith("2a.yaml") else EXAMPLE)


def reports(cases) -> list[int]:
    """Return the number of problems that each of the cases announces."""
    return [sum(edit.new.count("⟦") for edit in case.values[0]) for case in cases]


def test_of_forty_slips_thirty_are_reported_once_and_of_as_many_rewordings_two():
    assert (len(SLIPS), len(REWORDINGS)) == (40, 40)
    assert reports(SLIPS).count(1) >= 30
    assert sum(reports(REWORDINGS)) <= 2
