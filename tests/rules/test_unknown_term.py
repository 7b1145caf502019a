"""A term that a text points at is in the glossary."""

import pytest

from tests.folders import assert_finds, case_file

CASES = case_file(__file__)


@pytest.mark.parametrize("edits", CASES)
def test_unknown_term(tmp_path, edits):
    assert_finds(tmp_path, edits, aside=("parity",))
