"""Two letters of a role scheme have words that can be told apart."""

import pytest

from tests.folders import assert_finds, cases, said

CASES = cases("""
== in one language
@ roles.yaml
-         word: {da: Ansvarlig, en: Accountable}
+         word: {da: Ansvarlig, en: ⟦shared-word⟧Responsible}

== in both, and capitals do not tell them apart
@ roles.yaml
-         word: {da: Rådspørges, en: Consulted}
+         word: {da: ⟦shared-word⟧UDFØRER, en: ⟦shared-word⟧accountable}

== each letter after the first
@ roles.yaml
-         word: {da: Ansvarlig, en: Accountable}
+         word: {da: ⟦shared-word⟧Udfører, en: Accountable}
-         word: {da: Rådspørges, en: Consulted}
+         word: {da: ⟦shared-word⟧Udfører, en: Consulted}

== the words of two languages, and of two schemes, may be the same
@ roles.yaml
-         word: {da: Ansvarlig, en: Accountable}
+         word: {da: Responsible, en: Accountable}
- schemes:
+ schemes:
+   - id: other
+     name: {da: Andet, en: Other}
+     cell-order: X
+     letters: [{letter: X, word: {da: Udfører, en: Responsible}, meaning: {da: X, en: X}}]

== a missing word is reported as that alone
@ roles.yaml
-         word: {da: Ansvarlig, en: Accountable}
+         word: {da: Ansvarlig, en: ⟦missing-translation⟧''}
-         word: {da: Rådspørges, en: Consulted}
+         word: {da: Rådspørges, en: ⟦missing-translation⟧''}

== an exception of the catalogue accepts it
@ roles.yaml
-         word: {da: Ansvarlig, en: Accountable}
+         word: {da: Ansvarlig, en: Responsible}
@ catalogue.yaml
- redirects: {}
+ exceptions:
+   - {rule: shared-word, at: scheme:raci, reason: {da: X, en: X}}
""")


@pytest.mark.parametrize("edits", CASES)
def test_shared_word(tmp_path, edits):
    assert_finds(tmp_path, edits)


def test_the_message_names_both_letters(tmp_path):
    assert said(tmp_path, ("roles.yaml", "en: Accountable", "en: Responsible")) == [
        "The letters “R” and “A” both have the word “Responsible”. Give one of them another word."
    ]
