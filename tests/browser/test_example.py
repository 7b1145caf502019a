"""Several services, three parties and five letters in the browser: headings are apart and whole, and no word is cut off."""

from __future__ import annotations

import shutil
from pathlib import Path

import pikepdf
import pytest
from playwright.sync_api import Browser, expect

from tests import built
from tests.browser.conftest import DESK, PHONE, probe, served
from tests.built import Site

pytestmark = pytest.mark.browser

PAGES = (
    "services/hosting",
    "services/network",
    "layers/applications",
    "tasks/incidents",
    "parties/it/hosting",
    "parties/it",
    "whom-to-call/hosting",
    "compare/hosting-managed-application",
)
#: How near the words of a heading may be to those before it, in pixels.
LEAST = {DESK["width"]: 9, PHONE["width"]: 4}


def test_headings_are_apart_and_no_word_is_cut_off(example: Site, browser: Browser) -> None:
    """On a phone, on a desk, and on paper, at whose edge nothing is cut off."""
    found = {}
    page = browser.new_page()
    with served(example.folder) as address:
        page.goto(f"{address}en/index.html")  # from the next page on, the font is there
        for path in PAGES:
            page.goto(f"{address}en/{path}.html")
            assert page.evaluate("document.fonts.check('1em Catalogue Sans')")
            for size in (PHONE, DESK):
                page.set_viewport_size(size)
                if faults := page.evaluate(probe("faultsOfTables"), LEAST[size["width"]]):
                    found[path, size["width"]] = faults
            page.set_viewport_size({"width": 695, "height": 1000})  # A4 without its margins
            page.emulate_media(media="print")
            if (width := page.evaluate("document.documentElement.scrollWidth")) > 696:
                found[path, "paper"] = width
            page.emulate_media(media="screen")
    page.close()
    assert found == {}


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("hosting", "Accountable: Department 26, Council IT 55, Department and Council IT together 2 of 83"),
        ("hosting.html?layer=databases", "Accountable: Department 5, Council IT 15, Department and Council IT together 1 of 21"),
        ("hosting.html?layer=network", "Accountable: Department 0, Council IT 20, Department and Council IT together 0 of 20"),
        ("laptops", "Accountable: Department 3, Council IT 18, not decided 2 of 23"),
        ("laptops.html?layer=devices", "Accountable: Department 2, Council IT 10, not decided 1 of 13"),
    ],
)
def test_what_is_shared_and_what_is_not_decided_is_counted_by_itself(
    example: Site, browser: Browser, address: str, words: str
) -> None:
    page = browser.new_page(viewport=DESK)
    name, _, query = address.partition(".html")
    page.goto((example / f"en/services/{name}.html").as_uri() + query)
    expect(page.locator(".count:visible")).to_have_text(words)
    page.close()


def test_what_is_folded_is_printed(example: Site, browser: Browser) -> None:
    page = browser.new_page()
    page.goto((example / "en/services/hosting.html").as_uri())
    folded = page.locator("[id='tension.t1']")
    assert not folded.is_visible()
    page.emulate_media(media="print")
    assert "sees to it that a call is closed" in folded.inner_text()
    page.close()


def test_the_service_that_a_question_names_answers(example: Site, browser: Browser) -> None:
    page = browser.new_page()
    page.goto((example / "en/search.html").as_uri() + "?q=who+restores+data+in+H2")
    expect(page.locator("[data-answer]")).to_contain_text("H2 Managed application")
    page.close()


@pytest.mark.content
def test_the_number_is_a_button_and_the_sheet_is_one(browser: Browser, tmp_path: Path) -> None:
    """In the example of the manual, whose services name a desk; a supplier without a number is named as such."""
    shutil.copytree(built.ROOT / "docs/manual/example/data", tmp_path / "data")
    site = built.build(tmp_path, data=tmp_path / "data")
    page = browser.new_page(viewport=PHONE)
    page.goto((tmp_path / "site/en/index.html").as_uri())
    assert page.locator("main a[href^='tel:']").is_visible(), "all services have one desk"
    links = page.locator(".asked a").evaluate_all("(links) => links.map(({ href }) => href)")
    assert len(links) == 3
    for link in links:
        page.goto(link)
        expect(page.locator("[data-answer]")).to_be_visible()
    services = [path for path in site.paths if path.startswith("en/services/") and path != "en/services/index.html"]
    late = []
    for path in services:
        page.goto((site / path).as_uri())
        for size, limit in ((DESK, 550), (PHONE, 700)):
            page.set_viewport_size(size)
            first, bottom, type_size = page.evaluate(probe("numberToCall"))
            late += [] if first and bottom <= limit and type_size >= 24 else [(path, size["width"], first, bottom, type_size)]
    assert len(services) == 6
    assert late == []
    page.set_viewport_size(PHONE)
    address = (tmp_path / "site/en/whom-to-call/hosting.html").as_uri()
    size = "(one) => parseFloat(getComputedStyle(one).fontSize)"
    page.goto(address)
    number = page.locator("main a[href^='tel:']")
    assert number.evaluate(size) >= 28 and number.bounding_box()["y"] < 400
    assert page.locator(".call-box").nth(1).inner_text().count("The text gives no telephone number") == 1
    page.emulate_media(media="print")
    assert number.evaluate(size) >= 36 / 0.75
    assert min(page.locator(".calls tbody th").evaluate_all(f"(all) => all.map({size})")) >= 12 / 0.75
    page.pdf(path=tmp_path / "sheet.pdf", prefer_css_page_size=True)
    with pikepdf.open(tmp_path / "sheet.pdf") as sheet:
        assert len(sheet.pages) == 1
    page.close()
