"""Hostile texts in a browser, under the site's policy: they are shown, searched for and found, and do nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.conftest import served
from tests.built import LANGUAGES, Site, build
from tests.search.queries import Query, ask
from tests.site.test_hostile import PARTS, catalogue

pytestmark = [pytest.mark.browser, pytest.mark.long]


@pytest.fixture(scope="module", params=range(len(PARTS)))
def hostile(request, tmp_path_factory) -> Iterator[tuple[Site, str, list[str]]]:
    """Yield the site of the small catalogue with hostile texts everywhere, where it is served, and the texts."""
    texts = PARTS[request.param]
    folder = tmp_path_factory.mktemp("hostile")
    site = build(folder, "--no-pdf", data=catalogue(folder, texts))
    with served(site.folder) as address:
        yield site, address, texts


def test_every_page_and_every_result(hostile, visit) -> None:
    """An error, a break of the policy or a request elsewhere fails the test as it ends."""
    site, address, texts = hostile
    window = visit(address)
    dialogs: list[str] = []
    window.page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    for path in site.paths:
        assert window.go(path).locator("h1").first.is_visible(), path
    for language in LANGUAGES:
        page = window.go(f"{language}/search.html")
        found = ask(page, [Query("", text, frozenset()) for text in texts])
        assert sum(map(bool, found)) > len(texts) / 2
        field = page.get_by_role("main").get_by_role("searchbox")
        for text in texts[::5]:
            field.fill(text)
            field.press("Enter")
            assert (
                page.locator("[data-search-results] script, [data-search-results] img, [data-search-results] iframe").count() == 0
            )
    assert dialogs == []
