"""An id belongs to one object of its kind."""

import pytest

from tests.folders import assert_finds, cases

CASES = cases("""
== a party
@ parties.yaml
- parties:
+ parties:
+   - id: customer
+     name: {da: Kunde, en: Customer}
-   - id: customer
-     name: {da: Kunde, en: Customer}
-     short
+   - id: ⟦duplicate-id⟧customer
+     name: {da: Kunde, en: Customer}
+     short

== a layer, three times
@ layers.yaml
-   - id: lower
+   - {id: ⟦duplicate-id⟧upper, name: {da: Ø, en: U}}
+   - {id: lower, name: {da: N, en: L}}
+   - id: ⟦duplicate-id⟧upper

== a group
@ tasks.yaml
-   - id: safety
+   - {id: ⟦duplicate-id⟧running, name: {da: D, en: R}}
+   - id: safety

== a task
@ tasks.yaml
-   - id: restore
+   - {id: ⟦duplicate-id⟧backup, group: safety, name: {da: B, en: B}}
+   - id: restore

== a term
@ glossary.yaml
-   - id: sit
+   - id: ⟦duplicate-id⟧customer

== a role scheme
@ roles.yaml
-         count: any
+         count: any
+   - id: ⟦duplicate-id⟧raci
+     name: {da: R, en: R}
+     cell-order: A
+     letters: [{letter: A, word: {da: A, en: A}, meaning: {da: A, en: A}}]

== a letter of a role scheme
@ roles.yaml
-       - letter: C
+       - letter: ⟦duplicate-id⟧A
+         word: {da: X, en: X}
+         meaning: {da: X, en: X}
+       - letter: C

== a section
-   - id: terms
+   - id: ⟦duplicate-id⟧what

== a section inside another
-       - id: copies
-         name
+       - id: ⟦duplicate-id⟧what
+         name

== a statement of another section
-       - id: ask-1
+       - id: ⟦duplicate-id⟧what-1
- contact: ask-1
+ contact: what-1

== a note
-   - id: 2
+   - {id: ⟦duplicate-id⟧1, kind: limit, text: {da: X, en: X}}
+   - id: 2

== a party of the matrix
-   parties: [customer, provider]
+   parties: [customer, ⟦duplicate-id⟧customer]

== a layer of the matrix
-   axes: {layer: [upper, lower]}
+   axes: {layer: [upper, lower, ⟦duplicate-id⟧lower]}

== a language of the catalogue
@ catalogue.yaml
- languages: [da, en]
+ languages: [da, en, ⟦duplicate-id⟧da]

== things of several kinds may share an id
@ layers.yaml
-   - id: upper
+   - {id: backup, name: {da: B, en: B}}
+   - id: upper
@ services/desk.yaml
-       - id: copies
-         name
+       - id: copies-1
+         name
""")


@pytest.mark.parametrize("edits", CASES)
def test_duplicate_id(tmp_path, edits):
    assert_finds(tmp_path, edits)


def test_the_second_one_is_checked_next(tmp_path):
    """When its id is its own."""
    (edits,) = cases("""
== a statement with two faults
-       - id: ask-1
-         kind: information
-         text: {da: Spørg leverandøren., en: Ask the provider.}
+       - id: ⟦duplicate-id⟧what-1
+         text: {da: Spørg leverandøren., en: Ask the provider.}
+         about: {tasks: [backups]}
+         claims: [{party: customer, does: [backup], on: [lower]}]
- contact: ask-1
+ contact: what-1
""")[0].values
    assert_finds(tmp_path, edits)
