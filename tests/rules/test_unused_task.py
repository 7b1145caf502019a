"""Every task of the library stands in the matrix of a service."""

import pytest

from tests.folders import DESK, assert_finds, cases, checked, copy, plant

CASES = cases("""
== a task that nothing mentions
@ tasks.yaml
-   - id: backup
+   - id: ⟦unused-task⟧sleep
+     group: running
+     name: {da: Søvn, en: Sleep}
+   - id: backup

== a statement that speaks of it is no matrix
@ tasks.yaml
-   - id: backup
+   - {id: ⟦unused-task⟧sleep, group: running, name: {da: Søvn, en: Sleep}}
+   - id: backup
@ services/desk.yaml
-         about: {tasks: [ownership],
+         about: {tasks: [ownership, sleep],

== an exception of the catalogue accepts it
@ tasks.yaml
-   - id: backup
+   - {id: sleep, group: running, name: {da: Søvn, en: Sleep}}
+   - id: backup
@ catalogue.yaml
- redirects: {}
+ redirects: {}
+ exceptions:
+   - {rule: unused-task, at: [task:sleep], reason: {da: Den kommer., en: It is to come.}}

== an exception of a service cannot name it
@ tasks.yaml
-   - id: backup
+   - {id: sleep, group: running, name: {da: Søvn, en: Sleep}}
+   - id: backup
@ services/desk.yaml
- exceptions:
+ exceptions:
+   - {rule: unused-task, at: [⟦unknown-reference⟧task:sleep], reason: {da: X, en: X}}

== a task that every matrix leaves out
@ tasks.yaml
-   - id: backup
+   - {id: ⟦unused-task⟧sleep, group: running, name: {da: Søvn, en: Sleep}}
+   - id: backup
@ services/chair.yaml
+ id: chair
+ code: C1
+ name: {da: Stol, en: Chair}
+ provider: provider
+ matrix: {extends: desk, remove: [restore]}

== where it has no id, that is reported and no more
@ tasks.yaml
-   - id: backup
+   - ⟦missing-key⟧{group: running, name: {da: Søvn, en: Sleep}}
+   - id: backup

== where the id is wrong, that is reported first
@ tasks.yaml
-   - id: backup
+   - {id: ⟦invalid-id⟧Sleep, group: running, name: {da: Søvn, en: Sleep}}
+   - id: backup

== in a matrix it may be misspelt
-     restore:
+     ⟦unknown-reference⟧restored:

== in what cannot be read it may be
@ tasks.yaml
-   - id: backup
+   - {id: sleep, group: running, name: {da: Søvn, en: Sleep}}
+   - id: backup
@ services/chair.yaml
+ id: ⟦unreadable-file⟧'chair

== in a matrix that cannot be read it may be
@ tasks.yaml
-   - id: backup
+   - {id: sleep, group: running, name: {da: Søvn, en: Sleep}}
+   - id: backup
@ services/chair.yaml
+ id: chair
+ code: C1
+ name: {da: Stol, en: Chair}
+ provider: provider
+ matrix: {scheme: raci, parties: [customer, provider], cells: ⟦wrong-shape⟧[sleep]}
""")


@pytest.mark.parametrize("edits", CASES)
def test_unused_task(tmp_path, edits):
    assert_finds(tmp_path, edits)


def test_it_is_a_warning(tmp_path):
    folder = copy(tmp_path)
    plant(folder, ("tasks.yaml", "  - id: backup", "  - {id: sleep, group: running, name: {da: S, en: S}}\n  - id: backup"))
    result = checked(folder)
    assert [problem.rule.name for problem in result.problems] == ["unused-task"]
    assert not result.failed


def test_a_catalogue_without_services_is_being_begun(tmp_path):
    folder = copy(tmp_path)
    (folder / DESK).unlink()
    assert checked(folder).problems == ()
