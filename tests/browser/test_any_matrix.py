"""Every kind of responsibility matrix in the browser: on a phone and on a desk, nothing is wide, hidden or wrong."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests import built
from tests.browser.conftest import DESK, PHONE, is_too_wide, probe
from tests.browser.test_every_page import findings
from tests.folders import FIXTURES

pytestmark = [pytest.mark.browser, pytest.mark.long]

CATALOGUES = FIXTURES / "catalogues"
NAMES = sorted(path.name for path in CATALOGUES.iterdir())


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("name", NAMES)
def test_no_page_of_a_service_is_wide_or_has_anything_hidden_or_a_finding_of_axe(
    tmp_path_factory, browser: Browser, name: str, size: dict
) -> None:
    folder = built.once(
        built.shared_folder(tmp_path_factory), f"catalogue-{name}", lambda folder: built.build(folder, data=CATALOGUES / name)
    )
    site = built.Site(folder / "site")
    found = []
    page = browser.new_context(viewport=size).new_page()
    for path in (path for path in site.paths if "/services/" in path):
        page.goto((site / path).as_uri())
        if is_too_wide(page):
            found.append(f"{path} scrolls to the side")
        if page.evaluate(probe("isNameCovered")):
            found.append(f"{path}: something lies on the name")
        found += findings(page)
        for scroller in page.locator(".matrix-scroller").all():
            found += [f"{path}: out of sight: {words!r}" for words in scroller.evaluate(probe("outOfSight"))]
    page.context.close()
    assert found == []
