"""The JSON that the template is given: texts, links and labels, and no digest of the data but in the feet."""

from __future__ import annotations

from pathlib import Path

import pytest
from service_catalogue.check.checker import check
from service_catalogue.locale.words import Borrowed
from service_catalogue.pdf.annex import call_sheet
from service_catalogue.pdf.sheets import Sheets, feet
from service_catalogue.pdf.typesetting import Encoder
from service_catalogue.views.edition import Edition, Link, Piece, PieceKind, Reference, joined
from service_catalogue.views.statements import Mark

from tests.folders import DESK, PLATFORM, approve, catalogue_of, copy, edited, plant

NOTE = Link("services/desk", "note.1")


@pytest.fixture
def encoder(tmp_path: Path) -> Encoder:
    encoder = Encoder(Edition(catalogue_of(copy(tmp_path)), "en"), "https://example.org", prefix="en:")
    encoder.put(NOTE)
    return encoder


@pytest.mark.parametrize(
    ("value", "encoded"),
    [
        ("two\nlines", "two lines"),
        (Borrowed("ord"), {"words": "ord", "lang": "en", "to": "", "em": False}),
        (
            joined(["a", (Piece(PieceKind.EMPHASIS, "b"),)], ", "),
            ["a", ", ", {"words": "b", "lang": "", "to": "", "em": True}],
        ),
        (
            (Piece(PieceKind.LINK, "a", "da", "https://example.org"),),
            [
                {
                    "words": "a",
                    "lang": "da",
                    "to": "https://example.org",
                    "em": False,
                    "written": " (example.org)",
                }
            ],
        ),
        (
            (Piece(PieceKind.TERM, "a", link=NOTE),),
            [{"words": "a", "lang": "", "to": "label:en:services/desk#note.1", "em": False}],
        ),
        (Reference("a", Link("tasks/a")), {"words": "a", "link": "https://example.org/en/tasks/a.html"}),
        (Mark("note", "1", "1", "Note 1", NOTE), {"kind": "note", "label": "1", "to": "en:services/desk#note.1"}),
        (Mark("note", "2", "2", "Note 2", Link("services/desk", "note.2")), {"kind": "note", "label": "2", "to": ""}),
    ],
)
def test_texts_links_and_marks_are_encoded_for_typst(encoder: Encoder, value: object, encoded: object) -> None:
    assert encoder.encode(value) == encoded


def test_a_sheet_has_no_digest_of_the_data() -> None:
    """Or a change of one service would set the pages of every other anew."""
    catalogue = catalogue_of(PLATFORM)
    sheets = Sheets(catalogue, "https://example.org")
    sheet = sheets.service("da", "2a")
    assert catalogue.digest not in sheet.json
    foot = feet(sheet.frame, Encoder(sheets.editions["da"], ""), sheets.foot("da", "0123456789ab", "2a"), [False, True])
    assert "Indhold: 0123456789ab" in foot and catalogue.digest not in foot


def test_each_page_and_the_contents_say_that_a_service_is_not_in_force(tmp_path: Path) -> None:
    sheets = Sheets(catalogue_of(edited(tmp_path, (DESK, "status: in-force", "status: draft"))), "")
    title = "D1 Desk (draft)"
    assert sheets.frame_of_service("en", "desk").title == title
    assert title in sheets.before("en", {"desk": ()}, {}).json


def test_the_pages_of_a_service_that_is_approved_itself_do_not_say_that_it_is_not(tmp_path: Path) -> None:
    """Until it changes, and though the catalogue is not approved."""
    folder = copy(tmp_path)
    approve(folder, "desk")

    def marks() -> list[list[str]]:
        sheets = Sheets(check(folder).catalogue, "")
        encoder = Encoder(sheets.editions["en"], "")
        frames = (sheets.frame_of_service("en", "desk"), call_sheet([encoder], sheets.catalogue.services[0]).frame)
        return [frame.draft for frame in (*frames, sheets.before("en", {"desk": ()}, {}).frame)]

    mark = ["RESTATEMENT, not approved by The owner"]
    assert marks() == [[], [], mark]
    plant(folder, (DESK, "en: Ask the provider.", "en: Ask."))
    assert marks() == [mark] * 3
