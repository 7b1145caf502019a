"""A claim says one thing: a duty or a right, and of whom."""

import pytest

from tests.folders import assert_finds, case_file

CASES = case_file(__file__)


@pytest.mark.parametrize("edits", CASES)
def test_unclear_claim(tmp_path, edits):
    assert_finds(tmp_path, edits)
