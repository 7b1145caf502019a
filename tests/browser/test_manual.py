"""The manual in the browser: it fits a phone, axe finds nothing, and its own search finds its sections."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE, is_too_wide, probe, served
from tests.browser.test_every_page import findings_of_kinds
from tests.built import Site

pytestmark = [pytest.mark.browser, pytest.mark.manual]

#: One page of each kind; the long tests look at every page.
KINDS = (
    "en/index",
    "da/editors",
    "da/editors/service",
    "en/editors/keys",
    "en/editors/rules",
    "en/developers/extension",
    "da/search",
)


@pytest.fixture(scope="module")
def manual_address(manual: Site) -> Iterator[str]:
    with served(manual.folder) as address:
        yield address


@pytest.mark.parametrize("every", [pytest.param(False, id="kinds"), pytest.param(True, id="every page", marks=pytest.mark.long)])
def test_a_page_fits_a_phone_and_axe_finds_nothing(visit, manual: Site, manual_address: str, every: bool) -> None:
    """In the light on a desk and in the dark on a phone; one page of each kind by turns."""
    found, wide = [], []
    names = [page.path.removesuffix(".html") for page in manual.in_languages()] if every else KINDS
    for turn, (size, scheme) in enumerate(((DESK, "light"), (PHONE, "dark"))):
        window, seen = visit(manual_address, viewport=size, color_scheme=scheme), []
        for name in names if every else names[turn::2]:
            page = window.go(f"{name}.html")
            found += findings_of_kinds(page, seen)
            if is_too_wide(page):
                wide.append(f"{name} at {size['width']}")
    assert found == []
    assert wide == []


def test_on_a_phone_no_line_begins_with_the_punctuation_after_code(visit, manual_address: str) -> None:
    """Nor ends with the parenthesis before it."""
    page = visit(manual_address, viewport=PHONE).go("en/developers.html")
    apart = page.locator("main code").evaluate_all(probe("punctuationApart"))
    assert len(apart) > 50
    assert not any(apart)


@pytest.mark.parametrize(
    ("address", "question"),
    [
        ("da/editors/service.html#service-notes", "tilføj en fodnote"),
        ("en/editors/rules.html#run-the-check", "lint the yaml"),
        ("en/developers.html#add-rule", "add a rule"),
    ],
)
def test_the_search_of_the_manual_finds_its_sections_and_nothing_of_the_data(
    visit, manual: Site, manual_address: str, address: str, question: str
) -> None:
    page = visit(manual_address).go(f"{address[:2]}/search.html?q={question}")
    expect(page.locator("a[data-result]").first).to_be_visible()
    places = page.locator("a[data-result]").evaluate_all(
        "(links) => links.map((link) => new URL(link.href).pathname.slice(1) + new URL(link.href).hash)"
    )
    assert address in places[:3]
    assert all(manual.leads(*place.partition("#")[::2]) for place in places)
    assert page.locator(".search-filters").count() == 0
