"""No text for readers ends at a # that begins a comment."""

import pytest

from tests.folders import DESK, assert_finds, cases, said

CASES = cases("""
== behind a text, near or far
- motto: {da: Ro på, en: Stay calm}
+ motto:
+   da: Ro på ⟦text-lost-in-comment⟧#kontoret
+   en: Stay calm    ⟦text-lost-in-comment⟧##desk

== behind the last line of a text of several
- motto: {da: Ro på, en: Stay calm}
+ motto:
+   da: Ro
+     på ⟦text-lost-in-comment⟧#kontoret
+   en: Stay calm

== in a mapping in braces
- motto: {da: Ro på, en: Stay calm}
+ motto: {da: Ro på, en: Stay calm ⟦text-lost-in-comment⟧#desk}
+   }

== all of the text
- motto: {da: Ro på, en: Stay calm}
+ motto:
+   da:⟦missing-translation⟧ ⟦text-lost-in-comment⟧#kontoret
+   en: Stay calm

== in every file that has texts
@ tasks.yaml
-     description: {da: At tage kopier., en: Taking copies.}
+     description:
+       da: At tage kopier. ⟦text-lost-in-comment⟧#backup
+       en: Taking copies.
@ catalogue.yaml
-   en: A *small* catalogue with [a link](https://example.org/en).
+   en: A *small* catalogue ⟦text-lost-in-comment⟧#1

== comments, and signs that begin none
- motto: {da: Ro på, en: Stay calm}
+ motto:            #about the desk
+   da: Ro på#2     # a comment
+   en: "Stay #calm" #quoted
+ family:
+   da: C# og F#    #
+   en: >- #folded
+     C #and F
- family: {da: Kontor, en: Office}
+

== what is not for readers
- code: D1
+ code: D1 #drift
-   from: 2026-01-01
+   from: 2026-01-01 #first
-   scheme: raci
+   scheme: raci #letters

== a line of its own is a comment
- motto: {da: Ro på, en: Stay calm}
+ motto:
+   da: Ro på
+   #en: Stay cool
+   en: Stay calm
""")


@pytest.mark.parametrize("edits", CASES)
def test_text_lost_in_comment(tmp_path, edits):
    assert_finds(tmp_path, edits, aside=("parity",))


def test_the_end_of_the_file(tmp_path):
    assert_finds(tmp_path, [(DESK, "    reason: {da: Kilden siger begge dele., en: The source says both.}\n",
                             "    reason:\n      da: Kilden.\n      en: The source. ⟦text-lost-in-comment⟧#1")])  # fmt: skip


def test_the_message_quotes_what_is_lost(tmp_path):
    edit = (DESK, "motto: {da: Ro på, en: Stay calm}", "motto:\n  da: Ro på #kontoret  og hjemme\n  en: Calm")
    assert said(tmp_path, edit) == [
        "“#kontoret og hjemme” is read as a comment. Put the whole text in quotation marks, or put a space after the #."
    ]
