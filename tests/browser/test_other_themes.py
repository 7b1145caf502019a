"""Pages from data in a theme of others, which gives them less room than a window has: nothing is cut off, nothing lies on another."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import DESK, PHONE, probe
from tests.built import once, shared_folder
from tests.folders import PLATFORM
from tests.roots.projects import built


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
        assert page.evaluate(probe("faultsInFrame")) == {"past": [], "broken": [], "upon": False}, size
    page.close()


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
    assert page.evaluate(probe("explanationsShown")) == explained
    page.close()
