"""Pages from data in a theme of others, which gives them less room than a window has: nothing is cut off, nothing lies on another."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import DESK, PHONE
from tests.built import once, shared_folder
from tests.folders import PLATFORM
from tests.roots.projects import built

#: What reaches past the frame of the page, and the party names in the head of the matrix that have several lines.
FAULTS = """() => {
    const frame = document.querySelector(".catalogue").getBoundingClientRect();
    const box = (element) => element.getBoundingClientRect();
    const parts = [...document.querySelectorAll(".catalogue :is(p, ul, .stack, .matrix-scroller)")];
    const lines = (element) => {
        const range = document.createRange();
        range.selectNodeContents(element);
        return range.getClientRects().length;
    };
    const [stack, words] = [".stack", ".service-head > div"].map((name) => box(document.querySelector(name)));
    return {
        past: parts.filter((one) => box(one).width > 1 && box(one).right > frame.right + 1).map((one) => one.className),
        broken: [...document.querySelectorAll(".matrix thead [class*=party-]")].filter((one) => lines(one) > 1).map((one) => one.textContent),
        upon: stack.top < words.bottom && stack.left < words.right && words.top < stack.bottom,
    };
}"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    def build(folder: Path) -> None:
        (folder / "root").mkdir()
        (folder / "root/conf.py").write_text(f"extensions = ['service_catalogue']\ncatalogue_data = {str(PLATFORM)!r}\n", "utf-8")
        (folder / "root/index.rst").write_text("Home\n====\n\n.. catalogue:home::\n\n.. catalogue:matrix::\n", "utf-8")
        for theme in ("furo", "catalogue"):
            built(folder / "root", folder / theme / "out", "html", theme=theme)

    return once(shared_folder(tmp_path_factory), "other-theme", build)


def test_a_service_has_its_place_in_furo(project: Path, browser: Browser) -> None:
    page = browser.new_page()
    page.goto((project / "furo/out/services/2a.html").as_uri())
    for size in (DESK, PHONE, {"width": 800, "height": 900}):
        page.set_viewport_size(size)
        assert page.evaluate(FAULTS) == {"past": [], "broken": [], "upon": False}, size
    page.close()


#: Which of these are on the page: the letters’ explanation above the matrix, their words in its cells, and all its columns.
EXPLAINED = """() => {
    const shown = (one) => one.getBoundingClientRect().height > 1;
    const all = (name) => [...document.querySelectorAll(name)];
    return [all("div.legend").some(shown), all(".matrix td > span").some(shown), all(".matrix thead .place").every(shown)];
}"""


@pytest.mark.parametrize(
    ("path", "script", "explained"),
    [
        ("catalogue/out/services/2a.html", True, [True, True, False]),
        ("catalogue/out/services/2a.html?layer=", True, [True, False, True]),
        ("catalogue/out/services/2a.html", False, [True, False, True]),
        ("catalogue/out/index.html", True, [True, False, True]),
        ("furo/out/services/2a.html", True, [True, False, True]),
        ("furo/out/index.html", True, [True, False, True]),
    ],
    ids=["a place", "the whole", "no script", "in a document", "in another theme", "in a document there"],
)
def test_on_a_phone_the_letters_are_explained_above_the_matrix_or_in_it(
    project: Path, browser: Browser, path: str, script: bool, explained: list[bool]
) -> None:
    page = browser.new_page(viewport=PHONE, java_script_enabled=script)
    page.goto(f"{project.as_uri()}/{path}")
    assert page.evaluate(EXPLAINED) == explained
    page.close()
