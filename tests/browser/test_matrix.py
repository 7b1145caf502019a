"""The matrix in a browser: its headers and the names of tasks stay in sight, on a phone too."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import DESK, PHONE
from tests.built import LANGUAGES, source_cells, source_rows

pytestmark = pytest.mark.browser

#: Whether what an element says can be read: the middle of the part of it that is in the window belongs to it.
_IN_SIGHT = """
element => {
    const text = document.createRange();
    text.selectNodeContents(element);
    for (const box of text.getClientRects()) {
        const left = Math.max(box.left, 0), right = Math.min(box.right, document.documentElement.clientWidth);
        const top = Math.max(box.top, 0), bottom = Math.min(box.bottom, innerHeight);
        if (right - left < 4 || bottom - top < 4) continue;
        const found = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
        if (found && element.contains(found)) return true;
    }
    return false;
}
"""
#: Brings a cell into sight as a reader does: the window to the scroller, then the scroller both ways to the cell. Where the
#: scroller shows its whole height, it is the window that scrolls down.
_SHOW = """
cell => {
    const scroller = cell.closest('table').parentElement;
    if (scroller.scrollHeight > scroller.clientHeight + 1 && getComputedStyle(scroller).overflowY !== 'visible') {
        scroller.scrollIntoView({block: 'nearest', behavior: 'instant'});
        const box = scroller.getBoundingClientRect(), at = cell.getBoundingClientRect();
        scroller.scrollBy({left: at.right - box.right, top: at.top - (box.top + box.bottom) / 2, behavior: 'instant'});
    } else {
        cell.scrollIntoView({block: 'center', inline: 'end', behavior: 'instant'});
    }
}
"""
WINDOWS = {
    "phone": PHONE,
    "phone on its side": {"width": 844, "height": 390},
    "tablet": {"width": 768, "height": 1024},
    "desk": DESK,
}


def cell(page: Page, place: str):
    return page.locator(f"td[id='{place}']")


def headers(page: Page, place: str) -> dict:
    """The headers of a cell: its layer, its party, its task."""
    _, layer, party = place.split(".")
    table = page.locator("table[data-matrix]")
    return {
        "task": cell(page, place).locator("xpath=../th"),
        "layer": table.locator(f"thead th:has(a[href$='layers/{layer}.html'])"),
        "party": table.locator(f"thead tr:nth-child(2) th:has(a[href$='parties/{party}.html'])").nth(
            ["applications", "middleware", "operating-system", "server-storage-network"].index(layer)
        ),
    }


def in_sight(page: Page, place: str) -> dict[str, bool]:
    found = {name: header.evaluate(_IN_SIGHT) for name, header in headers(page, place).items()}
    return {**found, "cell": cell(page, place).evaluate(_IN_SIGHT)}


def check(page: Page, place: str) -> None:
    cell(page, place).evaluate(_SHOW)
    assert in_sight(page, place) == {"task": True, "layer": True, "party": True, "cell": True}, place
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("scrollX") == 0


@pytest.mark.parametrize(
    ("window", "language"),
    [
        pytest.param(window, language, marks=() if LANGUAGES[index % 2] == language else pytest.mark.long)
        for index, window in enumerate(WINDOWS)
        for language in LANGUAGES
    ],
)
def test_headers_and_tasks_stay_in_sight(visit, window: str, language: str) -> None:
    page = visit(viewport=WINDOWS[window], has_touch="phone" in window, is_mobile="phone" in window).go(
        f"{language}/services/2a.html"
    )
    places = [cell.place for cell in source_cells()]
    corners = [places[0], places[7], places[8 * 12 + 3], places[-8], places[-1]]
    for place in corners:
        check(page, place)


@pytest.mark.long
@pytest.mark.parametrize("window", WINDOWS)
def test_headers_and_tasks_stay_in_sight_of_every_cell(visit, window: str) -> None:
    page = visit(viewport=WINDOWS[window]).go("da/services/2a.html")
    for place in source_cells():
        check(page, place.place)


def test_on_a_phone_the_scroller_scrolls_and_the_page_does_not(visit) -> None:
    page = visit(viewport=PHONE, has_touch=True, is_mobile=True).go("da/services/2a.html")
    scroller = page.locator(":has(> table[data-matrix])")
    assert scroller.evaluate("box => box.scrollWidth > box.clientWidth")
    assert scroller.evaluate("box => box.getBoundingClientRect().width <= innerWidth")
    scroller.evaluate("box => box.scrollTo({left: 9999, top: 9999, behavior: 'instant'})")
    assert scroller.evaluate("box => box.scrollLeft") > 100
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    last = source_rows()[-1].cells[-1].place
    check(page, last)


def test_the_scroller_is_reached_and_scrolled_by_keyboard(visit) -> None:
    page = visit(viewport=PHONE).go("en/services/2a.html")
    scroller = page.locator(":has(> table[data-matrix])")
    page.wait_for_function("box => box.tabIndex === 0", arg=scroller.element_handle())
    scroller.focus()
    assert page.evaluate("document.activeElement.contains(document.querySelector('table[data-matrix]'))")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("box => box.scrollLeft > 0", arg=scroller.element_handle())
    name = scroller.evaluate(
        "box => box.getAttribute('aria-label') || document.getElementById(box.getAttribute('aria-labelledby')).textContent"
    )
    assert "RACI" in name


@pytest.mark.parametrize("window", ["phone", "desk"])
def test_the_address_of_a_cell_leads_to_it_with_its_headers(visit, window: str) -> None:
    opened = visit(viewport=WINDOWS[window])
    for place in ("backup.applications.customer", "operational-test.server-storage-network.provider"):
        page = opened.go("en/index.html")
        page = opened.go(f"da/services/2a.html#{place}")
        page.wait_for_load_state("load")
        page.wait_for_function(_IN_SIGHT, arg=cell(page, place).element_handle())
        assert in_sight(page, place) == {"task": True, "layer": True, "party": True, "cell": True}, place


def test_a_click_on_a_cell_gives_its_address_and_moves_nothing(visit, address: str) -> None:
    page = visit().go("da/services/2a.html")
    place = "restore.middleware.provider"
    cell(page, place).evaluate(_SHOW)
    before = cell(page, place).bounding_box()
    cell(page, place).locator("a").first.click()
    page.wait_for_url(f"**#{place}")
    assert page.url == f"{address}da/services/2a.html#{place}"
    assert cell(page, place).bounding_box() == before


def test_a_note_leads_there_and_back(visit) -> None:
    page = visit(viewport=PHONE).go("da/services/2a.html")
    place = "backup.middleware.customer"
    cell(page, place).evaluate(_SHOW)
    cell(page, place).get_by_role("link", name="Note 5").click()
    note = page.locator("[id='note.5']")
    page.wait_for_url("**#note.5")
    assert note.evaluate(_IN_SIGHT)
    note.locator(f"a[href='#{place}']").click()
    page.wait_for_url(f"**#{place}")
    page.wait_for_function(_IN_SIGHT, arg=cell(page, place).element_handle())


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_screen_reader_is_told_of_it(visit, language: str) -> None:
    page = visit().go(f"{language}/services/2a.html")
    table = page.locator("table[data-matrix]")
    assert page.get_by_role("table", name="RACI").count() == 1
    words = {"da": "Ansvarlig og udfører", "en": "Accountable and responsible"}[language]
    found = cell(page, "patch-management.operating-system.provider").aria_snapshot()
    assert words in found
    assert table.get_by_role("columnheader").count() == 13
    assert table.get_by_role("rowheader").count() >= 25
    assert table.get_by_role("cell").count() == 200


def test_it_prints_whole(visit) -> None:
    """On paper nothing scrolls: every column stands on the page."""
    window = visit(viewport={"width": 1000, "height": 700})  # the width of A4 on its side, about
    page = window.go("da/services/2a.html")
    page.emulate_media(media="print")
    scroller = page.locator(":has(> table[data-matrix])")
    assert scroller.evaluate("box => box.scrollWidth <= box.clientWidth + 1 && box.scrollHeight <= box.clientHeight + 1")
    assert not page.get_by_role("search").first.is_visible()
