"""The page of a service is light and quick: how tall and heavy it is, what it fetches, what moves, what is printed."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, FINGER, PHONE, a_language, both_sizes, is_too_wide, probe, smallest_type
from tests.browser.test_every_page import findings
from tests.built import Page, Site

pytestmark = [pytest.mark.browser, a_language]


def path(language: str) -> str:
    return f"{language}/services/2a.html"


@pytest.mark.parametrize(
    ("viewport", "limits"), [(DESK, (550, 800, 1_500, 4_850)), (PHONE, (550, 1_300, 2_500, 8_200))], ids=["desk", "phone"]
)
def test_whom_to_call_what_you_get_and_who_does_what_begin_soon(standing, language: str, viewport, limits) -> None:
    page = standing(path(language), phone=viewport is PHONE)
    found = page.evaluate(probe("placesOfParts"))
    assert found == sorted(found)
    assert [place <= limit for place, limit in zip(found, limits, strict=True)] == [True] * 4, found
    assert page.evaluate(probe("wordsSeen")) <= 1_700
    assert page.locator("main .sign:visible").count() <= 32
    assert {mark for mark in page.locator("main .mark:not(.sign)").all_inner_texts() if not mark.isdigit()} == set()
    assert page.locator(":is(h1, h2, h3, .lead) .mark").count() == 0


def test_a_second_skip_link_leads_to_the_matrix_and_arrows_into_it(visit, language: str) -> None:
    page = visit().go(path(language))
    for _ in range(2):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    focused = "document.activeElement.id"
    stops = [page.keyboard.press("Tab") or page.evaluate(focused) for _ in range(6)]
    assert "ownership.applications.customer" in stops
    page.locator("thead .place a").nth(1).focus()
    page.keyboard.press("ArrowDown")
    assert page.evaluate(focused) == "ownership.middleware.customer"


def test_the_id_of_a_statement_is_seen_when_looked_for(standing, language: str) -> None:
    page = standing(path(language))
    ids = page.locator(".statement-id")
    assert set(ids.evaluate_all("(ids) => ids.map((id) => `${id.tabIndex} ${getComputedStyle(id).opacity}`)")) == {"-1 0"}
    page.locator("[id='desc-1']").hover()
    expect(page.locator("[id='desc-1'] .statement-id")).to_have_css("opacity", "1")
    page.mouse.move(0, 0)


def test_the_bytes_of_the_page_its_styles_and_scripts_are_few(live_site: Site, language: str) -> None:
    source = (live_site / path(language)).read_bytes()
    page = Page(path(language), source.decode())
    assert len(source) <= 90_000
    assert len(gzip.compress(source, 9)) <= 12_500
    assert len(page.all("a", href=True)) <= 400
    cells = re.findall(rb"<td id=.*?</td>", source)
    assert len(cells) == 200
    static = live_site / language / "_static"
    assert sum(file.stat().st_size for file in linked(page, static, ".css")) <= 32_050
    assert sum(file.stat().st_size for file in linked(page, static, ".js")) <= 22_500


def linked(page: Page, static: Path, suffix: str) -> list[Path]:
    addresses = [link["href"] for link in page.all("link", rel="stylesheet")] + [
        one["src"] for one in page.all("script", src=True)
    ]
    names = [address.partition("?")[0].rpartition("/")[2] for address in addresses]
    found = [static / name for name in names if name.endswith(suffix)]
    assert found
    return found


def test_the_first_view_fetches_few_files_and_bytes(visit, language: str) -> None:
    """The bytes that are fetched for it, compressed as by a host, with the font."""
    window = visit(fonted=False)
    fetched = []
    window.page.on("response", lambda response: fetched.append(response))
    window.go(path(language)).wait_for_load_state("networkidle")
    assert len(fetched) <= 8
    assert all(("immutable" in one.headers["cache-control"]) is (".html" not in one.url) for one in fetched)
    bodies = [(response.url, response.body()) for response in fetched if response.status == 200]
    assert sum(len(body) if ".woff2" in url else len(gzip.compress(body, 9)) for url, body in bodies) <= 65_000
    assert not any("terms" in url for url, _ in bodies)


@both_sizes
def test_nothing_moves_as_the_page_loads(visit, language: str, viewport) -> None:
    window = visit(viewport=viewport, fonted=False)
    window.page.add_init_script(
        """window.moved = [];
        const told = ({node, previousRect, currentRect}) =>
            [(node?.outerHTML ?? node?.textContent)?.slice(0, 100), previousRect.toJSON(), currentRect.toJSON()];
        new PerformanceObserver(list => list.getEntries().forEach(entry => {
            window.moved.push([entry.value, scrollY, entry.sources.map(told)]);
        })).observe({type: 'layout-shift', buffered: true});"""
    )
    page = window.go(path(language))
    page.wait_for_load_state("networkidle")
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    moved = page.evaluate("window.moved")
    assert moved == [], moved


def test_the_page_prints_on_five_sheets_with_its_address_at_the_foot(visit, language: str) -> None:
    """On five pages, at the foot of each of which are the address and the edition; no change of 2A is recorded."""
    window = visit().go(path(language))
    pdf = window.pdf(prefer_css_page_size=True)
    assert 4 <= len(re.findall(rb"/Type\s*/Page\b", pdf)) <= 5
    address, edition = window.locator(".imprint").text_content().split(" · ")
    assert path(language) in address
    assert edition.startswith("Version: ")
    window.emulate_media(media="print")
    expect(window.locator(".site-footer:has(.imprint)")).to_have_css("display", "table-footer-group")
    assert smallest_type(window) >= 8


def test_what_is_folded_opens_where_the_address_leads(visit, small_address: str, language: str) -> None:
    window = visit(small_address)
    for place in ("copies-1", "section.copies", "tension.t1"):
        window.page.goto("about:blank")
        page = window.go(f"{language}/services/desk.html#{place}")
        expect(page.locator(f"[id='{place}']")).to_be_in_viewport()
        assert page.locator(f"details:has([id='{place}']), details[id='{place}']").evaluate("details => details.open")


def test_headings_and_regions_are_said_once(standing, language: str) -> None:
    """The link to a heading is outside of it, so that it is part of no name."""
    page = standing(path(language))
    headings = page.locator("main :is(h1, h2, h3)")
    assert headings.locator("a[href^='#']").count() == 0
    name = {"da": "Hvem gør hvad", "en": "Who does what"}[language]
    expect(page.get_by_role("heading", name=name, exact=True)).to_have_count(1)
    expect(page.get_by_role("region", name=name, exact=True)).to_have_count(1)


def test_a_phone_keeps_the_contents_and_the_way_to_the_top(visit, language: str) -> None:
    page = visit(**FINGER).go(path(language))
    contents = page.locator("nav.contents")
    page.evaluate("scrollTo(0, 3000)")
    expect(contents).to_be_in_viewport()
    contents.locator("summary").tap()
    contents.locator("li a").nth(3).tap()
    expect(contents.locator("li a").first).to_be_hidden()
    contents.locator(".to-top").tap()
    page.wait_for_function("scrollY < 200")


@pytest.mark.parametrize(
    ("viewport", "scheme"),
    [
        pytest.param(DESK, "light", id="desk-light"),
        pytest.param(PHONE, "dark", id="phone-dark"),
        pytest.param(DESK, "dark", id="desk-dark", marks=pytest.mark.long),
        pytest.param(PHONE, "light", id="phone-light", marks=pytest.mark.long),
    ],
)
def test_axe_finds_nothing_in_any_state(visit, small_address: str, language: str, viewport, scheme: str) -> None:
    """But in that of the first view, in which every kind of element is looked at."""
    window = visit(small_address, viewport=viewport, color_scheme=scheme)
    page = window.go(f"{language}/services/desk.html?party=customer&only=shared")
    page.evaluate("document.querySelectorAll('details.part').forEach(part => { part.open = true; })")
    found = findings(page)
    page.locator("td[id]:visible").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    found += findings(page, {"include": [["[role=dialog]"]]})
    assert found == []


@both_sizes
def test_type_of_twice_the_size(visit, language: str, viewport) -> None:
    """WCAG 2.2, 1.4.4: nothing is cut, covered or beside the page."""
    window = visit(viewport=viewport)
    window.page.context.new_cdp_session(window.page).send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    page = window.go(path(language))
    assert not is_too_wide(page)
    assert page.evaluate(probe("coveredLayers")) == []
    name = page.locator(".brand").bounding_box()
    assert name["height"] < 3 * 32 * 1.2
    heads = page.locator("thead [class*='party-']:visible").all()
    tops = {round(head.bounding_box()["y"]) for head in heads}
    assert len(tops) == 1, "the parties of a place stand beside each other"
