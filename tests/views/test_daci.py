"""A service with the letters D, A, C and I: the verbs of its claims are those of its scheme, in every output."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.pdf.annex import annex_sheet, read_annex

from tests.folders import checked, edited
from tests.test_text_references import in_booklet, in_json, in_part, in_search, in_workbook, page_of

SCHEME = """\
schemes:
  - id: daci
    name: {da: DACI, en: DACI}
    cell-order: DACI
    letters:
      - letter: D
        word: {da: Driver, en: Driver}
        predicate: {da: driver, en: drives}
        meaning: {da: Driver opgaven., en: Drives the task.}
        duty: does
        count: some
      - letter: A
        word: {da: Godkender, en: Approver}
        predicate: {da: godkender, en: approves}
        meaning: {da: Godkender opgaven., en: Approves the task.}
        duty: answers-for
        count: one
      - {letter: C, word: {da: Bidrager, en: Contributor}, meaning: {da: Bidrager., en: Contributes.}, duty: consulted, count: any}
      - {letter: I, word: {da: Informeres, en: Informed}, meaning: {da: Informeres., en: Is informed.}, duty: informed, count: any}
"""
BOARD = """\
id: board
code: B1
name: {da: Tavle, en: Board}
provider: provider
sections:
  - id: terms
    name: {da: Vilkår, en: Terms}
    statements:
      - id: terms-1
        text: {da: Kunden godkender backup., en: The customer approves the backup.}
        claims: [{party: customer, answers-for: [backup]}]
      - id: terms-2
        text: {da: Udbyderen driver backup., en: The provider drives the backup.}
        claims: [{party: provider, does: [backup]}]
matrix:
  scheme: daci
  parties: [customer, provider]
  cells:
    backup: [A, D]
"""


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    folder = edited(tmp_path_factory.mktemp("daci"), ("roles.yaml", "schemes:\n", SCHEME), ("services/board.yaml", "", BOARD))
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


def in_statements(catalogue: Catalogue, id: str, language: str) -> str:
    parts = page_of(catalogue, id, language).walk()
    return "\n".join(line.words for part in parts if part.template == "statements" for one in part.content for line in one.claims)


#: The words of DACI that each output says.
SAID = [
    (in_statements, ("Customer approves", "Provider drives")),
    (in_part, ("Approves", "The customer approves the backup.")),
    (in_booklet, ("Customer approves", "Provider drives")),
    (in_annex, ("Customer approves", "Approver")),
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
