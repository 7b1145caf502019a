"""No text for readers ends at a # that begins a comment."""

import pytest

from tests.folders import DESK, assert_finds, case_file, said

CASES = case_file(__file__)


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
