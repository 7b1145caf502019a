"""A text is not the same in two languages, and nothing in it is still to be written."""

import pytest

from tests.folders import assert_finds, case_file

CASES = case_file(__file__)


@pytest.mark.parametrize("edits", CASES)
def test_problems(tmp_path, edits):
    assert_finds(tmp_path, edits)
