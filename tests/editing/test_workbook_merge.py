"""Our own workbook comes home: what it changed is a change, what moved in the data since stays, and where both moved, it is asked."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest
from service_catalogue.cli import main
from service_catalogue.site import files_in
from service_catalogue.site.editions import CURRENT, manifest_of

from tests.editing.test_import import Desk, changes, desk, edited, saved
from tests.export.test_workbook import made
from tests.folders import DESK, SMALL, catalogue_of, checked, plant
from tests.repository import commit, git

__all__ = ["desk"]
SAME = "The catalogue says the same already."
EARLIER = "The workbook was made from an earlier state of the data. What it does not change is as the data have it now."
UNKNOWN = "The state of the data that the workbook was made from is not found"
#: A cell that the data have changed since, and its place in the Danish sheet.
MOVED = (DESK, "      upper: [AR, -]\n      lower: [CI, AR]", "      upper: [AR, C]\n      lower: [CI, AR]")


@pytest.fixture
def run(desk: Callable[[Path], Desk]) -> Iterator[Desk]:
    """Return a desk whose data are in git, and have moved since the workbook was made."""
    opened = desk(SMALL)
    git(opened.data.parent, "init", "-q")
    commit(opened.data.parent)
    plant(opened.data, MOVED)
    commit(opened.data.parent)
    return opened


def test_an_unedited_workbook_takes_nothing_back(run: Desk) -> None:
    before = run.files()
    said = run(made(catalogue_of(SMALL), "desk"), "desk", "--write")
    assert (EARLIER in said, said[-1], run.files()) == (True, SAME, before)


def test_what_it_changed_is_written_and_what_moved_stays(run: Desk) -> None:
    before = run.lines("desk")
    content = edited(SMALL, "desk", "Dansk", E5="C")
    run(content, "desk", "--write")
    assert changes(before, run.lines("desk")) == ["-      lower: [-, AR]", "+      lower: [C, AR]"]
    assert run(content, "desk", "--write")[-1] == SAME


def test_rows_notes_and_names_that_moved_stay(run: Desk) -> None:
    """Also a row that is gone, a note with other words, and a task that is called otherwise."""
    plant(
        run.data,
        (DESK, "    backup:\n      note: 1\n      upper: [A 2, -]\n      lower: [I, AR]\n", ""),
        (DESK, "Kun små mængder.", "Kun få ting."),
        (DESK, "note: [1, only-faults]", "note: 1"),
        ("tasks.yaml", "en: Restore", "en: Recovery"),
    )
    before = run.files()
    assert run(made(catalogue_of(SMALL), "desk"), "desk", "--write")[-1] == SAME
    assert run.files() == before


@pytest.mark.parametrize(("answer", "after"), [("-", []), ("I", ["-      upper: [AR, C]", "+      upper: [AR, I]"])])
def test_where_both_moved_it_is_asked(run: Desk, answer: str, after: list[str]) -> None:
    before, content = run.lines("desk"), edited(SMALL, "desk", "Dansk", D3="I")
    said = run(content, "desk", "--write", status=1)
    asked = "Dansk: “ownership.upper.provider”: the data now say “C”, and the workbook says “I”. Which holds?"
    assert any(line.startswith(asked) for line in said), said
    assert run.lines("desk") == before
    chosen = "C" if answer == "-" else answer
    run(content, "desk", "--write", "--cell", f"ownership.upper.provider: - → C | I={chosen}")
    assert changes(before, run.lines("desk")) == after
    assert run(content, "desk", "--write")[-1] == SAME, "it is not asked again"


def test_the_same_change_on_both_sides_is_none(run: Desk) -> None:
    before = run.files()
    assert SAME in run(edited(SMALL, "desk", "Dansk", D3="C"), "desk", "--write")
    assert run.files() == before


def test_without_the_state_nothing_that_differs_is_written_unasked(desk: Callable[[Path], Desk]) -> None:
    run = desk(SMALL)
    plant(run.data, MOVED)
    before, content = run.lines("desk"), edited(SMALL, "desk", "Dansk", E5="C")
    said = run(content, "desk", "--sheet", "Dansk", "--write", status=1)
    assert any(line.startswith(UNKNOWN) for line in said)
    assert sum("Which holds?" in line for line in said) == 2
    assert run.lines("desk") == before
    run(
        content,
        "desk",
        "--write",
        "--cell",
        "ownership.upper.provider: ? → C | -=C",
        "--cell",
        "restore.lower.customer: ? → - | C=C",
    )
    assert changes(before, run.lines("desk")) == ["-      lower: [-, AR]", "+      lower: [C, AR]"]


def test_the_state_is_found_in_a_kept_edition(desk: Callable[[Path], Desk]) -> None:
    run = desk(SMALL)
    site, content = run.data.parent / "site", made(catalogue_of(SMALL), "desk")
    kept = site / "v/0123456789ab"
    assert main(["export", "--out", str(kept / "api/v1"), "--lang", "en"]) == 0
    digest = openpyxl.load_workbook(io.BytesIO(content)).custom_doc_props["digest"].value
    files = {path: f"{kept}/{path}" for path in files_in(kept)}
    (kept / CURRENT).write_text(manifest_of(files, {"api/v1/services/desk.xlsx": digest}).text, "utf-8")
    plant(run.data, MOVED)
    before = run.files()
    said = run(content, "desk", "--write", "--site", "site")
    assert (EARLIER in said, said[-1], run.files()) == (True, SAME, before)


def test_a_task_that_it_adds_is_read_again(run: Desk) -> None:
    """The answers name what has come since the state that it was made from."""
    opened = openpyxl.load_workbook(io.BytesIO(made(catalogue_of(SMALL), "desk")))
    del opened["English"]
    sheet = opened["Dansk"] if "Dansk" in opened.sheetnames else opened.worksheets[0]
    row = sheet.max_row + 1
    for column, text in enumerate((sheet.cell(row - 1, 1).value, "Kaffe", "AR", "–", "I", "AR"), 1):
        sheet.cell(row, column).value = text
    content = saved(opened)
    run(content, "desk", "--write", "--task", "Kaffe=new")
    assert "    kaffe:" in run.lines("desk") and checked(run.data).catalogue is not None
    assert "      upper: [AR, C]" in run.lines("desk")
    assert run(content, "desk", "--write")[-1] == SAME


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (DESK, "    ownership:\n", "    owning:\n"),
        (DESK, "scheme: raci", "scheme: gone"),
        (DESK, "parties: [customer, provider]", "parties: [customer, gone]"),
        (DESK, "[upper, lower]", "[upper, gone]"),
        ("layers.yaml", "layers:", "levels:"),
        ("catalogue.yaml", "languages:", "language:"),
    ],
)
def test_states_with_errors_are_passed_over(run: Desk, file: str, old: str, new: str) -> None:
    plant(run.data, (file, old, new))
    commit(run.data.parent)
    plant(run.data, (file, new, old))
    commit(run.data.parent)
    plant(run.data, (DESK, "Kun hverdage.", "Kun om dagen."))
    assert run(made(catalogue_of(SMALL), "desk"), "desk", "--write")[-1] == SAME
