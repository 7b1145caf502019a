"""A browser, and the built site at an address of this machine, served as a strict host would."""

from __future__ import annotations

import collections
import functools
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, ViewportSize
from service_catalogue.site import headers, live

from tests import built

#: The policy under which every page has to run, word for word.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'"
)
PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1280, "height": 900}

#: Playwright's options of a context that a page can be given by itself.
OF_A_PAGE = ("color_scheme", "reduced_motion", "forced_colors", "contrast")

#: For scripts that know no language: one in `make test`, both in `make test-all`.
a_language = pytest.mark.parametrize("language", ["da", pytest.param("en", marks=pytest.mark.long)])

#: The browser reports what the policy forbids by an event; this makes it a message that a test sees.
_TELL = """
document.addEventListener('securitypolicyviolation',
    event => console.error(`policy: ${event.violatedDirective} forbids ${event.blockedURI} at ${event.sourceFile}`));
"""

#: What a test asks of a page, by its name there.
_PROBES = Path(__file__).with_name("probes.js").read_text("utf-8").strip()

#: On a phone and at a desk.
both_sizes = pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
#: The options of a context in which a finger points.
FINGER = {"viewport": PHONE, "has_touch": True, "is_mobile": True}


def probe(name: str) -> str:
    """Return the function called ``name`` in ``probes.js``, for a page to evaluate."""
    return f"{_PROBES}.{name}"


def smallest_type(page: Page) -> float:
    """Return the size of the smallest text that is shown, in points."""
    return page.evaluate(probe("sizeOfSmallestType"))


def is_too_wide(page: Page) -> bool:
    """Return whether the page scrolls to the side."""
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def is_in_window(element: Locator) -> bool:
    """Return whether all of ``element`` can be seen without scrolling."""
    return element.evaluate(probe("isInWindow"))


@contextmanager
def served(folder: Path, preview: live.Preview | None = None) -> Iterator[str]:
    """Serve a site, or a preview of it; gives the address, with a slash at its end."""
    assert headers.HEADERS["Content-Security-Policy"].startswith(f"{POLICY}; ")
    with live.server(folder, 0, preview=preview) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/"
        finally:  # before the socket is closed: the loop of a server spins on a closed one
            server.shutdown()


@pytest.fixture(scope="session")
def address(site: built.Site) -> Iterator[str]:
    with served(site.folder) as address:
        yield address


@pytest.fixture(scope="session")
def small_address(small: built.Site) -> Iterator[str]:
    with served(small.folder) as address:
        yield address


def context_of_its_own(browser: Browser, **options: bool) -> BrowserContext:
    context = browser.new_context(**options)
    context.add_init_script(_TELL)
    return context


@pytest.fixture(scope="session")
def context_with(browser: Browser) -> Callable[..., BrowserContext]:
    """Return the context with certain options, the same for all tests: a new one takes twice the CPU time of a page in it."""

    @functools.cache
    def context_with(**options: bool) -> BrowserContext:
        context = context_of_its_own(browser, **options)
        context.new_page()  # stays: a context without a page is all but ended, and takes as long again
        return context

    return context_with


class Visit:
    """A page of the browser that notes what goes wrong in it, and knows nothing of earlier visits."""

    def __init__(self, context: BrowserContext) -> None:
        self._page = context.new_page()
        self._session = context.new_cdp_session(self._page)
        self.base = ""
        self._page.set_default_timeout(10_000)
        self._page.on("console", lambda message: message.type in ("error", "warning") and self._note("console", message.text))
        self._page.on("pageerror", lambda error: self._note("error", str(error)))
        self._page.on("request", self._look)
        self._page.on("response", lambda response: response.status >= 400 and self._note(str(response.status), response.url))
        self._page.on("requestfailed", self._failed)

    def begin(self, base: str, viewport: ViewportSize, media: dict[str, str], *, fonted: bool = True) -> Visit:
        """Forget what earlier visits have stored; and what they have fetched, unless ``fonted``: to fetch it again takes long."""
        #: The address of the visit before: under load, its last font may be fetched during this one.
        self._former, self.base = self.base, base
        #: Whether to put the web font in place, for which a page needs scripts.
        self.fonted = fonted
        self.faults: list[str] = []
        #: Whether the page is still that of an earlier visit.
        self._is_left = True
        #: Whether there may be more than documents for a later visit to forget.
        self.is_changed = False
        self._page.set_viewport_size(viewport)
        self._page.emulate_media(media="null", **{**dict.fromkeys(OF_A_PAGE, "null"), **media})
        self._page.mouse.move(-1, -1)
        self._page.context.clear_permissions()
        if not fonted:
            self._session.send("Network.clearBrowserCache")
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(base))
        self._session.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})
        return self

    @property
    def page(self) -> Page:
        """The page for more than to look at what :meth:`go` opens, such as to listen or to route; no later visit gets it."""
        self.is_changed = True
        return self._page

    def _note(self, kind: str, words: str) -> None:
        self.faults.append(f"{self._page.url.removeprefix(self.base)}: {kind}: {words}")

    def _failed(self, request) -> None:
        if request.failure != "net::ERR_ABORTED":  # the page was left before it had all
            self._note("failed", f"{request.url} {request.failure}")

    def _look(self, request) -> None:
        if urlsplit(request.url)[:2] not in (urlsplit(self.base)[:2], urlsplit(self._former)[:2]):
            self._note("foreign", request.url)

    def go(self, path: str) -> Page:
        """Open ``path``, which is below the base, and return the browser's page, with the web font in place."""
        address = self.base + path
        if self._is_left and address.partition("#")[0] == self._page.url.partition("#")[0]:
            self._page.goto("about:blank")  # or the page would not be loaded again for another place on it
        self._is_left = False
        self._page.goto(address)
        if self.fonted:
            self._page.evaluate(probe("putFontInPlace"))
        return self._page

    def leave(self) -> None:
        """Stop routing and leave the page: a context whose page is being loaded, or waits for an answer, may not close."""
        self._page.unroute_all(behavior="ignoreErrors")
        self._session.send("Page.navigate", {"url": "about:blank"})  # Playwright's own gives up where the page loads itself again
        self._page.wait_for_url("about:blank")


@pytest.fixture(scope="session")
def idle() -> dict[BrowserContext, list[Visit]]:
    """Return the pages that visits have left, for others."""
    return collections.defaultdict(list)


@pytest.fixture
def visit(
    browser: Browser, context_with: Callable[..., BrowserContext], idle: dict[BrowserContext, list[Visit]], address: str
) -> Iterator[Callable[..., Visit]]:
    """Return a function that opens a window onto the site, with Playwright's options of a context; nothing may go wrong in any of them."""
    visits: list[tuple[BrowserContext, Visit]] = []
    alone: list[BrowserContext] = []

    def open_window(
        base: str = address, viewport: ViewportSize = DESK, *, routed: bool = False, fonted: bool = True, **options
    ) -> Visit:
        """Open a window; without ``fonted``, as a reader first sees it.

        With ``routed``, in a context of its own: a page whose requests are answered by a test may not close by itself.
        """
        fonted = fonted and options.get("java_script_enabled", True)
        media = {name: options.pop(name) for name in OF_A_PAGE if name in options}
        if routed:
            alone.append(context_of_its_own(browser, **options))
        context = alone[-1] if routed else context_with(**options)
        window = idle[context].pop() if idle[context] else Visit(context)
        visits.append((context, window.begin(base, viewport, media, fonted=fonted)))
        return window

    yield open_window
    for context, window in visits:
        if context in alone:
            window.leave()
            context.close()
        elif window.is_changed:
            window.page.close()
        else:
            idle[context].append(window)
    assert [fault for _, window in visits for fault in window.faults] == []


@pytest.fixture(scope="module")
def standing(context_with: Callable[..., BrowserContext], address: str) -> Iterator[Callable[..., Page]]:
    """Yield a function for a page that stays open for all tests of a file: for those that look at it and leave it as it is."""
    visits: list[Visit] = []

    @functools.cache
    def standing(path: str, *, phone: bool = False) -> Page:
        visits.append(Visit(context_with()).begin(address, PHONE if phone else DESK, {}))
        return visits[-1].go(path)

    yield standing
    for visit in visits:
        visit.page.close()
    assert [fault for visit in visits for fault in visit.faults] == []


@pytest.fixture(scope="session")
def folder(site: built.Site) -> str:
    """Return the site as it is opened from its folder, without a server."""
    return site.folder.as_uri() + "/"


@pytest.fixture(params=["server", pytest.param("folder", marks=pytest.mark.long)])
def small_base(request, small: built.Site, small_address: str) -> str:
    """Return the site of the small catalogue, served; and as it is opened from its folder."""
    return {"server": small_address, "folder": small.folder.as_uri() + "/"}[request.param]
