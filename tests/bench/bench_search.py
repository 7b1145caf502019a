"""Hits and cost of the search for customers' questions: today, with fewer search words, and among 400 services."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright
from service_catalogue.check.checker import check
from service_catalogue.views import addresses
from service_catalogue.views.edition import Edition

from tests import built
from tests.bench.first_answer import first_answers
from tests.browser.chromium import find_chromium
from tests.built import LANGUAGES
from tests.folders import DATA, index_of
from tests.search import queries
from tests.search.passing import passing_services


@pytest.mark.parametrize("count", [0, 400])
def test_search(tmp_path: Path, count: int) -> None:
    data = passing_services(tmp_path, count) if count else DATA
    site = built.build(tmp_path / "built", data=data)
    print(f"\n\nThe search, {len(list(site.folder.rglob('*.html')))} pages")
    _measure(site)
    catalogue = check(data).catalogue
    pages = len(list(addresses(catalogue)))
    started = time.process_time()
    index_of(Edition(catalogue, "da"), {})
    print(f"         the index: {(time.process_time() - started) * 1000 / pages:.2f} ms of CPU a page")


@pytest.mark.parametrize("copied", [queries.of_a_new_service, queries.without_search_words])
def test_search_with_fewer_search_words(tmp_path: Path, copied: Callable[[Path], Path]) -> None:
    """As it is for a new service, for which nobody has written any, and as it is without those of what services share too."""
    root = copied(tmp_path / "project")
    print(f"\n\nThe search {copied.__name__.replace('_', ' ')}")
    _measure(built.build(tmp_path / "built", root=root))


def _measure(site: built.Site) -> None:
    print("language set      kind     queries recall@1 recall@3      MRR")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium())
        for language in LANGUAGES:
            address = f"{site.folder.as_uri()}/{language}/search.html"
            page = browser.new_page()
            page.goto(address)
            for name in queries.SETS:
                _scores(page, language, name)
        browser.close()
    first_answers(site)


def _scores(page: Page, language: str, name: str) -> None:
    asked = queries.queries(name, language)
    found = queries.ask(page, asked)
    for kind in ("", *dict.fromkeys(query.kind for query in asked)):
        chosen = [number for number, query in enumerate(asked) if kind in ("", query.kind)]
        score = queries.score([asked[number] for number in chosen], [found[number] for number in chosen])
        print(f"{language}       {name:<8} {kind or 'all':<9}{score}")
