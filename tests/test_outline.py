"""The part of a service that pages about several show, and its digest, by which they are cached."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from service_catalogue.check.load import load

from tests.folders import FIXTURES, copy

NINE = FIXTURES / "catalogues" / "nine-services"


def test_the_outline_says_what_the_service_does() -> None:
    for service in load(NINE).partial.services:
        outline = service.outline
        assert outline.statements == tuple(service.statements)
        assert outline.notes == tuple(note.id for note in service.notes)
        assert outline.cells == tuple(cell.address for matrix in service.all_matrices for cell in matrix.cells)
        assert set(outline.texts_about) == {party for text in service.texts for party in text.parties}
        for known, matrix in zip(outline.matrices, service.all_matrices, strict=True):
            assert {*known.tasks} == {row.task for row in matrix.rows}
            assert {matrix.address(task) for task in known.tasks} == {known.address(task) for task in known.tasks}
            for party in matrix.parties:
                held = "".join(cell.letters for cell in matrix.cells if cell.party == party)
                assert known.letters[party] == {letter: held.count(letter) for letter in held}


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [("code: M1", "code: M2", False), ("id: what-1\n", "id: what-one\n", False), ("syv dage", "otte dage", True)],
)
def test_the_outlook_changes_with_what_pages_about_several_services_show(tmp_path: Path, old: str, new: str, same: bool) -> None:
    folder = copy(tmp_path, NINE)

    def outline_digest() -> str:
        """As another process works it out, where sets have another order."""
        told = "from service_catalogue.check.load import load; import pathlib, sys; "
        told += "print(next(s.outline_digest for s in load(pathlib.Path(sys.argv[1])).partial.services if s.id == 'mail'))"
        return subprocess.run([sys.executable, "-c", told, folder], check=True, capture_output=True, text=True).stdout

    before = outline_digest()
    file = folder / "services" / "mail.yaml"
    file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")
    assert (outline_digest() == before) is same
