"""A claim says one thing: a duty or a right, and of whom."""

import pytest

from tests.folders import assert_finds, cases

CASES = cases("""
== a duty and a right
-               - {party: customer, may-do: [restore], on: [upper]}
+               - ⟦unclear-claim⟧{party: customer, may-do: [restore], answers-for: [restore], on: [upper]}

== a right in words, and a duty
-               - {party: customer, may-do: [restore], on: [upper]}
+               - ⟦unclear-claim⟧{party: customer, may: {da: kan, en: can}, does: [restore], on: [upper]}

== both in words
-               - {party: customer, may-do: [restore], on: [upper]}
+               - ⟦unclear-claim⟧{party: customer, may: {da: kan, en: can}, promises: {da: skal, en: shall}}

== ownership, and a duty
-               - {party: customer, may-do: [restore], on: [upper]}
+               - ⟦unclear-claim⟧{party: customer, owns: {da: ejer bordet, en: owns the desk}, does: [restore], on: [upper]}

== tasks of nobody
-               - {party: customer, may-do: [restore], on: [upper]}
+               - {party: , ensures: [⟦unclear-claim⟧backup]}

== in a note
-     text: {da: Kun hverdage., en: Weekdays only.}
+     text: {da: Kun hverdage., en: Weekdays only.}
+     claims: [⟦unclear-claim⟧{party: customer, may-do: [restore], does: [restore], on: [upper]}]

== a layer that the matrix with the task does not have: it is compared with nothing
@ layers.yaml
- layers:
+ layers:
+   - {id: under, name: {da: Under, en: Under}}
@ services/desk.yaml
-               - {party: customer, may-do: [restore], on: [upper]}
+               - {party: customer, may-do: [restore], on: [upper, ⟦unclear-claim⟧under]}

== a layer that the matrix does not have, and no task
@ layers.yaml
- layers:
+ layers:
+   - {id: under, name: {da: Under, en: Under}}
@ services/desk.yaml
-               - {party: customer, may-do: [restore], on: [upper]}
+               - {party: customer, on: [under]}

== several duties are one claim
@ services/desk.yaml
-               - {party: customer, may-do: [restore], on: [upper]}
+               - {party: customer, does: [restore], answers-for: [restore], ensures: [restore], on: [upper]}
""")


@pytest.mark.parametrize("edits", CASES)
def test_unclear_claim(tmp_path, edits):
    assert_finds(tmp_path, edits)
