"""An id that is referred to has to exist."""

import pytest
from service_catalogue.messages.problem import Severity

from tests.folders import FIXTURES, assert_finds, cases, checked, copy, plant, said

CASES = cases("""
== the party that provides
- provider: provider
+ provider: ⟦unknown-reference⟧providr

== the party of a claim
-               - {party: customer, may-do: [restore], on: [upper]}
+               - {party: ⟦unknown-reference⟧costumer, may-do: [restore], on: [upper]}

== the parties, layers and tasks that a statement is about
-         about: {tasks: [ownership], layers: [upper], parties: [customer]}
+         about: {tasks: [⟦unknown-reference⟧owner], layers: [⟦unknown-reference⟧uppr, lower], parties: [⟦unknown-reference⟧Customer]}

== every task of a claim, and its layer
-               - {party: provider, does: [backup], on: [lower]}
+               - {party: provider, does: [⟦unknown-reference⟧bakup, ⟦unknown-reference⟧restores], on: [⟦unknown-reference⟧lowest]}

== a task that a party answers for, and one that it may do
-               - {party: customer, answers-for: [restore], on: [upper]}
+               - {party: customer, answers-for: [⟦unknown-reference⟧restoring]}
+               - {party: customer, may-do: [⟦unknown-reference⟧sleep]}

== a statement
- summary: what-1
+ summary: ⟦unknown-reference⟧what-2
- contact: ask-1
+ contact: ⟦unknown-reference⟧ask

== the role scheme of a matrix: what cannot be counted is not reported
-   scheme: raci
+   scheme: ⟦unknown-reference⟧rasci

== a party of the matrix
-   parties: [customer, provider]
+   parties: [⟦unknown-reference⟧costumer, provider]

== a task of the matrix
-     ownership:
+     ⟦unknown-reference⟧owner-ship:
-     at: [what-1, ownership.lower]
+     at: [what-1]

== what is on the axis may be there, in a file that cannot be read; what a row has besides is on no axis
@ layers.yaml
-   - id: upper
+   - id: ⟦unreadable-file⟧'upper
@ services/desk.yaml
-       upper: [AR, -]
+       ⟦unknown-reference⟧uppr: [AR, -]

== the axes cannot be read: what stands in a row may be on one
-   axes: {layer: [upper, lower]}
+   axes: ⟦wrong-shape⟧[upper, lower]

== the same slip with and without its kind is one, and of two kinds are two
@ catalogue.yaml
- redirects: {}
+ exceptions:
+   - {rule: unused-task, at: [task:bakup], reason: {da: X, en: X}}
@ services/desk.yaml
-         about: {tasks: [ownership], layers: [upper], parties: [customer]}
+         about: {tasks: [⟦unknown-reference⟧bakup, ⟦unknown-reference⟧sleep], layers: [upper], parties: [⟦unknown-reference⟧sleep]}

== a value of another axis is not in the layers that cannot be read
@ layers.yaml
-   - id: upper
+   - id: ⟦unreadable-file⟧'upper
@ axes.yaml
+ axes: [{id: plan, name: {da: Plan, en: Plan}, values: [{id: full, name: {da: Fuld, en: Full}}]}]
@ services/chair.yaml
+ id: chair
+ code: C1
+ name: {da: Stol, en: Chair}
+ provider: provider
+ matrix:
+   scheme: raci
+   axes: {plan: [⟦unknown-reference⟧ful]}
+   parties: [customer, provider]
+   cells: {backup: [A, R]}

== a clause may be there, in a file of standards that cannot be read; else it is not there
@ standards.yaml
+ standards: ⟦unreadable-file⟧'
@ services/desk.yaml
-         about: {tasks: [ownership], layers: [upper], parties: [customer]}
+         about: {tasks: [ownership], layers: [upper], parties: [customer]}
+         standards: [iso-9999/4.2]

== a layer on the axis, that every row uses
-   axes: {layer: [upper, lower]}
+   axes: {layer: [upper, lower, ⟦unknown-reference⟧under]}
-       lower: [CI, AR]
+       lower: [CI, AR]
+       under: [-, AR]
-       lower: [I, AR]
+       lower: [I, AR]
+       under: [-, AR]
-       lower: [-, AR]
+       lower: [-, AR]
+       under: [-, AR]

== a layer in a row
-       lower: [CI, AR]
+       lower: [CI, AR]
+       ⟦unknown-reference⟧upperr: [CI, AR]

== an axis
-   axes: {layer: [upper, lower]}
+   axes: {⟦unknown-reference⟧layr: [upper, lower]}

== a place of an exception: it is not said too that nothing is broken there
-     at: [copies-1, copies-2, backup.lower]
+     at: [copies-1, copies-2, backup.lower, note.2, letter.A, ⟦unknown-reference⟧note.9, ⟦unknown-reference⟧letter.X, ⟦unknown-reference⟧copies-9, ⟦unknown-reference⟧backup.uper, backup, backup.upper, backup.upper.customer]

== the group of a task, and of a group
@ tasks.yaml
-     group: running
+     group: ⟦unknown-reference⟧run
-     parent: running
+     parent: ⟦unknown-reference⟧runing

== the term of a party, a layer and a letter
@ parties.yaml
-     term: customer
+     term: ⟦unknown-reference⟧custom
@ layers.yaml
-     term: backup
+     term: ⟦unknown-reference⟧back-up
@ roles.yaml
-         term: responsible
+         term: ⟦unknown-reference⟧responsibility

== what search words lead to
@ search-words.yaml
+ search-words:
+   - {for: ⟦unknown-reference⟧task:bakcup, words: {da: [kopi], en: [copy]}}
+   - {for: task:backup, words: {da: [sikkerhedskopi], en: [save]}}

== the language that prevails
@ catalogue.yaml
- authoritative: da
+ authoritative: ⟦unknown-reference⟧sv

== a name is no id, and case counts
-               - {party: customer, may-do: [restore], on: [upper]}
+               - {party: customer, may-do: [⟦unknown-reference⟧Backup], on: [upper]}

== text that only looks like a number or a truth
-               - {party: customer, may-do: [restore], on: [upper]}
+               - {party: customer, may-do: [⟦unknown-reference⟧no, ⟦unknown-reference⟧1.10]}

== an invalid id is still an id
@ parties.yaml
-   - id: customer
+   - id: ⟦invalid-id⟧Customer!
@ services/desk.yaml
-         about: {tasks: [ownership], layers: [upper], parties: [customer]}
+         about: {tasks: [ownership], layers: [upper], parties: [Customer!]}
-               - {party: customer, answers-for: [restore], on: [upper]}
+               - {party: Customer!, answers-for: [restore], on: [upper]}
-               - {party: customer, answers-for: [backup], on: [lower]}
+               - {party: Customer!, answers-for: [backup], on: [lower]}
-               - {party: customer, may-do: [restore], on: [upper]}
+               - {party: Customer!, may-do: [restore], on: [upper]}
-   parties: [customer, provider]
+   parties: [Customer!, provider]

== a row that is misspelt is reported before the addresses of exceptions
-     backup:
+     ⟦unknown-reference⟧bakcup:
-     at: [what-1, ownership.lower]
+     at: [what-1, ownership.lowr]

== what extends a service without a matrix
@ services/chair.yaml
+ id: chair
+ code: C1
+ name: {da: Stol, en: Chair}
+ provider: provider
@ services/stool.yaml
+ id: stool
+ code: S1
+ name: {da: Skammel, en: Stool}
+ provider: provider
+ matrix: {extends: ⟦unknown-reference⟧chair}

== a layer may be there, in what cannot be read
@ layers.yaml
-   - id: lower
+   - id: ⟦unreadable-file⟧'lower

== an address may be there, in one of two matrices that cannot be read
@ services/chair.yaml
+ id: chair
+ code: C1
+ name: {da: Stol, en: Chair}
+ provider: provider
+ matrices:
+   - {id: one, name: {da: En, en: One}, scheme: raci, parties: [customer, provider], cells: {restore: [I, AR]}}
+   - {id: two, name: {da: To, en: Two}, scheme: raci, parties: [customer, provider], cells: ⟦wrong-shape⟧[restore]}
+ tensions:
+   - {id: t1, at: [two.restore, one.restore], text: {da: Kilden siger to ting., en: The source says two things.}}

== where an id is there twice, one of the two may be meant
-       - id: ask-1
+       - id: ⟦duplicate-id⟧what-1

== of a task too
@ tasks.yaml
-   - id: restore
+   - id: ⟦duplicate-id⟧backup

== a layer that is misspelt on the axis, and not in the rows
-   axes: {layer: [upper, lower]}
+   axes: {layer: [upper, ⟦unknown-reference⟧lowr]}

== what an exception of the catalogue accepts
@ catalogue.yaml
- redirects: {}
+ exceptions:
+   - {rule: unused-task, at: [⟦unknown-reference⟧task:sleep], reason: {da: X, en: X}}
""")


@pytest.mark.parametrize("edits", CASES)
def test_unknown_reference(tmp_path, edits):
    assert_finds(tmp_path, edits)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ("providr", "No party has the id “providr”. Did you mean “provider”?"),
        ("Provider", "No party has the id “Provider”. Did you mean “provider”?"),
        ("somebody", "No party has the id “somebody”. Known: “customer”, “provider”."),
        ("'x\\n::error::y'", None),
    ],
)
def test_the_message_names_what_was_meant(tmp_path, wrong, message):
    messages = said(tmp_path, ("services/desk.yaml", "provider: provider", f"provider: {wrong}"))
    assert messages == [message] if message else len(messages) == 1


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("parties.yaml", "id: provider", "id: supplier", "No party has the id “provider”. Known: “customer”, “supplier”."),
        ("tasks.yaml", "id: ownership", "id: owner", "No task has the id “ownership”. Did you mean “owner”?"),
        ("layers.yaml", "id: lower", "id: below", "No layer has the id “lower”. Did you mean “below”?"),
    ],
)
def test_a_renamed_id_is_one_slip(tmp_path, file, old, new, message):
    """However often it is referred to: reported where it is first, with the number of places more."""
    messages = said(tmp_path, (file, old, new))
    assert len(messages) == 1
    assert messages[0].startswith(message)
    assert messages[0].endswith(" more place.") or messages[0].endswith(" more places.")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("{plan: [basic, standard, premium]}", "{plan: [basic, standrd, premium]}", "No value on the axis has the id “standrd”."),
        ("{plan: [basic, standard, premium]}", "{paln: [basic, standard, premium]}", "No axis has the id “paln”."),
    ],
)
def test_an_axis_other_than_layers(tmp_path, old, new, message):
    folder = copy(tmp_path, FIXTURES / "catalogues" / "plans-and-phases")
    plant(folder, ("services/database.yaml", old, new))
    (problem,) = (problem for problem in checked(folder).problems if problem.severity is Severity.ERROR)
    assert problem.message["en"].startswith(message)
