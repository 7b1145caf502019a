"""A term that a text points at is in the glossary."""

import pytest

from tests.folders import assert_finds, cases

CASES = cases("""
== a misspelt term
-         text: {da: Spørg leverandøren., en: Ask the provider.}
+         text: {da: "Spørg ⟦unknown-term⟧[[bakup]].", en: "Ask the ⟦unknown-term⟧[[providr|provider]], or the [[customer]]."}

== nothing, and something that is no id
-     text: {da: Kun hverdage., en: Weekdays only.}
+     text: {da: "Kun ⟦unknown-term⟧[[]].", en: "Weekdays ⟦unknown-term⟧[[Backup]]."}

== in a folded text, twice
-                 Leverandøren tager en [[backup|kopi]]
-                 af alt, hver nat.
+                 Leverandøren tager en ⟦unknown-term⟧[[bakup|kopi]]
+                 af alt, hver ⟦unknown-term⟧[[nat]] og
+                 ⟦unknown-term⟧[[bakup|kopi]].

== in every other text
-     reason: {da: Kilden siger det., en: The source says so.}
+     reason: {da: "⟦unknown-term⟧[[x]]", en: The source says so.}
@ glossary.yaml
-     definition: {da: En kopi., en: A copy.}
+     definition: {da: En kopi., en: "A ⟦unknown-term⟧[[copy]]."}
@ tasks.yaml
-     description: {da: At tage kopier., en: Taking copies.}
+     description: {da: "At tage ⟦unknown-term⟧[[kopier]].", en: Taking copies.}
@ catalogue.yaml
-   da: Et *lille* katalog med [et link](https://example.org/da).
+   da: Et *lille* ⟦unknown-term⟧[[katalog]].

== a term is known by its id, whatever spaces are around it
-         text: {da: Spørg leverandøren., en: Ask the provider.}
+         text: {da: "Spørg [[ backup |om kopien]].", en: "[[backup]]"}

== what only looks like one
-         text: {da: Spørg leverandøren., en: Ask the provider.}
+         text: {da: "Spørg [backup] om ⟦unread-markup⟧[[a, b] og x]].", en: "[ [backup] ] ⟦unread-markup⟧[[x] ]"}
""")


@pytest.mark.parametrize("edits", CASES)
def test_unknown_term(tmp_path, edits):
    assert_finds(tmp_path, edits, aside=("parity",))
