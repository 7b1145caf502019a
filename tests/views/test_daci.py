"""A service with the letters D, A, C and I: the verbs of its claims are those of its scheme, in every output."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import openpyxl
import pytest
from service_catalogue import views
from service_catalogue.export import json as export
from service_catalogue.export.cells import table
from service_catalogue.export.workbook import workbook, written
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.pdf.annex import annex_sheet
from service_catalogue.pdf.annex_file import read_annex
from service_catalogue.pdf.sheets import Sheets
from service_catalogue.views.edition import Edition
from service_catalogue.views.piece import plain
from service_catalogue.views.text import lines as lines_of

from tests.folders import checked, edited

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


def page(catalogue: Catalogue, document: str, kind: str, *ids: str) -> views.Page:
    return views.page(Edition(catalogue, "en"), views.Address(document, kind, ids))


def test_the_page_says_approves_and_drives(catalogue: Catalogue) -> None:
    parts = page(catalogue, "services/board", "service", "board").walk()
    lines = [line.words for part in parts if part.template == "statements" for one in part.content for line in one.claims]
    assert lines == ["Customer approves", "Provider drives"]


def test_a_part_says_approves(catalogue: Catalogue) -> None:
    part = page(catalogue, "parties/customer/board", "duties", "customer", "board")
    (letters,) = (found.content for found in part.walk() if found.template == "own-letters")
    assert [(total.words, plain(one.text)) for total, one in zip(letters.totals, letters.said, strict=True)] == [
        ("Approves", "The customer approves the backup.")
    ]
    assert "Approves" in [inner.heading for inner in part.parts]
    assert "accountable" not in "\n".join(line for inner in part.parts[1:] for line in lines_of(inner.content))


def test_the_booklet_says_approves(catalogue: Catalogue) -> None:
    service = json.loads(Sheets(catalogue, "").service("en", "board").json)["service"]
    said = json.dumps((service["sections"], service["duties"]))
    assert "Customer approves" in said
    assert "Provider drives" in said
    assert "is accountable for" not in said


def test_the_annex_says_approves(catalogue: Catalogue, tmp_path: Path) -> None:
    path = tmp_path / "annex.yaml"
    path.write_text("system: Letters\nowner: The office\nservice: board\ndate: 2026-11-25\nlanguages: en\n", "utf-8")
    found = read_annex(path, catalogue)
    assert found.annex, found.problems
    shown = annex_sheet(found.annex, found.digest, catalogue, [], "")[0].json
    assert "Customer approves" in shown
    assert '"Approves"' in shown
    assert "Customer is accountable for" not in shown


def test_the_data_have_the_letters_and_what_they_mean(catalogue: Catalogue) -> None:
    board = catalogue.objects["service"]["board"]
    data = json.loads(dict(export.files(catalogue))["services/board.json"])
    assert [(cell["party"], cell["roles"]) for cell in data["matrix"]["cells"]] == [("customer", "A"), ("provider", "D")]
    assert [(claim["party"], claim["answers-for"], claim["does"]) for one in data["statements"] for claim in one["claims"]] == [
        ("customer", ["backup"], []),
        ("provider", [], ["backup"]),
    ]
    rows = csv.DictReader(io.StringIO(table(catalogue, board).removeprefix("\ufeff")))
    assert [(row["task"], row["party"], row["roles"]) for row in rows] == [
        ("backup", "customer", "A"),
        ("backup", "provider", "D"),
    ]
    editions = [Edition(catalogue, language) for language in catalogue.identity.languages]
    book = openpyxl.load_workbook(io.BytesIO(written(workbook(editions, board))))
    texts = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    assert {"A", "D"} <= set(texts)
    assert any("Approver: Approves" in text or text == "Approver" for text in texts)
    assert not any("Accountable" in text for text in texts)
