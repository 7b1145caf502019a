"""A service with the letters D, A, C and I: the verbs of its claims are those of its scheme, in every output."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from service_catalogue import views
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.pdf.annex import annex_sheet, read_annex
from service_catalogue.views.edition import Edition
from service_catalogue.views.plain import lines

from tests.folders import added, checked, edited, named_cases
from tests.test_text_references import in_booklet, in_json, in_search, in_workbook


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    folder = edited(tmp_path_factory.mktemp("daci"), *named_cases(__file__)["scheme"], added("board"))
    result = checked(folder)
    assert [problem.message["en"] for problem in result.problems] == []
    return result.catalogue


def in_annex(catalogue: Catalogue, id: str, language: str) -> str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "annex.yaml")
        path.write_text(f"system: Letters\nowner: The office\nservice: {id}\ndate: 2026-11-25\nlanguages: {language}\n", "utf-8")
        found = read_annex(path, catalogue)
    assert found.annex, found.problems
    return annex_sheet(found.annex, found.digest, catalogue, [], "")[0].json


def in_part(catalogue: Catalogue, id: str, language: str) -> str:
    page = views.page(Edition(catalogue, language), views.PageAddress(f"parties/customer/{id}", "duties", ("customer", id)))
    return "\n".join(line for part in page.walk() for line in lines(part.content))


#: The words of DACI that each output says.
SAID = [
    (in_part, ("Approves", "The customer approves the backup.")),
    (in_booklet, ("Approver", "Driver")),
    (in_annex, ("Approver", "Driver")),
    (in_workbook, ("Approver", "Driver")),
    (in_json, ()),
    (in_search, ("approves",)),
]


@pytest.mark.parametrize(("output", "said"), SAID)
def test_an_output_says_approves_and_drives(
    catalogue: Catalogue, output: Callable[[Catalogue, str, str], str], said: tuple
) -> None:
    shown = output(catalogue, "board", "en")
    assert [words for words in said if words not in shown] == []
    assert not re.search(r"^(Customer )?[Ii]s accountable|Accountable", shown, re.MULTILINE)
