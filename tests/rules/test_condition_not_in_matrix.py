"""What a statement says under a condition, the matrix does not say without one."""

import pytest

from tests.folders import assert_finds, case_file

CASES = case_file(__file__)


@pytest.mark.parametrize("edits", CASES)
def test_condition_not_in_matrix(tmp_path, edits):
    assert_finds(tmp_path, edits)
