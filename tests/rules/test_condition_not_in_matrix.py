"""What a statement says under a condition, the matrix does not say without one."""

import pytest

from tests.folders import assert_finds, cases

CASES = cases("""
== a cell without a note
-               - {party: provider, does: [backup], on: [lower]}
+               - {party: provider, does: [⟦condition-not-in-matrix⟧ownership], condition: {da: om natten, en: at night}, on: [lower]}

== a cell whose row has a note of the kind condition
-               - {party: provider, does: [backup], on: [lower]}
+               - {party: provider, does: [backup], condition: {da: om natten, en: at night}, on: [lower]}

== a note that only informs
-               - {party: provider, does: [backup], on: [lower]}
+               - {party: provider, does: [⟦condition-not-in-matrix⟧backup], condition: {da: om natten, en: at night}, on: [lower]}
-       note: 1
+       note: only-faults

== a note that there is none of is reported before what it may limit
-               - {party: provider, does: [backup], on: [lower]}
+               - {party: provider, does: [ownership], condition: {da: om natten, en: at night}, on: [lower]}
-       lower: [CI, AR]
+       lower: [CI, AR ⟦undefined-note⟧9]

== a right, and words alone, need no note
-               - {party: customer, may-do: [restore], on: [upper]}
+               - {party: customer, may-do: [ownership], condition: {da: om natten, en: at night}, on: [upper]}
+               - {party: customer, promises: {da: sover, en: sleeps}, condition: {da: om natten, en: at night}}

== where the cell does not agree, that is said and no more
-               - {party: provider, does: [backup], on: [lower]}
+               - {party: provider, does: [⟦claim-contradicts-matrix⟧ownership], condition: {da: om natten, en: at night}, on: [upper]}

== a tension
-               - {party: provider, does: [backup], on: [lower]}
+               - {party: provider, does: [ownership], condition: {da: om natten, en: at night}, on: [lower]}
-     at: [what-1, ownership.lower]
+     at: [copies-1, ownership.lower]
""")


@pytest.mark.parametrize("edits", CASES)
def test_condition_not_in_matrix(tmp_path, edits):
    assert_finds(tmp_path, edits)
