"""The sheet for the wall: whom to call about one system, on a page in each language."""

from __future__ import annotations

from pathlib import Path

import page

from tests.built import run
from tests.folders import SMALL, copy
from tests.pdf.boxes import pages
from tests.pdf.test_annex import tight

SITUATIONS = "\nsituations:\n  - {situation: fault, tasks: [restore]}\n"
ANNEX = """\
system: Archive
owner: Office
service: desk
contacts: [{party: customer, role: {da: Systemejer, en: System owner}}]
hours: {da: Hverdage 8–16, en: Weekdays 8–16}
date: 2026-11-25
"""


def sheet(folder: Path, situations: str) -> tuple[int, str]:
    data = copy(folder, SMALL)
    with (data / "catalogue.yaml").open("a", encoding="utf-8") as file:
        file.write(situations)
    (folder / "archive.yaml").write_text(ANNEX, "utf-8")
    done = run(
        "-m", "service_catalogue", "annex", "sheet", folder / "archive.yaml", "--data", data, "--out", folder, "--lang", "en"
    )
    return done.returncode, done.stdout


def test_the_sheet_of_a_system_is_one_page_in_each_language(tmp_path: Path) -> None:
    assert sheet(tmp_path, SITUATIONS)[0] == 0
    path = tmp_path / "whom-to-call.archive.pdf"
    assert page.validate_pdf(path, profile=page.ValidationProfile.PDF_UA_1).is_compliant
    danish, english = (tight("".join(found.words for found in one.runs)) for one in pages(path))
    assert tight("Weekdays only.") in english, "the note of the task as a whole"
    for words in ("Whom to call: Archive", "System owner", "Weekdays 8–16", "not part of any agreement", "No on-call scheme"):
        assert tight(words) in english, words
    assert tight("Hverdage 8–16") in danish and "Annex:" in english


def test_without_situations_there_is_no_sheet(tmp_path: Path) -> None:
    status, said = sheet(tmp_path, "")
    assert status != 0 and "No sheet was made: the catalogue names no situation with a task of “desk”." in said
    (tmp_path / "again").mkdir()
    assert sheet(tmp_path / "again", said.partition("for example: ")[2])[0] == 0, "its advice is followed"
