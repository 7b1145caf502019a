"""A note does not give a task to another party than its cells do."""

import pytest

from tests.folders import assert_finds, case_file

CASES = case_file(__file__)


@pytest.mark.parametrize("edits", CASES)
def test_note_contradicts_matrix(tmp_path, edits):
    assert_finds(tmp_path, edits)
