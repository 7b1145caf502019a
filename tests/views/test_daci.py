"""A service with the letters D, A, C and I: the verbs of its claims are those of its scheme, in every output."""

from __future__ import annotations

import json

import pytest
from service_catalogue import views
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.pdf.sheets import Sheets
from service_catalogue.views.duties_markdown import markdown
from service_catalogue.views.edition import Edition
from service_catalogue.views.piece import plain

from tests.folders import checked, copy, plant

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
    folder = copy(tmp_path_factory.mktemp("daci"))
    plant(folder, ("roles.yaml", "schemes:\n", SCHEME), ("services/board.yaml", "", BOARD))
    result = checked(folder)
    assert [problem.message["en"] for problem in result.problems] == []
    return result.catalogue


def page(catalogue: Catalogue, document: str, kind: str, *ids: str) -> views.Page:
    return views.page(Edition(catalogue, "en"), views.Address(document, kind, ids))


def test_the_page_says_approves_and_drives(catalogue: Catalogue) -> None:
    parts = page(catalogue, "services/board", "service", "board").walk()
    lines = [
        line.words for part in parts if part.template == "statements" for one in part.content.statements for line in one.claims
    ]
    assert lines == ["Customer approves", "Provider drives"]


def test_a_part_and_its_file_say_approves(catalogue: Catalogue) -> None:
    part = page(catalogue, "parties/customer/board", "duties", "customer", "board")
    (letters,) = (found.content for found in part.walk() if found.template == "own-letters")
    assert [(total.words, plain(one.text)) for total, one in zip(letters.totals, letters.said, strict=True)] == [
        ("Approves", "The customer approves the backup.")
    ]
    text = markdown(Edition(catalogue, "en"), part)
    assert "\n## Approves\n" in text
    assert "- The customer approves the backup. In the matrix: Backup. (terms-1)" in text
    assert "accountable" not in text.partition("\n## ")[2]


def test_the_booklet_says_approves(catalogue: Catalogue) -> None:
    service = json.loads(Sheets(catalogue, "").service("en", "board").json)["service"]
    said = json.dumps((service["sections"], service["duties"]))
    assert "Customer approves" in said
    assert "Provider drives" in said
    assert "is accountable for" not in said
