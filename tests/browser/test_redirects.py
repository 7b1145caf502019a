"""In a browser, an old address leads to the new one, and a place on the page to that place."""

from __future__ import annotations

import pytest

from tests.site.test_redirects import site as redirected  # noqa: F401  (a fixture)

pytestmark = pytest.mark.browser


def test_an_old_address_keeps_its_place(redirected, browser):  # noqa: F811
    for script in (True, False):
        page = browser.new_context(java_script_enabled=script).new_page()
        page.goto((redirected / "da/services/chair.html").as_uri() + "#copying.lower.customer")
        page.wait_for_url("**/services/desk.html*")
        assert page.url.endswith("desk.html#backup.lower.customer" if script else "desk.html")
        page.context.close()
