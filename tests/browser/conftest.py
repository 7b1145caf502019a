"""A browser, and the built site at an address of this machine, served as a strict host would."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from service_catalogue.site import headers, live

from tests import built
from tests.browser.chromium import find_chromium

#: The policy under which every page has to run, word for word.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'"
)
#: No GPU, real or imitated: nothing here needs one, and it costs a tenth of the time.
FLAGS = ["--disable-gpu", "--disable-software-rasterizer"]
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}

#: For scripts that know no language: one in `make test`, both in `make test-all`.
a_language = pytest.mark.parametrize("language", ["da", pytest.param("en", marks=pytest.mark.long)])

#: The browser tells of what the policy forbids by an event; this makes it a message that a test sees.
_TELL = """
document.addEventListener('securitypolicyviolation',
    event => console.error(`policy: ${event.violatedDirective} forbids ${event.blockedURI} at ${event.sourceFile}`));
"""


@pytest.fixture(scope="session")
def address(site: built.Site) -> Iterator[str]:
    """Where the site is served, with a slash at its end."""
    assert headers.HEADERS["Content-Security-Policy"].startswith(f"{POLICY}; ")
    with live.server(site.folder, 0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        yield browser
        browser.close()


class Visit:
    """A page of the browser that notes what goes wrong in it."""

    def __init__(self, context: BrowserContext, base: str) -> None:
        self.base = base
        self.faults: list[str] = []
        context.add_init_script(_TELL)
        self.page: Page = context.new_page()
        self.page.on("console", lambda message: message.type in ("error", "warning") and self._note("console", message.text))
        self.page.on("pageerror", lambda error: self._note("error", str(error)))
        self.page.on("request", self._look)
        self.page.on("response", lambda response: response.status >= 400 and self._note(str(response.status), response.url))
        self.page.on("requestfailed", self._failed)

    def _note(self, kind: str, words: str) -> None:
        self.faults.append(f"{self.page.url.removeprefix(self.base)}: {kind}: {words}")

    def _failed(self, request) -> None:
        if request.failure != "net::ERR_ABORTED":  # the page was left before it had all
            self._note("failed", f"{request.url} {request.failure}")

    def _look(self, request) -> None:
        if urlsplit(request.url)[:2] != urlsplit(self.base)[:2]:
            self._note("foreign", request.url)

    def go(self, path: str) -> Page:
        """Open ``path``, which is below the base, and give the browser's page."""
        self.page.goto(self.base + path)
        return self.page


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Callable[..., Visit]]:
    """Opens a window onto the site, with Playwright's options of a context; nothing may go wrong in any of them."""
    contexts, visits = [], []

    def open_window(base: str = address, **options) -> Visit:
        options.setdefault("viewport", DESK)
        contexts.append(browser.new_context(**options))
        contexts[-1].set_default_timeout(10_000)
        visits.append(Visit(contexts[-1], base))
        return visits[-1]

    yield open_window
    for context in contexts:
        context.close()
    assert [fault for visit in visits for fault in visit.faults] == []


@pytest.fixture(scope="session")
def folder(site: built.Site) -> str:
    """The site as it is opened from its folder, without a server."""
    return site.folder.as_uri() + "/"
