"""The booklets hold to PDF/UA-1 and PDF/A-2a at once, by veraPDF's own engine."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest

from tests.built import LANGUAGES, run
from tests.pdf.examples import CATALOGUES

pytestmark = pytest.mark.long
BOOKLETS = [f"{id}-{language}.pdf" for id in ("2a", "catalogue") for language in LANGUAGES]


def verdicts(paths: list[Path]) -> list[str]:
    done = run("-m", "tests.pdf.vera", "ua1,2a", *paths)
    return [line for line in done.stdout.splitlines() if ".pdf" in line or line.startswith("    ")]


def test_each_booklet_holds_to_pdf_ua_and_pdf_a(folder: Path) -> None:
    paths = [folder / name for name in BOOKLETS]
    assert verdicts(paths) == [f"{path} {profile}: holds" for path in paths for profile in ("ua1", "2a")]


def test_an_annex_in_two_languages_and_in_one(annexes: Path) -> None:
    paths = sorted(annexes.glob("*.pdf"))
    assert verdicts(paths) == [f"{path} {profile}: holds" for path in paths for profile in ("ua1", "2a")]


@pytest.mark.parametrize("name", CATALOGUES)
def test_every_pdf_of_every_catalogue(every: Callable[[str], Path], name: str) -> None:
    paths = sorted(every(name).glob("*.pdf"))
    assert verdicts(paths) == [f"{path} {profile}: holds" for path in paths for profile in ("ua1", "2a")]


def test_a_booklet_that_is_broken_is_seen(folder: Path, tmp_path: Path) -> None:
    with pikepdf.open(folder / "2a-da.pdf") as pdf:
        del pdf.Root.Lang, pdf.Root.MarkInfo
        pdf.save(tmp_path / "broken.pdf")
    found = verdicts([tmp_path / "broken.pdf"])
    assert [line.rpartition(" ")[2] for line in found if ".pdf" in line] == ["broken", "broken"]
    assert len(found) > 2
