"""Somebody responsible, and exactly one accountable, for each task at each place."""

import pytest

from tests.folders import DESK, assert_finds, cases, said

CASES = cases("""
== nobody responsible
-       lower: [CI, AR]
+       ⟦someone-responsible⟧lower: [CI, A]

== nobody accountable
-       lower: [CI, AR]
+       ⟦one-accountable⟧lower: [CI, R]

== nobody has anything
-       lower: [CI, AR]
+       ⟦one-accountable⟧⟦someone-responsible⟧lower: [-, '-']

== two accountable: the second is pointed at
-       lower: [CI, AR]
+       lower: [A, ⟦one-accountable⟧AR]

== several may be responsible
-       lower: [CI, AR]
+       lower: [R, AR]

== a letter that is not counted may be anywhere, or nowhere
-       lower: [CI, AR]
+       lower: [CI, ARCI]

== in a row for every place it is said of each
-     ownership:
-       upper: [AR, -]
-       lower: [CI, AR]
+     ⟦someone-responsible⟧⟦someone-responsible⟧ownership: [A, C]

== to be agreed is not counted
-       lower: [CI, AR]
+       lower: [tbd, R]

== what is not applicable at all is not counted
-       lower: [CI, AR]
+       lower: [n/a, n/a]

== not applicable to one party is no excuse
-       lower: [CI, AR]
+       ⟦one-accountable⟧lower: [n/a, R]

== a cell that is missing is not counted
-       lower: [CI, AR]
+       ⟦missing-cell⟧lower: [CI]
-       lower: [I, AR]
+       lower: [I, AR]

== an empty cell is not counted
-       lower: [CI, AR]
+       lower: [C, ⟦missing-cell⟧'']

== an exception accepts each
-       lower: [CI, AR]
+       lower: [-, '-']
- exceptions:
+ exceptions:
+   - rule: one-accountable
+     at: [ownership.lower]
+     reason: {da: X, en: X}
+   - rule: someone-responsible
+     at: [what-1, ownership.lower]
+     reason: {da: X, en: X}

== an exception for another place, or of another rule, does not
-       lower: [CI, AR]
+       ⟦one-accountable⟧⟦someone-responsible⟧lower: [-, '-']
- exceptions:
+ exceptions:
+   - rule: ⟦unneeded-exception⟧one-accountable
+     at: [ownership.upper]
+     reason: {da: X, en: X}
+   - rule: ⟦unneeded-exception⟧claim-contradicts-matrix
+     at: [ownership.lower]
+     reason: {da: X, en: X}

== an exception for the whole task is not for its places
-       lower: [CI, AR]
+       ⟦someone-responsible⟧lower: [CI, A]
- exceptions:
+ exceptions:
+   - rule: ⟦unneeded-exception⟧someone-responsible
+     at: [ownership, ownership.lower.provider]
+     reason: {da: X, en: X}

== the exception is gone
-   - rule: someone-responsible
-     at: [backup.upper]
-     notes: [2]
-     reason: {da: Kilden siger det., en: The source says so.}
+
-       upper: [A 2, -]
+       ⟦someone-responsible⟧upper: [A 2, -]

== how letters are counted is data
@ roles.yaml
-         duty: answers-for
-         count: one
+         duty: answers-for
+         count: some
@ services/desk.yaml
-       lower: [CI, AR]
+       lower: [A, AR]
-       upper: [AR, -]
+       ⟦someone-responsible⟧upper: [R, -]
""")


@pytest.mark.parametrize("edits", CASES)
def test_counting(tmp_path, edits):
    assert_finds(tmp_path, edits)


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ("[CI, A]", "“ownership.lower”: no party has “R”. Give it to at least one, or record an exception with its reason."),
        ("[CI, R]", "“ownership.lower”: no party has “A”. Give it to one."),
        (
            "[A, AR]",
            "“ownership.lower”: 2 parties have “A” (“customer, provider”). Let only one have it, or give each a note of the kind joint.",
        ),
    ],
)
def test_the_message_names_the_place(tmp_path, cells, message):
    assert said(tmp_path, (DESK, "[CI, AR]", cells)) == [message]


def test_a_note_may_say_how_parties_share(tmp_path):
    kind = (DESK, "    kind: limit", "    kind: joint")
    assert_finds(tmp_path / "both", [kind, (DESK, "lower: [CI, AR]", "lower: [A 2, AR 2]")])
    assert_finds(tmp_path / "one", [kind, (DESK, "lower: [CI, AR]", "lower: [A 2, ⟦one-accountable⟧AR]")])
    assert_finds(tmp_path / "none", [kind, (DESK, "lower: [CI, AR]", "⟦one-accountable⟧lower: [R 2, C 2]")])
