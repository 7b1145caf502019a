"""The sheet for the wall: whom to call about one system, on a page in each language."""

from __future__ import annotations

from pathlib import Path

import page
import pytest
from service_catalogue.check.checker import check
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.service import Situation
from service_catalogue.pdf.build import booklets
from service_catalogue.views.service import CALLS_PDF, has_calls

from tests.built import run
from tests.folders import EXAMPLE, SMALL, copy
from tests.pdf.boxes import pages
from tests.pdf.examples import CATALOGUES
from tests.pdf.test_annex import tight
from tests.pdf.test_pages import faults

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


def _in_each(catalogue: Catalogue, words: str) -> str:
    """Return ``words`` in YAML, the same in each language of ``catalogue``."""
    return "{" + ", ".join(f'{language}: "{words}"' for language in catalogue.identity.languages) + "}"


def with_calls(data: Path) -> Catalogue:
    """Return the catalogue ``data`` with a task for each situation, and with contacts that fill their place."""
    catalogue = check(data).catalogue
    for service in catalogue.services:
        path, provider = data / "services" / f"{service.id}.yaml", service.provider
        if not service.contacts:
            desk, support = _in_each(catalogue, "IT service desk"), _in_each(catalogue, "Support of the application")
            contacts = (
                f"\ncontacts:\n  - {{party: {provider}, function: {desk}, situations: [fault, slow, access, order, question],"
                f" telephone: +44 1632 960100, mail: servicedesk@it.hollinmere.example, form: 'https://it.hollinmere.example/help',"
                f" hours: {_in_each(catalogue, 'Weekdays 8–18')}}}\n"
                f"  - {{party: {provider}, function: {support}, situations: [fault, question]}}\n"
            )
            path.write_text(path.read_text("utf-8").rstrip().removesuffix("...") + contacts, "utf-8")
    tasks = [task.id for task in catalogue.tasks]
    situations = [f"  - {{situation: {one.value}, tasks: [{id}]}}\n" for one, id in zip(Situation, tasks, strict=False)]
    with (data / "catalogue.yaml").open("a", encoding="utf-8") as file:
        file.write("\nsituations:\n" + "".join(situations))
    return check(data).catalogue


def sheets(catalogue: Catalogue, folder: Path) -> list[Path]:
    """Return the sheets for the wall of ``catalogue``, made in ``folder``."""
    ids = [CALLS_PDF + service.id for service in catalogue.services if has_calls(catalogue, service)]
    return [one.path for one in booklets(catalogue, folder, "https://example.org", ids, 1, lambda *_: None)]


LONG = [name if name == "example" else pytest.param(name, marks=pytest.mark.long) for name in CATALOGUES]


@pytest.mark.parametrize("name", LONG)
def test_a_sheet_is_one_page_on_which_nothing_overlaps(tmp_path: Path, name: str) -> None:
    made = sheets(with_calls(copy(tmp_path, CATALOGUES[name])), tmp_path)
    assert made
    assert [fault for path in made for fault in faults(path)] == []
    assert [path.name for path in made if len(list(pages(path))) != 1] == []


def test_a_number_stands_under_what_it_is_a_number_of(tmp_path: Path) -> None:
    for path in sheets(with_calls(copy(tmp_path, EXAMPLE)), tmp_path):
        (shown,) = pages(path)
        words = tight("".join(run.words for run in shown.runs))
        assert tight("IT service desk+44 1632 960100") in words
        assert "On-callscheme" not in words
