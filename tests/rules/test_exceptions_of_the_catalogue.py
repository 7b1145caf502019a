"""What breaks a rule outside of the services is accepted in catalogue.yaml, and a place there is an object by its kind and id."""

import pytest

from tests.folders import assert_finds, cases, said

#: A task that no service uses.
SLEEP = ("tasks.yaml", "  - id: backup\n", "  - id: sleep\n    group: running\n    name: {da: Søvn, en: Sleep}\n  - id: backup\n")

CASES = cases("""
== a problem is accepted if all its places are named, among others
@ catalogue.yaml
- redirects: {}
+ exceptions:
+   - {rule: unused-task, at: [task:sleep, party:customer], reason: {da: X, en: X}}

== another rule
@ catalogue.yaml
- redirects: {}
+ exceptions:
+   - {rule: unused-task, at: task:sleep, reason: {da: X, en: X}}
+   - {rule: ⟦unneeded-exception⟧similar-titles, at: task:sleep, reason: {da: X, en: X}}

== a rule that has no exceptions, and one that is not there
@ catalogue.yaml
- redirects: {}
+ exceptions:
+   - {rule: unused-task, at: task:sleep, reason: {da: X, en: X}}
+   - {rule: ⟦unneeded-exception⟧duplicate-id, at: task:sleep, reason: {da: X, en: X}}
+   - {rule: ⟦unneeded-exception⟧unused-tasks, at: task:sleep, reason: {da: X, en: X}}

== places that are not there
@ catalogue.yaml
- redirects: {}
+ exceptions:
+   - {rule: unused-task, at: [task:sleep, ⟦unknown-reference⟧task:sleeep, ⟦unknown-reference⟧sleep], reason: {da: X, en: X}}
+   - {rule: unused-task, at: ⟦unknown-reference⟧'tasks:sleep', reason: {da: X, en: X}}
+   - {rule: someone-responsible, at: ⟦unknown-reference⟧backup.upper, reason: {da: X, en: X}}

== notes belong to services
@ catalogue.yaml
- redirects: {}
+ exceptions:
+   - {rule: unused-task, at: task:sleep, notes: [⟦undefined-note⟧1], reason: {da: X, en: X}}

== a reason is needed
@ catalogue.yaml
- redirects: {}
+ exceptions:
+   - ⟦missing-key⟧{rule: unused-task, at: task:sleep}

== in every language
@ catalogue.yaml
- redirects: {}
+ exceptions:
+   - {rule: unused-task, at: task:sleep, reason: {da: ⟦missing-translation⟧'', en: X}}

== what cannot be read may be what it is about
@ catalogue.yaml
- redirects: {}
+ exceptions:
+   - {rule: unused-task, at: [task:sleep, layer:middle], reason: {da: X, en: X}}
+   - {rule: shared-word, at: scheme:raci, reason: {da: X, en: X}}
@ layers.yaml
- layers:
+ ⟦missing-key⟧⟦unknown-key⟧lag:
""")


@pytest.mark.parametrize("edits", CASES)
def test_exceptions_of_the_catalogue(tmp_path, edits):
    assert_finds(tmp_path, [SLEEP, *edits])


def test_the_message_names_what_is_known(tmp_path):
    exception = "exceptions:\n  - {rule: unused-task, at: [task:sleep, task:slepe], reason: {da: X, en: X}}\n"
    assert said(tmp_path, SLEEP, ("catalogue.yaml", "redirects: {}\n", exception)) == [
        "Nothing in the catalogue has the id “task:slepe”. Did you mean “task:sleep”?"
    ]
