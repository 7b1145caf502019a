"""A word of the glossary belongs to one term."""

import pytest

from tests.folders import assert_finds, case_file, said

CASES = case_file(__file__)


@pytest.mark.parametrize("edits", CASES)
def test_shared_form(tmp_path, edits):
    assert_finds(tmp_path, edits, aside=("parity",))


def test_the_message_names_the_other_term(tmp_path):
    assert said(tmp_path, ("glossary.yaml", "[kunden, kundens]", "[kunden, Backup]")) == [
        "“Backup” also belongs to the term “backup” on line 2. Delete the word in one of the places."
    ]
