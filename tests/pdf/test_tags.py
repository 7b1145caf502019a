"""The tags of the booklets: what a screen reader gets of each cell, against the source of the matrix."""

from __future__ import annotations

from pathlib import Path

import page
import pikepdf
import pytest

from tests.built import LANGUAGES, source_rows
from tests.pdf.tagged import Element, read
from tests.site.test_matrix import GROUPS, LAYERS

NAMES = [f"{id}-{language}" for id in ("2a", "catalogue") for language in LANGUAGES]
PARTIES = {"da": ["Kunde", "SIT"], "en": ["Customer", "SIT"]}

pytestmark = [pytest.mark.content, pytest.mark.parametrize("name", NAMES)]


@pytest.fixture
def root(folder: Path, name: str) -> Element:
    return read(folder / f"{name}.pdf")


@pytest.fixture
def table(root: Element) -> Element:
    """Return the matrix: the one table with more than two columns."""
    found = [table for table in root.all("Table") if len(table.all("TD")) >= 200]
    assert len(found) == 1
    return found[0]


def marks(cell: Element) -> list[str]:
    """Return the numbers of the notes of a cell."""
    return [link.text for link in cell.all("Link") if link.text.isdigit()]


def test_a_booklet_holds_to_pdf_ua(folder: Path, name: str) -> None:
    report = page.validate_pdf(folder / f"{name}.pdf", profile=page.ValidationProfile.PDF_UA_1)
    assert report.is_compliant, report.failures


def test_all_cells_are_those_of_the_source(table: Element, name: str) -> None:
    language = name[-2:]
    headings = {element.id: element for element in table.all("TH")}
    (last,) = [heading.id for heading in headings.values() if heading.text == "‡"]
    cells = iter([cell for cell in table.all("TD") if last not in cell.headers])
    groups = dict(zip(dict.fromkeys(row.group for row in source_rows()), GROUPS[language], strict=True))
    columns = [(layer, party) for layer in LAYERS[language] for party in PARTIES[language]]
    count = 0
    for row in source_rows():
        for source, (layer, party) in zip(row.cells, columns, strict=True):
            cell = next(cells)
            assert cell.without("Link") == (source.roles or "–"), source.address
            assert marks(cell) == list(source.notes), source.address
            told = {headings[id].without("Link"): headings[id] for id in cell.headers}
            task = [heading for heading in told.values() if heading.scope == "Row"]
            assert [element.text for element in told.values() if element.scope == "Column"] == [groups[row.group], layer, party]
            assert len(task) == 1
            assert marks(task[0]) == list(row.notes)
            if language == "da":
                assert task[0].without("Link") == row.name
            count += 1
    assert (count, next(cells, None)) == (200, None)


def test_the_last_column_names_the_tensions_of_each_row(table: Element, name: str) -> None:
    """Each that a sign in the row is about, and on a row without a sign none."""
    (last,) = [heading.id for heading in table.all("TH") if heading.text == "‡"]
    for row in table.all("TR")[2:]:
        signs = [link for link in row.all("Link") if link.text == "‡"]
        named = [link.text for cell in row.all("TD") if last in cell.headers for link in cell.all("Link")]
        assert bool(signs) == bool(named), row.text
        assert len(set(named)) == len(named)
    assert 0 < table.text.count("‡") - 1 <= 30


def test_each_heading_says_what_it_heads_and_is_found(root: Element, folder: Path, name: str) -> None:
    headings = root.all("TH")
    assert len(headings) > 25
    assert {heading.scope for heading in headings} == {"Row", "Column"}
    assert all(heading.id for heading in headings)
    ids = [element.id for element in root.walk() if element.id]
    assert len(ids) == len(set(ids))
    with pikepdf.open(folder / f"{name}.pdf") as pdf:
        tree = pikepdf.NameTree(pdf.Root.StructTreeRoot.IDTree)
        assert sorted(tree) == sorted(ids)
        assert all(str(tree[id].ID) == id for id in ids)
    for table in root.all("Table"):
        ids = {element.id for element in table.all("TH")}
        assert all(set(cell.headers) <= ids for cell in table.all("TD", "TH"))


def test_each_note_is_a_note(root: Element, name: str) -> None:
    notes = root.all("Note")
    assert [note.text[0] for note in notes] == list("123456")
    assert [note.text.rpartition(" ")[2] for note in notes] == [f"note.{number}" for number in "123456"]
    assert root.all("BlockQuote") == []
    assert "fuldstændighed" in notes[5].text or "completeness" in notes[5].text


def test_a_booklet_of_a_service_has_one_heading_of_the_first_level(root: Element, name: str) -> None:
    assert (len(root.all("H1")) == 1) is name.startswith("2a")


def test_it_says_its_title_and_language_and_not_when_it_was_made(folder: Path, name: str) -> None:
    with pikepdf.open(folder / f"{name}.pdf") as pdf:
        assert pdf.Root.Lang == name[-2:]
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        title = {
            "2a-da": "2A Platformdrift",
            "2a-en": "2A Platform operations",
            "catalogue-da": "Ydelseskatalog",
            "catalogue-en": "Service catalogue",
        }
        assert str(pdf.docinfo["/Title"]) == title[name]
        assert "/CreationDate" not in pdf.docinfo
        metadata = pdf.Root.Metadata.read_bytes()
        assert b"Date>" not in metadata and b"1970" not in metadata
        for said in (b"<pdfaid:part>2<", b"<pdfaid:conformance>A<", b"<pdfuaid:part>1<"):
            assert said in metadata


def test_every_font_is_of_the_one_family_and_inside(folder: Path, name: str) -> None:
    with pikepdf.open(folder / f"{name}.pdf") as pdf:
        fonts = [font for page in pdf.pages for _, font in page.resources.get("/Font", {}).items()]
        assert fonts
        for font in fonts:
            described = font.DescendantFonts[0].FontDescriptor
            assert "IBMPlexSans" in str(described.FontName)
            assert "/FontFile3" in described or "/FontFile2" in described
