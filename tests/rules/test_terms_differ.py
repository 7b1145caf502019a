"""A text mentions the same terms in each language."""

import pytest

from tests.folders import DESK, assert_finds, cases, said

CASES = cases("""
== a term in one language only, and its place in a folded text
-                 Leverandøren tager en [[backup|kopi]]
-                 af alt, hver nat.
+                 Leverandøren tager en [[backup|kopi]]
+                 af alt fra den, der er ⟦terms-differ⟧udfører.

== a term in each that the other has not
-         text: {da: Spørg leverandøren., en: Ask the provider.}
+         text: {da: "Spørg en ⟦terms-differ⟧udfører.", en: "Ask for ⟦terms-differ⟧backups."}

== a term that a text points at, or that is foreign to it, counts as any other
-         text: {da: Spørg leverandøren., en: Ask the provider.}
+         text: {da: "Spørg om responsible og om [[backup|kopien]].", en: Ask the responsible for backups.}

== the same term twice in one language is one mention
-         text: {da: Spørg leverandøren., en: Ask the provider.}
+         text: {da: En backup og backupper., en: The backup.}

== a party is compared by another rule
-         text: {da: Spørg leverandøren., en: Ask the provider.}
+         text: {da: Spørg ⟦parity⟧kunden., en: Ask the provider.}

== emphasis and a link are no mention
-         text: {da: Spørg leverandøren., en: Ask the provider.}
+         text: {da: "Spørg om *backup* og [backup](https://example.org).", en: Ask the provider.}

== a note and an exception
-     text: {da: Kun hverdage., en: Weekdays only.}
+     text: {da: ⟦terms-differ⟧Backup på hverdage., en: Weekdays only.}
-     reason: {da: Kilden siger det., en: The source says so.}
+     reason: {da: Kilden siger det., en: The ⟦terms-differ⟧responsible says so.}

== what another service inherits is told where it is written, and excepted there
-     text: {da: Kun hverdage., en: Weekdays only.}
+     text: {da: Backup på hverdage., en: Weekdays only.}
- exceptions:
+ exceptions:
+   - {rule: terms-differ, at: [note.1], reason: {da: Kilden siger det., en: The source says so.}}
-     text: {da: Kilden siger to ting om bordet., en: The source says two things of the desk.}
+     text: {da: Kilden siger to ting om ⟦terms-differ⟧backup., en: The source says two things of the desk.}
@ services/chair.yaml
+ id: chair
+ code: C1
+ name: {da: Stol, en: Chair}
+ provider: provider
+ matrix: {extends: desk}

== a definition, but for the term that it explains; a name is no text
@ glossary.yaml
-     definition: {da: En kopi., en: A copy.}
+     definition: {da: En backup fra en ⟦terms-differ⟧udfører., en: A copy.}
@ tasks.yaml
-     name: {da: Genskabelse, en: Restore}
+     name: {da: Genskabelse, en: Restore of backups}

== a text that is missing in one language is another problem
-         text: {da: Spørg leverandøren., en: Ask the provider.}
+         text: {da: Spørg om backup., en: ⟦missing-translation⟧}

== an exception names the statement
-         text: {da: Spørg leverandøren., en: Ask the provider.}
+         text: {da: Spørg om backup., en: Ask the provider.}
- exceptions:
+ exceptions:
+   - {rule: terms-differ, at: [ask-1], reason: {da: Kilden siger det., en: The source says so.}}

== a term may be there, in a glossary that cannot be read
@ glossary.yaml
-     name: {da: udfører, en: responsible}
+     name: ⟦unreadable-file⟧'udfører
@ services/desk.yaml
-         text: {da: Spørg leverandøren., en: Ask the provider.}
+         text: {da: Spørg om backup., en: Ask the provider.}

== the languages of the catalogue cannot be read
@ catalogue.yaml
- languages: [da, en]
+ languages: ⟦unreadable-file⟧'da
@ services/desk.yaml
-         text: {da: Spørg leverandøren., en: Ask the provider.}
+         text: {da: Spørg om backup., en: Ask the provider.}
""")


@pytest.mark.parametrize("edits", CASES)
def test_terms_differ(tmp_path, edits):
    assert_finds(tmp_path, edits)


def test_the_message_says_which_word_and_where_it_is_missing(tmp_path):
    assert said(tmp_path, (DESK, "Spørg leverandøren.", "Spørg om backup.")) == [
        "“backup” is the term “backup”, which the text in “en” does not mention. Mention it in both languages, or add the "
        "word to the term’s forms."
    ]


def test_a_form_that_is_added_makes_them_agree(tmp_path):
    edits = [
        (
            DESK,
            "text: {da: Spørg leverandøren., en: Ask the provider.}",
            "text: {da: Spørg om backup., en: Ask for a duplicate.}",
        ),
        ("glossary.yaml", "en: [backups]}", "en: [backups, duplicate]}"),
    ]
    assert_finds(tmp_path, edits)
