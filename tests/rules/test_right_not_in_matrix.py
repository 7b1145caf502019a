"""What a statement says that a party may do is open to it in the matrix too."""

import pytest

from tests.folders import assert_finds, cases

CASES = cases("""
== a party that is only informed
-               - {party: customer, may-do: [restore], on: [upper]}
+               - {party: customer, may-do: [⟦right-not-in-matrix⟧backup], on: [lower]}

== a party that answers for it and does not do it
-               - {party: customer, may-do: [restore], on: [upper]}
+               - {party: customer, may-do: [⟦right-not-in-matrix⟧backup], on: [upper]}

== a party without a part, on one of the layers that are named
-               - {party: customer, may-do: [restore], on: [upper]}
+               - {party: customer, may-do: [⟦right-not-in-matrix⟧restore], on: [upper, lower]}

== in words of its own as well
-               - {party: customer, may-do: [restore], on: [upper]}
+               - {party: customer, may: {da: kan selv, en: can itself}, may-do: [⟦right-not-in-matrix⟧restore], on: [lower]}

== words alone are compared with nothing
-               - {party: customer, may-do: [restore], on: [upper]}
+               - {party: customer, may: {da: kan selv, en: can itself}, on: [lower]}

== what is to be agreed
-               - {party: customer, may-do: [restore], on: [upper]}
+               - {party: customer, may-do: [ownership], on: [lower]}
-       lower: [CI, AR]
+       lower: [tbd, AR]

== a tension that names both places
-               - {party: customer, may-do: [restore], on: [upper]}
+               - {party: customer, may-do: [ownership], on: [lower]}
-     at: [what-1, ownership.lower]
+     at: [copies-2, ownership.lower]

== an exception is of no use
-               - {party: customer, may-do: [restore], on: [upper]}
+               - {party: customer, may-do: [⟦right-not-in-matrix⟧ownership], on: [lower]}
- exceptions:
+ exceptions:
+   - {rule: ⟦unneeded-exception⟧right-not-in-matrix, at: [copies-2, ownership.lower], reason: {da: X, en: X}}

== a scheme without a letter for doing
@ roles.yaml
-         duty: does
+         count: any
-         count: some
+
@ services/desk.yaml
-               - {party: customer, may-do: [restore], on: [upper]}
+               - {party: customer, may-do: [ownership], on: [lower]}
-   - rule: someone-responsible
+   - rule: ⟦unneeded-exception⟧someone-responsible
""")


@pytest.mark.parametrize("edits", CASES)
def test_right_not_in_matrix(tmp_path, edits):
    assert_finds(tmp_path, edits)
