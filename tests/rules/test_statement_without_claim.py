"""A statement says whom it binds, or that it informs."""

import pytest

from tests.folders import assert_finds, case_file

CASES = case_file(__file__)


@pytest.mark.parametrize("edits", CASES)
def test_statement_without_claim(tmp_path, edits):
    assert_finds(tmp_path, edits)
