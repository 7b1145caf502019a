"""The form: what somebody changes in a browser is the change file, and the lines, that `catalogue apply` writes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from playwright.sync_api import Page
from service_catalogue.cli import main
from service_catalogue.editing.commands import applied as written, apply
from service_catalogue.site import live

from tests.browser.conftest import DESK, PHONE, is_too_wide, served
from tests.browser.test_every_page import findings
from tests.built import Site, build
from tests.folders import PLATFORM, copy, plant

pytestmark = pytest.mark.browser
FORGE = "https://github.example.org/o/r/edit/main"
EDITS = yaml.safe_load(Path(__file__).parents[1].joinpath("editing/test_changes.yaml").read_text("utf-8"))
#: Opens all parts, so that each field can be filled.
_OPEN = "document.querySelectorAll('details').forEach((part) => { part.open = true; })"


#: A text that would do something if it were taken for markup.
HOSTILE = "Et <img src=x onerror=alert(1)> {id} </script><b>fagsystem 🙂"


@pytest.fixture(scope="module")
def platform(tmp_path_factory) -> Site:
    """Return the site of the frozen 2A, with the form and one hostile text; its data are beside it."""
    folder = tmp_path_factory.mktemp("change")
    plant(copy(folder, PLATFORM), ("services/2a.yaml", "da: Eksempler", f"da: {json.dumps(HOSTILE, ensure_ascii=False)}"))
    return build(folder, "--no-pdf", "--edit-url", FORGE, data=folder / "data")


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


def applied(folder: Path, changes: str, platform: Site, file: str = "services/2a.yaml") -> str:
    """Return ``file`` of the data after `catalogue apply`."""
    data = copy(folder, platform.folder.parent / "data")
    (folder / "change.jsonl").write_text(changes, "utf-8")
    assert main(["apply", str(folder / "change.jsonl"), "--data", str(data)]) == 0
    return (data / file).read_text("utf-8")


def test_each_edit_that_a_form_can_make_is_made_as_apply_makes_it(tmp_path, platform, base, visit):
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
    assert whole == applied(tmp_path, changes, platform)


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
    assert whole == applied(tmp_path, changes, platform)
    before = (platform.folder.parent / "data/services/2a.yaml").read_text("utf-8").splitlines()
    assert len([line for line in whole.splitlines() if line not in before]) == 5  # two lines, a cell, and two of the statement
    issue = page.locator("[data-end=issue]").get_attribute("href")
    assert issue.startswith("https://github.example.org/o/r/issues/new?title=")
    assert parse_qs(urlsplit(issue).query)["body"][0].endswith(f"\n\n```jsonl\n{changes}```\n")
    assert page.locator("[data-end=issue]").is_visible()
    fill(page, "2a.general-6:text.en", "word " * 1500)  # more than an address takes
    assert [end for end in ("copy", "issue", "download") if page.locator(f"[data-end={end}]").is_visible()] == [
        "copy",
        "download",
    ]
    assert page.locator("[data-end=copy]").get_attribute("href") == f"{FORGE}/data/services/2a.yaml"


def test_a_term_and_a_task_have_a_form_too(tmp_path, platform, base, visit):
    window = visit(base)
    for at, key, file in (("term:acceptance-test", "definition.en", "glossary.yaml"), ("task:backup", "name.da", "tasks.yaml")):
        page = opened(window, at)
        assert page.locator("fieldset").count() == 1
        field = page.locator(f"[id='{at}:{key}']")
        fill(page, f"{at}:{key}", f"{field.input_value()} – now")
        whole, changes = sent(page)
        assert whole == applied(tmp_path / file, changes, platform, file)
        assert json.loads(changes)["at"] == at


def test_each_page_of_an_object_leads_to_its_form(base, visit):
    window = visit(base)
    for path, at in (("services/2a", "2a"), ("tasks/backup", "task:backup")):
        link = window.go(f"en/{path}.html").get_by_role("link", name="Change this page")
        assert link.get_attribute("href").endswith(f"change.html?at={at}")
    assert window.go("en/glossary.html").locator("a[href='change.html?at=term:acceptance-test']").count() == 2
    assert window.go("en/services/2a.html").locator("a.correction[href$='?at=2a.matrix']").count() == 1
    page = window.go("en/change.html")
    page.get_by_role("main").get_by_role("link", name="2A").click()
    page.locator("form[data-change]").wait_for()
    assert window.go("en/change.html?at=../../x").locator("[data-change-choice] a").count() == 1


def test_the_grid_by_keyboard(base, visit):
    page = opened(visit(base), "2a.matrix")
    assert page.evaluate("document.activeElement.id") == "2a.ownership.applications.customer"
    focus = lambda: page.evaluate("document.activeElement.id.split('.').slice(1).join('.')")  # noqa: E731
    for key, name in (
        ("ArrowDown", "licences.applications.customer"),
        ("ArrowRight", "licences.applications.provider"),
        ("ArrowRight", "licences.middleware.customer"),
        ("Enter", "operations-responsibility.middleware.customer"),
        ("ArrowLeft", "operations-responsibility.applications.provider"),
        ("ArrowUp", "licences.applications.provider"),
    ):
        page.keyboard.press(key)
        assert focus() == name
    page.keyboard.type("rx")
    page.keyboard.press("Tab")
    assert page.locator(".fault").first.inner_text().startswith("Write letters (R, A, C, I), –, n/a or tbd")
    page.keyboard.press("Shift+Tab")
    page.keyboard.type("a 1")
    page.keyboard.press("Tab")
    assert page.locator("[id='2a.licences.applications.provider']").input_value() == "A 1"
    faults = page.locator("[data-faults] li").all_inner_texts()
    assert faults == ["Licences (lifecycle management), Applications: exactly one party has A (Accountable), not 2."]
    assert not page.locator("[data-ends]").is_visible()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Escape")
    assert page.locator("[data-none]").is_visible()


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("viewport", [PHONE, DESK, {"width": 320, "height": 700}], ids=lambda size: str(size["width"]))
def test_axe_finds_nothing(base, visit, language, viewport):
    page = opened(visit(base, viewport), "2a.general-7", language)
    fill(page, "2a.backup.middleware.customer", "x")
    fill(page, "2a.general-7:text.da", "")
    fill(page, "2a.general-7:text.en", "Another.")
    page.get_by_role("button", name={"da": "Tilføj en note", "en": "Add a note"}[language]).click()
    fill(page, "new.1.id", "2")
    assert page.locator("[data-faults] li").count() >= 4
    assert findings(page) == []
    assert not is_too_wide(page)
    page.get_by_role("button", name={"da": "Fjern det igen", "en": "Remove it again"}[language]).click()


def test_a_hostile_text_is_text(tmp_path, platform, base, visit):
    window, dialogs = visit(base), list[str]()
    window.page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.accept()))
    page = opened(window, "2a.section.examples", "da")
    field = page.locator("[id='2a.section.examples:name.da']")
    assert field.input_value() == HOSTILE
    fill(page, "2a.section.examples:name.da", f"{HOSTILE} <script>alert(2)</script>")
    assert page.locator("main :is(img, script)").count() == 0
    assert [message for message in dialogs if message] == []
    whole, changes = sent(page)
    assert whole == applied(tmp_path, changes, platform)


def test_from_a_folder_and_without_scripts(platform, visit):
    base = f"{platform.folder.as_uri()}/"
    page = opened(visit(base), "2a.general-7")
    fill(page, "2a.general-7:text.en", "Another sentence.")
    assert "Another sentence." in sent(page)[0]
    page = visit(base, java_script_enabled=False).go("en/change.html?at=2a.general-7")
    assert page.locator("noscript p").is_visible()
    assert page.get_by_role("link", name="2A").get_attribute("href") == f"{FORGE}/data/services/2a.yaml"
    assert not page.locator("form[data-change]").is_visible()


def test_the_live_preview_writes_into_the_data(tmp_path, platform, visit):
    data = copy(tmp_path, platform.folder.parent / "data")
    preview = live.Preview("en", lambda content: written(apply(data, content, "change.jsonl", "en"))["en"])
    with served(platform.folder, preview) as address:
        window = visit(address, routed=True)
        page = opened(window, "2a.general-7")
        fill(page, "2a.general-7:text.en", "Another sentence.")
        changes = sent(page)[1]
        page.get_by_role("button", name="Write it into the data").click()
        page.get_by_text("Nobody has confirmed them yet.").wait_for()
        assert (data / "services/2a.yaml").read_text("utf-8") == applied(tmp_path / "other", changes, platform)
        # Somebody else has changed it meanwhile.
        fill(page, "2a.general-7:text.en", "A third sentence.")
        before = (data / "services/2a.yaml").read_bytes()
        page.get_by_role("button", name="Write it into the data").click()
        page.get_by_text("Nothing is written.").wait_for()
        assert {"409"} == {fault.split(": ")[1] for fault in window.faults if "console" not in fault}
        window.faults.clear()
        assert (data / "services/2a.yaml").read_bytes() == before
