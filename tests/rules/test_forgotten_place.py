"""A departure names every statement and note that takes a side in it."""

import pytest

from tests.folders import assert_finds, cases

CASES = cases("""
== the exception forgets the statement of the other side
-     at: [copies-1, copies-2, backup.lower]
+     at: [⟦forgotten-place⟧copies-2, backup.lower]

== a tension forgets it
-   - rule: claim-contradicts-matrix
-     at: [copies-1, copies-2, backup.lower]
-     reason: {da: Kilden siger begge dele., en: The source says both.}
+
-     at: [what-1, ownership.lower]
+     at: [⟦forgotten-place⟧copies-2, backup.lower]

== a note that takes a side
-     text: {da: Kun hverdage., en: Weekdays only.}
+     text: {da: Kun hverdage., en: Weekdays only.}
+     claims: [{party: provider, does: [backup], on: [lower]}]
-     at: [copies-1, copies-2, backup.lower]
+     at: [⟦forgotten-place⟧copies-1, copies-2, backup.lower]

== a statement on another task, layer, or of the same party takes no side
-               - {party: provider, does: [backup], on: [lower]}
+               - {party: provider, does: [restore], on: [lower]}
+               - {party: customer, answers-for: [backup], on: [upper]}
-     at: [copies-1, copies-2, backup.lower]
+     at: [copies-2, backup.lower]

== a right takes no side
-               - {party: provider, does: [backup], on: [lower]}
+               - {party: provider, may-do: [backup], on: [lower]}
-     at: [copies-1, copies-2, backup.lower]
+     at: [copies-2, backup.lower]

== what a named statement says of another place is no matter of this departure
-       - id: ask-1
-         kind: information
+       - id: ask-1
+         claims: [{party: provider, does: [restore], on: [lower]}]
-               - {party: customer, answers-for: [backup], on: [lower]}
+               - {party: customer, answers-for: [backup], on: [lower]}
+               - {party: customer, does: [⟦claim-contradicts-matrix⟧restore], on: [lower]}
""")


@pytest.mark.parametrize("edits", CASES)
def test_forgotten_place(tmp_path, edits):
    assert_finds(tmp_path, edits)
