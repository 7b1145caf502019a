"""A name is short enough for a heading, a column and a list."""

import pytest

from tests.folders import FIXTURES, assert_finds, cases

CASES = cases(f"""
== the name of the catalogue
@ catalogue.yaml
- name: {{da: Lille katalog, en: Small catalogue}}
+ name: {{da: Lille katalog, en: ⟦long-name⟧{"S" * 501}}}

== names of what services share
@ tasks.yaml
-     name: {{da: Backup, en: Backup}}
+     name: {{da: Backup, en: ⟦long-name⟧{"B" * 501}}}
@ roles.yaml
-     name: {{da: RACI, en: RACI}}
+     name: {{da: ⟦long-name⟧{"R" * 501}, en: Letters}}

== the longest name, and a longer text that is none
@ tasks.yaml
-     name: {{da: Backup, en: Backup}}
+     name: {{da: {"b" * 500}, en: Backup}}
@ glossary.yaml
-     definition: {{da: En kopi., en: A copy.}}
+     definition: {{da: {"en kopi " * 80}af data., en: {"a copy " * 80}of data.}}

== names in a service
-     name: {{da: Vilkår, en: Terms}}
+     name: {{da: ⟦long-name⟧{"V" * 501}, en: Terms}}
""")


@pytest.mark.parametrize("edits", CASES)
def test_a_name_that_is_too_long_is_reported(tmp_path, edits):
    assert_finds(tmp_path, edits)


@pytest.mark.parametrize("edits", cases(f"""
== values on an axis, and parts of a standard
@ axes.yaml
- name: {{da: Basis, en: Basic}}
+ name: {{da: Basis, en: ⟦long-name⟧{"B" * 501}}}
@ standards.yaml
+ standards:
+   - id: x
+     name: {{da: X, en: X}}
+     description: {{da: En standard., en: A standard.}}
+     clauses:
+       - {{id: "1", title: {{da: ⟦long-name⟧{"K" * 501}, en: Clause}}}}
"""))  # fmt: skip
def test_names_within_shared_lists(tmp_path, edits):
    assert_finds(tmp_path, edits, source=FIXTURES / "catalogues" / "two-schemes")
