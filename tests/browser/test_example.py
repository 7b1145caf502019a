"""Several services, three parties and five letters in the browser: headings are apart and whole, and no word is cut off."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import DESK, PHONE, served
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
#: Headings of columns that are nearer than that, or broken; and tables of words that scroll to the side.
_FAULTS = """async (least) => {
    await new Promise(requestAnimationFrame); // the scripts have heard of the size
    const found = [], words = document.createRange();
    for (const row of document.querySelectorAll("thead tr")) {
        let last = null;
        for (const head of row.children) {
            words.selectNodeContents(head);
            const box = words.getBoundingClientRect();
            if (!box.width) continue;
            const far = box.left - last?.right;
            if (far < least) found.push(`${head.textContent} is ${far} px from the heading before it`);
            const lines = box.height / parseFloat(getComputedStyle(head).lineHeight);
            if (head.matches("[class*=party-]") && lines > 1.5) found.push(`${head.textContent} is broken`);
            last = box;
        }
    }
    for (const frame of document.querySelectorAll(".scroller:is(:has(.allocation), .fits-wide)"))
        if (frame.scrollWidth > frame.clientWidth) found.push(`a table is ${frame.scrollWidth - frame.clientWidth} px too wide`);
    return found;
}"""


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
                if faults := page.evaluate(_FAULTS, LEAST[size["width"]]):
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
    page.goto((example / "en/layers/applications.html").as_uri())
    folded = page.locator("#part\\.across details .explained")
    assert not folded.is_visible()
    page.emulate_media(media="print")
    assert "sees to it that a call is closed" in folded.inner_text()
    page.close()


def test_the_service_that_a_question_names_answers(example: Site, browser: Browser) -> None:
    page = browser.new_page()
    page.goto((example / "en/search.html").as_uri() + "?q=who+restores+data+in+H2")
    expect(page.locator("[data-answer]")).to_contain_text("H2 Managed application")
    page.close()
