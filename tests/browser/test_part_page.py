"""A party's part in a service: how tall it is, what is printed, and the ticks, which stay on the device."""

from __future__ import annotations

import io
import json
import re

import pikepdf
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, probe, smallest_type
from tests.browser.test_every_page import findings

pytestmark = [pytest.mark.browser]

PATH = "{}/parties/customer.html"
BACKUP = "backup.upper.customer"
KEY = "catalogue.ticks.desk.customer"


def box(page: Page, place: str = BACKUP):
    return page.locator(f"[data-text]:has(a[href$='#{place}']) input")


@pytest.mark.parametrize(
    ("language", "viewport", "tallest"),
    [
        pytest.param("da", PHONE, 7_500, id="da-phone"),
        pytest.param("en", DESK, 4_500, id="en-desk"),
        pytest.param("da", DESK, 4_500, id="da-desk", marks=pytest.mark.long),
        pytest.param("en", PHONE, 7_500, id="en-phone", marks=pytest.mark.long),
    ],
)
def test_how_tall_it_is(visit, language: str, viewport, tallest: int) -> None:
    """A former address leads to it, and it has one mark and no id or number of what is on the page of the service."""
    page = visit(viewport=viewport).go(f"{language}/parties/customer/2a.html#part.unnamed")
    page.wait_for_url("**/parties/customer.html#part.unnamed")
    page = visit(viewport=viewport).go(f"{language}/parties/customer.html")
    assert page.evaluate("document.documentElement.scrollHeight") <= tallest
    assert page.evaluate(probe("wordsSeen")) <= 1_200
    assert {mark for mark in page.locator("main .mark").all_inner_texts() if not mark.isdigit()} == {"‡"}


@pytest.mark.parametrize(
    ("language", "party"),
    [
        ("da", "customer"),
        ("en", "provider"),
        pytest.param("da", "provider", marks=pytest.mark.long),
        pytest.param("en", "customer", marks=pytest.mark.long),
    ],
)
def test_two_pages_of_paper(visit, language: str, party: str) -> None:
    window = visit()
    page = window.go(f"{language}/parties/{party}.html")
    with pikepdf.open(io.BytesIO(page.pdf(prefer_css_page_size=True))) as printed:
        assert len(printed.pages) <= 2
    page.emulate_media(media="print")
    assert smallest_type(page) >= 8
    expect(page.locator("[id='part.elsewhere']")).to_be_visible()


def test_a_tick_stays_in_both_languages_and_can_be_cleared(visit, small_address: str) -> None:
    window = visit(small_address)
    page = window.go(PATH.format("da"))
    expect(page.locator("[data-ticks] b")).to_have_text("0")
    assert page.locator("[data-text] input").count() == 5
    box(page).check()
    page = window.go(PATH.format("en"))
    expect(box(page)).to_be_checked()
    expect(box(page)).to_have_accessible_name("Backup, Upper layer")
    expect(page.locator("[data-ticks] b")).to_have_text("1")
    assert findings(page) == []
    page.locator("[data-ticks] button").click()
    page.reload()
    expect(box(page)).not_to_be_checked()


def test_a_tick_of_a_text_that_has_changed_is_lost_and_the_page_says_so(visit, small_address: str) -> None:
    window = visit(small_address)
    page = window.go(PATH.format("en"))
    box(page).check()
    kept = json.loads(page.evaluate(f"localStorage.getItem('{KEY}')"))
    assert re.fullmatch(r"[0-9a-f]{8}", kept[BACKUP])
    page.evaluate(f"localStorage.setItem('{KEY}', JSON.stringify({{'{BACKUP}': '00000000'}}))")
    page.reload()
    expect(box(page)).not_to_be_checked()
    expect(page.locator("[data-ticks] [data-changed]")).to_be_visible()
    expect(page.locator("[data-text] small:visible")).to_have_text("changed")
    box(page).check()
    expect(page.locator("[data-ticks] [data-changed]")).to_be_hidden()


def test_where_the_device_keeps_nothing_the_page_says_so(visit, small_address: str) -> None:
    window = visit(small_address)
    window.page.add_init_script("Object.defineProperty(window, 'localStorage', {get() { throw new Error('no'); }})")
    page = window.go(PATH.format("en"))
    box(page).check()
    expect(box(page)).to_be_checked()
    expect(page.locator("[data-lost]")).to_be_visible()
    expect(page.locator("[data-kept]")).to_be_hidden()


def test_without_scripts_there_is_nothing_to_tick(visit, small_address: str) -> None:
    page = visit(small_address, java_script_enabled=False).go(PATH.format("en"))
    assert page.locator("input[type=checkbox]").count() == 0
    expect(page.locator("[data-ticks]")).to_be_hidden()
