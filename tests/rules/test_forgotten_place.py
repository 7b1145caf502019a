"""A departure names every statement and note that takes a side in it."""

import pytest

from tests.folders import assert_finds, case_file

CASES = case_file(__file__)


@pytest.mark.parametrize("edits", CASES)
def test_forgotten_place(tmp_path, edits):
    assert_finds(tmp_path, edits)
