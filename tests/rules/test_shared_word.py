"""Two letters of a role scheme have words that can be told apart."""

import pytest

from tests.folders import assert_finds, case_file, said

CASES = case_file(__file__)


@pytest.mark.parametrize("edits", CASES)
def test_shared_word(tmp_path, edits):
    assert_finds(tmp_path, edits)


def test_the_message_names_both_letters(tmp_path):
    assert said(tmp_path, ("roles.yaml", "en: Accountable", "en: Responsible")) == [
        "The letters “R” and “A” both have the word “Responsible”. Give one of them another word."
    ]
