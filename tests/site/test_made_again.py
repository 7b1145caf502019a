"""Which pages are worked out again after an edit."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from service_catalogue.check.checker import check
from service_catalogue.sphinx_ext.build import Request, build_languages
from service_catalogue.sphinx_ext.project import Project
from service_catalogue.store import Store
from service_catalogue.views.page import Page

from tests.built import give_cache, replace
from tests.folders import FIXTURES, copy

#: The last of nine services, of which pages about several show eight.
LAST = "services/workplace.yaml"


@pytest.fixture
def worked_out_after(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str, str], set[str]]:
    """Return a function that returns the pages computed after an edit, in any language."""
    data, work, log = copy(tmp_path, FIXTURES / "catalogues" / "nine-services"), tmp_path / "work", tmp_path / "log"
    give_cache(work)

    def build() -> None:
        catalogue = check(data).catalogue
        assert catalogue is not None
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
        replace(data / path, old, new)
        build()
        return {*log.read_text("utf-8").split()} - {"search"}

    return after


def test_a_page_about_several_services_is_worked_out_for_what_it_shows(
    worked_out_after: Callable[[str, str, str], set[str]],
) -> None:
    # What a service holds is shown on its own pages.
    after_text = worked_out_after(LAST, "syv dage før", "otte dage før")
    assert {"services/workplace", "parties/customer/workplace"} <= after_text
    assert not {"services/index", "parties/customer", "glossary", "tasks/patching", "services/backup"} & after_text
    # A note is shown on the page of its task too, where the service is among the first.
    after_note = worked_out_after(LAST, "Kun af en godkendt", "Kun hos en godkendt")
    assert {"services/workplace", "tasks/hardware-repair"} <= after_note
    assert not {"services/index", "tasks/patching", "tasks/incident-handling"} & after_note
    # Its name is shown on all of these.
    after_name = worked_out_after(LAST, "en: Workplace", "en: Place of work")
    assert {"services/index", "parties/customer", "tasks/incident-handling"} <= after_name
    assert "services/backup" not in after_name
    # What belongs to none is shown on every page, as far as is known.
    assert {"services/backup", "parties/customer", "glossary"} <= worked_out_after("glossary.yaml", "terms:\n", "terms:\n\n")
