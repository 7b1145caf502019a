"""Every note of a service stands somewhere in its matrix."""

import pytest

from tests.folders import assert_finds, case_file

CASES = case_file(__file__)


@pytest.mark.parametrize("edits", CASES)
def test_unused_note(tmp_path, edits):
    assert_finds(tmp_path, edits)
