"""A text is not the same in two languages, and nothing in it is still to be written."""

import pytest

from tests.folders import assert_finds, cases

CASES = cases("""
== the same in both
- motto: {da: Ro på, en: Stay calm}
+ motto: {da: Ro på det hele, en: ⟦untranslated⟧Ro på det hele}

== the same after a change of line
-         text: {da: Spørg leverandøren., en: Ask the provider.}
+         text:
+           da: >-
+             Spørg leverandøren
+             først.
+           en: ⟦untranslated⟧Spørg leverandøren først.

== a name, or a code
-   title: {da: Arket, en: The sheet}
+   title: {da: ISO/IEC 27001:2022 A.8, en: ISO/IEC 27001:2022 A.8}
@ tasks.yaml
-     name: {da: Drift, en: Running}
+     name: {da: drift og mere, en: drift og mere}

== still to be written
-         text: {da: Spørg leverandøren., en: Ask the provider.}
+         text: {da: Spørg leverandøren., en: Ask ⟦untranslated⟧TODO.}
- motto: {da: Ro på, en: Stay calm}
+ motto: {da: Ro på, en: ⟦untranslated⟧TODO}

== a word like it
-         text: {da: Spørg leverandøren., en: Ask the provider.}
+         text: {da: Spørg alle TODOS., en: Ask all the todo.}
""")


@pytest.mark.parametrize("edits", CASES)
def test_problems(tmp_path, edits):
    assert_finds(tmp_path, edits)
