"""What a statement says that a party must do stands in the matrix too."""

import pytest

from tests.folders import DESK, assert_finds, cases, said

CASES = cases("""
== a party that must do what another does
-               - {party: provider, does: [backup], on: [lower]}
+               - {party: customer, does: [⟦claim-contradicts-matrix⟧backup, ownership], on: [upper]}

== a party that must answer for what another answers for
-               - {party: customer, answers-for: [restore], on: [upper]}
+               - {party: customer, answers-for: [⟦claim-contradicts-matrix⟧restore], on: [lower]}

== on several layers, it is said of the one that differs
-               - {party: customer, answers-for: [restore], on: [upper]}
+               - {party: customer, answers-for: [⟦claim-contradicts-matrix⟧restore], on: [upper, lower]}

== without a layer it goes for all of them
-               - {party: provider, does: [backup], on: [lower]}
+               - {party: provider, does: [⟦claim-contradicts-matrix⟧backup]}

== doing and answering are two things
-               - {party: provider, does: [backup], on: [lower]}
+               - {party: customer, answers-for: [backup], does: [⟦claim-contradicts-matrix⟧backup], on: [upper]}

== no role at all, and a task that does not apply, contradict it
-               - {party: provider, does: [backup], on: [lower]}
+               - {party: customer, does: [⟦claim-contradicts-matrix⟧restore, ⟦claim-contradicts-matrix⟧ownership], on: [lower]}
-       lower: [CI, AR]
+       lower: [n/a, n/a]

== what a party may do contradicts no duty: another rule looks at it
-               - {party: provider, does: [backup], on: [lower]}
+               - {party: provider, may-do: [backup], on: [lower]}

== what a party ensures, it answers for or does
-               - {party: provider, does: [backup], on: [lower]}
+               - {party: customer, ensures: [backup, ⟦claim-contradicts-matrix⟧ownership], on: [upper, lower]}

== a cell that is to be agreed contradicts nothing
-               - {party: provider, does: [backup], on: [lower]}
+               - {party: customer, does: [restore], on: [lower]}
-       lower: [-, AR]
+       lower: [tbd, AR]

== a claim without a party is compared with nothing
-               - {party: provider, does: [backup], on: [lower]}
+               - {party: , does: [⟦unclear-claim⟧backup], on: [upper]}

== a tension accepts it, if it names both places
-               - {party: provider, does: [backup], on: [lower]}
+               - {party: provider, does: [ownership], on: [upper]}
-     at: [what-1, ownership.lower]
+     at: [what-1, ownership.upper, copies-1]

== a tension that names the row names its places
-               - {party: provider, does: [backup], on: [lower]}
+               - {party: provider, does: [ownership], on: [upper]}
-     at: [what-1, ownership.lower]
+     at: [what-1, ownership, copies-1]

== a tension that names one place only
-               - {party: provider, does: [backup], on: [lower]}
+               - {party: provider, does: [⟦claim-contradicts-matrix⟧ownership], on: [upper]}
-     at: [what-1, ownership.lower]
+     at: [what-1, ownership.lower, copies-1]

== a tension that misspells one of the places: that is the slip, and it is told once
-               - {party: provider, does: [backup], on: [lower]}
+               - {party: provider, does: [ownership], on: [upper]}
-     at: [what-1, ownership.lower]
+     at: [⟦unknown-reference⟧waht-1, ownership.upper, copies-1]

== what a statement is about contradicts nothing
-         about: {tasks: [ownership], layers: [upper], parties: [customer]}
+         about: {tasks: [ownership, restore, backup], layers: [lower], parties: [customer]}

== a letter beside others is enough
-       lower: [I, AR]
+       lower: [I, CRA 2]

== the matrix is changed instead
-       lower: [I, AR]
+       lower: [R, A]
-               - {party: provider, does: [backup], on: [lower]}
+               - {party: provider, does: [backup, ⟦claim-contradicts-matrix⟧ownership], on: [lower]}
-       lower: [CI, AR]
+       lower: [R, A]

== a party, a task or a layer that the matrix does not have says nothing
-               - {party: provider, does: [backup], on: [lower]}
+               - {party: other, does: [backup], on: [lower]}
+               - {party: provider, does: [sleep], on: [beside]}
@ parties.yaml
- parties:
+ parties:
+   - {id: other, name: {da: Anden, en: Other}}
@ layers.yaml
- layers:
+ layers:
+   - {id: beside, name: {da: Ved siden af, en: Beside}}
@ tasks.yaml
-   - id: ownership
+   - {id: ⟦unused-task⟧sleep, group: running, name: {da: Søvn, en: Sleep}}
+   - id: ownership

== the exception names the statement only
-     at: [copies-1, copies-2, backup.lower]
+     at: [copies-2]
-   - rule: claim-contradicts-matrix
+   - rule: ⟦unneeded-exception⟧claim-contradicts-matrix
-               - {party: customer, answers-for: [backup], on: [lower]}
+               - {party: customer, answers-for: [⟦claim-contradicts-matrix⟧backup], on: [lower]}

== the exception names the place only
-     at: [copies-1, copies-2, backup.lower]
+     at: [backup.lower]
-   - rule: claim-contradicts-matrix
+   - rule: ⟦unneeded-exception⟧claim-contradicts-matrix
-               - {party: customer, answers-for: [backup], on: [lower]}
+               - {party: customer, answers-for: [⟦claim-contradicts-matrix⟧backup], on: [lower]}

== the exception names more places than it needs
-     at: [copies-1, copies-2, backup.lower]
+     at: [what-1, copies-1, copies-2, restore.lower, backup.lower]

== another exception accepts no other claim
-               - {party: customer, answers-for: [backup], on: [lower]}
+               - {party: customer, answers-for: [backup], does: [⟦claim-contradicts-matrix⟧ownership], on: [lower]}

== which letters claims mean is data
@ roles.yaml
-         duty: does
+         duty: answers-for
@ services/desk.yaml
-               - {party: customer, answers-for: [backup], on: [lower]}
+               - {party: customer, answers-for: [backup], does: [ownership], on: [lower]}

== where the scheme is not known, nothing can be compared
-   scheme: raci
+   scheme: ⟦unknown-reference⟧rasci
""")


@pytest.mark.parametrize("edits", CASES)
def test_claim_contradicts_matrix(tmp_path, edits):
    assert_finds(tmp_path, edits)


def test_the_message_names_both_places(tmp_path):
    claim = "{party: customer, does: [ownership], on: [lower]}"
    messages = said(tmp_path, (DESK, "{party: provider, does: [backup], on: [lower]}", claim))
    assert messages == [
        "The statement “copies-1” gives “customer” “R” in “ownership.lower”; the matrix has “CI” (60:15). Correct one, or record a "
        "tension that names both places."
    ]
