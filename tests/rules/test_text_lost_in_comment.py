"""No text for readers ends at a # that begins a comment."""

from tests.folders import DESK, assert_finds


def test_the_end_of_the_file(tmp_path):
    assert_finds(tmp_path, [(DESK, "    reason: {da: Kilden siger begge dele., en: The source says both.}\n",
                             "    reason:\n      da: Kilden.\n      en: The source. ⟦text-lost-in-comment⟧#1")])  # fmt: skip
