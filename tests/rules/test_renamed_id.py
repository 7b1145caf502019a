"""An id that has been published is still there, or redirected."""

import pytest

from tests.folders import assert_finds, cases, said

CASES = cases("""
== one of each kind
@ published-ids.yaml
+ published:
+   service: [desk, ⟦renamed-id⟧chair]
+   statement: [desk.what-1, ⟦renamed-id⟧desk.what-2, chair.what-1]
+   task: [backup, ⟦renamed-id⟧copying]
+   party: [customer, ⟦renamed-id⟧supplier]
+   layer: [upper, ⟦renamed-id⟧middle]
+   term: [backup, ⟦renamed-id⟧restore]

== the same id in two kinds, gone from one of them
@ published-ids.yaml
+ published: {task: [sit, backup], term: [sit, backup]}
@ glossary.yaml
-   - id: sit
+   - id: provider
@ tasks.yaml
-   - id: restore
+   - {id: ⟦unused-task⟧sit, group: running, name: {da: S, en: S}}
+   - id: restore
@ catalogue.yaml
- redirects: {}
+ redirects: {term:sit: term:provider}

== a redirect
@ published-ids.yaml
+ published: {task: [copying], statement: [desk.old-1]}
@ catalogue.yaml
- redirects: {}
+ redirects:
+   copying: backup
+   desk.old-1: desk.what-1

== a redirect of another kind does not
@ published-ids.yaml
+ published: {task: [⟦renamed-id⟧buyer], party: [buyer]}
@ catalogue.yaml
- redirects: {}
+ redirects: {party:buyer: customer}

== a redirect to what is there in another kind only does not either
@ published-ids.yaml
+ published: {term: [⟦renamed-id⟧copying], task: [copying]}
@ catalogue.yaml
- redirects: {}
+ redirects: {copying: restore}

== a redirect that leads nowhere is reported once
@ published-ids.yaml
+ published: {task: [copying]}
@ catalogue.yaml
- redirects: {}
+ redirects: {copying: ⟦redirect⟧copies}

== a service that is renamed takes its statements along
@ published-ids.yaml
+ published: {service: [table], statement: [table.what-1, ⟦renamed-id⟧table.what-2, table.what-3]}
@ catalogue.yaml
- redirects: {}
+ redirects: {table: desk, table.what-3: desk.what-1}

== nothing new to redirect to
@ published-ids.yaml
+ published: {task: [copying]}
@ catalogue.yaml
- redirects: {}
+ exceptions:
+   - {rule: renamed-id, at: task:copying, reason: {da: Opgaven er faldet bort., en: The task is gone.}}

== an exception that is no longer needed
@ published-ids.yaml
+ published: {task: [backup]}
@ catalogue.yaml
- redirects: {}
+ exceptions:
+   - {rule: ⟦unneeded-exception⟧renamed-id, at: task:backup, reason: {da: X, en: X}}

== a place that is neither there nor published
@ published-ids.yaml
+ published: {task: [backup]}
@ catalogue.yaml
- redirects: {}
+ exceptions:
+   - {rule: renamed-id, at: ⟦unknown-reference⟧task:copying, reason: {da: X, en: X}}

== in what cannot be read it may be
@ published-ids.yaml
+ published: {service: [chair], statement: [chair.what-1], layer: [middle]}
@ services/chair.yaml
+ id: ⟦unreadable-file⟧'chair
@ layers.yaml
- layers:
+ ⟦missing-key⟧⟦unknown-key⟧lag:

== the redirects cannot be read
@ published-ids.yaml
+ published: {task: [copying]}
@ catalogue.yaml
- name: {da: Lille katalog, en: Small catalogue}
+ name: ⟦unreadable-file⟧'

== the file has its shape
@ published-ids.yaml
+ published:
+   task: ⟦wrong-shape⟧{copying: backup}
+   ⟦unknown-key⟧tasks: [copying]
+   party: [⟦invalid-id⟧Customer]
+ ⟦unknown-key⟧kept: []

== nothing in it
@ published-ids.yaml
+ ⟦missing-key⟧⟦unknown-key⟧ids: {}
""")


@pytest.mark.parametrize("edits", CASES)
def test_renamed_id(tmp_path, edits):
    assert_finds(tmp_path, edits)


def test_the_message_says_where_to_write_it(tmp_path):
    assert said(tmp_path, ("published-ids.yaml", "", "published: {task: [back-up]}\n")) == [
        "The id “back-up” has been published and no longer exists. Write it under redirects in catalogue.yaml. "
        "Did you mean “backup”?"
    ]
