"""An id belongs to one object of its kind."""

from tests.folders import assert_finds, cases


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
