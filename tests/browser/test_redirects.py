"""In a browser, an old address leads to the new one, and a place on the page to that place."""

from __future__ import annotations

import pytest

from tests.built import build, copy_catalogue
from tests.folders import plant

pytestmark = pytest.mark.browser


def test_an_old_address_keeps_its_place(tmp_path, browser):
    data = copy_catalogue(tmp_path)
    plant(data, ("catalogue.yaml", "redirects: {}", "redirects: {chair: desk, task:copying: backup}"))
    site = build(tmp_path, data=data)
    for script in (True, False):
        page = browser.new_context(java_script_enabled=script).new_page()
        page.goto((site / "da/services/chair.html").as_uri() + "#copying.lower.customer")
        page.wait_for_url("**/services/desk.html*")
        assert page.url.endswith("desk.html#copying.lower.customer" if script else "desk.html")
        page.close()
