"""A browser that has cached everything of an edition, and what it is sent when another is published."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route

from tests import built
from tests.browser.conftest import DESK, PHONE, is_too_wide, served
from tests.browser.test_every_page import findings
from tests.folders import PLATFORM
from tests.search import queries

pytestmark = pytest.mark.long

QUESTIONS = 40


class Cache:
    """Everything that was ever fetched, for ever: by its whole address, and never asked again."""

    def __init__(self) -> None:
        self.kept: dict[str, tuple[int, dict[str, str], bytes]] = {}

    def answer(self, route: Route) -> None:
        url = route.request.url
        if url not in self.kept:
            response = route.fetch()
            if response.status != 200:
                route.fulfill(response=response)
                return
            self.kept[url] = (response.status, response.headers, response.body())
        status, headers, body = self.kept[url]
        route.fulfill(status=status, headers=headers, body=body)


def answers(browser: Browser, address: str, words: list[str], cache: Cache | None) -> list[list[str]]:
    """Return the first results of each question: their addresses and words."""
    page = browser.new_page()
    if cache:
        page.route("**/*", cache.answer)
    found = []
    for question in words:
        page.goto(f"{address}?q={question}")
        found.append(shown(page))
    page.close()
    return found


def shown(page: Page) -> list[str]:
    page.locator("main [data-search-status]:not(:empty)").wait_for(timeout=20_000)
    return page.locator("[data-search-results] li").evaluate_all(
        "items => items.slice(0, 5).map((item) => `${item.querySelector('a').getAttribute('href')} ${item.textContent}`)"
    )


@pytest.fixture(scope="module")
def two(tmp_path_factory) -> Path:
    """Return the folder of a site, ``site``, and of its ``data``, to change and to publish again."""
    folder = tmp_path_factory.mktemp("two")
    built.build(folder, "--edit-url", "https://example.org/edit", data=built.copy_catalogue(folder, PLATFORM))
    return folder


def add(data: Path, id: str) -> None:
    """Put a service before all others, which changes the numbers of entries."""
    text = (data / "services" / "2a.yaml").read_text("utf-8")
    text = text.replace("id: 2a\n", f"id: {id}\n", 1).replace("code: 2A", f"code: {id.upper()}", 1)
    (data / "services" / f"{id}.yaml").write_text(text, "utf-8")


def test_a_browser_that_keeps_everything_is_told_what_the_site_says(browser: Browser, two: Path) -> None:
    asked = queries.queries("open", "en")
    words = [query.words for query in asked[:: len(asked) // QUESTIONS]][:QUESTIONS]
    with served(two / "site") as base:
        address = f"{base}en/search.html"
        cache = Cache()
        first = answers(browser, address, words, cache)
        assert first == answers(browser, address, words, None)
        add(two / "data", "0b")
        built.replace(
            two / "data" / "tasks.yaml", "name: {da: Backup, en: Backup}", "name: {da: Sikkerhedskopi, en: Backup copy}"
        )
        built.build(two, data=two / "data")
        second = answers(browser, address, words, None)
        differing = sum(one != other for one, other in zip(first, second, strict=True))
        assert differing > QUESTIONS / 2, "the editions answer alike: correct the test"
        kept = answers(browser, address, words, cache)
        assert dict(zip(words, kept, strict=True)) == dict(zip(words, second, strict=True))


def test_a_page_that_is_open_while_another_edition_is_published(browser: Browser, two: Path) -> None:
    """It has the new edition as soon as a part that it has not fetched is gone, and gives no mixture of the two."""
    # A word that is not frequent needs a part of the index.
    asked = ["who restores the data", "licences", "incident", "patch management middleware", "mainframe", "who restores the data"]
    with served(two / "site") as base:
        address = f"{base}en/search.html"
        old = answers(browser, address, asked, None)
        page = browser.new_page()
        page.goto(f"{address}?q=backup")
        shown(page)
        add(two / "data", "0a")
        built.replace(two / "data" / "tasks.yaml", "en: Restore}", "en: Recreation}")
        built.build(two, data=two / "data")
        new = answers(browser, address, asked, None)
        assert old[-1] != new[-1], "the editions answer alike: correct the test"
        found = []
        for question in asked:
            page.locator("main [data-search-form] [name=q]").fill(question)
            page.keyboard.press("Enter")
            page.wait_for_timeout(700)
            found.append(shown(page))
        assert found in [[*old[:gone], *new[gone:]] for gone in range(len(asked))]
        page.close()


def test_a_page_with_the_scripts_of_another_edition_goes_to_its_own(browser: Browser, two: Path, tmp_path: Path) -> None:
    project = built.copy_project(tmp_path / "project")
    with served(two / "site") as base:
        address = f"{base}en/search.html"
        cache = Cache()
        answers(browser, address, ["backup"], cache)
        engine = project / "_ext/service_catalogue/theme/search/engine.js"
        built.replace(engine, "const RARE = 0.78;", "const RARE = 0.77;")
        built.build(two, root=project, data=two / "data")
        page = browser.new_page()
        page.route("**/*", cache.answer)
        page.goto(f"{address}?q=backup")
        page.wait_for_url("**/search.html?*edition=*")
        assert shown(page) == answers(browser, address, ["backup"], None)[0]
        page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_of_a_former_edition_offers_nothing_of_today(two: Path, visit, scheme: str) -> None:
    """No menu, search or form for a change, in any language and at any width; and axe finds nothing."""
    former = json.loads((two / "site/v/editions.json").read_text("utf-8"))["editions"][0]["edition"]
    pages = ("da/services/2a", "en/services/2a", "en/services/index", "now", "../index")
    with served(two / "site") as base:
        for viewport in (PHONE, DESK):
            window = visit(base, color_scheme=scheme, viewport=viewport)
            for page in (window.go(f"v/{former}/{path}.html") for path in pages):
                assert (findings(page), is_too_wide(page)) == ([], False)
                assert page.locator("[action], .menu, .correction, [href*='change.html'], [href*='search.html']").count() == 0
