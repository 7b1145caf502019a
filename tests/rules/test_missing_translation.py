"""Every text is there in every language of the catalogue, and in no other."""

import pytest

from tests.folders import assert_finds, cases, copy, plant, problems

CASES = cases("""
== one language is left out
- motto: {da: Ro på, en: Stay calm}
+ ⟦missing-translation⟧motto: {da: Ro på}

== both are left out
- motto: {da: Ro på, en: Stay calm}
+ ⟦missing-translation⟧⟦missing-translation⟧motto: {}

== one is empty
- motto: {da: Ro på, en: Stay calm}
+ motto: {da: Ro på, en: ⟦missing-translation⟧''}

== one is nothing, over several lines
-         text: {da: Spørg leverandøren., en: Ask the provider.}
+         text:
+           da: Spørg leverandøren.
+           en:⟦missing-translation⟧

== one is nothing but spaces
-         text: {da: Spørg leverandøren., en: Ask the provider.}
+         text: {da: ⟦missing-translation⟧"  ", en: Ask the provider.}

== a text of every kind
- name: {da: Skrivebord, en: Desk}
+ ⟦missing-translation⟧name: {da: Skrivebord}
-   title: {da: Arket, en: The sheet}
+   ⟦missing-translation⟧title: {en: The sheet}
-     name: {da: Vilkår, en: Terms}
+     ⟦missing-translation⟧name: {da: Vilkår}
-     text: {da: Kun hverdage., en: Weekdays only.}
+     ⟦missing-translation⟧text: {da: Kun hverdage.}
-     reason: {da: Kilden siger det., en: The source says so.}
+     ⟦missing-translation⟧reason: {en: The source says so.}
@ catalogue.yaml
- owner: {da: Ejeren, en: The owner}
+ ⟦missing-translation⟧owner: {da: Ejeren}
@ parties.yaml
-     short: {da: Kunde, en: Customer}
+     ⟦missing-translation⟧short: {da: Kunde}
@ layers.yaml
-     name: {da: Øvre lag, en: Upper layer}
+     ⟦missing-translation⟧name: {en: Upper layer}
@ tasks.yaml
-     name: {da: Drift, en: Running}
+     ⟦missing-translation⟧name: {da: Drift}
-     description: {da: At tage kopier., en: Taking copies.}
+     ⟦missing-translation⟧description: {da: At tage kopier.}
@ roles.yaml
-         word: {da: Udfører, en: Responsible}
+         ⟦missing-translation⟧word: {da: Udfører}
-         meaning: {da: Gør det., en: Does it.}
+         ⟦missing-translation⟧meaning: {en: Does it.}
@ glossary.yaml
-     definition: {da: En kopi., en: A copy.}
+     ⟦missing-translation⟧definition: {da: En kopi.}
-     from: {da: "Standard X, punkt 1", en: "Standard X, clause 1"}
+     ⟦missing-translation⟧from: {da: "Standard X, punkt 1"}

== a language that the catalogue does not have
- motto: {da: Ro på, en: Stay calm}
+ motto: {da: Ro på, en: Stay calm, ⟦missing-translation⟧sv: Lugn}

== a slip in the language
- motto: {da: Ro på, en: Stay calm}
+ motto: {da: Ro på, ⟦missing-translation⟧eng: Stay calm}

== a slip in one language, and the other is empty
- motto: {da: Ro på, en: Stay calm}
+ motto: {da: ⟦missing-translation⟧'', ⟦missing-translation⟧eng: Stay calm}

== a slip in one language, and another is missing
- motto: {da: Ro på, en: Stay calm}
+ ⟦missing-translation⟧motto: {⟦missing-translation⟧eng: Stay calm}

== a language that the catalogue does not have, and another is missing
- motto: {da: Ro på, en: Stay calm}
+ ⟦missing-translation⟧motto: {da: Ro på, ⟦missing-translation⟧sv: Lugn}


== forms, synonyms and foreign names of a term
@ glossary.yaml
-     lang: {da: en}
+     lang: {⟦missing-translation⟧dk: en}
-     forms: {da: [backuppen, backupper], en: [backups]}
+     forms: {⟦missing-translation⟧dk: [backuppen, backupper], en: [backups]}
-     synonyms: {da: [sikkerhedskopi], en: []}
+     synonyms: {da: [sikkerhedskopi], ⟦missing-translation⟧sv: []}
""")


@pytest.mark.parametrize("edits", CASES)
def test_missing_translation(tmp_path, edits):
    assert_finds(tmp_path, edits)


def test_a_third_language_is_missed_in_every_text(tmp_path):
    folder = copy(tmp_path)
    plant(folder, ("catalogue.yaml", "[da, en]", "[da, en, sv]"))
    assert {problem.rule for problem in problems(folder)} == {"missing-translation"}
    texts = sum(path.read_text("utf-8").count("da:") for path in folder.rglob("*.yaml"))
    by_language = 3  # `lang`, `forms` and `synonyms` of a term are no texts, nor are the forms of another
    assert len(problems(folder)) == texts - by_language - 1
