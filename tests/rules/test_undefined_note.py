"""A note that a cell, a task or an exception points at is written in the service."""

import pytest

from tests.folders import assert_finds, cases, said

CASES = cases("""
== on a cell
-       lower: [CI, AR]
+       lower: [CI ⟦undefined-note⟧3, AR]

== on a cell, among others, twice
-       lower: [CI, AR]
+       lower: [CI ⟦undefined-note⟧only-fault 2 1, AR 2 ⟦undefined-note⟧22]

== in several places: it is reported once
-       note: 1
+       note: ⟦undefined-note⟧one
-       upper: [A 2, -]
+       upper: [A 2 one, -]
-     notes: [2]
+     notes: [2, one]

== where the id of the note is another: it is reported once
-   - id: 2
+   - id: 2x
-       upper: [A 2, -]
+       upper: [A ⟦undefined-note⟧2, -]

== on a cell without a role
-       lower: [CI, AR]
+       lower: ['- ⟦undefined-note⟧7', AR]

== on a task
-       note: 1
+       note: ⟦undefined-note⟧01

== on a task, in a list
-       note: [1, only-faults]
+       note: [1, ⟦undefined-note⟧one, only-faults]

== in an exception
-     notes: [2]
+     notes: [2, ⟦undefined-note⟧backup]

== a note whose id is not valid is there all the same
-   - id: 1
+   - id: ⟦invalid-id⟧One
-       note: 1
+       note: One
-       note: [1, only-faults]
+       note: [One, only-faults]

== the notes of another service do not count
@ services/chair.yaml
+ id: chair
+ code: C1
+ name: {da: Stol, en: Chair}
+ provider: provider
+ matrix:
+   scheme: raci
+   parties: [customer, provider]
+   cells:
+     ownership: [A, R ⟦undefined-note⟧1]

== of a matrix that extends another
@ services/chair.yaml
+ id: chair
+ code: C1
+ name: {da: Stol, en: Chair}
+ provider: provider
+ matrix:
+   extends: desk
+   cells:
+     ownership: [AR ⟦undefined-note⟧9, I]

== where one service cannot be looked at, the next is
-       lower: [CI, AR]
+       lower: [CI ⟦undefined-note⟧9, AR]
@ services/chair.yaml
+ id: chair
+ code: C1
+ name: {da: Stol, en: Chair}
+ provider: provider
+ matrix: {extends: ⟦unknown-reference⟧dsk}

== letters with a space between them: what the cell says is not known
-       lower: [-, AR]
+       lower: [-, A ⟦undefined-note⟧R]
""")


@pytest.mark.parametrize("edits", CASES)
def test_undefined_note(tmp_path, edits):
    assert_finds(tmp_path, edits)


def test_the_message_names_what_was_meant(tmp_path):
    messages = said(tmp_path, ("services/desk.yaml", "[CI, AR]", "[CI only-fault, AR]"))
    assert messages == ["The service has no note “only-fault”. Did you mean “only-faults”?"]


def test_the_message_counts_the_other_places(tmp_path):
    messages = said(
        tmp_path, ("services/desk.yaml", "[CI, AR]", "[CI 9, AR 9]"), ("services/desk.yaml", "note: 1\n", "note: 9\n")
    )
    assert messages == ["The service has no note “9”. Known: “1”, “2”, “only-faults”. It occurs in 2 more places."]


def test_the_message_says_how_letters_are_written(tmp_path):
    messages = said(tmp_path, ("services/desk.yaml", "[CI, AR]", "[I C, AR]"))
    assert messages == ["“C” is no note. Letters are written without spaces: “CI”."]
