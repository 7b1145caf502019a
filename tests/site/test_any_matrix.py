"""Every kind of responsibility matrix on its page: each cell, the headings over it, and the languages that it is in."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from service_catalogue.locale.words import words_of

from tests import big, built, matrices
from tests.bench.measure import catalogue, cost
from tests.built import Element, Page, Site, shown
from tests.folders import FIXTURES

CATALOGUES = FIXTURES / "catalogues"
NAMES = sorted(path.name for path in CATALOGUES.iterdir())
#: The one that `make test` builds too: two axes, one axis, none, two matrices, empty groups.
SHORT = "plans-and-phases"


@pytest.fixture(scope="module")
def site_of(tmp_path_factory):
    """Return the site of a catalogue among the fixtures, built once a session."""

    def site_of(name: str) -> Site:
        folder = built.once(
            built.shared_folder(tmp_path_factory), f"catalogue-{name}", lambda folder: built.build(folder, data=CATALOGUES / name)
        )
        return Site(folder / "site")

    return site_of


each = pytest.mark.parametrize("name", [pytest.param(name, marks=() if name == SHORT else pytest.mark.long) for name in NAMES])


def service_pages(site: Site, name: str) -> list[tuple[str, Page]]:
    services = [path.stem for path in sorted((CATALOGUES / name / "services").glob("*.yaml"))]
    return [(id, site.page(f"{language}/services/{id}.html")) for language in site.languages for id in services]


def tables(page: Page) -> list[Element]:
    return page.all("table", data_matrix=True)


@each
def test_each_cell_in_each_language(site_of, name: str) -> None:
    """In the letters and marks that are seen, and in the words that are heard."""
    site, expected, faults = site_of(name), matrices.cells(CATALOGUES / name), []
    for id, page in service_pages(site, name):
        found = {}
        for cell in (cell for table in tables(page) for cell in table.all("td", id=True)):
            found[cell["id"]] = shown(cell)
            if not cell.heard:
                faults.append(f"{page}: {cell}")
        if found != expected[id]:
            faults += [
                f"{page}: {place}: {found.get(place)} is not {cell}"
                for place, cell in expected[id].items()
                if found.get(place) != cell
            ]
            faults += [f"{page}: {place} is too many" for place in found if place not in expected[id]]
    assert faults == []


@each
def test_each_matrix_is_one_table_with_a_heading_over_each_cell(site_of, name: str) -> None:
    site, faults = site_of(name), []
    for id, page in service_pages(site, name):
        if len(tables(page)) != matrices.matrix_count(CATALOGUES / name, id):
            faults.append(f"{page}: {len(tables(page))} matrices")
        for table in tables(page):
            head, bodies = table.one("thead"), table.all("tbody")
            widths = set()
            for row in head.all("tr"):
                headers = [header for header in row.all("th") if header.get("class") not in ("corner", "row-marks")]
                widths.add(sum(int(header.get("colspan") or 1) for header in headers))
                faults += [f"{page}: {header} heads nothing" for header in headers if not header.heard]
            corner = head.all("th")[0]
            if int(corner["rowspan"]) != len(head.all("tr")):
                faults.append(f"{page}: {corner}")
            widths |= {len(row.all("td", id=True)) for body in bodies for row in body.all("tr") if row.get("id")}
            if len(widths) > 1:
                faults.append(f"{page}: rows of {widths} columns")
            # A heading over a group of columns is over a column group (HTML says so of `scope`).
            spans = [int(group.get("span") or 1) for group in table.all("colgroup")]
            scoped = [int(header.get("colspan") or 1) for header in head.all("th", scope="colgroup")]
            if scoped != spans[1:]:
                faults.append(f"{page}: headings over {scoped} columns, groups of {spans}")
    assert faults == []


def test_an_empty_phase_says_why_on_the_page(site_of) -> None:
    for language, words in (("da", "Fasen har ingen egne opgaver"), ("en", "The phase has no tasks of its own")):
        table = tables(site_of(SHORT).page(f"{language}/services/migration.html"))[0]
        bodies = table.all("tbody")
        assert [bool(body.all("span", class_="across reason")) for body in bodies] == [False, False, False, True, False]
        assert bodies[3].one("span", class_="across reason").text.startswith(words)


def test_two_matrices_have_addresses_of_their_own(site_of) -> None:
    page = site_of(SHORT).page("en/services/network.html")
    assert [table["data-matrix"] for table in tables(page)] == ["", ""]
    assert shown(page.by_id("operation.network-backup.basic.customer"))[0] == "AR"
    assert shown(page.by_id("security.network-backup.customer"))[0] == "C"
    parts = [page.by_id(f"part.matrix.{id}") for id in ("operation", "security")]
    assert [part.one("h2").text for part in parts] == ["Who does what: Operation", "Who does what: Security"]
    assert [len(part.all("div", class_="legend")) for part in parts] == [1, 0]  # it is the same, right above
    task = site_of(SHORT).page("en/tasks/network-backup.html")
    assert {"service.network.operation", "service.network.security"} <= set(task.ids)


def test_what_is_not_layers_is_not_called_so(site_of) -> None:
    site = site_of(SHORT)
    assert site.page("en/tasks/tuning.html").main.one("thead").all("th")[0].text == "Plan"
    assert site.page("da/tasks/backup-plan.html").main.one("thead").all("th")[0].text == "Lag, Plan"
    assert len(site.page("en/tasks/handover.html").main.one("thead").all("th")) == 3


def test_the_language_that_prevails_is_the_catalogues_own(site_of) -> None:
    site = site_of(SHORT)  # English prevails in this one
    assert "gælder teksten på dette sprog: engelsk" in site.page("da/services/backup.html").one("footer").text
    assert "prevails" not in site.page("en/services/backup.html").one("body").text


@pytest.mark.long
def test_there_is_no_way_to_layers_where_there_are_none(site_of) -> None:
    site = site_of("odd-schemes")
    assert not (site / "en/layers").exists()
    assert not [link for page in site.pages() for link in page.all("a", href=True) if "layers/" in link["href"]]


@pytest.mark.long
def test_words_that_are_borrowed_say_so(site_of) -> None:
    """On pages in a language that the catalogue brings no words for."""
    site = site_of("nine-services")
    own = set(matrices.read(CATALOGUES / "nine-services" / "catalogue.yaml")["words"]["de"])
    english = {words for key, words in words_of("en").table.items() if isinstance(words, str) and key not in own and " " in words}
    faults, marked = [], set()
    for page in site.pages("de"):
        assert page.html["lang"] == "de"
        for text, element in page.one("body").strings():
            if text.strip() in english:
                marked.add(text.strip())
                if element.language != "en":
                    faults.append(f"{page}: {text!r} in {element}")
        faults += [f"{page}: {element}" for element in page.root.walk() for value in element.attributes.values() if "<" in value]
        faults += [f"{page}: {page.title}"] if "<" in page.title else []
    assert faults == []
    assert len(marked) > 20


@pytest.mark.long
def test_words_that_the_catalogue_brings_are_in_its_language(site_of) -> None:
    site = site_of("nine-services")
    page = site.page("sv/services/backup.html")
    assert [link.text for link in page.one("header", class_="site-header").one("nav").all("a")][:3] == [
        "Tjänster",
        "Uppgifter",
        "Parter",
    ]
    assert "gäller texten på detta språk: Danska" in page.one("footer").text
    # What was added to the interface since is borrowed until somebody translates it.
    assert len(page.one("body").all("span", lang="en")) <= 3


@pytest.mark.long
def test_prose_that_nobody_wrote_in_a_language_is_shown_in_english_and_says_so(site_of) -> None:
    site = site_of("nine-services")
    for language in ("de", "sv"):
        page = site.page(f"{language}/how-to-read.html")
        assert (page.html["lang"], page.main["lang"]) == (language, "en")
        legend = page.main.all("dl", class_="legend")[0]
        assert legend.language == language
        assert legend.all("dt")[0].heard.endswith({"de": "Durchführend", "sv": "Utför"}[language])
        assert {item.language for item in page.one("nav", class_="trail").all("li")} == {language, "en"}


@pytest.mark.long
def test_words_for_a_language_that_sphinx_does_not_know(tmp_path: Path) -> None:
    """Greenlandic, without a word of its own: the pages are there, in English where they have to be."""
    folder = tmp_path / "data"
    for path in (CATALOGUES / "minimal").rglob("*.yaml"):
        text = path.read_text("utf-8").replace("languages: [da, en]", "languages: [da, en, kl]")
        target = folder / path.relative_to(CATALOGUES / "minimal")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(_third(text), "utf-8")
    site = built.build(tmp_path, data=folder)
    assert site.page("kl/index.html").html["lang"] == "kl"
    assert "kl" in [link.text for link in site.page("da/index.html").all("a", hreflang="kl")]


def _third(text: str) -> str:
    """Every text once more, in a third language, except those in English."""
    lines = []
    for line in text.splitlines():
        line = re.sub(r"(\{da: [^{}]*, en: )([^{}]*)\}", r"\1\2, kl: \2}", line)
        lines.append(line)
        stripped = line.lstrip()
        if stripped.startswith("en: "):
            lines.append(line.replace("en: ", "kl: ", 1))
    return "\n".join(lines) + "\n"


@pytest.mark.long
def test_eleven_hundred_tasks_on_four_layers_for_eight_parties(tmp_path: Path) -> None:
    data = big.write(tmp_path / "data")
    # The build's own cost: what the tests before it have started counts for nothing.
    taken = cost(*catalogue("build", "--data", data, "--out", tmp_path / "site", "--work", tmp_path / "work", "--jobs", "2"))
    site = built.Site(tmp_path / "site")
    size = (site / "en/services/big.html").stat().st_size
    print(
        f"\n{len(site.paths)} pages in {taken.wall:.0f} s ({taken.cpu:.0f} s of CPU), {taken.memory:.0f} MB at most; "
        f"the page of the matrix has {size / 1e6:.1f} MB"
    )
    assert taken.cpu < 300
    assert taken.memory < 3300  # Typst takes some 6 MB a page of the booklet
    assert size < 15e6
    expected = matrices.cells(data)["big"]
    page = site.page("en/services/big.html")
    found = {cell["id"]: shown(cell) for cell in page.all("td", id=True)}
    assert found == expected
    assert len(page.ids) == len(set(page.ids))
    assert max(path.stat().st_size for path in (site / "en/tasks").glob("task-*.html")) < 40_000
