"""What a statement says that a party may do is open to it in the matrix too."""

import pytest

from tests.folders import assert_finds, case_file

CASES = case_file(__file__)


@pytest.mark.parametrize("edits", CASES)
def test_right_not_in_matrix(tmp_path, edits):
    assert_finds(tmp_path, edits)
