"""A word that binds has its fixed counterpart in every language."""

import pytest

from tests.folders import assert_finds, case_file, said

WORDS = "legal-words:\n  - {da: [ansvarlig, ansvaret], en: [accountable]}\nredirects: {}"
CASES = case_file(__file__)


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
