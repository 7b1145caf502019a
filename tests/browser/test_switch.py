"""The language switch leads to the same page, and to the same place on it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.built import Site

pytestmark = pytest.mark.browser

NAMES = {"da": "Dansk", "en": "English"}
PLACES = (
    "services/desk.html#copies-1",
    "services/desk.html#backup.lower.customer",
    "glossary.html#backup",
    "parties/customer.html#rights",
    "index.html",
)


def switch(page: Page, language: str) -> None:
    page.get_by_role("banner").get_by_role("link", name=NAMES[language], exact=True).click()
    page.wait_for_url(lambda url: f"/{language}/" in url)


@pytest.mark.parametrize("from_folder", [False, True], ids=["server", "folder"])
def test_it_leads_to_the_same_place(visit, small: Site, small_address: str, from_folder: bool) -> None:
    base = small.folder.as_uri() + "/" if from_folder else small_address
    window = visit(base)
    for language, other, places in (("da", "en", PLACES[:1] if from_folder else PLACES), ("en", "da", PLACES[:1])):
        for place in places:
            page = window.go(f"{language}/{place}")
            switch(page, other)
            assert page.url == f"{base}{other}/{place}"
            assert page.locator("html").get_attribute("lang") == other
            if "#" in place:
                assert page.locator(":target").get_attribute("id") == place.partition("#")[2]


def test_the_root_remembers_the_language(visit, small: Site, small_address: str) -> None:
    window = visit(small_address)
    page = window.go("index.html")
    page.get_by_role("link", name=NAMES["da"]).click()
    page.wait_for_url("**/da/index.html")
    page.goto(f"{small_address}index.html")
    page.wait_for_url("**/da/index.html")
    switch(page, "en")
    page.goto(f"{small_address}index.html")
    page.wait_for_url("**/en/index.html")


def test_it_keeps_up_with_the_place(visit, small_base: str) -> None:
    """A reader who follows a link on the page is led to where it led, by keyboard too."""
    page = visit(small_base).go("da/services/desk.html#what-1")
    page.evaluate("document.querySelector('.references a[href^=\"#ownership\"]').click()")
    page.wait_for_url("**/services/desk.html#ownership.*")
    place = page.url.partition("#")[2]
    switch(page, "en")
    assert page.url == f"{small_base}en/services/desk.html#{place}"
    page.go_back()
    assert page.url == f"{small_base}da/services/desk.html#{place}"
    page.get_by_role("banner").get_by_role("link", name="English", exact=True).focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/en/services/desk.html#{place}")


def test_without_javascript_it_leads_to_the_same_page(visit, small_base: str) -> None:
    page = visit(small_base, java_script_enabled=False).go("da/services/desk.html#copies-1")
    page.get_by_role("banner").get_by_role("link", name="English", exact=True).click()
    assert page.url.partition("#")[0] == f"{small_base}en/services/desk.html"


def test_the_page_without_a_language_leads_to_both(visit, small_base: str) -> None:
    window = visit(small_base)
    for language, name in NAMES.items():
        page = window.go("index.html")
        page.get_by_role("link", name=name).click()
        assert page.url == f"{small_base}{language}/index.html"
