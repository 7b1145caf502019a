"""A catalogue that is adopted says who approved it; one that is not has no approval."""

import pytest

from tests.folders import assert_finds, case_file

CASES = case_file(__file__)


@pytest.mark.parametrize("edits", CASES)
def test_approval(tmp_path, edits):
    assert_finds(tmp_path, edits)
