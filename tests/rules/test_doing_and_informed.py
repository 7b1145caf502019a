"""A party that carries out a task need not be informed of it as well."""

import pytest

from tests.folders import DESK, assert_finds, case_file, said

#: In the small catalogue no letter means 'informed'.
INFORMED = ("roles.yaml", "        count: any\n", "        duty: informed\n")

CASES = case_file(__file__)


@pytest.mark.parametrize("edits", CASES)
def test_doing_and_informed(tmp_path, edits):
    assert_finds(tmp_path, [INFORMED, *edits])


def test_the_informed_letter_is_the_one_that_is_pointed_at(tmp_path):
    assert_finds(tmp_path, [INFORMED, (DESK, "upper: [AR, -]", "upper: ['A, R, ⟦doing-and-informed⟧I', -]")])


def test_a_scheme_without_the_duty_says_nothing(tmp_path):
    assert_finds(tmp_path, [(DESK, "      upper: [AR, -]", "      upper: [ARI, -]")])


def test_the_message_names_place_party_and_letters(tmp_path):
    assert said(tmp_path, INFORMED, (DESK, "[CI, AR]", "[CI, ARI]")) == [
        "“ownership.lower”: “provider” both does the task (“R”) and is informed (“I”). "
        "Delete one of the letters, or record an exception with its reason."
    ]
