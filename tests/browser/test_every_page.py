"""Every page of both languages: no violation of the policy, nothing from another host, no error, nothing that axe finds.

`make test` looks at every kind of element in every kind of parent; `make test-all` at every page.
"""

from __future__ import annotations

import functools

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.browser.conftest import DESK, FINGER, PHONE, is_too_wide, probe, served
from tests.built import LANGUAGES, Element, Page as BuiltPage, Site

pytestmark = pytest.mark.browser

#: Attributes whose values change how an element looks or what it is; of others, only that they are there.
TELLING = ("class", "role", "type", "scope", "hidden", "aria-hidden")
#: One page of each kind.
KINDS = ("index", "services/index", "services/2a", "tasks/index", "tasks/backup", "parties/index", "parties/customer",
         "layers/index", "layers/middleware", "glossary", "search", "how-to-read", "about")  # fmt: skip
WIDTHS = (320, 390, 768, 1280, 1920)
#: Of these, the widths at which axe looks: all parts of a page are laid out otherwise on the one than on the other.
LOOKED_AT = (320, 1280)


def findings(page: Page, part: dict | None = None, **options) -> list[str]:
    """Return the findings of axe on ``page``, or on a part of it."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return page.evaluate(probe("findingsOfAxe"), [part, options])


def kind_of(element: Element) -> tuple:
    """Return the markup of an element that axe judges, without its words and ids."""
    return (element.tag, *sorted((name, value if name in TELLING else "") for name, value in element.attributes.items()))


@functools.cache
def kinds_in(page: BuiltPage) -> set[tuple]:
    """Each kind of element of ``page`` with the kind of its parent."""
    return {(kind_of(element.parent), kind_of(element)) for element in page.root.walk() if element.parent}


def covering(pages: list[BuiltPage], seen: set[tuple]) -> list[str]:
    """Return the paths of few of ``pages`` that together hold every kind of element that all of them hold, but for those ``seen``."""
    left = {page.path: kinds_in(page) - seen for page in pages}
    chosen = []
    while any(left.values()):
        path = max(left, key=lambda path: len(left[path]))
        chosen.append(path)
        new = left[path]
        left = {path: kinds - new for path, kinds in left.items()}
    return chosen


#: What it marks, for axe.
NEW = {"include": [["[data-new]"]]}


def findings_of_kinds(page: Page, seen: list[str]) -> list[str]:
    """Return the findings of axe on ``page``; of contrast, which takes most of the time, on each kind of element not ``seen``, and add it."""
    kinds = page.evaluate(probe("markNewKinds"), [seen, TELLING])
    seen += kinds
    whole = findings(page, rules={"color-contrast": {"enabled": False}})
    return whole + (findings(page, NEW, runOnly=["color-contrast"]) if kinds else [])


def test_every_kind_of_element(visit, small: Site, small_address: str, site: Site, address: str) -> None:
    """Page by page in the light on a desk and in the dark on a phone, by turns; the long tests have every page in every mode.

    axe looks at whole pages of the small catalogue, and on the frozen one's at what has not been seen yet.
    """
    modes = ({"color_scheme": "light"}, {"color_scheme": "dark", "viewport": PHONE, "has_touch": True, "is_mobile": True})
    first = covering(small.pages(), set())
    more = covering(site.pages(), set().union(*(kinds_in(small.page(path)) for path in first)))
    windows, seen = [visit(small_address, **mode) for mode in modes], ([], [])
    found = [one for index, path in enumerate(first) for one in findings_of_kinds(windows[index % 2].go(path), seen[index % 2])]
    windows, kinds = [visit(address, **mode) for mode in modes], [*seen[0], *seen[1]]
    for index, path in enumerate(more):
        page = windows[index % 2].go(path)
        kinds += page.evaluate(probe("markNewKinds"), [kinds, TELLING])
        found += findings(page, NEW)
    assert found == []


def test_each_kind_of_page_from_a_folder_is_no_wider_than_a_phone(visit, folder: str) -> None:
    """Without a server; anything that goes wrong fails the test as it ends. In one language each, by turns: the long tests have every page in both."""
    window = visit(folder, **FINGER)
    wide = []
    for path in ("index", *(f"{LANGUAGES[index % 2]}/{kind}" for index, kind in enumerate(KINDS))):
        page = window.go(f"{path}.html")
        assert page.locator("h1").is_visible(), path
        if is_too_wide(page):
            wide.append(path)
    assert wide == []


@pytest.mark.parametrize("name", ["site", "example"])
def test_nothing_is_too_wide_with_text_twice_as_large(request, visit, name: str) -> None:
    """Every kind of page, and that for a missing address (WCAG 1.4.4)."""
    folder: Site = request.getfixturevalue(name)
    found = []
    kinds = KINDS if name == "site" else [path for path in folder.paths if path.startswith("en/services/")]
    with served(folder.folder) as base:
        window = visit(base)
        for index, kind in enumerate((*kinds, "no-such-page")):
            page = window.go(kind if name == "example" else f"{LANGUAGES[index % 2]}/{kind}.html")
            page.evaluate("document.documentElement.style.fontSize = '200%'")
            for width in (1280, 640):
                page.set_viewport_size({"width": width, "height": 900})
                found += [f"{kind} at {width}"] if is_too_wide(page) or page.evaluate(probe("lettersOverOthers")) else []
        assert all("no-such-page" in fault for fault in window.faults)
        window.faults.clear()
    assert found == []


def test_cards_begin_and_end_where_the_text_does(visit) -> None:
    """Those of sphinx-design, whose own style sheet comes after ours and would set them in from both sides."""
    for size in (PHONE, DESK):
        page = visit(viewport=size).go("en/about.html")
        left, right = page.evaluate(probe("roomBesideCards"))
        assert (left, right) == (0, 0)


def test_on_a_phone_the_marks_of_a_cell_are_below_its_words(visit) -> None:
    """Each of them, or those of a short word would be beside it, between its line and that of the letter."""
    page = visit(viewport=PHONE).go("en/tasks/backup.html")
    below = page.locator(".allocation td .mark").evaluate_all(probe("areBelowWords"))
    assert len(below) == 4
    assert all(below)


@pytest.mark.long
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_in_every_mode_and_size(site: Site, visit, language: str, scheme: str) -> None:
    """On a window 320 wide, nothing scrolls to the side but what says so (WCAG 1.4.10)."""
    window = visit(color_scheme=scheme)
    found, wide = [], []
    for path in (page.path for page in site.pages(language)):
        page = window.go(path)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            if is_too_wide(page):
                wide.append(f"{path} at {width}")
            if width in LOOKED_AT:
                found += findings(page)
    assert found == []
    assert wide == []
    assert len(site.pages(language)) > 40


@pytest.mark.long
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_kind_of_page_with_forced_colours_less_motion_and_more_contrast(visit, language: str) -> None:
    window = visit(forced_colors="active", reduced_motion="reduce", contrast="more")
    found = []
    for kind in KINDS:
        # The colours are the reader's own, and axe sees those of the page.
        found += findings(window.go(f"{language}/{kind}.html"), rules={"color-contrast": {"enabled": False}})
    assert found == []


def test_a_missing_address_shows_the_page_for_it(visit, address: str) -> None:
    window = visit()
    page = window.go("en/tasks/no-such-task.html")
    assert window.faults and all("404" in fault for fault in window.faults)
    window.faults.clear()
    assert page.get_by_role("heading", name="Siden findes ikke").is_visible()
    assert page.get_by_role("heading", name="The page does not exist").is_visible()
    assert findings(page) == []
    names = page.get_by_role("search").evaluate_all("(found) => found.map((one) => one.ariaLabel)")
    assert names == ["Hvad vil du vide?", "What do you want to know?"]
    page.set_viewport_size({"width": 320, "height": 900})
    assert not is_too_wide(page)
    page.locator("main a[href$='en/index.html']").click()
    assert page.url == f"{address}en/index.html"


def test_what_the_policy_forbids_is_seen_by_these_tests(visit) -> None:
    """Were there an inline script or a foreign picture, these tests would say so."""
    window = visit()
    page = window.go("en/index.html")
    with page.expect_console_message(lambda message: "policy: img-src" in message.text):
        page.evaluate("document.body.append(Object.assign(new Image(), {src: 'http://localhost:1/x.png'}))")
    with page.expect_console_message(lambda message: "policy: style-src" in message.text):
        page.evaluate("document.body.setAttribute('style', 'color: red')")
    assert any("policy: img-src" in fault for fault in window.faults)
    assert any("policy: style-src" in fault for fault in window.faults)
    page.wait_for_timeout(300)  # each is reported twice, by the page and by the browser
    window.faults.clear()
