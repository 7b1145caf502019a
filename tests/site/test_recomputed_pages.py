"""The pages that are computed again after an edit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from service_catalogue.check.checker import check
from service_catalogue.sphinx_ext.build import Request, build_languages
from service_catalogue.sphinx_ext.project import Project
from service_catalogue.store import Store
from service_catalogue.views.page import Page

from tests import built
from tests.folders import DESK, copy, plant

#: The last of nine services, of which pages about several show eight; it alone has a row for the task of its own.
LAST = "services/z9.yaml"
OWN_TASK = "tasks:\n  - {id: lending, group: running, name: {da: Udlån, en: Lending}}\n"
OWN_ROW = "  cells:\n    lending: {upper: [AR, I], lower: [I only-faults, AR]}\n"


@pytest.fixture
def computed_after(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str, str], set[str]]:
    """Return a function that returns the pages computed after an edit, in one of the languages."""
    data, work, log = copy(tmp_path), tmp_path / "work", tmp_path / "log"
    desk = (data / DESK).read_text("utf-8")
    for number in range(2, 10):
        text = desk.replace("id: desk\n", f"id: z{number}\n", 1).replace("code: D1", f"code: D{number}")
        plant(data, (f"services/z{number}.yaml", "", text))
    plant(data, ("tasks.yaml", "tasks:\n", OWN_TASK), (LAST, "  cells:\n", OWN_ROW))
    built.give_cache(work)

    def build() -> None:
        whole = check(data).catalogue
        assert whole is not None
        catalogue = replace(whole, read_identity=replace(whole.identity, languages=whole.identity.languages[1:]))
        store = Store(work / "cache" / "store")
        assert build_languages(Request(catalogue=catalogue, data=data, work=work, base_url="", edit_url="", jobs=1, store=store))

    build()
    page = Project.page

    def noted(self: Project, document: str) -> Page:
        with log.open("a", encoding="utf-8") as file:
            file.write(f"{document}\n")
        return page(self, document)

    monkeypatch.setattr(Project, "page", noted)

    def after(path: str, old: str, new: str) -> set[str]:
        log.unlink(missing_ok=True)
        built.replace(data / path, old, new)
        build()
        return {*log.read_text("utf-8").split()} - {"search"}

    return after


def test_a_page_about_several_services_is_computed_again_for_what_it_shows(
    computed_after: Callable[[str, str, str], set[str]],
) -> None:
    # What a service holds is shown on its own pages.
    after_text = computed_after(LAST, "Ask the provider", "Call the provider")
    assert {"services/z9", "parties/customer/z9"} <= after_text
    assert not {"services/index", "glossary", "tasks/restore", "services/desk"} & after_text
    # A note is shown on the page of its task too, where the service is among the first.
    after_note = computed_after(LAST, "Of faults only", "About faults only")
    assert {"services/z9", "tasks/lending"} <= after_note
    assert not {"services/index", "tasks/backup", "tasks/restore"} & after_note
    # Its name is shown on all of these.
    after_name = computed_after(LAST, "en: Desk", "en: Table")
    assert {"services/index", "parties/customer", "tasks/restore"} <= after_name
    assert "services/desk" not in after_name
    # What belongs to no service is shown on every page, as far as is known.
    assert {"services/desk", "parties/customer", "glossary"} <= computed_after("glossary.yaml", "terms:\n", "terms:\n\n")
