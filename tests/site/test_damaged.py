"""Damaged files in the folder of the work: no traceback, and what is built equals what is built from nothing."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from tests.built import build, contents, copy_catalogue, replace, try_build

#: A file in the folder of the work, and what it holds after the damage.
DAMAGED = {
    "html/da/_static/search/entries.*.js": b"[" * 100_000,
    "html/en/accessibility.html": b"",
    "doctrees/en/about.doctree": b"\x80junk",
    "cache/fonts/*/catalogue-sans.woff2": b"wOF2",
}
TEXTS = "The customer gets a desk.", "The customer is given a desk."


def test_a_damaged_file_and_an_edit(tmp_path: Path) -> None:
    data, clean = copy_catalogue(tmp_path / "project"), {}
    turns = itertools.cycle(itertools.permutations(TEXTS))
    for name, (old, new) in zip(("first", "second"), turns, strict=False):
        clean[old] = contents(build(tmp_path / name, "--lang", "en", data=data).folder)
        replace(data / "services/desk.yaml", old, new)
    for (pattern, content), (old, new) in zip(DAMAGED.items(), turns, strict=False):
        path = next((tmp_path / "first/work").glob(pattern))
        path.unlink()
        path.write_bytes(content)
        replace(data / "services/desk.yaml", old, new)
        assert contents(build(tmp_path / "first", "--lang", "en", data=data).folder) == clean[new], pattern


@pytest.mark.parametrize("folder", [True, False])
def test_a_folder_in_the_place_of_a_file_is_named_and_a_file_in_that_of_a_folder(tmp_path: Path, folder: bool) -> None:
    data, taken = copy_catalogue(tmp_path / "project"), tmp_path / "work" / ("unchanged.json" if folder else "api")
    taken.parent.mkdir()
    if folder:
        taken.mkdir()
    else:
        taken.write_text("x")
    done = try_build(tmp_path, "--lang", "en", data=data, fonts=False)
    cure = "is a folder, but the program needs a file there. Rename" if folder else "is where the program needs a folder. Rename"
    assert (done.returncode, str(taken) in done.stdout, cure in done.stdout) == (1, True, True), done.stdout
