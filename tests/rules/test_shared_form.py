"""A word of the glossary belongs to one term."""

import pytest

from tests.folders import assert_finds, cases, said

CASES = cases("""
== a form that is another term's name
@ glossary.yaml
-     forms: {da: [kunden, kundens], en: [customers]}
+     forms: {da: [⟦shared-form⟧backup, kunden, kundens], en: [customers]}

== a synonym that is another term's form, and a name that is another's synonym
@ glossary.yaml
-     synonyms: {da: [sikkerhedskopi], en: []}
+     synonyms: {da: [udfører], en: [Customers]}
-     forms: {da: [kunden, kundens], en: [customers]}
+     forms: {da: [kunden, kundens], en: [⟦shared-form⟧customers]}
-     name: {da: udfører, en: responsible}
+     name: {da: ⟦shared-form⟧udfører, en: responsible}

== capitals, spaces and how an accent is written do not tell them apart
@ glossary.yaml
-     forms: {da: [backuppen, backupper], en: [backups]}
+     forms: {da: [Sit, én kopi], en: [backups]}
-     name: {da: SIT, en: SIT}
+     name: {da: ⟦shared-form⟧SIT, en: SIT}
-     definition: {da: Leverandøren., en: The provider.}
+     definition: {da: Leverandøren., en: The provider.}
+     synonyms: {da: [⟦shared-form⟧"e\N{COMBINING ACUTE ACCENT}n  kopi"], en: []}

== each term after the first
@ glossary.yaml
-     name: {da: udfører, en: responsible}
+     name: {da: ⟦shared-form⟧kunde, en: responsible}
-     name: {da: SIT, en: SIT}
+     name: {da: ⟦shared-form⟧kunde, en: SIT}

== names that are missing are not one name
@ glossary.yaml
-     name: {da: udfører, en: responsible}
+     name: {da: ⟦missing-translation⟧, en: responsible}
-     name: {da: SIT, en: SIT}
+     name: {da: ⟦missing-translation⟧, en: SIT}

== the same term twice, and one word in two languages
@ glossary.yaml
-     forms: {da: [kunden, kundens], en: [customers]}
+     forms: {da: [kunde, kunden, customer], en: [customers, backuppen]}

== an exception names both
@ glossary.yaml
-     forms: {da: [kunden, kundens], en: [customers]}
+     forms: {da: [backup, kunden, kundens], en: [customers]}
@ catalogue.yaml
- redirects: {}
+ exceptions:
+   - {rule: shared-form, at: [term:backup, term:customer], reason: {da: X, en: X}}

== an exception that names one only
@ glossary.yaml
-     forms: {da: [kunden, kundens], en: [customers]}
+     forms: {da: [⟦shared-form⟧backup, kunden, kundens], en: [customers]}
@ catalogue.yaml
- redirects: {}
+ exceptions:
+   - {rule: ⟦unneeded-exception⟧shared-form, at: [term:customer], reason: {da: X, en: X}}
""")


@pytest.mark.parametrize("edits", CASES)
def test_shared_form(tmp_path, edits):
    assert_finds(tmp_path, edits, aside=("parity",))


def test_the_message_names_the_other_term(tmp_path):
    assert said(tmp_path, ("glossary.yaml", "[kunden, kundens]", "[kunden, Backup]")) == [
        "“Backup” also belongs to the term “backup” on line 2. Delete the word in one of the places."
    ]
