"""What a service that extends another may not leave unclear: whose note is meant, and what a letter means."""

import pytest

from tests.folders import assert_finds

CHAIR = """\
id: chair
code: C1
name: {da: Stol, en: Chair}
provider: provider
matrix:
  extends: desk
"""
NOTE = "notes:\n  - {id: %s, kind: limit, text: {da: Kun stole., en: Chairs only.}}\n"
SCHEME = """\
schemes:
  - id: owners
    name: {da: Ejere, en: Owners}
    cell-order: RACI
    letters:
"""


@pytest.mark.parametrize(
    ("id", "cell"),
    [
        ("⟦ambiguous-note⟧2", "2"),  # desk has a note 2 on a cell that comes along
        ("⟦ambiguous-note⟧1", "1"),  # and a note 1 on rows
        ("5", "5"),
        ("5", "5 desk.2"),  # an inherited note can be named as well
    ],
)
def test_ambiguous_note(tmp_path, id, cell):
    rows = f"  axes: {{layer: [upper, lower]}}\n  cells:\n    ownership:\n      lower: [CI, AR {cell}]\n"
    text = CHAIR + rows + NOTE % id
    assert_finds(tmp_path, [("services/chair.yaml", "", text)])


def test_a_note_that_does_not_come_along_is_not_ambiguous(tmp_path):
    rows = "  remove: [backup, restore]\n  axes: {layer: [upper, lower]}\n  cells:\n    ownership:\n      lower: [CI, AR 2]\n"
    assert_finds(tmp_path, [("services/chair.yaml", "", CHAIR + rows + NOTE % "2")])


def test_changed_scheme(tmp_path):
    letters = "".join(
        f"      - {{letter: {letter}, word: {{da: {word}, en: {word}}}, meaning: {{da: X., en: X.}}}}\n"
        for letter, word in zip("ARCI", ("Ane", "Rut", "Cai", "Ib"), strict=True)
    )
    text = CHAIR + "  scheme: ⟦changed-scheme⟧owners\n"
    roles = ("roles.yaml", "schemes:\n", SCHEME + letters)
    assert_finds(tmp_path, [("services/chair.yaml", "", text), roles])
