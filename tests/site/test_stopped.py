"""After an edit, or a build that was stopped, the next one does what that takes, and gives what is built from nothing."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from docutils import nodes
from service_catalogue.check.checker import check
from service_catalogue.messages.failure import ProcessEnded
from service_catalogue.sphinx_ext import pages, prose
from service_catalogue.sphinx_ext.build import Request, build_languages
from service_catalogue.sphinx_ext.domain import domain_of
from service_catalogue.sphinx_ext.project import Project
from service_catalogue.store import Store
from service_catalogue.views.page import Page
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

from tests.built import copy_catalogue, differences, give_cache, replace
from tests.forks import apart
from tests.site.faults import killed as kill
from tests.site.test_incremental import FEW_EDITS

DESK, TRIAL = "services/desk.yaml", "services/trial.yaml"
#: A text that the page of the service and that of its customer show.
OF_BOTH_PAGES = "The copy is the customer's responsibility.", "The copy is the customer's own responsibility."
#: The page at which a build is stopped, written in part, when another page of the same service is written already.
LAST = "parties/customer/desk"


def interrupt() -> None:
    raise KeyboardInterrupt


class Catalogue:
    """Two services with prose."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.data = folder, copy_catalogue(folder / "project")
        self.about = folder / "project" / "docs" / "en" / "about.md"
        FEW_EDITS["a service more"](self.data)

    def built(self, name: str = "kept", watch: Callable[..., None] | None = None, *arguments: object) -> bool:
        """Build in a process that ``watch`` changes before: its own inherit that."""
        give_cache(self.folder / name / "work")
        return apart(_built, self.data, self.folder / name / "work", watch, *arguments)

    def edit(self, service: str, old: str, new: str) -> None:
        replace(self.data / service, old, new)

    def done(self) -> set[str]:
        """Build; return the documents that are read and the pages that are worked out for that, but for the page of the search."""
        log = self.folder / "log"
        log.unlink(missing_ok=True)
        assert self.built("kept", _note_documents, log)
        return {*log.read_text("utf-8").splitlines()} - {"search"}

    def is_as_from_nothing(self) -> None:
        assert self.built("clean")
        assert differences(self.folder / "kept" / "work" / "html", self.folder / "clean" / "work" / "html") == []


@pytest.fixture
def project(tmp_path: Path) -> Catalogue:
    return Catalogue(tmp_path)


def _built(data: Path, work: Path, watch: Callable[..., None] | None, *arguments: object) -> bool:
    if watch:
        watch(*arguments)
    catalogue = check(data).catalogue
    assert catalogue is not None
    return build_languages(
        Request(catalogue, data, work, base_url="", edit_url="", jobs=1, store=Store(work / "cache" / "store"))
    )


def _note_documents(log: Path) -> None:
    """Have this process, and those that it forks, note in ``log`` what is read and worked out."""
    page, collect = Project.page, prose._collect_sections

    def note(document: str) -> None:
        with log.open("a", encoding="utf-8") as file:
            file.write(f"{document}\n")

    def noted_page(project: Project, document: str) -> Page:
        note(document)
        return page(project, document)

    def noted_document(app: Sphinx, doctree: nodes.document) -> None:
        collect(app, doctree)
        if (document := app.env.current_document.docname) not in domain_of(app.env).project.pages:
            note(f"{app.config.catalogue_language} {document}")

    Project.page, prose._collect_sections = noted_page, noted_document


def _stop_at_last(stop: Callable[[], None]) -> None:
    """Have the processes that this one forks ``stop`` at the last page, written in part."""
    visit = pages._visit_page

    def stopping_visit(translator: HTML5Translator, node: nodes.Element) -> None:
        if node["page"] == LAST:
            Path(translator.builder.get_output_path(LAST)).write_text("<!DOCTYPE html>\n<html", "utf-8")
            stop()
        visit(translator, node)

    pages._visit_page = stopping_visit


#: The pages that show a text of a service.
PAGES_OF_TRIAL = {"services/trial", "parties/customer/trial", "parties/provider/trial"}
#: The pages about several services that show more texts of each than a list does.
OVERVIEWS = {"services/index", "layers/lower", "layers/upper", "tasks/backup", "tasks/restore", "compare/desk-trial"}


@pytest.mark.parametrize("stop", [kill, pytest.param(interrupt, marks=pytest.mark.long)])
def test_an_edit_after_a_stopped_build(project: Catalogue, stop: Callable[[], None]) -> None:
    assert project.built()
    earlier = project.about.with_name("about.earlier")
    shutil.copy2(project.about, earlier)
    project.about.write_text(project.about.read_text("utf-8").replace("# ", "# Not ", 1), "utf-8")
    project.edit(DESK, *OF_BOTH_PAGES)
    try:
        assert not project.built("kept", _stop_at_last, stop)
    except ProcessEnded:
        assert stop is kill
    # Taken back with its time, as a copy of a folder does it.
    earlier.replace(project.about)
    project.edit(TRIAL, *OF_BOTH_PAGES)
    assert project.built()
    project.is_as_from_nothing()
    project.edit(TRIAL, *reversed(OF_BOTH_PAGES))
    assert project.done() == {*PAGES_OF_TRIAL, *OVERVIEWS}


def test_an_edit_after_an_error_in_prose(project: Catalogue) -> None:
    """Of the documents that were read, only the one with the error is read again."""
    assert project.built()
    other, good = project.about.with_name("index.md"), project.about.read_text("utf-8")
    other.write_text(f"{other.read_text('utf-8')}\n\nMore.\n", "utf-8")
    project.about.write_text(f"{good}\n\nSee {{catalogue:task}}`no-such-task`.\n", "utf-8")
    project.edit(DESK, *OF_BOTH_PAGES)
    assert not project.built()
    project.about.write_text(good, "utf-8")
    project.edit(TRIAL, *OF_BOTH_PAGES)
    assert project.done() == {"en about", *PAGES_OF_TRIAL, *OVERVIEWS}
    project.is_as_from_nothing()


#: The last of nine services, of which pages about several show eight; it alone has a row for the task of its own.
LAST_SERVICE = "services/z9.yaml"
OWN_TASK = "tasks:\n  - {id: lending, group: running, name: {da: Udlån, en: Lending}}\n"
OWN_ROW = "  cells:\n    lending: {upper: [AR, I], lower: [I only-faults, AR]}\n"


def test_a_page_about_several_services_is_computed_again_for_what_it_shows(project: Catalogue) -> None:
    (project.data / TRIAL).unlink()
    desk = (project.data / DESK).read_text("utf-8")
    for number in range(2, 10):
        text = desk.replace("id: desk\n", f"id: z{number}\n", 1).replace("code: D1", f"code: D{number}")
        (project.data / f"services/z{number}.yaml").write_text(text, "utf-8")
    project.edit("tasks.yaml", "tasks:\n", OWN_TASK)
    project.edit(LAST_SERVICE, "  cells:\n", OWN_ROW)
    assert project.built()

    def after(path: str, old: str, new: str) -> set[str]:
        project.edit(path, old, new)
        return project.done()

    # What a service holds is shown on its own pages.
    after_text = after(LAST_SERVICE, "Ask the provider", "Call the provider")
    assert {"services/z9", "parties/customer/z9"} <= after_text
    assert not {"services/index", "glossary", "tasks/restore", "services/desk"} & after_text
    # A note is shown on the page of its task too, where the service is among the first.
    after_note = after(LAST_SERVICE, "Of faults only", "About faults only")
    assert {"services/z9", "tasks/lending"} <= after_note
    assert not {"services/index", "tasks/backup", "tasks/restore"} & after_note
    # Its name is shown on all of these.
    after_name = after(LAST_SERVICE, "en: Desk", "en: Table")
    assert {"services/index", "parties/customer", "tasks/restore"} <= after_name
    assert "services/desk" not in after_name
    # What belongs to no service is shown on every page, as far as is known.
    assert {"services/desk", "parties/customer", "glossary"} <= after("glossary.yaml", "terms:\n", "terms:\n\n")
