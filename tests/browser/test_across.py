"""Pages over several services in the browser: any two services are compared, and the work of a party is filtered."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import PHONE, served
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


def test_the_work_of_a_party_is_filtered_in_the_address(example: Site, browser: Browser) -> None:
    page = browser.new_page()
    with served(example.folder) as address:
        page.goto(f"{address}en/parties/department.html?layer=applications&letter=A")
        rows = page.locator("table.work tr[data-services]:visible")
        count = rows.count()
        assert 0 < count == page.locator("td[data-place=applications][data-letters*=A]").count()
        expect(page.locator("form[data-work] output")).to_contain_text(f"{count} of ")
        assert page.locator("table.work:visible").count() == 1 < page.locator("table.work").count(), "a head without rows"
        page.locator("select[name=service]").select_option("calls")
        assert page.url.endswith("?service=calls&layer=applications&letter=A") and rows.count() < count
        page.set_viewport_size(PHONE)
        page.goto(f"{address}en/parties/department.html")
        # A phone shows every row, and of each only the places at which the party has a role.
        expect(page.locator("form[data-work] output")).to_have_text("81 of 81")
        assert (
            page.locator("table.work td[data-place]:visible").count()
            == page.locator("table.work td:not([data-letters=''])[data-letters]").count()
        )
        page.goto(f"{address}en/parties/supplier.html?group=security&letter=R")
        assert set(page.locator("table.work .group:visible").all_inner_texts()) == {"Security and information"}
    page.close()
