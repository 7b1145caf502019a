"""A note that a cell, a task or an exception points at is written in the service."""

import pytest

from tests.folders import assert_finds, case_file, said

CASES = case_file(__file__)


@pytest.mark.parametrize("edits", CASES)
def test_undefined_note(tmp_path, edits):
    assert_finds(tmp_path, edits)


def test_the_message_names_what_was_meant(tmp_path):
    messages = said(tmp_path, ("services/desk.yaml", "[CI, AR]", "[CI only-fault, AR]"))
    assert messages == ["The service has no note “only-fault”. Did you mean “only-faults”?"]


def test_the_message_counts_the_other_places(tmp_path):
    messages = said(
        tmp_path, ("services/desk.yaml", "[CI, AR]", "[CI 9, AR 9]"), ("services/desk.yaml", "note: 1\n", "note: 9\n")
    )
    assert messages == ["The service has no note “9”. Known: “1”, “2”, “only-faults”. It occurs in 2 more places."]


def test_the_message_says_how_letters_are_written(tmp_path):
    messages = said(tmp_path, ("services/desk.yaml", "[CI, AR]", "[I C, AR]"))
    assert messages == ["“C” is no note. Letters are written without spaces: “CI”."]
