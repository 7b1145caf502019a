"""Every task of a matrix says, at every place on its axes, what each party has to do."""

import pytest

from tests.folders import assert_finds, cases, said

CASES = cases("""
== a layer is left out
-     ownership:
-       upper: [AR, -]
-       lower: [CI, AR]
+     ⟦missing-cell⟧ownership:
+       upper: [AR, -]

== a row without a cell, and one with none but its note
-     ownership:
-       upper: [AR, -]
-       lower: [CI, AR]
-     backup:
-       note: 1
-       upper: [A 2, -]
-       lower: [I, AR]
+     ⟦missing-cell⟧⟦missing-cell⟧ownership: {}
+     ⟦missing-cell⟧⟦missing-cell⟧backup:
+       note: 1

== too few cells
-       lower: [CI, AR]
+       ⟦missing-cell⟧lower: [CI]

== too many cells
-       lower: [CI, AR]
+       lower: [CI, AR, ⟦missing-cell⟧I, I]

== too many cells: whose each is, is not known
-       lower: [-, AR]
+       lower: [-, A, ⟦missing-cell⟧R]

== no cell in the list
-       lower: [CI, AR]
+       ⟦missing-cell⟧lower: []

== an empty cell
-       lower: [CI, AR]
+       lower: [⟦missing-cell⟧'', AR]

== a cell of spaces, and one of nothing
-       lower: [CI, AR]
+       lower:
+         - ⟦missing-cell⟧"  "
+         -⟦missing-cell⟧

== a list for every place is enough
-     ownership:
-       upper: [AR, -]
-       lower: [CI, AR]
+     ownership: [AR, -]

== a list for every place, too short: it is one slip
-     ownership:
-       upper: [AR, -]
-       lower: [CI, AR]
+     ⟦missing-cell⟧ownership: [AR]

== a list for every other place, too short
-     ownership:
-       upper: [AR, -]
-       lower: [CI, AR]
+     ownership:
+       upper: [AR, -]
+       cells:
+         - ⟦missing-cell⟧AR

== whose cells they are is not said: how many there have to be is not known
-   parties: [customer, provider]
+   ⟦missing-key⟧parties: []
-       lower: [CI, AR]
+       lower: [CI]

== a place on the axes is misspelt: the cells of another are there
-   axes: {layer: [upper, lower]}
+   axes: {layer: [upper, ⟦unknown-reference⟧lowr]}

== a place on the axes is not there: what it is called, and who has what on it, is not known
-   axes: {layer: [upper, lower]}
+   axes: {layer: [upper, lower, ⟦unknown-reference⟧under]}

== no role, not applicable and to be agreed are something
-       lower: [CI, AR]
+       lower: [n/a, n/a]
-     restore:
+     restore:
-       lower: [-, AR]
+       lower: [tbd, '-']

== no exception can be made
-       lower: [CI, AR]
+       ⟦missing-cell⟧lower: [CI]
- exceptions:
+ exceptions:
+   - rule: ⟦unneeded-exception⟧missing-cell
+     at: [ownership.lower]
+     reason: {da: Hvorfor ikke., en: Why not.}

== where a layer is misspelt, its cells are there
-       lower: [CI, AR]
+       ⟦unknown-reference⟧lowr: [CI, AR]
""")


@pytest.mark.parametrize("edits", CASES)
def test_missing_cell(tmp_path, edits):
    assert_finds(tmp_path, edits)


def test_the_message_says_what_to_write(tmp_path):
    messages = said(tmp_path, ("services/desk.yaml", "lower: [CI, AR]", "lower: [CI]"))
    assert messages == [
        "“ownership.lower” has 1 cell, but the matrix has 2 parties. Write a cell for each party: “[customer, provider]”."
    ]
