"""An exception accepts something that would be a problem without it."""

import pytest
from service_catalogue.check.checker import RULES
from service_catalogue.messages.problem import MAX_PROBLEMS

from tests.folders import DESK, assert_finds, cases, said

CASES = cases("""
== what was broken is corrected
-       upper: [A 2, -]
+       upper: [AR 2, -]
-   - rule: someone-responsible
+   - rule: ⟦unneeded-exception⟧someone-responsible

== what was claimed is gone
-               - {party: customer, answers-for: [backup], on: [lower]}
+
-   - rule: claim-contradicts-matrix
+   - rule: ⟦unneeded-exception⟧claim-contradicts-matrix

== a misspelt rule
-   - rule: someone-responsible
+   - rule: ⟦unneeded-exception⟧someone-responsibel

== a rule left empty: what it accepts is not known
-   - rule: someone-responsible
+   - ⟦missing-key⟧rule:

== a misspelt rule is reported before what breaks one at a place that it does not name
-   - rule: someone-responsible
-     at: [backup.upper]
+   - rule: ⟦unneeded-exception⟧someone-responsibel
+     at: [backup.lower]
-       upper: [A 2, -]
+       upper: [A 2, -]

== a misspelt rule is reported before a problem under another
-   - rule: someone-responsible
+   - rule: ⟦unneeded-exception⟧one-accountabel
-       upper: [A 2, -]
+       upper: [A 2, -]

== the line of its rule is missing: its other keys are those of another exception
-   - rule: claim-contradicts-matrix
-     at: [copies-1, copies-2, backup.lower]
+     ⟦duplicate-key⟧at: [copies-1, copies-2, backup.lower]

== its list has the key of another list, which is reported before a problem at another place
- exceptions:
+ ⟦duplicate-key⟧tensions:
-       upper: [AR, -]
+       upper: [A, -]

== its list is there twice
-   - rule: claim-contradicts-matrix
+ ⟦duplicate-key⟧exceptions:
+   - rule: claim-contradicts-matrix

== its list is there twice, which is reported before a problem that it does not accept
-   - rule: claim-contradicts-matrix
+ ⟦duplicate-key⟧exceptions:
+   - rule: claim-contradicts-matrix
-       upper: [AR, -]
+       upper: [A, -]

== a misspelt place is said, and what it was meant for is not
-     at: [backup.upper]
+     at: [⟦unknown-reference⟧backup.uppr]

== no place: which one was meant is not known
-     at: [backup.upper]
+     ⟦missing-key⟧at: []

== a place among others left empty
-     at: [copies-1, copies-2, backup.lower]
+     at: [copies-1, ⟦wrong-shape⟧'', backup.lower]

== a place left empty: whether nothing breaks the rule there is not known
-     at: [backup.upper]
+     at: [ownership.upper, ⟦wrong-shape⟧'']
-       upper: [A 2, -]
+       upper: [AR 2, -]

== places without their brackets
-     at: [copies-1, copies-2, backup.lower]
+     at: ⟦unknown-reference⟧copies-1, copies-2, backup.lower

== the same exception twice: both accept it
- exceptions:
+ exceptions:
+   - {rule: someone-responsible, at: [backup.upper], reason: {da: X, en: X}}

== an exception of another service accepts nothing here
@ services/chair.yaml
+ id: chair
+ code: C1
+ name: {da: Stol, en: Chair}
+ provider: provider
+ matrix:
+   scheme: raci
+   axes: {layer: [upper]}
+   parties: [customer, provider]
+   cells:
+     backup: {⟦someone-responsible⟧upper: [A, C]}

== the scheme cannot be read: what it would count is not known
@ roles.yaml
-   - id: raci
+   - id: ⟦unreadable-file⟧'raci

== the cells of the place cannot be read
-       upper: [A 2, -]
+       upper: [⟦wrong-shape⟧[A 2], -]

== a cell is missing: whose each of the others is, is not known
-       upper: [A 2, -]
+       ⟦missing-cell⟧upper: [A 2, ]

== the comma is missing
-       upper: [A 2, -]
+       ⟦missing-cell⟧upper: [A 2 -]

== a semicolon for the comma
-       upper: [A 2, -]
+       ⟦missing-cell⟧upper: [A 2; -]

== how many may have the letter cannot be read
@ roles.yaml
-         count: some
+         count: ⟦invalid-value⟧many

== of the catalogue
@ catalogue.yaml
- redirects: {}
+ exceptions:
+   - {rule: ⟦unneeded-exception⟧unused-task, at: [task:backup], reason: {da: X, en: X}}

== what is wrong in a cell is reported first
-       upper: [A 2, -]
+       upper: [AR 2, -]
-       lower: [CI, AR]
+       lower: [CI⟦unknown-letter⟧X, AR]
-   - rule: someone-responsible
+   - rule: someone-responsible

== of the catalogue, where a service that may need it cannot be read
@ catalogue.yaml
- redirects: {}
+ exceptions:
+   - {rule: unused-task, at: [task:backup], reason: {da: X, en: X}}
@ services/chair.yaml
+ id: ⟦unreadable-file⟧'chair

== what has no address is accepted by none
-         text: {da: Spørg leverandøren., en: Ask the provider.}
+         text: {da: Spørg om backup., en: Ask the provider.}
-     text: {da: Kilden siger to ting om bordet., en: The source says two things of the desk.}
+     text: {da: Kilden siger to ting om ⟦terms-differ⟧backup., en: The source says two things of the desk.}
- exceptions:
+ exceptions:
+   - {rule: terms-differ, at: [ask-1], reason: {da: X, en: X}}

== a letter that is misspelt may be the one that breaks the rule
-       upper: [A 2, -]
+       upper: [A⟦unknown-letter⟧r 2, -]
""")


@pytest.mark.parametrize("edits", CASES)
def test_unneeded_exception(tmp_path, edits):
    assert_finds(tmp_path, edits)


def test_of_very_many_it_is_said_that_there_are_more(tmp_path):
    line = "  - {rule: ⟦unneeded-exception⟧unused-note, at: [backup.upper], reason: {da: X, en: X}}\n"
    unmarked = line.replace("⟦unneeded-exception⟧", "")
    exceptions = f"exceptions:\n{line * (MAX_PROBLEMS + 1)}{unmarked * 2}"
    assert_finds(tmp_path, [(DESK, "exceptions:\n", exceptions)])


@pytest.mark.parametrize("rule", [rule.name for rule in RULES if not rule.acceptable])
def test_only_some_rules_have_exceptions(tmp_path, rule):
    exception = f"exceptions:\n  - {{rule: ⟦unneeded-exception⟧{rule}, at: [backup.upper], reason: {{da: X, en: X}}}}\n"
    assert_finds(tmp_path, [(DESK, "exceptions:\n", exception)])


def test_what_no_page_could_show_has_no_exception():
    acceptable = {rule.name for rule in RULES if rule.acceptable}
    assert acceptable >= {"one-accountable", "someone-responsible", "claim-contradicts-matrix"}
    assert not acceptable & {
        "missing-cell",
        "unknown-letter",
        "unknown-reference",
        "missing-translation",
        "duplicate-id",
        "unknown-term",
    }


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        ((DESK, "[A 2, -]", "[AR 2, -]"), "Nothing breaks the rule “someone-responsible” at “backup.upper”. Delete the exception."),
        ((DESK, "rule: someone-", "rule: some-"), "No rule is called “some-responsible”. Did you mean “someone-responsible”?"),
        ((DESK, "rule: someone-responsible", "rule: unused-note"), "The rule “unused-note” allows no exceptions. Correct what breaks it, and delete the exception."),
    ],
)  # fmt: skip
def test_the_message_says_what_to_do(tmp_path, edit, message):
    assert message in said(tmp_path, edit)
