"""Layout of the pages: nothing overlaps, nothing is too small or too pale to read, and no page is nearly empty."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from random import Random
from typing import Any

import pikepdf
import pytest
from service_catalogue.check.checker import check
from service_catalogue.messages.failure import process_context
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.service import Situation
from service_catalogue.pdf.build import PAGES, booklets
from service_catalogue.pdf.sheets import Sheets
from service_catalogue.pdf.typesetting import typeset
from service_catalogue.store import Store
from service_catalogue.views.service import CALLS_PDF

from tests.big import write
from tests.folders import EXAMPLE, FIXTURES, PLATFORM, SMALL, catalogue_of, copy
from tests.pdf.boxes import Box, Laid, pages
from tests.pdf.conftest import make_annex
from tests.pdf.examples import CATALOGUES

#: Ids and marks, then what is small, then all other text and what is larger.
SIZES = {8, 8.5, 9, 9.5, 10.5, 12, 13, 14, 17, 19, 20, 24, 28, 44}
MM = 72 / 25.4
#: The edges of the grid, from either side of the page, and of that of annexes; and how much a curve may reach over them.
EDGE, EDGE_OF_ANNEX, CURVE = 18 * MM, 15 * MM, 0.6
#: The width of a space, of the size of the type: one at the end of a line is over the edge.
SPACE = 0.26
#: How high the foot of a page reaches, in points from its lower edge.
FOOT = 38
#: A matrix is whole on one page with so many rows and groups, and so are its notes with so many letters.
ROWS, GROUPS, LETTERS = 26, 6, 1000


@pytest.fixture(scope="module")
def made(addressed: Path, annexes: Path) -> list[Path]:
    """Return the booklets of 2A as it once stood, the catalogue of it, and two annexes."""
    names = ("2a-da", "2a-en", "catalogue-da", "catalogue-en")
    return [*(addressed / f"{name}.pdf" for name in names), *sorted(annexes.glob("*.pdf"))]


def faults(path: Path) -> Iterator[str]:
    """Return the faults of the pages of the PDF at ``path``."""
    shown = list(pages(path))
    if len(shown[-1].lines) < 2:
        yield f"{path.name}: the last page has one line"
    apart = covers_and_ends(path)
    for page in shown:
        place = f"{path.name}:{page.number}"
        yield from (f"{place}: {one!r} lies on {other!r}" for one, other in page.overlaps())
        if page.fill < 1 / 3 and page.number not in apart:
            yield f"{place}: is {page.fill:.0%} full"
        for text in page.runs:
            if text.words.strip() and text.contrast < 4.5:
                yield f"{place}: {text.words!r} has a contrast of {text.contrast:.2f}"
            if text.words.strip() and round(text.size, 1) not in SIZES:
                yield f"{place}: {text.words!r} has {text.size:.1f} points"
        yield from (
            f"{place}: {words!r} is outside the grid"
            for words in outside_the_grid(page, EDGE_OF_ANNEX if "annex" in path.stem else EDGE)
        )
        yield from (f"{place}: {words!r} stands between the text and the foot" for words in under_the_text(page))


def outside_the_grid(page: Laid, edge: float) -> Iterator[str]:
    for text in page.runs:
        right = text.box.right - text.size * SPACE * (len(text.words) - len(text.words.rstrip()))
        if text.words.strip() and not (text.box.left > edge - CURVE and right < page.width - edge + CURVE):
            yield text.words


def broken_matrices(catalogue: Catalogue, folder: Path) -> Iterator[str]:
    """Yield each matrix of usual size whose rows, or its notes, are on more than one page, in booklets that are in ``folder``."""
    for service, language in itertools.product(catalogue.services, catalogue.identity.languages):
        record = Store(folder / PAGES).get(f"{service.id}_alone-{language}", "")
        number = {label: place[0] for label, place in record["positions"].items()}
        for matrix in service.all_matrices:
            if len(matrix.rows) > ROWS or len({catalogue.task(row.task).group for row in matrix.rows}) > GROUPS:
                continue
            labels = [f"services/{service.id}#row.{matrix.address(row.task)}" for row in matrix.rows]
            if matrix is service.all_matrices[-1] and sum(len(note.text[language]) for note in service.notes) <= LETTERS:
                labels += [f"services/{service.id}#note.{note.id}" for note in service.notes]
            if len({number[label] for label in labels}) > 1:
                yield f"{service.id}-{language}: {matrix.id or 'matrix'}"


def under_the_text(page: Laid) -> Iterator[str]:
    """Yield the texts between the last line of a page and the first of its foot."""
    last = 19 * MM
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


def test_annexes_with_three_parties_and_without_axes(tmp_path: Path) -> None:
    """The first page has room for some of what an annex of 2A has on later ones, and an address that is wider than its column."""
    (tmp_path / "annex-without.yaml").write_text("system: S\nowner: O\nservice: firewall\ndate: 2026-11-25\n", "utf-8")
    make_annex(tmp_path, FIXTURES / "annex-three-parties.yaml", EXAMPLE)
    make_annex(tmp_path, tmp_path / "annex-without.yaml", CATALOGUES["nine-services"])
    assert [fault for path in tmp_path.glob("*.pdf") for fault in faults(path)] == []


def test_a_document_is_no_longer_than_a_reader_bears(made: list[Path]) -> None:
    most = {"2a-da": 7, "2a-en": 7, "catalogue-da": 11, "catalogue-en": 11, "annex": 8, "annex-one-language": 6}
    assert [path.stem for path in made if len(list(pages(path))) > most[path.stem]] == []


def test_most_of_each_document_is_text(made: list[Path]) -> None:
    for path in made:
        _, *inner, _ = (page.filled for page in pages(path))
        assert sum(inner) / len(inner) > 0.6, path.name


def test_the_matrix_of_2a_is_whole(addressed: Path) -> None:
    assert list(broken_matrices(catalogue_of(PLATFORM), addressed)) == []


@pytest.mark.long
@pytest.mark.parametrize("name", CATALOGUES)
def test_every_pdf_of_every_fixture(every: Callable[[str], Path], name: str) -> None:
    folder = every(name)
    assert [fault for path in sorted(folder.glob("*.pdf")) for fault in faults(path)] == []
    assert list(broken_matrices(check(CATALOGUES[name]).catalogue, folder)) == []


def test_a_short_service_and_one_without_text_have_their_letters_on_the_first_page(tmp_path: Path) -> None:
    """Others have a list of contents there; what a matrix without text says of shares is in the matrix."""
    first = {}
    for booklet in booklets(catalogue_of(EXAMPLE), tmp_path, "", ["network", "laptops", "hosting"], 1, lambda *_: None):
        first[booklet.path.stem] = " ".join(run.words for run in next(pages(booklet.path)).runs)
    assert ["Contents" in first[f"{id}-en"] for id in ("network", "laptops", "hosting")] == [False, False, True]
    assert ["The letters" in first[f"{id}-en"] for id in ("network", "laptops")] == [True, True]
    assert "A laptop for each employee" in first["laptops-en"]  # what the service is, if no statement says it in its place
    assert "Council IT 8 and not decided 1" in first["laptops-en"]
    assert "together 1 of 22" in first["hosting-en"]


def test_a_mark_is_clear_of_the_letters_of_the_next_party(made: list[Path]) -> None:
    """Else it would seem to be theirs: nearer to what is before it than to what is after it."""
    for path in made:
        near, marks = [], 0
        for page in pages(path):
            signs = [text for text in page.runs if text.words in {*"RACI–"}]
            if len(signs) < 100:  # there is no matrix on it
                continue
            for mark in (text for text in page.runs if re.fullmatch(r"‡|\d+", text.words) and text.size < 8.2):
                letters = [sign.box for sign in signs if sign.box.shared(mark.box)[1] > 2]
                before = [mark.box.left - box.right for box in letters if box.right <= mark.box.left]
                after = [box.left - mark.box.right for box in letters if box.right > mark.box.left]
                marks += bool(before and after)
                if after and min(after) < max(5, min(before, default=0)):
                    near.append((page.number, mark.words, round(min(after), 1)))
        assert near == []
        assert marks > 8


def _is_before(one: Box, other: Box) -> bool:
    """Return whether ``one`` ends where ``other`` begins, on the same line."""
    return abs(other.left - one.right) < 3 and one.shared(other)[1] > 2


def test_a_mark_is_beside_what_it_marks(made: list[Path]) -> None:
    """At the beginning of a line it would seem to be of what follows."""
    for path in made:
        _, *inner = pages(path)
        marks = [
            (text, page.runs)
            for page in inner
            for text in page.runs
            if re.fullmatch(r"(t|!)?\d+", text.words) and text.size < 8.2
        ]
        left = EDGE_OF_ANNEX if "annex" in path.stem else EDGE
        columns = [left + more * MM for more in ((16.5,) if path.stem == "annex" else (0, 16.5, 90))]
        there = ((mark, runs) for mark, runs in marks if any(abs(mark.box.left - column) < 2 for column in columns))
        assert [mark.words for mark, runs in there if not any(_is_before(run.box, mark.box) for run in runs)] == []
        assert len(marks) > 40


def test_terms_begin_on_the_page_of_their_heading(tmp_path: Path) -> None:
    """However far down the page it is: Typst sets what has no room in the last column over the foot of the page."""
    sheet = json.loads(Sheets(catalogue_of(SMALL), "").service("en", "desk").json)
    service: Any = sheet["service"]
    service["sections"] += service["described"] + service["about"]
    service["described"], service["about"] = [], []
    statements, terms = service["sections"][0]["parts"][0]["content"], service["terms"]
    for entry, length in zip(terms["entries"], (20, 60), strict=False):
        entry["text"] = "words " * length
    line = statements[0] | {"link": "", "text": "One more line."}
    statements += [line] * 28  # with fewer, they begin in the upper half
    begun = []
    with ProcessPoolExecutor(1, process_context()) as pool:
        while len({page for page, _ in begun}) < 2:
            laid = pool.submit(typeset, json.dumps(sheet)).result()
            heading, first = (laid.positions[one["label"]] for one in (terms, terms["entries"][0]))
            assert (first.page, first.x) == (heading.page, heading.x)
            begun.append((heading.page, heading.y))
            path = tmp_path / f"{len(begun)}.pdf"
            path.write_bytes(laid.content)
            assert [words for page in pages(path) for words in under_the_text(page)] == []
            statements.append(line)
    assert len(begun) > 2


def test_the_first_page_shows_who_is_accountable_by_pattern(made: list[Path]) -> None:
    """Bars that can be told apart without colours, beside words that say the same."""
    first = next(pages(made[0]))
    words = " ".join(run.words for run in first.runs)
    assert "Kunde 25 af 25" in words
    bars = [box for box in first.shapes if 8.5 < box.top - box.bottom < 9.5]
    assert len(bars) == 5
    with pikepdf.open(made[0]) as pdf:
        assert pdf.pages[0].Resources.Pattern.keys()


def test_links_are_of_the_colour_of_the_text(made: list[Path]) -> None:
    """On paper nobody can follow them."""
    blue = (0x0B / 255, 0x4A / 255, 0x6B / 255)
    for path in made:
        for page in pages(path):
            close = [run.words for run in page.runs if all(abs(a - b) < 0.02 for a, b in zip(run.colour * 3, blue, strict=False))]
            assert close == []


def overprints(path: Path) -> list[str]:
    """Return the texts of the PDF at ``path`` that lie on others, and those over the edge of the grid."""
    found, edge = [], EDGE_OF_ANNEX if "annex" in path.stem else EDGE
    for page in pages(path):
        found += [f"{path.name}:{page.number}: {one!r} lies on {other!r}" for one, other in page.overlaps()]
        found += [f"{path.name}:{page.number}: {words!r} is outside the grid" for words in outside_the_grid(page, edge)]
    return found


@pytest.mark.long
@pytest.mark.parametrize("name", CATALOGUES)
def test_nothing_overlaps_in_an_annex_to_any_service(tmp_path: Path, name: str) -> None:
    data = copy(tmp_path, CATALOGUES[name])
    for service in check(data).catalogue.services:
        file = tmp_path / f"annex-{service.id}.yaml"
        settled = [
            f"{{on: {service.id_of_departure(one)}, text: What the parties have agreed on it.}}" for one in service.tensions
        ]
        choices = ["on-call: no"] * bool(service.choices and service.choices.on_call)
        choices += ["environments: [Production]"] * bool(service.choices and service.choices.environments)
        lines = ["system: A system with a long name", "owner: An office", f"service: {service.id}", "date: 2030-01-01", *choices]
        file.write_text("\n".join([*lines, f"settled: [{', '.join(settled)}]", ""]), "utf-8")
        make_annex(tmp_path, file, data)
    assert [fault for path in sorted(tmp_path.glob("*.pdf")) for fault in overprints(path)] == []


@pytest.mark.long
@pytest.mark.parametrize("seed", range(10))
def test_nothing_overlaps_in_generated_matrices(tmp_path: Path, seed: int) -> None:
    """Ten for each seed, of all widths and lengths: their booklets, their sheets for the wall, and an annex."""
    random = Random(seed)
    for number in range(10):
        folder = tmp_path / str(number)
        size = {"tasks": random.randint(1, 60), "layers": random.randint(1, 6), "parties": random.randint(2, 8)}
        data = write(folder / "data", **size)
        tasks = random.sample(range(size["tasks"]), min(8, size["tasks"]))
        situations = zip(Situation, tasks, strict=False)
        with (data / "catalogue.yaml").open("a", encoding="utf-8") as file:
            file.write("situations:\n")
            file.writelines(f"  - {{situation: {one.value}, tasks: [task-{task}]}}\n" for one, task in situations)
        ids = ["big", f"{CALLS_PDF}big"]
        made = [one.path for one in booklets(check(data).catalogue, folder, "https://example.org", ids, 1, lambda *_: None)]
        (folder / "annex-big.yaml").write_text("system: S\nowner: O\nservice: big\ndate: 2030-01-01\n", "utf-8")
        make_annex(folder, folder / "annex-big.yaml", data)
        assert (size, [fault for path in [*made, folder / "annex-big.pdf"] for fault in overprints(path)]) == (size, [])
