"""The consequence of a change: whom it reaches, in 2A and in a service that extends it, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from service_catalogue.cli import main
from service_catalogue.diff.compare import compare, concerning
from service_catalogue.diff.report import Report

from tests.diff.states import SERVICE_2A, changed, sentences
from tests.folders import PLATFORM, Edit, added, case_file, copy, edited, plant


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """2A, and 2B, which extends it."""
    folder = copy(tmp_path_factory.mktemp("both"), PLATFORM)
    (folder / "search-words.yaml").unlink()  # which take more than half of the time to read
    plant(folder, added("2b"))
    return folder


def consequence(report: Report, language: str) -> list[str]:
    """Return the first sentence of a report, and the others."""
    return [*report.text(language).splitlines()[:1], *sentences(report, language)]


EXPECTED = Path(__file__).with_suffix(".expected.txt")


@pytest.mark.parametrize("edits", case_file(__file__))
def test_a_change_names_whom_it_reaches(both: Path, tmp_path: Path, edits: list[Edit], request: pytest.FixtureRequest) -> None:
    old, new = changed(tmp_path / "new", *edits, source=both)
    report = Report(old, new, compare(old, new))
    name = request.node.callspec.id
    shown = "\n".join(f"{language}: {line}" for language in ("da", "en") for line in consequence(report, language))
    known = dict(re.findall(r"^== (.*)\n((?:.+\n)+)", EXPECTED.read_text("utf-8"), re.MULTILINE))
    assert shown + "\n" == known[name]


def test_a_new_service_is_described_by_how_it_differs(both: Path, tmp_path: Path) -> None:
    old, new = changed(tmp_path / "new", added("2b"), source=PLATFORM)
    said = consequence(Report(old, new, compare(old, new)), "en")
    of_customer = "Compared with 2A: The customer is no longer accountable for Backup on Applications (2B); Statens It now is."
    assert said[1].endswith(f": {of_customer}")
    assert said[-1].endswith("It builds on 2A and differs from it in 1 of 100 places.")


def test_only_what_a_document_is_about(both: Path, tmp_path: Path) -> None:
    """A change of 2A reaches 2B by what it inherits, and by nothing else."""
    statement = (SERVICE_2A, "fælles månedlig standardrapportering", "fælles ugentlig standardrapportering")
    swapped = (
        SERVICE_2A,
        "    ownership:\n      applications:           [AR, -]",
        "    ownership:\n      applications:           [-, AR]",
    )
    old, new = changed(tmp_path / "new", statement, swapped, source=both)
    changes = compare(old, new)
    places = ["cell:2a.ownership.applications.customer", "cell:2a.ownership.applications.provider"]
    assert [change.place for change in concerning(changes, "2b")] == places
    report = Report(old, new, concerning(changes, "2a"), service="2a")
    assert "2B" not in report.text("en"), "the reader of a document about 2A asks for nothing else"


def test_markdown_links_to_each_place(both: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = edited(
        tmp_path / "new",
        (SERVICE_2A, "fælles månedlig standardrapportering", "fælles ugentlig standardrapportering"),
        source=both,
    )
    arguments = ["diff", str(both), str(folder), "--format", "markdown", "--lang", "da"]
    assert main([*arguments, "--data", str(folder), "--preview", "https://preview.example/7/"]) == 0
    assert " [→](https://preview.example/7/da/services/2a.html#itil-4)" in capsys.readouterr().out
