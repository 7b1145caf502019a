"""The live preview in a browser: pages that load themselves again, and what is wrong with the last good page behind it."""

from __future__ import annotations

import itertools

import pytest
from service_catalogue.site import live

from tests.browser.conftest import served

pytestmark = pytest.mark.browser


@pytest.fixture
def preview(small):
    """Yield the preview of the small site, and its address."""
    preview = live.Preview("en")
    with served(small.folder, preview) as address:
        yield preview, address


def test_a_page_loads_itself_again_and_shows_what_is_wrong(preview, visit):
    told, base = preview
    page = visit(base, routed=True).go("en/services/desk.html")
    problem = page.locator("#live-problem")
    heading = page.locator("h1").inner_text()
    told.report("data/x.yaml:1:1: error: <b>Wrong</b> & bad [rule]")
    problem.wait_for()
    assert problem.get_attribute("role") == "alert"
    assert problem.locator("p").inner_text() == "The page is shown as it was before this error:"
    assert problem.locator("pre").inner_text() == "data/x.yaml:1:1: error: <b>Wrong</b> & bad [rule]"
    assert page.locator("h1").inner_text() == heading
    told.report("another")
    problem.filter(has_text="another").wait_for()
    with page.expect_event("load"):
        told.report("")
    assert page.locator("h1").inner_text() == heading
    assert problem.count() == 0


def test_a_page_that_is_older_loads_itself_again(preview, visit):
    """The site was built between the page and its first question."""
    told, base = preview
    window = visit(base, routed=True)
    # What the server says first is another build than that of the page.
    window.page.route("**/_live/events", lambda route: (told.report(""), route.continue_()), times=1)
    count = itertools.count(1)
    with window.page.expect_request(lambda request: request.url.endswith("/en/index.html") and next(count) == 2):
        window.page.goto(f"{base}en/index.html", wait_until="commit")
