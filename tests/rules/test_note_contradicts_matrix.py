"""A note does not give a task to another party than its cells do."""

import pytest

from tests.folders import assert_finds, cases

CASES = cases("""
== a note on a row gives it to another than the cells
-     text: {da: Kun om fejl., en: Of faults only.}
+     text: {da: Kun om fejl., en: Of faults only.}
+     claims: [{party: customer, answers-for: [⟦note-contradicts-matrix⟧restore]}]

== on one of the layers
-     text: {da: Kun om fejl., en: Of faults only.}
+     text: {da: Kun om fejl., en: Of faults only.}
+     claims: [{party: customer, answers-for: [restore], on: [upper]}]

== a note on a cell is compared there alone
-     text: {da: Kun små mængder., en: Small amounts only.}
+     text: {da: Kun små mængder., en: Small amounts only.}
+     claims: [{party: provider, does: [⟦note-contradicts-matrix⟧backup]}]

== what a party may do is no part that it has
-     text: {da: Kun små mængder., en: Small amounts only.}
+     text: {da: Kun små mængder., en: Small amounts only.}
+     claims: [{party: provider, may-do: [⟦right-not-in-matrix⟧backup]}]

== a task at which the note does not stand
-     text: {da: Kun små mængder., en: Small amounts only.}
+     text: {da: Kun små mængder., en: Small amounts only.}
+     claims: [{party: provider, answers-for: [ownership]}]

== a tension that names the note and the place
-     text: {da: Kun om fejl., en: Of faults only.}
+     text: {da: Kun om fejl., en: Of faults only.}
+     claims: [{party: customer, answers-for: [restore]}]
-     at: [what-1, ownership.lower]
+     at: [note.only-faults, restore.lower]
""")


@pytest.mark.parametrize("edits", CASES)
def test_note_contradicts_matrix(tmp_path, edits):
    assert_finds(tmp_path, edits)
