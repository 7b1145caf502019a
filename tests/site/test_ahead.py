"""A page that is shown ahead of a build is the page that the build makes."""

from __future__ import annotations

from pathlib import Path

import pytest
from service_catalogue.check.checker import check
from service_catalogue.sphinx_ext.ahead import pages_ahead
from service_catalogue.sphinx_ext.build import Request
from service_catalogue.store import Store

from tests.built import LANGUAGES, build, contents, copy_catalogue
from tests.site.test_incremental import FEW_EDITS


def request_for(folder: Path, data: Path) -> Request:
    """What ``build(folder, data=data)`` asks for."""
    catalogue = check(data).catalogue
    assert catalogue is not None
    store = Store(folder / "work" / "cache" / "store")
    return Request(catalogue=catalogue, data=data, work=folder / "work", base_url="", edit_url="", jobs=1, store=store)


@pytest.fixture
def built(tmp_path: Path) -> tuple[Path, Path]:
    """The folder of a build, and that of its data."""
    data = copy_catalogue(tmp_path)
    build(tmp_path / "built", data=data)
    return tmp_path / "built", data


def test_pages_ahead_are_those_of_the_build_that_follows(built: tuple[Path, Path]) -> None:
    folder, data = built
    FEW_EDITS["the text of a statement"](data)
    FEW_EDITS["the name of a task"](data)
    before, work = contents(folder / "site"), contents(folder / "work" / "html")
    wanted = [name for name in before if name.endswith(".html")]
    ahead = pages_ahead(request_for(folder, data), wanted)
    assert contents(folder / "work" / "html") == work
    after = contents(build(folder, data=data).folder)
    assert {name for name in ahead if ahead[name] != after[name]} == set()
    assert "en/glossary.html" in ahead
    # What is made from documents is not made ahead, nor is the search.
    changed = {name for name in wanted if before[name] != after[name]}
    assert {name for name in changed if name not in ahead} == {
        "da/about.html", "da/search.html", "en/about.html", "en/index.html", "en/search.html",
    }  # fmt: skip
    assert {f"{language}/services/desk.html" for language in LANGUAGES} <= {name for name in ahead if before[name] != ahead[name]}


def test_nothing_is_made_ahead_of_what_was_not_built_or_of_no_page(built: tuple[Path, Path]) -> None:
    folder, data = built
    request = request_for(folder, data)
    assert pages_ahead(request, ["index.html", "404.html", "da/nowhere.html", "da/../en/glossary.html", "en/about.html"]) == {}
    assert [*pages_ahead(request, ["en/glossary.html"])] == ["en/glossary.html"]
    (request.doctrees("en") / "unfinished").touch()
    assert pages_ahead(request, ["en/glossary.html"]) == {}
    assert pages_ahead(request_for(folder / "elsewhere", data), ["en/glossary.html"]) == {}
