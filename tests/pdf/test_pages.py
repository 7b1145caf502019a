"""What lies on the pages: nothing over anything else, nothing too small or too pale to read, and no page that is all but empty."""

from __future__ import annotations

import itertools
import json
import multiprocessing
import re
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from service_catalogue.check.checker import check
from service_catalogue.pdf.build import booklets, names
from service_catalogue.pdf.sheets import Sheets
from service_catalogue.pdf.typesetting import typeset

from tests.folders import EXAMPLE, FIXTURES, SMALL, catalogue_of
from tests.pdf.boxes import Laid, pages

#: With two pages on a sheet (the square root of a half) what is printed in it still has 6 points.
LEAST = 8.48
MM = 72 / 25.4
#: How high the foot of a page reaches, in points from its lower edge.
FOOT = 38
CATALOGUES = {path.name: path for path in sorted((FIXTURES / "catalogues").iterdir())} | {
    "nordic": FIXTURES / "nordic" / "data",
    "small": FIXTURES / "small",
    "tiny": FIXTURES / "tiny",
}


@pytest.fixture(scope="module")
def made(addressed: Path, annexes: Path) -> list[Path]:
    """Return the booklets of 2A as it once stood, the catalogue of it, and two annexes."""
    names = ("2a-da", "2a-en", "catalogue-da", "catalogue-en")
    return [*(addressed / f"{name}.pdf" for name in names), *sorted(annexes.glob("*.pdf"))]


def faults(path: Path) -> Iterator[str]:
    """Return the faults of the pages of the PDF at ``path``."""
    shown = list(pages(path))
    apart = covers_and_ends(path)
    for page in shown:
        place = f"{path.name}:{page.number}"
        yield from (f"{place}: {one!r} lies on {other!r}" for one, other in page.overlaps())
        if page.fill < 0.2 and page.number not in apart:
            yield f"{place}: is {page.fill:.0%} full"
        for text in page.runs:
            if text.words.strip() and text.contrast < 4.5:
                yield f"{place}: {text.words!r} has a contrast of {text.contrast:.2f}"
            if text.words.strip() and text.size < LEAST:
                yield f"{place}: {text.words!r} has {text.size:.1f} points"
        yield from (f"{place}: {words!r} stands over the edge" for words in over_the_edge(page))
        yield from (f"{place}: {words!r} stands between the text and the foot" for words in under_the_text(page))


def over_the_edge(page: Laid) -> Iterator[str]:
    for text in page.runs:
        if text.words.strip() and not (text.box.left > 15 and text.box.right < page.width - 15):
            yield text.words


def under_the_text(page: Laid) -> Iterator[str]:
    """Yield the texts between the last line of a page and the first of its foot."""
    last = (20 if page.width > page.height else 22) * MM
    for text in page.runs:
        if text.words.strip() and FOOT < text.box.bottom < last - 4:
            yield text.words


def covers_and_ends(path: Path) -> set[int]:
    """Return the cover, the first page of each chapter, which is that of a service's title, and the page with which each ends."""
    with pikepdf.open(path) as pdf, pdf.open_outline() as outline:
        numbers = {page.objgen: number for number, page in enumerate(pdf.pages, 1)}
        begin = {numbers[item.destination[0].objgen] for item in outline.root}
        return {1, len(pdf.pages), *begin, *(number - 1 for number in begin)}


def test_the_booklets_and_annexes_of_2a(made: list[Path]) -> None:
    assert len(made) == 6
    assert [fault for path in made for fault in faults(path)] == []


def test_a_booklet_is_no_longer_than_a_reader_bears(made: list[Path]) -> None:
    for path in made[:2]:
        assert len(list(pages(path))) <= 12


@pytest.mark.long
@pytest.mark.parametrize("name", CATALOGUES)
def test_every_pdf_of_every_fixture(tmp_path: Path, name: str) -> None:
    catalogue = check(CATALOGUES[name]).catalogue
    found = booklets(catalogue, tmp_path, "", names(catalogue), 2, lambda *_: None)
    assert [fault for booklet in found for fault in faults(booklet.path)] == []


def test_a_matrix_without_text_begins_on_the_first_page(tmp_path: Path) -> None:
    """There is nothing else to show there; a text in front of it is listed first."""
    first = {}
    for booklet in booklets(catalogue_of(EXAMPLE), tmp_path, "", ["network", "laptops"], 2, lambda *_: None):
        first[booklet.path.stem] = " ".join(run.words for run in next(pages(booklet.path)).runs)
    assert "Administrator access" in first["network-en"]
    assert "Contents" not in first["network-en"]
    assert "Contents" in first["laptops-en"]
    assert "A laptop for each employee" in first["laptops-en"]  # what the service is, if no statement says it in its place


def test_a_mark_is_clear_of_the_letters_of_the_next_party(made: list[Path]) -> None:
    """Else it would seem to be theirs: nearer to what is before it than to what is after it."""
    for path in made:
        near, marks = [], 0
        for page in pages(path):
            signs = [text for text in page.runs if text.words in {*"RACI–"}]
            if len(signs) < 100:  # there is no matrix on it
                continue
            for mark in (text for text in page.runs if re.fullmatch(r"(t|!)?\d+", text.words)):
                letters = [sign.box for sign in signs if sign.box.shared(mark.box)[1] > 2]
                before = [mark.box.left - box.right for box in letters if box.right <= mark.box.left]
                after = [box.left - mark.box.right for box in letters if box.right > mark.box.left]
                marks += bool(before and after)
                if after and min(after) < max(5, min(before, default=0)):
                    near.append((page.number, mark.words, round(min(after), 1)))
        assert near == []
        assert marks > 8


def test_a_mark_in_a_line_that_runs_on_is_beside_what_it_marks(tmp_path: Path) -> None:
    """At the beginning of a line it would seem to be of what follows."""
    catalogue = catalogue_of(EXAMPLE)
    column = (23 + 30) * MM
    first, after = [], 0
    for booklet in booklets(catalogue, tmp_path, "", ["hosting"], 2, lambda *_: None):
        for page in pages(booklet.path):
            for mark, text in itertools.pairwise(page.runs):
                if re.fullmatch(r"(t|!)?\d+", mark.words) and text.words.startswith(";"):
                    after += 1
                    if abs(mark.box.left - column) < 2:
                        first.append(f"{booklet.path.name}:{page.number}: {mark.words}{text.words}")
    assert first == []
    assert after > 15


def test_terms_begin_on_the_page_of_their_heading(tmp_path: Path) -> None:
    """However far down the page it is: Typst sets what has no room in the last column over the foot of the page."""
    sheet = json.loads(Sheets(catalogue_of(SMALL), "").service("en", "desk").json)
    service: Any = sheet["service"]
    statements, terms = service["sections"][0]["content"]["statements"], service["terms"]
    for entry, length in zip(terms["entries"], (20, 60, 20), strict=True):
        entry["text"] = "words " * length
    begun = []
    # In a process of its own: no process that is forked from one which has used Typst can use it.
    with ProcessPoolExecutor(1, multiprocessing.get_context("fork")) as apart:
        while len({page for page, _ in begun}) < 2:
            laid = apart.submit(typeset, json.dumps(sheet)).result()
            heading, first = (laid.positions[one["label"]] for one in (terms, terms["entries"][0]))
            assert (first.page, first.x) == (heading.page, heading.x)
            begun.append((heading.page, heading.y))
            path = tmp_path / f"{len(begun)}.pdf"
            path.write_bytes(laid.content)
            assert [words for page in pages(path) for words in under_the_text(page)] == []
            statements.append(statements[0] | {"link": "", "text": "One more line."})
    assert len(begun) > 5


def test_the_first_page_shows_who_is_accountable_by_pattern(made: list[Path]) -> None:
    """Bars that can be told apart without colours, beside words that say the same."""
    first = next(pages(made[0]))
    words = " ".join(run.words for run in first.runs)
    assert "Kunde 25 af 25" in words
    bars = [box for box in first.shapes if 12 < box.top - box.bottom < 18]
    assert len(bars) == 5
    with pikepdf.open(made[0]) as pdf:
        assert pdf.pages[0].Resources.Pattern.keys()


def test_what_is_not_stated_is_one_sentence(made: list[Path]) -> None:
    words = " ".join(run.words for run in next(pages(made[0])).runs)
    body = words.partition("Indhold")[0]
    assert body.count("Kilden oplyser ikke") == 1


def test_links_are_of_the_colour_of_the_text(made: list[Path]) -> None:
    """On paper nobody can follow them."""
    blue = (0x0B / 255, 0x4A / 255, 0x6B / 255)
    for path in made:
        for page in pages(path):
            close = [run.words for run in page.runs if all(abs(a - b) < 0.02 for a, b in zip(run.colour * 3, blue, strict=False))]
            assert close == []
