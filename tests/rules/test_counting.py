"""Somebody responsible, and exactly one accountable, for each task at each place."""

import pytest

from tests.folders import DESK, assert_finds, case_file, said

CASES = case_file(__file__)


@pytest.mark.parametrize("edits", CASES)
def test_counting(tmp_path, edits):
    assert_finds(tmp_path, edits)


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ("[CI, A]", "“ownership.lower”: no party has “R”. Give it to at least one, or record an exception with its reason."),
        ("[CI, R]", "“ownership.lower”: no party has “A”. Give it to one."),
        (
            "[A, AR]",
            "“ownership.lower”: 2 parties have “A” (“customer, provider”). Let only one have it, or give each a note of the kind joint.",
        ),
    ],
)
def test_the_message_names_the_place(tmp_path, cells, message):
    assert said(tmp_path, (DESK, "[CI, AR]", cells)) == [message]


def test_a_note_may_say_how_parties_share(tmp_path):
    kind = (DESK, "    kind: limit", "    kind: joint")
    assert_finds(tmp_path / "both", [kind, (DESK, "lower: [CI, AR]", "lower: [A 2, AR 2]")])
    assert_finds(tmp_path / "one", [kind, (DESK, "lower: [CI, AR]", "lower: [A 2, ⟦one-accountable⟧AR]")])
    assert_finds(tmp_path / "none", [kind, (DESK, "lower: [CI, AR]", "⟦one-accountable⟧lower: [R 2, C 2]")])
