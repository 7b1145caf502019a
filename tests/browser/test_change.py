"""The form: what somebody changes in a browser is the change file, and the lines, that `catalogue apply` writes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Page
from service_catalogue.cli import main

from tests.browser.conftest import served
from tests.built import Site, build
from tests.folders import PLATFORM, copy

pytestmark = pytest.mark.browser
FORGE = "https://github.com/o/r/edit/main"
EDITS = yaml.safe_load(Path(__file__).parents[1].joinpath("editing/test_changes.yaml").read_text("utf-8"))
#: Opens all parts, so that each field can be filled.
_OPEN = "document.querySelectorAll('details').forEach((part) => { part.open = true; })"


@pytest.fixture(scope="module")
def platform(tmp_path_factory) -> Site:
    """Return the site of the frozen 2A, with the form."""
    return build(tmp_path_factory.mktemp("change"), "--no-pdf", "--edit-url", FORGE, data=PLATFORM)


@pytest.fixture(scope="module")
def base(platform) -> Iterator[str]:
    with served(platform.folder) as address:
        yield address


def opened(window, at: str, language: str = "en") -> Page:
    page = window.go(f"{language}/change.html?at={at}")
    page.locator("form[data-change]").wait_for()
    page.evaluate(_OPEN)
    return page


def fill(page: Page, name: str, text: str) -> None:
    field = page.locator(f"[id='{name}']")
    field.fill(text)
    field.blur()


def sent(page: Page) -> tuple[str, str]:
    """Return the file as the form gives it to the forge, and the change file."""
    with page.expect_download() as download:
        page.locator("[data-end=download]").click()
    return page.locator("[data-whole]").input_value(), download.value.path().read_text("utf-8")


def applied(folder: Path, changes: str, file: str) -> str:
    """Return ``file`` of the frozen 2A after `catalogue apply`."""
    data = copy(folder, PLATFORM)
    (folder / "change.jsonl").write_text(changes, "utf-8")
    assert main(["apply", str(folder / "change.jsonl"), "--data", str(data)]) == 0
    return (data / file).read_text("utf-8")


def test_each_edit_that_a_form_can_make_is_made_as_apply_makes_it(tmp_path, base, visit):
    page = opened(visit(base), "2a")
    made = []
    for edit in EDITS:
        field = page.locator(f"[id='{edit['at']}{':' * ('key' in edit)}{edit.get('key', '')}']")
        if field.count() and edit["file"] == "services/2a.yaml" and edit.get("key") != "kind":
            field.fill(edit["now"])
            field.blur()
            made.append(edit["kind"])
    assert {"text", "cell"} == set(made)
    assert len(made) == 7
    whole, changes = sent(page)
    assert whole == applied(tmp_path, changes, "services/2a.yaml")


@pytest.mark.parametrize("language", ["da", "en"])
def test_a_sentence_a_cell_with_a_note_and_a_new_statement(tmp_path, platform, base, visit, language):
    page = opened(visit(base), "2a.general-7", language)
    assert page.evaluate("document.activeElement.id") == "2a.general-7:text.da"
    fill(
        page,
        "2a.general-7:text.en",
        page.locator("[id='2a.general-7:text.en']").input_value().replace("scheme that handles", "scheme for"),
    )
    fill(
        page,
        "2a.general-7:text.da",
        page.locator("[id='2a.general-7:text.da']").input_value().replace("håndterer", "tager sig af"),
    )
    fill(page, "2a.backup.middleware.customer", "ci 5")
    part = page.locator("details", has=page.locator("[id='2a.general-7']"))
    part.get_by_role("button").last.click()
    fill(page, "new.1.id", "general-10")
    fill(page, "new.1.da", "En ny\nsætning.")
    fill(page, "new.1.en", "A new sentence: with a colon.")
    means = page.locator("[data-change-result] li").all_inner_texts()
    assert len(means) == 4
    customer, consulted = {"da": ("Kunde", "rådspørges nu også"), "en": ("Customer", "is now also consulted")}[language]
    assert any(f"{customer} {consulted}." in line for line in means), means
    whole, changes = sent(page)
    assert [json.loads(line)["at"] for line in changes.splitlines()].count("2a.general-7") == 2
    assert whole == applied(tmp_path, changes, "services/2a.yaml")
    before = (PLATFORM / "services/2a.yaml").read_text("utf-8").splitlines()
    assert len([line for line in whole.splitlines() if line not in before]) == 5  # two lines, a cell, and two of the statement
    issue = page.locator("[data-end=issue]").get_attribute("href")
    assert issue.startswith("https://github.com/o/r/issues/new?title=")
    assert page.locator("[data-end=copy]").get_attribute("href") == f"{FORGE}/platform/services/2a.yaml"
