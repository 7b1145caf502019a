"""A party that carries out a task need not be informed of it as well."""

import pytest

from tests.folders import DESK, assert_finds, cases, said

#: In the small catalogue no letter means 'informed'.
INFORMED = ("roles.yaml", "        count: any\n", "        duty: informed\n")

CASES = cases("""
== every cell of a place is reported
-     restore:
-       note: [1, only-faults]
-       upper: [AR, I only-faults 2]
+     restore:
+       note: [1, only-faults]
+       upper: [⟦doing-and-informed⟧IAR, R⟦doing-and-informed⟧I only-faults 2]

== one who answers for it may be informed, and one who does it consulted
-       upper: [AR, -]
+       upper: [AI, RC]

== an exception accepts it, for the place as a whole
-       upper: [AR, -]
+       upper: [ARI, RI]
- exceptions:
+ exceptions:
+   - {rule: doing-and-informed, at: [ownership.upper], reason: {da: X, en: X}}

== an exception for another place does not
-       upper: [AR, -]
+       upper: [AR⟦doing-and-informed⟧I, -]
- exceptions:
+ exceptions:
+   - {rule: ⟦unneeded-exception⟧doing-and-informed, at: [ownership.lower], reason: {da: X, en: X}}

== what a matrix has from another is reported once, where it stands
-       upper: [AR, -]
+       upper: [AR⟦doing-and-informed⟧I, -]
@ services/chair.yaml
+ id: chair
+ code: C1
+ name: {da: Stol, en: Chair}
+ provider: provider
+ matrix: {extends: desk}
""")


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
