"""A word that binds has its fixed counterpart in every language."""

import pytest

from tests.folders import assert_finds, cases, said

WORDS = "legal-words:\n  - {da: [ansvarlig, ansvaret], en: [accountable]}\nredirects: {}"
CASES = cases("""
== another word in the other language
-             text: {da: Kunden har ansvaret for kopien., en: The copy is the customer's responsibility.}
+             text: {da: Kunden har ansvaret for kopien., en: ⟦legal-words⟧The customer is ⟦terms-differ⟧responsible for the copy.}

== its counterpart, where the authoritative language has another word
-         text: {da: Kunden får et skrivebord., en: The customer gets a desk.}
+         text: {da: Kunden får et skrivebord., en: The customer is ⟦legal-words⟧accountable for a desk.}

== at the beginning of a sentence, but not as a name within one
-         text: {da: Kunden får et skrivebord., en: The customer gets a desk.}
+         text: {da: Ansvarlig er kunden., en: ⟦legal-words⟧The customer gets a desk.}
-         text: {da: Spørg leverandøren., en: Ask the provider.}
+         text: {da: Spørg leverandøren., en: Ask the provider that is Accountable.}

== part of a longer word
-         text: {da: Kunden får et skrivebord., en: The customer gets a desk.}
+         text: {da: Kunden er systemansvarlig., en: The customer is in charge of a system.}

== a text that is missing is another problem
-             text: {da: Kunden har ansvaret for kopien., en: The copy is the customer's responsibility.}
+             text: {da: Kunden har ansvaret for kopien., en: ⟦missing-translation⟧}
-         text: {da: Spørg leverandøren., en: Ask the provider.}
+         text: {da: ⟦missing-translation⟧, en: The customer is accountable.}

== a text that could not be read is another problem
-         text: {da: Kunden får et skrivebord., en: The customer gets a desk.}
+         text: {da: Kunden har ansvaret for sit bord., en: ⟦wrong-shape⟧[a desk]}

== the name of a task
@ tasks.yaml
-     name: {da: Ejerskab, en: Ownership}
+     name: {da: ansvaret, en: Ownership}
""")


@pytest.mark.parametrize("edits", CASES)
def test_problems(tmp_path, edits):
    words = ("catalogue.yaml", "redirects: {}", WORDS)
    copies = (
        "services/desk.yaml",
        "en: The copy is the customer's responsibility.",
        "en: The customer is accountable for the copy.",
    )
    changed = any("responsibility" in old for _, old, _ in edits)
    assert_finds(tmp_path, [words, *([] if changed else [copies]), *edits])


def test_messages(tmp_path):
    words = ("catalogue.yaml", "redirects: {}", WORDS)
    assert said(tmp_path, words) == [
        "“ansvaret” has a fixed counterpart, which is missing here: “accountable”. Use it, or add a form under legal-words."
    ]
