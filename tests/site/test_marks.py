"""No letter without its notes and marks: on every page, in the data, in the search, and in the booklets.

What belongs to a cell is worked out here from the source's table and from the places of the tensions, apart from the program.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator

import pytest
import yaml
from service_catalogue.search.answers import answers as build_answers
from service_catalogue.views.edition import Edition

from tests.built import Element, Page, Site, source_cells, source_rows
from tests.folders import PLATFORM, catalogue_of, entries

SERVICE = yaml.load((PLATFORM / "services" / "2a.yaml").read_text("utf-8"), yaml.CBaseLoader)
CELLS = {cell.address: cell for cell in source_cells()}
ROW_NOTES = {row.task: set(row.notes) for row in source_rows()}
DEPARTURES = {f"{kind}.{one['id']}": one["at"] for kind in ("tension", "exception") for one in SERVICE[f"{kind}s"]}

#: What names them in the words of a sign.
LABELS = {name: "(Fravigelse|Departure) 1" if name == "exception.no-r" else name.partition(".")[2] for name in DEPARTURES}

each_language = pytest.mark.parametrize("language", ["da", "en"])


def around(place: str) -> set[str]:
    """Return the addresses that include a cell."""
    task, layer, _ = place.split(".")
    return {task, f"{task}.{layer}", place}


def around_place(place: str) -> str:
    return place.rpartition(".")[0]


#: By the address of a cell: the anchors of the notes and departures that belong to it.
BELONGS = {
    place: {f"note.{note}" for note in (*cell.notes, *ROW_NOTES[cell.task])}
    | {name for name, at in DEPARTURES.items() if around(place) & set(at)}
    for place, cell in CELLS.items()
}


def shown_cells(page: Page) -> Iterator[tuple[str, Element, Element]]:
    """Every place on a page at which a cell of 2A is shown: its address, what shows it, and the row that it is in."""
    listed = [item for groups in page.main.all("div", class_="duty-groups") for item in groups.all("li")]
    for link in [*page.main.all("a", class_="cell"), *(item.all("a")[0] for item in listed)]:
        anchor = page.target(link["href"]).anchor
        outer = [link, *link.ancestors()]
        cell = next(element for element in outer if element.tag in ("td", "li"))
        yield anchor, cell, next((element for element in outer if element.tag in ("tr", "li")), cell)
    for table in page.main.all("table", data_matrix=True):
        yield from ((cell["id"], cell, cell.parent) for cell in table.all("td", id=True))


def marks(page: Page, *elements: Element) -> set[str]:
    links = [mark for element in elements for mark in element.walk() if (mark.get("class") or "").split(" ")[0] == "mark"]
    found = {page.target(link["href"]).anchor for link in links}
    for sign in (link["aria-label"] for link in links if link.text == "‡"):  # which marks all that it names
        found |= {name for name in DEPARTURES if re.search(rf"\b{LABELS[name]}\b", sign)}
    return found


@each_language
def test_on_every_page_a_cell_has_its_notes_and_departures(site: Site, language: str) -> None:
    faults: list[str] = []
    shown: dict[str, set[str]] = defaultdict(set)
    for page in site.pages(language):
        kind = page.inner.partition("/")[0]
        for place, cell, row in shown_cells(page):
            if place not in BELONGS:
                continue
            shown[kind].add(place)
            beside = [each for each in row.all("td") if each.get("id") is None or around_place(each["id"]) == around_place(place)]
            found = marks(page, cell, *row.all("th"), *beside)
            if kind == "tasks":  # what is about the whole task is below its table
                found |= {anchor for text in page.main.all("p") for anchor in marks(page, text)}
            missing = BELONGS[place] - found
            if missing:
                faults.append(f"{page}: {place} without {sorted(missing)}")
    assert faults == []
    assert sum(bool(anchors) for anchors in BELONGS.values()) >= 50 and len(DEPARTURES) == 12
    assert shown["services"] == shown["tasks"] == shown["layers"] == set(CELLS)
    assert shown["parties"] >= {place for place, cell in CELLS.items() if cell.roles}


@each_language
def test_where_what_a_mark_leads_to_is_told(site: Site, language: str) -> None:
    """A note on the page of the task or layer; an open point in one list, on the page of the service."""
    service = site.page(f"{language}/services/2a.html")
    points = service.by_id("part.open-points")
    assert {item["id"] for item in points.all("li", class_="departure")} == set(DEPARTURES)
    assert all(item.all("p")[0].all("a", href=True) for item in points.all("li", class_="departure")), "titled by its place"
    for page in site.pages(language):
        for mark in (mark for mark in page.main.all("a") if (mark.get("class") or "").startswith("mark")):
            path, anchor = page.target(mark["href"])
            assert path == service.path and service.by_id(anchor)
            if page.inner.split("/")[0] in ("tasks", "layers") and anchor.startswith("note."):
                assert service.by_id(anchor).text.partition(":")[2].strip()[:60] in page.main.text, f"{page}: {anchor}"


@each_language
def test_statements_have_the_marks_of_their_tensions(site: Site, language: str) -> None:
    """And so does a note, unless the place of its number has the mark."""
    page = site.page(f"{language}/services/2a.html")
    for name, at in DEPARTURES.items():
        for place in at:
            element = page.by_id(place) if "." not in place else None
            if element is not None:
                assert name in marks(page, element), f"{place} without {name}"
    assert not any(marks(page, note) for note in page.root.walk() if (note.get("id") or "").startswith("note."))


@each_language
def test_no_term_stands_anywhere_without_its_baseline(site: Site, language: str) -> None:
    """In a list outside of its section, the words of the baseline are above it."""
    edition = Edition(catalogue_of(PLATFORM), language)
    service, outside = edition.catalogue.objects["service"]["2a"], 0
    baseline, *terms = (edition.plain(service.statements[id].text) for id in (service.baseline, *sorted(service.under_baseline)))
    for page in site.pages(language):
        text = page.main.text
        for element in page.main.walk():
            if element.tag in ("p", "dd") and any(element.text.startswith(term) for term in terms):
                section = next(
                    outer for outer in element.ancestors() if outer.tag in ("section", "main") and baseline in outer.text
                )
                assert section.text.index(baseline) < section.text.index(element.text), f"{page}: {element.text}"
                outside += page.inner != "services/2a.html"
        assert page.inner == "services/2a.html" or not any(term in text for term in terms) or baseline in text, page
    assert outside > 20


@each_language
def test_the_legend_the_glossary_and_the_guide_have_the_tension_of_the_letter(site: Site, language: str) -> None:
    for name in ("services/2a", "glossary", "how-to-read"):
        page = site.page(f"{language}/{name}.html")
        assert "tension.t9" in marks(page, page.main), name
    rows = [row for row in site.page(f"{language}/services/2a.html").main.all("tr") if (row.get("id") or "").startswith("row.")]
    assert not any("tension.t9" in marks(site.page(f"{language}/services/2a.html"), row) for row in rows)


def test_in_the_json_a_cell_has_its_notes_and_departures(site: Site) -> None:
    data = json.loads((site / "api/v1/services/2a.json").read_text("utf-8"))
    tasks = {task["id"]: set(task["notes"]) for task in data["matrix"]["tasks"]}
    for cell in data["matrix"]["cells"]:
        place = f"{cell['task']}.{cell['layer']}.{cell['party']}"
        found = {f"note.{note}" for note in (*cell["notes"], *tasks[cell["task"]])}
        found |= {f"{kind}.{one['id']}" for kind in ("tension", "exception") for one in data[f"{kind}s"] if place in one["cells"]}
        assert found == BELONGS[place], place


NOTE = {"da": "Note {}", "en": "Note {}"}


@each_language
def test_in_the_search_a_cell_has_its_notes_and_tensions(language: str) -> None:
    """A note by its number; a tension by its statements, or itself if it has none; an exception by its reason."""
    service = catalogue_of(PLATFORM).objects["service"]["2a"]
    tensions = {one.id: [at for at in one.at_ if at in service.statements] or [f"tension.{one.id}"] for one in service.tensions}
    _, places, _, sentences, says, rows, *_ = answers(language)
    for _, task, said in rows:
        for (place, *_), number in zip(places, said, strict=True):
            held = [sentences[one] for one in says[number][0]]
            text = " ".join(one for one in held if isinstance(one, str))
            quoted = {one[1].rpartition("#")[2] for one in held if not isinstance(one, str)}
            for anchor in {anchor for party in ("customer", "provider") for anchor in BELONGS[f"{task}.{place}.{party}"]}:
                name, _, id = anchor.partition(".")
                if name == "note":
                    assert re.search(NOTE[language].format(id) + r"\b", text), (task, place, anchor)
                else:
                    assert quoted >= {*tensions.get(id, [anchor])}, (task, place, anchor)


def answers(language: str) -> list:
    """Who does what, as the search has it: the matrix of 2A."""
    edition = Edition(catalogue_of(PLATFORM), language)
    numbers = {entry.name: number for number, entry in enumerate(entries(edition, {}))}
    _, _, (matrix,), *_ = build_answers(edition, edition.catalogue.objects["service"]["2a"], numbers)
    return matrix
