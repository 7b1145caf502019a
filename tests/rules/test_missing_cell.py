"""Every task of a matrix says, at every place on its axes, what each party has to do."""

import pytest

from tests.folders import assert_finds, case_file, said

CASES = case_file(__file__)


@pytest.mark.parametrize("edits", CASES)
def test_missing_cell(tmp_path, edits):
    assert_finds(tmp_path, edits)


def test_the_message_says_what_to_write(tmp_path):
    messages = said(tmp_path, ("services/desk.yaml", "lower: [CI, AR]", "lower: [CI]"))
    assert messages == [
        "“ownership.lower” has 1 cell, but the matrix has 2 parties. Write a cell for each party: “[customer, provider]”."
    ]
