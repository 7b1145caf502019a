"""The definition of a term beside its mention: by pointer, keyboard and finger, and without JavaScript (WCAG 1.4.13)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import FINGER, POLICY, a_language, is_in_window, is_too_wide, probe
from tests.built import Site, squeeze

pytestmark = pytest.mark.browser


#: A statement with a term, which is folded until an address leads to it.
PLACE = "services/desk.html#copies-1"


@pytest.fixture(scope="module")
def expect_definition(small: Site) -> Callable[[Page, Locator], None]:
    """Expect that the definition of a term is shown, in the language of the page."""
    catalogue = json.loads((small / "api/v1/catalogue.json").read_text("utf-8"))
    definitions = {term["id"]: term["definition"] for term in catalogue["terms"]}

    def expect_definition(page: Page, term: Locator) -> None:
        definition = definitions[target_of(term).partition("#")[2]][page.locator("html").get_attribute("lang")]
        expect(tooltip(page)).to_be_visible()
        expect(tooltip(page)).to_contain_text(squeeze(definition))

    return expect_definition


def a_term(page: Page) -> Locator:
    return page.locator("[id='copies-1'] a.term")


def tooltip(page: Page) -> Locator:
    return page.get_by_role("tooltip")


def target_of(term: Locator) -> str:
    """Return the address of a term below that of its language."""
    return term.get_attribute("href").removeprefix("..")


@a_language
def test_focus_shows_it_and_escape_closes_it_with_the_focus_where_it_was(
    visit, small_address: str, expect_definition, language: str
) -> None:
    page = visit(small_address).go(f"{language}/{PLACE}")
    term = a_term(page)
    expect(tooltip(page)).to_be_hidden()
    term.focus()
    expect_definition(page, term)
    assert term.get_attribute("aria-describedby") == tooltip(page).get_attribute("id")
    page.keyboard.press("Escape")
    expect(tooltip(page)).to_be_hidden()
    expect(term).to_be_focused()
    assert term.get_attribute("aria-describedby") is None


def test_the_tabulator_reaches_every_term_and_leaves_it(visit, small_address: str, expect_definition) -> None:
    page = visit(small_address).go(f"da/{PLACE}")
    terms = page.locator("main a.term:visible")
    terms.first.focus()
    expect(tooltip(page)).to_be_visible()
    page.keyboard.press("Tab")
    expect(terms.first).not_to_be_focused()
    if page.evaluate("document.activeElement.matches('a.term')"):
        expect_definition(page, page.locator(":focus"))
    else:
        expect(tooltip(page)).to_be_hidden()
    page.keyboard.press("Shift+Tab")
    expect(terms.first).to_be_focused()
    expect(tooltip(page)).to_be_visible()


def test_enter_follows_the_term(visit, small_address: str) -> None:
    page = visit(small_address).go(f"en/{PLACE}")
    term = a_term(page)
    target = target_of(term)
    term.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"{small_address}en{target}")
    assert page.locator(":target").is_visible()


def test_hover_shows_it_and_it_stays_while_the_pointer_is_on_it(visit, small_address: str, expect_definition) -> None:
    """Escape closes it without moving the pointer."""
    window = visit(small_address)
    window.page.clock.install()
    page = window.go(f"da/{PLACE}")
    term = a_term(page)
    term.hover()
    expect_definition(page, term)
    box = tooltip(page).bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=5)
    page.clock.fast_forward(60_000)  # whatever waits has its time
    expect(tooltip(page)).to_be_visible()
    page.mouse.move(2, 2)
    expect(tooltip(page)).to_be_hidden()
    term.hover()
    expect(tooltip(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(tooltip(page)).to_be_hidden()


def test_only_one_shows_at_a_time(visit, small_address: str, expect_definition) -> None:
    page = visit(small_address).go(f"da/{PLACE}")
    terms = page.locator("main a.term:visible")
    assert terms.count() > 1
    for index in range(terms.count()):
        terms.nth(index).focus()
        expect_definition(page, terms.nth(index))
        assert tooltip(page).count() == 1
    assert page.locator("[aria-describedby=definition]").count() <= 1


def test_a_tap_shows_it_and_its_link_leads_to_the_glossary(visit, expect_definition, small_address: str) -> None:
    """A tap elsewhere and the button close it."""
    page = visit(small_address, **FINGER).go(f"da/{PLACE}")
    term = a_term(page)
    target = target_of(term)
    term.scroll_into_view_if_needed()
    before = page.url
    term.tap()
    expect_definition(page, term)
    assert page.url == before
    assert is_in_window(tooltip(page))
    heading = page.get_by_role("heading", level=1)
    for elsewhere in (page.get_by_role("button", name="Luk"), heading):
        elsewhere.tap()
        expect(tooltip(page)).to_be_hidden()
        heading.tap()
        term.tap()
        expect(tooltip(page)).to_be_visible()
    page.get_by_role("link", name="Se ordlisten").tap()
    page.wait_for_url(f"{small_address}da{target}")


def test_it_does_not_hide_its_term_and_is_within_the_window(visit) -> None:
    page = visit(viewport={"width": 640, "height": 500}).go("en/services/2a.html")
    terms = page.locator("main a.term:visible")
    for index in range(0, terms.count(), 5):
        term = terms.nth(index)
        term.focus()
        expect(tooltip(page)).to_be_visible()
        assert is_in_window(tooltip(page))
        assert not is_too_wide(page)
        overlap = page.evaluate(probe("isUnderExplanation"), [term.element_handle(), tooltip(page).element_handle()])
        assert not overlap, term.text_content()


@a_language
def test_without_javascript_a_term_is_a_plain_link(visit, small_address: str, small: Site, language: str) -> None:
    for base in (small_address, small.folder.as_uri() + "/"):
        page = visit(base, java_script_enabled=False).go(f"{language}/{PLACE}")
        term = a_term(page)
        target = target_of(term)
        term.click()
        assert page.url == f"{base}{language}{target}"
        assert page.locator(":target").is_visible()


def test_the_definitions_are_fetched_once_and_only_when_one_is_wanted(visit, small_address: str) -> None:
    window = visit(small_address)
    fetched = []
    window.page.on("request", lambda request: "/terms/" in request.url and fetched.append(request.url))
    page = window.go(f"da/{PLACE}")
    page.wait_for_load_state("networkidle")
    assert fetched == []
    for index in range(2):
        page.locator("main a.term:visible").nth(index).focus()
        expect(tooltip(page)).to_be_visible()
    # What names the definitions of this edition, and the definitions.
    assert [url.rpartition("/")[2].partition(".")[0] for url in fetched] == ["edition", "terms"]


def test_the_definitions_are_there_without_a_server(visit, small: Site, expect_definition) -> None:
    page = visit(small.folder.as_uri() + "/").go(f"en/{PLACE}")
    term = a_term(page)
    term.focus()
    expect_definition(page, term)


def test_a_host_that_demands_trusted_types_shows_them(visit, small_address: str, expect_definition) -> None:
    window = visit(small_address, routed=True)

    def demand(route) -> None:
        response = route.fetch()
        policy = f"{POLICY}; require-trusted-types-for 'script'; trusted-types catalogue"
        route.fulfill(response=response, headers={**response.headers, "content-security-policy": policy})

    window.page.route("**/services/desk.html", demand)
    page = window.go(f"en/{PLACE}")
    term = a_term(page)
    term.focus()
    expect_definition(page, term)
    page.locator("td[id='backup.lower.customer']").click()
    expect(page.get_by_role("dialog")).to_be_visible()


def test_terms_in_prose_work_alike(visit, small_address: str, expect_definition) -> None:
    page = visit(small_address).go("en/how-to-read.html")
    term = page.locator("main a.term").first
    term.focus()
    expect_definition(page, term)


def test_the_filter_of_the_glossary(visit) -> None:
    page = visit().go("en/glossary.html")
    entries = page.locator(".glossary-entry:visible")
    every = entries.count()
    page.get_by_label("Show terms with").fill("service desk")
    expect(page.locator("main output")).to_have_text(re.compile(rf"^\d+ / {every}$"))
    assert 0 < entries.count() < every
    assert all("service" in words.lower() for words in entries.all_text_contents())
    assert page.locator(".part:visible:not(:has(.glossary-entry:visible))").count() == 0
    page.goto(f"{page.url.partition('#')[0]}#backup")
    expect(page.locator("[id='backup']")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollHeight") <= 9_000
