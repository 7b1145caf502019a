"""The statements to which the baseline of a service applies are marked in every output, and nothing else is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from service_catalogue import views
from service_catalogue.pdf.annex import annex_sheet, read_annex
from service_catalogue.pdf.sheets import Sheets
from service_catalogue.views.duties import duties
from service_catalogue.views.edition import Edition
from service_catalogue.views.statements import STATEMENTS

from tests.folders import FIXTURES, PLATFORM, catalogue_of

CATALOGUE = catalogue_of(PLATFORM)
EDITION = Edition(CATALOGUE, "en")
SECTIONS = {"general": 9, "security": 8, "itil": 4, "development": 4}
COVERED = {f"{section}-{number}" for section, count in SECTIONS.items() for number in range(1, count + 1)}


def marked(statements: list[dict[str, Any]]) -> set[str]:
    return {one["id"] for one in statements if any(mark["label"] == "*" for mark in one["marks"])}


def inside(value: object) -> Iterator[dict[str, Any]]:
    """Yield the statements of a sheet, and the entries of its lists, at any depth."""
    if isinstance(value, dict):
        if {"id", "marks", "text"} <= set(value):
            yield value
        value = list(value.values())
    for inner in value if isinstance(value, list) else ():
        yield from inside(inner)


def test_the_page_of_the_service_marks_what_the_baseline_covers() -> None:
    page = views.page(EDITION, views.PageAddress("services/2a", "service", ("2a",)))
    statements = [one for part in STATEMENTS.among(page.walk()) for one in part.content]
    assert {one.id for one in statements if any(mark.label == "*" for mark in one.marks)} == COVERED
    (link,) = {mark.link for one in statements for mark in one.marks if mark.kind == "baseline"}
    assert link == ("services/2a", "baseline")


@pytest.mark.parametrize("party", ["customer", "provider"])
def test_the_list_of_a_party_marks_what_the_baseline_covers(party: str) -> None:
    found = duties(EDITION, CATALOGUE.objects["service"]["2a"], CATALOGUE.party(party))
    entries = [*(one for letter in found.letters for one in letter.said), *found.promised, *found.rights, *found.owns]
    assert {one.id for one in entries if one.id in COVERED} == {one.id for one in entries if "*" in [m.label for m in one.marks]}


def test_the_booklet_and_the_annex_mark_what_the_baseline_covers() -> None:
    annex = read_annex(FIXTURES / "annex.yaml", CATALOGUE)
    assert annex.annex
    for sheet in (Sheets(CATALOGUE, "").service("en", "2a"), annex_sheet(annex.annex, annex.digest, CATALOGUE, [], "")[0]):
        assert marked(list(inside(json.loads(sheet.json)))) == COVERED


def test_no_cell_is_marked_with_the_baseline() -> None:
    page = views.page(EDITION, views.PageAddress("services/2a", "service", ("2a",)))
    (matrix,) = (part.content for part in page.walk() if part.template == "matrix")
    marks = [
        mark for group in matrix.groups for row in group.rows for cell in row.cells for mark in (*cell.notes, *cell.departures)
    ]
    assert marks
    assert "*" not in {mark.label for mark in marks}
