"""The matrix of 2A in the pages, against its source."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from tests.built import LANGUAGES, Element, Page, Site, SourceCell, source_cells, source_rows

WORDS = {
    "da": {"AR": "Ansvarlig og udfører", "A": "Ansvarlig", "R": "Udfører", "CI": "Rådspørges og informeres",
           "I": "Informeres", "": "ingen rolle"},
    "en": {"AR": "Accountable and responsible", "A": "Accountable", "R": "Responsible", "CI": "Consulted and informed",
           "I": "Informed", "": "no role"},
}  # fmt: skip
LAYERS = {
    "da": ["Applikationer", "Middleware", "Operativsystem", "Server/storage og netværk"],
    "en": ["Applications", "Middleware", "Operating system", "Server/storage and network"],
}
GROUPS = {
    "da": ["Generelt", "Informationssikkerhed", "ITIL-processer", "Udvikling og vedligehold"],
    "en": ["General", "Information security", "ITIL processes", "Development and maintenance"],
}
pytestmark = [pytest.mark.content, pytest.mark.parametrize("language", LANGUAGES)]


@pytest.fixture(scope="module")
def site(live_site: Site) -> Site:
    return live_site


@pytest.fixture
def page(site: Site, language: str) -> Page:
    return site.page(f"{language}/services/2a.html")


@pytest.fixture
def table(page: Page) -> Element:
    return page.one("table", data_matrix=True)


def is_note(element: Element) -> bool:
    return element.tag == "a" and "#note." in element["href"]


def seen(element: Element) -> str:
    """Return the text for the eye: that which is hidden from a screen reader alone."""
    shown = [part for part in element.walk() if part.get("aria-hidden") == "true"]
    return "".join(part.text for part in shown)


def test_every_cell_is_under_its_layer_and_party_and_beside_its_task(page: Page, table: Element, language: str) -> None:
    """Its content is compared with the JSON on every page (`checks`), and the JSON with the source."""
    assert [body.all("tr")[0].text for body in table.all("tbody")] == GROUPS[language]
    layers, parties = (row.all("th") for row in table.one("thead").all("tr"))
    corner, *layers = layers
    assert corner["rowspan"] == "2"
    columns = [layer.text for layer in layers for _ in range(int(layer["colspan"]))]
    assert columns == [name for name in LAYERS[language] for _ in range(2)]
    assert [layer["scope"] for layer in (corner, *layers)] == ["col", *["colgroup"] * 4]
    assert [party.text for party in parties] == [{"da": "Kunde", "en": "Customer"}[language], "SIT"] * 4
    assert {party["scope"] for party in parties} == {"col"}
    rows = [row for body in table.all("tbody") for row in body.all("tr") if row.all("td")]
    assert len(rows) == 25
    for row, source in zip(rows, source_rows(), strict=True):
        assert row["id"] == f"row.{source.task}"
        assert row.one("th")["scope"] == "row"
        assert [child.tag for child in row.children if isinstance(child, Element)] == ["th", *["td"] * 8]
        assert [cell["id"] for cell in row.all("td")] == [cell.address for cell in source.cells]
        # A row header is the name of its task and the notes on it.
        name = row.one("th").all("a")[0]
        assert name.text == source.name or language == "en"
        assert page.target(name["href"]).path == f"{language}/tasks/{source.task}.html"
        assert [mark.text for mark in row.one("th").all("a", aria_label=True)] == list(source.notes)


def test_notes_are_numbered_as_the_service_numbers_them(page: Page, table: Element, language: str) -> None:
    for row in source_rows():
        marks = table.one("tr", id=f"row.{row.task}").one("th")
        assert [link["href"] for link in marks.all("a") if is_note(link)] == [f"#note.{note}" for note in row.notes]
    notes = [element for element in page.root.walk() if re.fullmatch(r"note\.\d+", element.get("id") or "")]
    assert [element["id"] for element in notes] == [f"note.{number}" for number in range(1, 7)]
    assert all(f"note.{element['value']}" == element["id"] and len(element.text) > 30 for element in notes)


def of_page(cell: SourceCell, kind: str) -> str:
    return cell.task if kind == "tasks" else cell.layer


@pytest.mark.parametrize("kind", ["tasks", "layers"])
def test_pages_of_tasks_and_layers_show_their_cells_again(site: Site, kind: str, language: str) -> None:
    pages = {name: site.page(f"{language}/{kind}/{name}.html") for name in {of_page(cell, kind) for cell in source_cells()}}
    found: dict[tuple[str, str], list[Element]] = {}
    for name, page in pages.items():
        for link in (link for link in page.main.all("a") if link.parent.tag == "td"):
            path, anchor = page.target(link["href"])
            if path == f"{language}/services/2a.html":
                found.setdefault((name, anchor), []).append(link)
    for cell in source_cells():
        page, links = pages[of_page(cell, kind)], found.get((of_page(cell, kind), cell.address), [])
        assert len(links) == 1, (page, cell)
        shown = links[0].text_without(lambda part: part.get("aria-hidden") == "true")
        assert shown == WORDS[language][cell.roles], (page, cell)
        assert seen(links[0]).strip("–") == cell.roles, (page, cell)
        notes = [page.target(link["href"]).anchor for link in links[0].parent.all("a") if is_note(link)]
        assert notes == [f"note.{note}" for note in cell.notes], (page, cell)


@pytest.mark.parametrize("party", ["customer", "provider"])
def test_pages_of_parties_count_and_list_their_tasks(site: Site, party: str, language: str) -> None:
    cells = [cell for cell in source_cells() if cell.party == party]
    counts = Counter(letter for cell in cells for letter in cell.roles)
    page = site.page(f"{language}/parties/{party}.html")
    listed: list[tuple[str, str, str]] = []
    letters = layer = ""
    for element in page.main.walk():
        if element.tag == "h2":
            letters = layer = ""
        elif element.tag == "h3":
            layer = element.text
        elif (element.get("class") or "").startswith("duty-says"):
            # Of whom it is, apart from the tasks of others that follow from these.
            letters = element.one("i").text if element.heard.startswith(SUBJECT[language][party]) else ""
        elif element.get("class") == "duty-groups" and layer in LAYERS[language]:
            anchors = [page.target(item.all("a")[0]["href"]).anchor for item in element.all("li")]
            listed += ((letter, layer, anchor) for anchor in anchors for letter in letters)
    ids = ("applications", "middleware", "operating-system", "server-storage-network")
    names = dict(zip(ids, LAYERS[language], strict=True))
    expected = [(letter, names[cell.layer], cell.address) for cell in cells for letter in cell.roles]
    assert sorted(listed) == sorted(expected)

    items = [item for found in page.main.all("ul", class_="duty-totals") for item in found.all("li")]
    assert {item.one("i").text: int(item.all("b")[-1].text) for item in items} == dict(counts)
    assert {"accountable", "responsible", "consulted", "informed"} <= set(page.ids)


SUBJECT = {"da": {"customer": "Kunden", "provider": "Statens It"}, "en": {"customer": "The customer", "provider": "Statens It"}}
