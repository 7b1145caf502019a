"""Time to the first answer of the search with an empty cache, on a processor four times as slow."""

from __future__ import annotations

import statistics

from playwright.sync_api import Browser, sync_playwright

from tests import built
from tests.browser.chromium import find_chromium
from tests.built import LANGUAGES
from tests.search import queries

_SLOWER = 4
#: Every so many of the open questions; each is asked in a profile of its own, which holds nothing yet.
_ONE_OF = 30
#: From the submission until the results are in the document, and until the browser has laid them out and painted.
_ASK = """
question => new Promise((resolve) => {
    const list = document.querySelector("[data-search-results]");
    const form = document.querySelector("[data-search-form]");
    const started = performance.now();
    delete list.dataset.ready;
    new MutationObserver(() => {
        if ("ready" in list.dataset) {
            const there = performance.now() - started;
            requestAnimationFrame(() => setTimeout(() => resolve([there, performance.now() - started])));
        }
    }).observe(list, { attributes: true });
    form.elements.q.value = question;
    form.requestSubmit();
})
"""


def first_answers(site: built.Site) -> None:
    """Say it for ``site``, from its folder, in each language."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium())
        for language in LANGUAGES:
            address = f"{site.folder.as_uri()}/{language}/search.html"
            words = [query.words for query in queries.queries("open", language)[::_ONE_OF]]
            there, painted = map(sorted, zip(*(_ask(browser, address, question) for question in words), strict=True))
            print(
                f"{language}: the first answer, {_SLOWER} × slower, {len(words)} questions: in the document after"
                f" {statistics.median(there):.0f} ms, worst {there[-1]:.0f} ms; painted after"
                f" {statistics.median(painted):.0f} ms, worst {painted[-1]:.0f} ms"
            )
        browser.close()


def _ask(browser: Browser, address: str, question: str) -> tuple[float, float]:
    page = browser.new_page()
    page.goto(address, wait_until="networkidle")
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": _SLOWER})
    times = page.evaluate(_ASK, question)
    page.context.close()
    return tuple(times)
