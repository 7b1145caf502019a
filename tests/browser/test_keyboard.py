"""Every page can be used without a pointer."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, FINGER, PHONE, a_language, both_sizes, probe

pytestmark = pytest.mark.browser

FOCUS = "document.activeElement"


@a_language
def test_the_first_stop_leads_to_the_content(visit, small_address: str, language: str) -> None:
    page = visit(small_address).go(f"{language}/services/desk.html")
    page.keyboard.press("Tab")
    name = {"da": "Gå til indholdet", "en": "Skip to the content"}[language]
    skip = page.get_by_role("link", name=name, exact=True)
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.wait_for_url("**#main")
    page.keyboard.press("Tab")
    assert page.evaluate(f"document.querySelector('main').contains({FOCUS})")


@both_sizes
def test_every_stop_shows_where_the_focus_is_and_is_in_the_window(visit, small_address: str, viewport) -> None:
    page = visit(small_address, viewport=viewport).go("da/tasks/backup.html")
    count = 0
    seen = set()
    while True:
        page.keyboard.press("Tab")
        stop = page.evaluate(probe("focusStop"))
        if stop is None or count > 300:
            break
        count += 1
        seen.add(stop["what"])
        assert stop["shows"], stop
        assert stop["inWindow"], stop
    assert count > 20


@a_language
def test_the_menu_of_a_phone_opens_and_closes_by_keyboard(visit, small_address: str, language: str) -> None:
    """And leads to a page, which is marked in it."""
    page = visit(small_address, viewport=PHONE).go(f"{language}/services/desk.html")
    name, tasks = {"da": ("Hovedmenu", "Opgaver"), "en": ("Main menu", "Tasks")}[language]
    services = page.get_by_role("navigation", name=name).get_by_role("link", name=tasks, exact=True)
    button = page.get_by_role("button", name="Menu")
    if button.is_visible():
        expect(services).to_be_hidden()
        button.focus()
        page.keyboard.press("Enter")
        expect(services).to_be_visible()
        page.keyboard.press("Escape")
        expect(services).to_be_hidden()
        expect(button).to_be_focused()
        page.keyboard.press("Enter")
    expect(services).to_be_visible()
    services.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"{small_address}{language}/tasks/index.html")
    assert page.locator(f"nav[aria-label='{name}'] [aria-current=page]").all_text_contents() == [tasks]


def test_every_link_of_the_menu_is_there_on_desk_and_phone_without_javascript(visit, small_address: str) -> None:
    for viewport in (DESK, PHONE):
        page = visit(small_address, viewport=viewport, java_script_enabled=False).go("en/services/desk.html")
        button = page.get_by_role("button", name="Menu")
        if button.is_visible():
            button.click()
        menu = page.get_by_role("navigation", name="Main menu")
        for name in ("Services", "Tasks", "Parties", "Layers", "Glossary"):
            assert menu.get_by_role("link", name=name, exact=True).is_visible()


def test_targets_of_a_finger_are_large_enough(visit, small_address: str) -> None:
    """WCAG 2.5.8: 24 by 24, but for links in a sentence; here the header's."""
    page = visit(small_address, **FINGER).go("da/index.html")
    small = (
        page.get_by_role("banner")
        .locator("a:visible, button:visible, input:visible")
        .evaluate_all(
            "all => all.filter(e => { const b = e.getBoundingClientRect(); return b.width < 24 || b.height < 24 }).map(e => e.outerHTML)"
        )
    )
    assert small == []
