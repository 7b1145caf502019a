"""A catalogue that is adopted says who approved it; one that is not has no approval."""

import pytest

from tests.folders import assert_finds, cases

CASES = cases("""
== adopted by nobody
@ catalogue.yaml
- name: {da: Lille katalog, en: Small catalogue}
+ ⟦approval⟧name: {da: Lille katalog, en: Small catalogue}
@ catalogue.yaml
- status: restatement
+ status: adopted

== adopted, and said by whom
@ catalogue.yaml
- status: restatement
+ status: adopted
+ approval: {by: {da: X, en: X}, date: 2026-01-01, evidence: {da: X, en: X}}

== approved, and still a restatement
@ catalogue.yaml
- status: restatement
+ status: restatement
+ approval: ⟦approval⟧{by: {da: X, en: X}, date: 2026-01-01, evidence: {da: X, en: X}}

== what is not read of it is told as that alone
@ catalogue.yaml
- status: restatement
+ status: adopted
+ approval: {by: {da: X, en: X}, date: ⟦invalid-value⟧2026-13-01, evidence: {da: X, en: X}}
""")


@pytest.mark.parametrize("edits", CASES)
def test_approval(tmp_path, edits):
    assert_finds(tmp_path, edits)
