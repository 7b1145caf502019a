"""Pages over several services in the browser: any two services are compared."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import served
from tests.built import Site

pytestmark = pytest.mark.browser


def test_any_two_services_are_compared_from_the_data(example: Site, browser: Browser) -> None:
    page = browser.new_page()
    with served(example.folder) as address:
        page.goto(f"{address}en/compare.html?a=calls&b=laptops")
        expect(page.locator("[data-compared] .lead")).to_have_text("53 of 53 places differ.")
        expect(page.locator("#row\\.licences td").first).to_be_visible()
        expect(page.locator(".absent").first).to_contain_text("not in ")
        page.goto(f"{address}en/compare.html?a=hosting&b=network")
        expect(page.locator("[data-compared]")).to_have_text(
            "The services have different axes, so their places cannot be compared."
        )
        # Related services have a page of their own, in either order.
        page.goto(f"{address}en/compare.html?a=calls&b=desk-phones")
        page.wait_for_url("**/compare/desk-phones-calls.html")
        page.goto(f"{address}en/compare.html?a=calls&b=calls")
        expect(page.locator("[data-compared]")).to_have_text("Choose two different services.")
    # A page from a folder cannot load data.
    page.goto((example / "en/compare.html").as_uri() + "?a=calls&b=laptops")
    expect(page.locator("[data-compared]")).to_contain_text("could not be loaded")
    page.close()
