"""Every note of a service stands somewhere in its matrix."""

import pytest

from tests.folders import assert_finds, cases

CASES = cases("""
== a note that nothing points at
-   - id: only-faults
+   - id: ⟦unused-note⟧other
+     kind: limit
+     text: {da: X, en: X}
+   - id: only-faults

== a note whose id is missing: that is the slip
-   - id: only-faults
+   - ⟦missing-key⟧kind: limit
+     text: {da: X, en: X}
+   - id: only-faults

== a note that is misspelt where it is used: that is the slip
-       upper: [AR, I only-faults 2]
+       upper: [AR, I ⟦undefined-note⟧only-fault 2]
-       note: [1, only-faults]
+       note: 1

== a figure for the one before it: that is the slip
-   - id: only-faults
+   - {id: 3, kind: limit, text: {da: X, en: X}}
+   - id: only-faults
-       lower: [CI, AR]
+       lower: [CI ⟦undefined-note⟧4, AR]

== a figure with its digits the wrong way round: that is the slip
-   - id: only-faults
+   - {id: 12, kind: limit, text: {da: X, en: X}}
+   - id: only-faults
-       lower: [CI, AR]
+       lower: [CI ⟦undefined-note⟧21, AR]

== whatever figure it is
-   - id: only-faults
+   - {id: 3, kind: limit, text: {da: X, en: X}}
+   - id: only-faults
-       lower: [CI, AR]
+       lower: [CI ⟦undefined-note⟧8, AR]

== a note that does not exist is reported before those that are not used
-   - id: only-faults
+   - {id: 31, kind: limit, text: {da: X, en: X}}
+   - {id: 32, kind: limit, text: {da: Y, en: Y}}
+   - id: only-faults
-       lower: [CI, AR]
+       lower: [CI ⟦undefined-note⟧30, AR]

== a note that only an exception cites
-       upper: [A 2, -]
+       upper: [A, -]
-       upper: [AR, I only-faults 2]
+       upper: [AR, I only-faults]
-   - id: 2
+   - id: ⟦unused-note⟧2

== a note on one cell, or on one task, is used
-       upper: [AR, I only-faults 2]
+       upper: [AR, I only-faults]
-       note: [1, only-faults]
+       note: []

== without a matrix no note is used
@ services/chair.yaml
+ id: chair
+ code: C1
+ name: {da: Stol, en: Chair}
+ provider: provider
+ notes:
+   - {id: ⟦unused-note⟧1, kind: limit, text: {da: X, en: X}}
""")


@pytest.mark.parametrize("edits", CASES)
def test_unused_note(tmp_path, edits):
    assert_finds(tmp_path, edits)
