"""Booklets have the content of the site, and nothing is read as markup."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable
from pathlib import Path

import page
import pikepdf
import pytest
from service_catalogue.check.checker import check
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.pdf.build import booklets
from service_catalogue.views.edition import Edition

from tests.big import write
from tests.built import LANGUAGES, SMALL, replace, squeeze
from tests.folders import PLATFORM, catalogue_of
from tests.pdf.boxes import pages
from tests.pdf.examples import CATALOGUES
from tests.pdf.tagged import Element, read
from tests.pdf.test_annex import tight


def texts(service, edition: Edition):
    """Every text of a service for readers, as the site shows it."""
    found = [statement.text for statement in service.statements.values()]
    found += [note.text for note in service.notes] + [exception.reason for exception in service.exceptions]
    found += [section.name for section in service.all_sections]
    found += [text for text in (service.motto, service.family, service.approver) if text]
    return [squeeze(edition.plain(text)) for text in found]


@pytest.mark.content
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("id", ["2a", "catalogue"])
def test_every_text_of_the_site_is_there(folder: Path, catalogue: Catalogue, id: str, language: str) -> None:
    shown = read(folder / f"{id}-{language}.pdf").text
    edition = Edition(catalogue, language)
    missing = [text for text in texts(catalogue.services[0], edition) if text not in shown]
    if id == "catalogue":
        missing += [term.id for term in catalogue.terms if squeeze(edition.plain(term.definition)) not in shown]
    assert missing == []
    names = [squeeze(edition.plain(catalogue.task(row.task).name)) for row in catalogue.services[0].matrix.rows]
    assert [name for name in names if name not in shown] == []


@pytest.mark.content
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_statement_stands_again_within_another_text(folder: Path, catalogue: Catalogue, language: str) -> None:
    """A tension that repeats a statement whole, instead of what it says otherwise: a hundred letters tell them apart from a quotation."""
    shown, edition = tight(read(folder / f"2a-{language}.pdf").text), Edition(catalogue, language)
    for statement in catalogue.services[0].statements.values():
        text = tight(edition.plain(statement.text))
        again = [start for start in range(len(text) - 99) if shown.count(text[start : start + 100]) > 1]
        assert again == [], statement.id


NAMES = ("2a-da", "2a-en", "catalogue-da", "catalogue-en", "annex", "annex-one-language")


@pytest.mark.parametrize("name", NAMES)
def test_each_text_of_the_source_is_there_once_with_its_id(addressed: Path, annexes: Path, name: str) -> None:
    """All 40 statements, 6 notes, 11 tensions and the exception, by their first 60 letters."""
    languages = {"annex": LANGUAGES, "annex-one-language": ("da",)}.get(name, (name[-2:],))
    path = (annexes if "annex" in name else addressed) / f"{name}.pdf"
    shown = tight(read(path).text)
    catalogue = catalogue_of(PLATFORM)
    (service,) = catalogue.services
    texts = {one.address: one.text for one in service.texts}
    texts |= {service.id_of_departure(one): one.text for one in service.tensions} | {"!1": service.exceptions[0].reason}
    assert len(texts) == 40 + 6 + 11 + 1
    for edition in (Edition(catalogue, language) for language in languages):
        counts = {id: shown.count(tight(edition.plain(text))[:60]) for id, text in texts.items()}
        assert {id: count for id, count in counts.items() if count != 1} == {}
    assert [id for id in texts if id not in shown] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_booklet_stands_alone(addressed: Path, language: str) -> None:
    """Each term that links in a text is explained at its end."""
    root = read(addressed / f"2a-{language}.pdf")
    with pikepdf.open(addressed / f"2a-{language}.pdf") as pdf:
        addresses = [str(note.A.URI) for page in pdf.pages for note in page.get("/Annots", []) if "/A" in note]
        inside = [note for page in pdf.pages for note in page.get("/Annots", []) if "/Dest" in note]
        assert len(inside) > 100
        pages = {page.objgen for page in pdf.pages}
        assert all(note.Dest[0].objgen in pages for note in inside)
        assert all(str(note.Contents).startswith(("side ", "Side ", "page ", "Page ")) for note in inside)
    assert not [address for address in addresses if "glossary" in address]
    assert all(address.startswith("https://example.org/katalog/") for address in addresses)
    prevails = "the Danish text prevails" in root.text
    assert prevails == (language == "en")
    assert f"https://example.org/katalog/{language}/services/2a.html" in [figure.alt for figure in root.all("Figure")]
    for words in {
        "da": ("Kilden oplyser ikke: dokumentets dato, ", "har ikke godkendt gengivelsen"),
        "en": ("The source does not state: date of the document, ", "has not approved the restatement"),
    }[language]:
        assert words in root.text


@pytest.mark.parametrize(("language", "words"), [("da", "Side {number} af {count}"), ("en", "Page {number} of {count}")])
def test_pages_are_counted_through(folder: Path, catalogue: Catalogue, language: str, words: str) -> None:
    """One count for the whole: at the foot of each page but the cover, with the digest of the data."""
    shown = list(pages(folder / f"catalogue-{language}.pdf"))
    for one in shown:
        feet = squeeze(" ".join(run.words for run in one.runs if run.box.top < 60))
        if one.number == 1:
            assert feet == ""
        else:
            assert words.format(number=one.number, count=len(shown)) in feet
            assert catalogue.digest in feet


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_contents_are_complete(folder: Path, language: str) -> None:
    """On the cover, each heading of the pages behind it, with the page on which it is."""
    path = folder / f"catalogue-{language}.pdf"
    listed = squeeze(" ".join(run.words for run in next(pages(path)).runs))
    with pikepdf.open(path) as pdf, pdf.open_outline() as outline:
        numbers = {page.objgen: number for number, page in enumerate(pdf.pages, 1)}
        items = [item for top in outline.root for item in (top, *top.children)]
        # The headings of the schemes in the guide, and of sections in sections, are on the pages of those that are listed.
        wanted = [f"{item.title} {numbers[item.destination[0].objgen]}" for item in items]
    assert len(wanted) == 15
    assert [line for line in wanted if squeeze(line) not in listed] == []


def test_bookmarks_lead_to_every_section(folder: Path, catalogue: Catalogue) -> None:
    for name, top in (("2a-da", 1), ("catalogue-da", 4)):
        with pikepdf.open(folder / f"{name}.pdf") as pdf, pdf.open_outline() as outline:
            titles = [item.title for item in outline.root]
            assert len(titles) == top
            service = next(item for item in outline.root if item.title == "2A Platformdrift")
            sections = [child.title for child in service.children]
            assert "Hvem gør hvad" in sections
            names = [str(section.name["da"]) for section in catalogue.services[0].sections]
            assert [section for section in sections if section in names] == names[
                1:
            ]  # the first is about the service: below the source


HOSTILE = [
    '#panic("x") #read("/etc/passwd")',
    "= Overskrift // ikke en kommentar /* heller ikke */",
    "$ x^2 $ @ref <label> `raw` ```typ #x```",
    "\\u{41} \\ ~ -- --- ... ' \" _a_ - a + b / c: d",
    "<script>alert(1)</script> &amp; {{ 7 * 7 }} {% x %} %d %s",
]


def test_nothing_in_a_text_is_read_as_typst(tmp_path: Path) -> None:
    """Nothing that an editor writes is read as Typst, and a character that the typeface lacks is named."""
    data = Path(shutil.copytree(SMALL, tmp_path / "data"))
    text = " ".join((*HOSTILE, "Ro 🙂 på"))
    quoted = "'" + text.replace("'", "''") + "'"
    replace(data / "services" / "desk.yaml", "{da: Ro på, en: Stay calm}", f"{{da: {quoted}, en: {quoted}}}")
    result = check(data)
    assert not result.failed and "missing-glyph" in {problem.rule.name for problem in result.problems}
    booklets(result.catalogue, tmp_path, "", ["desk"], 1, lambda *_: None)
    shown = read(tmp_path / "desk-da.pdf").text
    assert squeeze(text).replace("🙂", "[U+1F642]") in shown


def rows(table: Element) -> list[list[str]]:
    return [[cell.without("Link") for cell in row.all("TD")] for row in table.all("TR")]


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=() if name == "plans-and-phases" else pytest.mark.long) for name in CATALOGUES]
)
def test_every_pdf_of_a_catalogue_is_accessible_and_has_all_cells(every: Callable[[str], Path], name: str) -> None:
    """Every matrix that operators publish is a booklet, is accessible, and has all of its cells."""
    catalogue, folder = catalogue_of(CATALOGUES[name]), every(name)
    for path in folder.glob("*.pdf"):
        report = page.validate_pdf(path, profile=page.ValidationProfile.PDF_UA_1)
        assert report.is_compliant, (path.name, report.failures)
    for service, language in itertools.product(catalogue.services, catalogue.identity.languages):
        root = read(folder / f"{service.id}-{language}.pdf")
        signs = {heading.id for heading in root.all("TH") if heading.text == "‡"}  # over the tensions and exceptions of a row
        cells = [cell for cell in root.all("TD") if cell.span[0] == 1 and signs.isdisjoint(cell.headers)]
        assert len(cells) == sum(len(matrix.cells) for matrix in service.all_matrices)
        assert all(len(cell.headers) >= 2 for cell in cells)


@pytest.mark.long
def test_the_largest_matrix_is_an_accessible_booklet(tmp_path: Path) -> None:
    catalogue = check(write(tmp_path / "data")).catalogue
    booklets(catalogue, tmp_path, "", ["big"], 1, lambda *_: None)
    for language in LANGUAGES:
        path = tmp_path / f"big-{language}.pdf"
        limits = page.SafetyLimits(max_table_grid_rows=2_000)
        assert page.validate_pdf(path, profile=page.ValidationProfile.PDF_UA_1, limits=limits).is_compliant
        assert sum(len(table.all("TD")) for table in read(path).all("Table")) == 1100 * 4 * 8
