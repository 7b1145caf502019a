"""The matrix in a browser: what is shown of it, its headers in sight, its cells by keyboard, and what a cell says."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, FINGER, PHONE, a_language, both_sizes, is_in_window, is_too_wide, probe
from tests.built import LANGUAGES, source_cells

pytestmark = pytest.mark.browser

LAYERS = ["applications", "middleware", "operating-system", "server-storage-network"]
PARTIES = ["customer", "provider"]
WINDOWS = {
    "phone": PHONE,
    "phone on its side": {"width": 844, "height": 390},
    "tablet": {"width": 768, "height": 1024},
    "desk": DESK,
}
#: Those that `make test` looks at: the smallest in each direction, and a large one.
OFTEN = (("phone", "da"), ("phone on its side", "en"), ("desk", "en"))
SERVICE = "da/services/2a.html"
#: The service of the small catalogue, for what a large matrix does not do otherwise.
SMALL = "da/services/desk.html"
#: The cells of its matrix, row by row.
CELLS = [
    [f"{task}.{layer}.{party}" for layer in ("upper", "lower") for party in PARTIES]
    for task in ("ownership", "backup", "restore")
]


def cell(page: Page, place: str):
    return page.locator(f"td[id='{place}']")


def headers(page: Page, place: str) -> dict:
    """Return the headers of a cell: its layer, its party, its task."""
    _, layer, party = place.split(".")
    table = page.locator("table[data-matrix]")
    column = 2 * LAYERS.index(layer) + PARTIES.index(party)
    return {
        "task": cell(page, place).locator("xpath=../th"),
        "layer": table.locator(f"thead th:has(a[href$='layers/{layer}.html'])"),
        "party": table.locator("thead tr:nth-child(2) th").nth(column),
    }


def in_sight(page: Page, place: str) -> dict[str, bool]:
    found = {name: header.evaluate(probe("isInSight")) for name, header in headers(page, place).items()}
    return {**found, "cell": cell(page, place).evaluate(probe("isInSight"))}


def check(page: Page, place: str) -> None:
    """Follow the address of a cell: it is in sight with its headers, and the page is not wider than the window."""
    page.evaluate("place => { location.hash = place; }", place)
    page.wait_for_function(probe("isInSight"), arg=cell(page, place).element_handle())
    assert in_sight(page, place) == {"task": True, "layer": True, "party": True, "cell": True}, place
    assert not is_too_wide(page)
    assert page.evaluate("scrollX") == 0


@pytest.mark.parametrize(
    ("window", "language"),
    [
        pytest.param(window, language, marks=() if (window, language) in OFTEN else pytest.mark.long)
        for window in WINDOWS
        for language in LANGUAGES
    ],
)
def test_headers_and_tasks_are_in_sight(visit, window: str, language: str) -> None:
    finger = {"has_touch": True, "is_mobile": True} if "phone" in window else {}
    page = visit(viewport=WINDOWS[window], **finger).go(f"{language}/services/2a.html")
    places = [cell.address for cell in source_cells()]
    for place in (places[0], places[8 * 12 + 3], places[-1]) if (window, language) in OFTEN else places:
        check(page, place)


# ---- What is shown ---------------------------------------------------------------------------------------------------


def filter_of(page: Page, kind: str, index: int):
    return page.locator(f".filter-{kind} a").nth(index)


def shown_cells(page: Page) -> list[str]:
    return page.locator("td[id]").evaluate_all("cells => cells.filter(c => c.checkVisibility()).map(c => c.id)")


def shown_count(page: Page) -> str:
    return " ".join(page.locator(".count:visible").inner_text().split())


def test_the_filter_of_a_party_shows_its_cells_and_counts_them(standing) -> None:
    page = standing(SERVICE)
    assert shown_count(page) == "Ansvarlig: Kunde 34, SIT 66 af 100"
    filter_of(page, "party", 1).click()
    page.wait_for_url("**?party=customer#part.matrix")
    assert shown_count(page) == "Kunden er ansvarlig for 34, udfører 30, rådspørges om 6, informeres om 18 af 100"
    assert set(shown_cells(page)) == {
        cell.address
        for cell in source_cells()
        if cell.party == "customer"
        and any(one.roles for one in source_cells() if (one.task, one.party) == (cell.task, "customer"))
    }
    expect(filter_of(page, "party", 1)).to_have_attribute("aria-current", "true")
    filter_of(page, "party", 0).click()
    assert len(shown_cells(page)) == 200


@a_language
def test_a_slab_shows_its_layer_a_filter_only_what_is_shared_and_the_address_says_so(
    visit, small_address: str, language: str
) -> None:
    window = visit(small_address)
    page = window.go(f"{language}/services/desk.html")
    page.locator("figure.stack a").nth(1).click()
    page.wait_for_url("**?layer=lower#part.matrix")
    assert len(shown_cells(page)) == 6
    filter_of(page, "only", 0).click()
    shared = [f"{task}.lower.{party}" for task in ("ownership", "backup") for party in PARTIES]
    assert shown_cells(page) == shared
    address = "services/desk.html?layer=lower&only=shared#part.matrix"
    assert page.url == f"{small_address}{language}/{address}"
    again = window.go(f"{language}/{address}")
    assert shown_cells(again) == shared
    again.get_by_role("banner").locator("a[hreflang]").click()
    again.wait_for_url("**?layer=lower&only=shared#part.matrix")
    assert shown_cells(again) == shared


def test_a_phone_shows_one_layer_at_a_time_with_words(visit) -> None:
    page = visit(**FINGER).go(SERVICE)
    assert {place.split(".")[1] for place in shown_cells(page)} == {"middleware"}  # where most is shared
    assert cell(page, "backup.middleware.customer").locator("span").bounding_box()["width"] > 30
    filter_of(page, "place", 1).tap()
    assert {place.split(".")[1] for place in shown_cells(page)} == {"applications"}
    filter_of(page, "place", 0).tap()
    assert len(shown_cells(page)) == 200
    scroller = page.locator(":has(> table[data-matrix])")
    assert scroller.evaluate("box => box.scrollWidth > box.clientWidth && box.getBoundingClientRect().width <= innerWidth")
    assert not is_too_wide(page)


def test_what_a_phone_shows_first_is_the_same_before_the_script(visit) -> None:
    """So that nothing moves when it comes."""
    window = visit(viewport=PHONE, routed=True)
    window.page.route("**/matrix.js*", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page = window.go(SERVICE)
    assert {place.split(".")[1] for place in shown_cells(page)} == {"middleware"}


def test_without_javascript_everything_is_there_and_the_controls_lead_to_pages(visit, small_address: str) -> None:
    page = visit(small_address, java_script_enabled=False).go(SMALL)
    assert page.locator("td[id]").count() == 12
    for kind, index, path in (("party", 1, "parties/customer.html"), ("place", 2, "layers/lower.html")):
        assert filter_of(page, kind, index).evaluate("link => link.href") == f"{small_address}da/{path}"
    expect(page.locator(".filter-only")).to_be_hidden()
    expect(page.locator(".keys .copy")).to_be_hidden()
    page.goto(f"{small_address}{SMALL}#copies-1")
    expect(page.locator("[id='copies-1']")).to_be_visible()


# ---- The cells -------------------------------------------------------------------------------------------------------


def focused(page: Page) -> str:
    return page.evaluate("document.activeElement.id")


def test_arrow_keys_walk_the_cells_and_there_is_one_stop(visit, small_address: str) -> None:
    page = visit(small_address).go(SMALL)
    assert page.locator("td[tabindex='0']").count() == 1
    page.locator("td[tabindex='0']").focus()
    assert focused(page) == CELLS[0][0]
    page.keyboard.press("ArrowRight")
    assert focused(page) == CELLS[0][1]
    page.keyboard.press("End")
    assert focused(page) == CELLS[0][-1]
    page.keyboard.press("ArrowDown")
    assert focused(page) == CELLS[1][-1]
    page.keyboard.press("Home")
    assert focused(page) == CELLS[1][0]
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")  # the first row is the first
    assert focused(page) == CELLS[0][0]
    assert page.locator("td[tabindex='0']").count() == 1
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    assert focused(page) == CELLS[0][0]
    page.keyboard.press("ArrowLeft")  # the heading of the row, from which the arrow keys lead on
    assert page.evaluate("document.activeElement.textContent") == page.locator("[id='row.ownership'] th a").first.text_content()
    page.keyboard.press("ArrowRight")
    assert focused(page) == CELLS[0][0]
    assert page.locator("table[data-matrix] tbody").locator("a:not([tabindex='-1']), [tabindex='0']").count() == 1


@a_language
def test_enter_opens_a_cell_and_escape_closes_it(visit, address: str, language: str) -> None:
    page = visit().go(f"{language}/services/2a.html")
    place = "backup.applications.customer"
    cell(page, place).evaluate("cell => { cell.tabIndex = 0; cell.focus(); }")
    page.keyboard.press("Enter")
    panel = page.get_by_role("dialog")
    expect(panel).to_be_visible()
    said = {
        "da": ["Backup, Applikationer", "Kunden er ansvarlig", "Statens It har ingen rolle"],
        "en": ["Backup, Applications", "The customer is accountable", "Statens It has no role"],
    }[language]
    for words in said:
        expect(panel).to_contain_text(words)
    # Its note, its tension, its exception and the statement that speaks of it, each as it is on the page.
    for id in ("note.6", "tension.t1", "exception.no-r"):
        text = page.locator(f"[id='{id}'] p:not(.references)").first.text_content()
        expect(panel).to_contain_text(text.strip())
    # A statement, below the words of the baseline that applies to it.
    said = [page.locator(f"[id='{id}'] > p").first.text_content().strip() for id in ("baseline", "security-5")]
    assert "".join(panel.all_text_contents()).index(said[0]) < "".join(panel.all_text_contents()).index(said[1])
    assert page.url == f"{address}{language}/services/2a.html#{place}"
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    assert focused(page) == place


def test_a_click_opens_a_cell_and_moves_nothing_and_a_mark_opens_what_it_leads_to(visit, small_address: str) -> None:
    page = visit(small_address).go(SMALL)
    place = "restore.lower.provider"
    cell(page, place).scroll_into_view_if_needed()
    before = cell(page, place).bounding_box()
    cell(page, place).click(position={"x": 60, "y": 4})
    panel = page.get_by_role("dialog")
    expect(panel).to_be_visible()
    assert page.url == f"{small_address}{SMALL}#{place}"
    assert cell(page, place).bounding_box() == before
    page.keyboard.press("Escape")
    page.locator("[id='row.backup'] th .mark").click()
    for words in (page.locator("[id='note.1'] p").first.text_content(), "Note 1, om opgaven", "Backup"):
        expect(panel).to_contain_text(words)


def test_the_sign_of_a_place_opens_the_tension_and_follows_the_party(standing) -> None:
    page = standing(SERVICE)
    panel = page.get_by_role("dialog")
    sign = page.locator("[id='row.patch-management'] .sign")
    assert sign.evaluate_all("all => all.map(one => one.parentElement.id.split('.').slice(1).join('.'))") == [
        "middleware.customer", "operating-system.provider", "server-storage-network.provider"
    ]  # fmt: skip
    sign.first.click()
    assert panel.locator("[data-chosen] b").count() == 2
    expect(panel.locator("[data-chosen]").first).to_contain_text("security-1")
    page.keyboard.press("Escape")
    filter_of(page, "party", 2).click()
    assert {one.split(".")[-1] for one in sign.evaluate_all("all => all.map(one => one.parentElement.id)")} == {"provider"}
    filter_of(page, "party", 0).click()
    assert sign.first.evaluate("one => one.parentElement.id") == "patch-management.middleware.customer"


def test_a_cell_is_copied_as_text_with_its_note_and_what_it_is_not_and_as_its_address(visit, address: str) -> None:
    window = visit()
    window.page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address.rstrip("/"))
    page = window.go("en/services/2a.html#patch-management.operating-system.customer")
    panel = page.get_by_role("dialog")  # the address of a cell opens it
    expect(panel.locator(".limit").first).to_contain_text("Note 5, about the customer’s I")
    panel.get_by_role("button", name="Copy as text").click()
    expect(panel.get_by_role("button", name="Copied")).to_be_visible()
    text = page.evaluate("navigator.clipboard.readText()")
    assert text.startswith("Patch management, Operating system. The customer is informed. Note 5, about the customer’s I: ")
    for words in (
        "Statens It is accountable and carries it out.",
        "Where the source says two different things: ",
        "not approved by Statens It",
        page.url,
    ):
        assert words in text, words
    panel.get_by_role("button", name="Copy link").click()
    expect(panel.get_by_role("button", name="Copied")).to_have_count(2)
    assert page.evaluate("navigator.clipboard.readText()") == page.url


def test_no_row_has_two_lines_and_few_signs_are_in_it(visit) -> None:
    for language in LANGUAGES:
        page = visit(viewport={"width": 1024, "height": 800}).go(f"{language}/services/2a.html")
        heights = page.locator("[id^='row.']").evaluate_all("rows => rows.map(row => row.getBoundingClientRect().height)")
        assert max(heights) < 1.2 * min(heights)
        assert page.locator("table[data-matrix] tbody .mark").count() <= 30


def test_what_is_to_be_agreed_follows_a_colon(visit) -> None:
    page = visit().go(SERVICE)
    place = cell(page, "ownership.middleware.customer")
    place.evaluate("(cell) => { cell.dataset.state = 'to-be-agreed'; cell.querySelector('span').textContent = 'skal aftales'; }")
    place.scroll_into_view_if_needed()
    place.click()
    expect(page.get_by_role("dialog")).to_contain_text("Kunden: skal aftales")


@both_sizes
def test_the_panel_is_within_the_window(standing, viewport) -> None:
    page = standing(SERVICE, phone=viewport is PHONE)
    for place in ("ownership.middleware.customer", "operational-test.middleware.provider"):
        cell(page, place).scroll_into_view_if_needed()
        cell(page, place).click()
        assert is_in_window(page.get_by_role("dialog"))
        page.keyboard.press("Escape")


def test_the_place_of_an_open_point_leads_to_its_cell(visit) -> None:
    page = visit(viewport=PHONE).go(f"{SERVICE}#tension.t8")
    place = "patch-management.operating-system.customer"  # on a layer that a phone does not show at first
    page.locator(f"[id='tension.t8'] a[href='#{place}']").click()
    page.wait_for_url(f"**#{place}")
    page.wait_for_function(probe("isInSight"), arg=cell(page, place).element_handle())


# ---- What is heard, and what is printed ------------------------------------------------------------------------------


@a_language
def test_what_a_screen_reader_is_told_of_it(standing, language: str) -> None:
    page = standing(f"{language}/services/2a.html")
    table = page.locator("table[data-matrix]")
    assert page.get_by_role("table", name="RACI").count() == 1
    words = {"da": "er ansvarlig og udfører", "en": "is accountable and carries it out"}[language]
    assert words in cell(page, "patch-management.operating-system.provider").aria_snapshot()
    assert table.get_by_role("columnheader").count() == 13
    names = table.get_by_role("rowheader").evaluate_all("all => all.map(one => one.textContent.trim())")
    assert len(names) == 25 + 4
    assert table.get_by_role("rowheader", name="Restore", exact=True).count() == 1
    assert table.get_by_role("cell").count() == 200
    shown = cell(page, "backup.operating-system.provider").locator("span")
    assert shown.bounding_box()["width"] <= 1
    expect(shown).to_have_text(words)


def test_a_matrix_prints_whole(visit) -> None:
    """On paper nothing scrolls, nothing is filtered and nothing is folded."""
    window = visit(viewport={"width": 1000, "height": 700})  # the width of A4 on its side, about
    page = window.go(f"{SERVICE}?party=customer")
    unfolded = page.locator("details.part[open]").count()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    scroller = page.locator(":has(> table[data-matrix])")
    assert scroller.evaluate("box => box.scrollWidth <= box.clientWidth + 1 && box.scrollHeight <= box.clientHeight + 1")
    assert len(shown_cells(page)) == 200
    assert page.locator("details.part:not([open])").count() == 0
    assert not page.get_by_role("search").first.is_visible()
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert len(shown_cells(page)) < 200
    assert page.locator("details.part[open]").count() == unfolded == 4  # the terms, for which there is room


@a_language
def test_on_paper_every_letter_and_mark_is_within_its_own_cell(visit, language: str) -> None:
    page = visit(viewport={"width": 794, "height": 1123}).go(f"{language}/services/2a.html")  # A4 upright
    page.emulate_media(media="print")
    page.evaluate("document.body.style.width = '180mm'")
    cells = page.locator("table[data-matrix] td[id]")
    assert cells.locator(".mark").count() > 20
    assert cells.evaluate_all(probe("contentAstray")) == []


@both_sizes
def test_signs_are_targets_for_a_finger_and_change_no_line(visit, viewport) -> None:
    page = visit(viewport=viewport).go("en/services/2a.html")
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    count, *faults = page.evaluate(probe("faultsOfSigns"))
    assert count > 15
    assert faults == []
