"""A statement says whom it binds, or that it informs."""

import pytest

from tests.folders import assert_finds, cases

CASES = cases("""
== neither
-       - id: what-1
-         kind: information
+       - id: ⟦statement-without-claim⟧what-1

== in a section inside another
-             claims:
-               - {party: provider, does: [backup], on: [lower]}
-               - {party: customer, answers-for: [restore], on: [upper]}
+
-           - id: copies-1
+           - id: ⟦statement-without-claim⟧copies-1

== both
-           - id: copies-1
+           - id: ⟦statement-without-claim⟧copies-1
+             kind: information

== nobody is named
-       - id: what-1
-         kind: information
+       - id: what-1
+         claims: [{party: }]

== what could not be read is not missing
-       - id: what-1
-         kind: information
+       - id: what-1
+         claims: [⟦wrong-shape⟧customer]
""")


@pytest.mark.parametrize("edits", CASES)
def test_statement_without_claim(tmp_path, edits):
    assert_finds(tmp_path, edits)
