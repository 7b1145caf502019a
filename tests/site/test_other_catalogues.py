"""Catalogues of other shapes: the same checks hold for each of their pages."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.built import ROOT, Site, build, copy_catalogue, squeeze
from tests.site import checks
from tests.site.test_interfaces import inventory
from tests.site.test_words import faults_of, foreign_defaults, words_in

FOLDER = Path(__file__).parents[1] / "fixtures" / "catalogues"
CATALOGUES = sorted(path.name for path in FOLDER.iterdir() if path.is_dir())


def check_all(site: Site) -> None:
    found = {check.__name__: check(site)[:5] for check in checks.ALL}
    assert {name: faults for name, faults in found.items() if faults} == {}


@pytest.mark.parametrize(
    ("name", "own_prose"), [("minimal", True), *(pytest.param(name, False, marks=pytest.mark.long) for name in CATALOGUES)]
)
def test_every_check_of_pages_holds_for_catalogues_of_other_shapes(tmp_path: Path, name: str, own_prose: bool) -> None:
    """With a few short pages, or with the prose of the project.

    A catalogue is data and prose: a ``conf.py`` beside them, which is code, is not read.
    """
    data = copy_catalogue(tmp_path, FOLDER / name) if own_prose else FOLDER / name
    for folder in (".", "docs", "docs/da", "docs/en") if own_prose else ():
        (tmp_path / folder / "conf.py").write_text("raise SystemExit('it was run')\n", "utf-8")
    site = build(tmp_path, data=data)
    assert list(site.folder.rglob("conf.py*")) == []
    check_all(site)
    catalogue = json.loads((site / "api/v1/catalogue.json").read_text("utf-8"))
    for language in sorted({"da", "en"} & set(site.languages)):
        assert faults_of(site.pages(language), language) == []
        foreign = {words.lower() for words in foreign_defaults(language)}
        names = {term["name"][language].lower() for term in catalogue["terms"]}
        words = {words.text.lower() for page in site.pages(language) for words in words_in(page, language)}
        assert words & (foreign - names) == set()
    if name == "minimal":
        # What names an id or a service is beside the data, and not in prose, templates or code.
        assert [page for page in site.pages() if "Platformdrift" in page.main.text or "services/2a.html" in page.source] == []
        norm = next(page for page in site.pages("en") if page.path == "en/standards/norm.html")
        assert [element.get("id") for element in norm.main.walk() if (element.get("id") or "").startswith("clause.")] == [
            "clause.A.1.2",
            "clause.A.1.10",
        ]
        assert "standard.norm" in inventory(site, "en").data["std:label"]


def test_places_on_several_axes_are_told_apart(tmp_path: Path) -> None:
    site = build(tmp_path, "--no-pdf", data=copy_catalogue(tmp_path, FOLDER / "two-schemes"))
    said = squeeze(site.page("en/tasks/backup.html").main.text)
    assert "Stoker runs it on System, Basic; System, Premium; Platform, Basic; and Platform, Premium." in said
    assert "Systemet, Premium; Platformen, Basis; og Platformen, Premium." in squeeze(site.page("da/tasks/backup.html").main.text)


def test_the_prose_of_the_project_names_no_service_and_no_page_of_one() -> None:
    for path in (ROOT / "docs").rglob("*.md"):
        assert not re.search(r"Platformdrift|Platform operations|services/2a", path.read_text("utf-8")), path
