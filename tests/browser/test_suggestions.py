"""The search field in the header suggests what the search would find, once it has the focus; by keyboard, by pointer, and never in the way."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from service_catalogue.views.edition import Edition

from tests.browser.conftest import PHONE, a_language, both_sizes, probe
from tests.browser.test_every_page import findings
from tests.built import LANGUAGES
from tests.folders import PLATFORM, catalogue_of

pytestmark = pytest.mark.browser

#: What is written, and a title that is among the suggestions.
ASKED = {"da": ("backup", "Backup"), "en": ("backup", "Backup")}
ASKS = {"da": "hvem er ansvarlig for", "en": "who is accountable for"}


def field(page):
    return page.locator(".site-search input")


def test_nothing_is_fetched_before_the_field_has_the_focus_and_enter_goes_to_the_search(visit, small_address: str) -> None:
    """No suggestion is chosen."""
    window = visit(small_address)
    fetched = []
    window.page.on("request", lambda request: fetched.append(request.url))
    page = window.go("en/services/desk.html")
    page.wait_for_load_state("networkidle")
    assert not [url for url in fetched if "/search/" in url or "/suggest" in url]
    field(page).focus()
    expect(field(page)).to_have_attribute("role", "combobox")
    assert [url for url in fetched if "/search/engine" in url]
    field(page).press_sequentially("backup")
    expect(page.get_by_role("option").first).to_be_visible()
    field(page).press("Enter")
    page.wait_for_url("**/search.html?q=backup")


@a_language
def test_by_keyboard(visit, small_address: str, language: str) -> None:
    words, title = ASKED[language]
    page = visit(small_address).go(f"{language}/tasks/index.html")
    box = field(page)
    box.press_sequentially(words)
    options = page.get_by_role("listbox").get_by_role("option")
    expect(options.first).to_contain_text(title)
    assert 0 < options.count() <= 6
    expect(box).to_have_attribute("aria-expanded", "true")
    assert box.get_attribute("aria-controls") == page.get_by_role("listbox").get_attribute("id")
    box.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    expect(options.first).to_have_attribute("aria-selected", "true")
    box.press("ArrowUp")  # back to what was written
    assert box.get_attribute("aria-activedescendant") is None
    box.press("ArrowUp")
    assert box.get_attribute("aria-activedescendant") == options.last.get_attribute("id")
    box.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    assert box.input_value() == words
    box.press("ArrowDown")
    box.press("Enter")
    page.wait_for_url(lambda url: "tasks/index" not in url)
    assert page.url.startswith(f"{small_address}{language}/")
    assert page.locator("h1").count() == 1


def test_the_suggestions_are_what_the_search_finds(visit, small_address: str) -> None:
    window = visit(small_address)
    page = window.go("en/search.html?q=who+takes+the+backup")
    expect(page.locator("a[data-result]").first).to_be_visible()
    asked = "async (question) => (await catalogueSearch.show((await catalogueSearch.find(question)).results)).map(({ title }) => title)"
    found = page.evaluate(asked, "who takes the backup")
    # The answer is above the results, with notes by themselves.
    found.insert(0, page.locator("[data-answer] li").first.text_content().partition(".")[0])
    page = window.go("en/layers/index.html")
    field(page).press_sequentially("who takes the backup")
    # Suggestions for the half that is typed are others.
    page.wait_for_function(probe("areSuggested"), arg=found)


@pytest.mark.parametrize("every", [8, pytest.param(1, marks=pytest.mark.long)])
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_answer_is_suggested_whole(visit, language: str, every: int) -> None:
    """Who is accountable differs by layer: all of them are in the suggestion."""
    edition = Edition(catalogue_of(PLATFORM), language)
    asked = [f"{ASKS[language]} {edition.plain(task.name)}" for task in edition.catalogue.tasks[::every]]
    page = visit().go(f"{language}/layers/index.html")
    field(page).focus()
    expect(field(page)).to_have_attribute("role", "combobox")
    for question, (suggested, answer) in zip(asked, page.evaluate(probe("suggestionsFor"), asked), strict=True):
        assert suggested == answer
        assert [layer.id for layer in edition.catalogue.layers if edition.plain(layer.name) not in suggested] == [], question


def test_without_a_script_the_form_leads_to_the_search(visit, small_address: str) -> None:
    page = visit(small_address, java_script_enabled=False).go("en/services/desk.html")
    field(page).fill("backup")
    field(page).press("Enter")
    page.wait_for_url("**/search.html?q=backup")


@both_sizes
def test_by_pointer_and_nothing_moves(visit, small_address: str, viewport) -> None:
    window = visit(small_address, viewport=viewport)
    page = window.go("en/tasks/index.html")
    if viewport is PHONE:
        page.locator(".menu-button").click()
    before = page.locator("h1").bounding_box()
    field(page).press_sequentially("restore")
    options = page.get_by_role("option")
    expect(options.first).to_be_visible()
    assert page.locator("h1").bounding_box() == before
    # The list is written anew for the last letters.
    tall = "all => all.length && all.every(one => Math.min(one.offsetWidth, one.offsetHeight) >= 24)"
    page.wait_for_function(f"({tall})([...document.querySelectorAll('[role=option]')])")
    assert findings(page, {"include": [["header.site-header"]]}) == []
    options.first.click()
    page.wait_for_url(lambda url: "tasks/index" not in url)
