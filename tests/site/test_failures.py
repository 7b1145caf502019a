"""A build that fails publishes nothing, says where the fault is, and fails again until it is corrected."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from service_catalogue.check.checker import check
from service_catalogue.cli.build import captured_errors
from service_catalogue.files import LOCK
from service_catalogue.sphinx_ext.build import Request, build_languages
from service_catalogue.store import Store

from tests.built import LANGUAGES, build, contents, copy_catalogue, copy_project, differences, give_cache, replace, try_build
from tests.forks import apart

#: Faults in prose: what is put at the end of a page, and what the message is about.
PROSE_FAULTS = {
    "unknown task": ("See {catalogue:task}`no-such-task`.", "no-such-task"),
    "unknown term": ("See {catalogue:term}`no-such-term`.", "no-such-term"),
    "unknown role": ("See {nobody}`x`.", "nobody"),
    "unknown label": ("See [](#no-such-label).", "no-such-label"),
    "unknown page": ("See [it](no-such-page.md).", "no-such-page"),
    "unknown part": (":::{catalogue:no-such-part}\n:::", "no-such-part"),
    "unknown directive": (":::{nothing}\n:::", "nothing"),
    "missing image": ("![A picture](no-such-picture.png)", "no-such-picture"),
}


def stamps(folder: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*")}


def test_data_with_an_error_leave_the_site_as_it_was(published: Path, tmp_path: Path) -> None:
    data, site = copy_catalogue(tmp_path), published
    before, touched = contents(site), stamps(site)
    replace(data / "services" / "desk.yaml", "[AR, -]", "[AX, -]")
    failed = try_build(tmp_path, data=data)
    assert failed.returncode == 1
    assert re.search(r"services/desk\.yaml:\d+:\d+: .*\[unknown-letter\]", failed.stdout)
    assert (contents(site), stamps(site)) == (before, touched)
    assert try_build(tmp_path, data=data).returncode == 1
    replace(data / "services" / "desk.yaml", "[AX, -]", "[AR, -]")
    build(tmp_path, data=data)
    assert stamps(site) == touched  # nothing differs, so nothing is written


@pytest.mark.parametrize(
    ("language", "fault"),
    [("en", "unknown task"), *(pytest.param("da", fault, marks=pytest.mark.long) for fault in [*PROSE_FAULTS][1:])],
)
def test_a_warning_in_prose_is_an_error_each_time(published: Path, tmp_path: Path, language: str, fault: str) -> None:
    words, about = PROSE_FAULTS[fault]
    data, site = copy_catalogue(tmp_path), published
    before, touched = contents(site), stamps(site)
    page = tmp_path / "docs" / language / "about.md"
    good = page.read_text("utf-8")
    page.write_text(f"{good}\n\n{words}\n", "utf-8")
    line = len(good.splitlines()) + 3
    for _ in range(2):  # the page is read already when the next run begins, and yet that fails too
        failed = try_build(tmp_path, data=data)
        assert failed.returncode == 1
        assert about in failed.stdout
        # The file that a person edits, and about the line.
        places = re.findall(rf"^{re.escape(str(page))}:(\d+)", failed.stdout, re.MULTILINE)
        assert places, failed.stdout
        assert min(abs(int(place) - line) for place in places) <= 1
        assert "Traceback" not in failed.stdout
        assert (contents(site), stamps(site)) == (before, touched)
    page.write_text(good, "utf-8")
    build(tmp_path, data=data)
    assert (contents(site), stamps(site)) == (before, touched)


@pytest.mark.long
def test_a_fault_of_our_own_publishes_nothing(tmp_path: Path) -> None:
    project = copy_project(tmp_path / "project", small=True)
    site = build(tmp_path, root=project).folder
    before = contents(site)
    footer = project / "_ext/service_catalogue/theme/sections/footer.html"
    good = footer.read_text("utf-8")
    footer.write_text(good + "{{ no_such_name }}", "utf-8")
    for _ in range(2):
        failed = try_build(tmp_path, root=project)
        assert failed.returncode == 1
        assert "no_such_name" in failed.stdout
        assert contents(site) == before
    footer.write_text(good, "utf-8")
    assert differences(build(tmp_path, root=project).folder, build(tmp_path / "clean", root=project).folder) == []


@pytest.mark.parametrize("where", ["Project.view", "Project.page"])  # of which Sphinx wraps the second, of an event
def test_an_unexpected_exception_in_a_language_is_one_sentence(tmp_path: Path, where: str) -> None:
    data, work = copy_catalogue(tmp_path), tmp_path / "work"
    give_cache(work)
    is_built, errors = apart(_built_with_exception, data, work, where)
    said = errors.splitlines()
    assert not is_built and len(said) == len(LANGUAGES)
    assert all("ZeroDivisionError" in line and "catalogue-error-" in line for line in said)
    written = [path.read_text("utf-8") for path in (tmp_path / "work").glob("catalogue-error-*.txt")]
    assert [", in _fail" in text for text in written] == [True] * len(LANGUAGES)


def _fail(*arguments: object) -> None:
    raise ZeroDivisionError


def _built_with_exception(data: Path, work: Path, where: str) -> tuple[bool, str]:
    """Build with an exception at a place; return whether that succeeds, and the errors. The processes of the languages inherit it."""
    catalogue = check(data).catalogue
    assert catalogue is not None
    store = Store(work / "cache" / "store")
    request = Request(catalogue=catalogue, data=data, work=work, base_url="", edit_url="", jobs=1, store=store)
    with captured_errors() as errors, pytest.MonkeyPatch.context() as patch:
        patch.setattr(f"service_catalogue.sphinx_ext.project.{where}", _fail)
        is_built = build_languages(request)
    return is_built, "".join(errors)


@pytest.mark.parametrize("folder", [True, False])
def test_a_folder_in_the_place_of_a_file_is_named_and_a_file_in_that_of_a_folder(tmp_path: Path, folder: bool) -> None:
    data, taken = copy_catalogue(tmp_path / "project"), tmp_path / "work" / (LOCK if folder else "api")
    taken.parent.mkdir()
    if folder:
        taken.mkdir()
    else:
        taken.write_text("x")
    done = try_build(tmp_path, "--lang", "en", data=data)
    cure = "is a folder, but the program needs a file there. Rename" if folder else "is where the program needs a folder. Rename"
    assert (done.returncode, str(taken) in done.stdout, cure in done.stdout) == (1, True, True), done.stdout
