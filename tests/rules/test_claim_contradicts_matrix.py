"""What a statement says that a party must do stands in the matrix too."""

import pytest

from tests.folders import DESK, assert_finds, case_file, said

CASES = case_file(__file__)


@pytest.mark.parametrize("edits", CASES)
def test_claim_contradicts_matrix(tmp_path, edits):
    assert_finds(tmp_path, edits)


def test_the_message_names_both_places(tmp_path):
    claim = "{party: customer, does: [ownership], on: [lower]}"
    messages = said(tmp_path, (DESK, "{party: provider, does: [backup], on: [lower]}", claim))
    assert messages == [
        "The statement “copies-1” gives “customer” “R” in “ownership.lower”; the matrix has “CI” (60:15). Correct one, or record a "
        "tension that names both places."
    ]
