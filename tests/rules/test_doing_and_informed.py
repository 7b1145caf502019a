"""A party that carries out a task need not be informed of it as well."""

from tests.folders import DESK, assert_finds

#: In the small catalogue no letter means 'informed'.
INFORMED = ("roles.yaml", "        count: any\n", "        duty: informed\n")


def test_the_informed_letter_is_the_one_that_is_pointed_at(tmp_path):
    assert_finds(tmp_path, [INFORMED, (DESK, "upper: [AR, -]", "upper: ['A, R, ⟦doing-and-informed⟧I', -]")])


def test_a_scheme_without_the_duty_says_nothing(tmp_path):
    assert_finds(tmp_path, [(DESK, "      upper: [AR, -]", "      upper: [ARI, -]")])
