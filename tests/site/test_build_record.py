"""The record of a build: without a change nothing is done; after any change the site is built."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from service_catalogue.files import LOCK, state_folder
from service_catalogue.site import build_record
from service_catalogue.site.build_record import KEY, Build, report_if_unchanged

from tests.built import contents, copy_catalogue, differences, try_build

WORDS = ["build", "--work", "work", "--out", "site"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder after a build by a small program: data, prose and the site in three files."""
    for name, text in (
        ("data/a.yaml", "a"),
        ("docs/da/index.md", "# A"),
        ("docs/manual/index.md", "# A"),
        ("extra/robots.txt", "x"),
        ("site/index.html", "<p>"),
        ("site/da/page.html", "<p>"),
        ("program/__init__.py", "1"),
        ("installed/sphinx-9.0.4.dist-info/METADATA", "Sphinx"),
        ("work/keep", ""),
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [str(tmp_path / "installed")])
    monkeypatch.setattr(build_record, "PACKAGE", tmp_path / "program")
    monkeypatch.setattr(build_record, "PROJECT", tmp_path / "project")
    remember(started())
    return tmp_path


def key(folder: Path) -> Path:
    return state_folder(folder / "work") / KEY


def started() -> Build:
    return Build(WORDS, Path("work"), Path("docs"), [Path("data"), Path("extra")])


def remember(build: Build) -> None:
    build.remember("said\n", [Path("site"), Path("site.editions"), Path("work", LOCK)])


def test_what_the_build_said_is_said_again(folder: Path) -> None:
    """After an edit of the manual too, which is no part of the site."""
    (folder / "docs/manual/index.md").write_text("# B")
    before = contents(folder)
    for _ in range(2):
        assert report_if_unchanged(WORDS) == "said\n"
    assert contents(folder) == before


CHANGES = [line.split(": ", 1) for line in Path(__file__).with_suffix(".txt").read_text("utf-8").splitlines() if line[0] != "#"]


@pytest.mark.parametrize("change", [how for _, how in CHANGES], ids=[what for what, _ in CHANGES])
def test_with_any_change_there_is_work_to_do(folder: Path, change: str) -> None:
    subprocess.run(["sh", "-c", change], env={**os.environ, "KEY": str(key(folder)), "LOCK": LOCK}, check=True)
    assert report_if_unchanged(WORDS) is None


def test_another_command_has_work_to_do(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for words in ([*WORDS, "--gzip"], WORDS[:-2], ["check", *WORDS[1:]], ["build", "--wor", "work", "--out", "site"], []):
        assert report_if_unchanged(words) is None
    monkeypatch.setenv("PYTHONHASHSEED", "7")
    assert report_if_unchanged(WORDS) is None
    monkeypatch.delenv("PYTHONHASHSEED")
    absolute = [WORDS[0], "--work", str(folder / "work"), *WORDS[3:]]
    Build(absolute, folder / "work", folder / "docs", []).remember("said\n", [])
    assert report_if_unchanged(absolute) == "said\n"
    monkeypatch.chdir(folder / "data")
    assert report_if_unchanged(absolute) is None


def test_the_key_is_gone_while_a_build_is_made(folder: Path) -> None:
    build = started()
    assert report_if_unchanged(WORDS) is None
    remember(build)
    assert report_if_unchanged(WORDS) == "said\n"


@pytest.mark.parametrize("path", ["data/a.yaml", "program/__init__.py"])
def test_what_changes_during_a_build_is_not_taken_for_what_was_built(folder: Path, path: str) -> None:
    """Not even if it is afterwards as it was before."""
    build = started()
    text = (folder / path).read_text()
    (folder / path).write_text("other")
    (folder / path).write_text(text)
    remember(build)
    assert report_if_unchanged(WORDS) is None


def test_the_locks_of_the_build_itself_do_not_count(folder: Path) -> None:
    build = started()
    for path in (folder / "work" / LOCK, folder / "site" / LOCK):
        path.touch()
    remember(build)
    for path in (folder / "work" / LOCK, folder / "site" / LOCK):
        path.unlink()
    assert report_if_unchanged(WORDS) == "said\n"


@pytest.mark.parametrize("as_folder", [pytest.param(False, marks=pytest.mark.long), True])
def test_the_command_builds_only_what_has_changed(tmp_path: Path, as_folder: bool) -> None:
    data = copy_catalogue(tmp_path)
    with (data / "tasks.yaml").open("a", encoding="utf-8") as tasks:
        tasks.write("  - id: rehearsal\n    group: safety\n    name: {da: Generalprøve, en: Rehearsal}\n")
    if as_folder:
        (tmp_path / "site").mkdir()
    first = try_build(tmp_path, "--lang", "en", data=data)
    assert (first.returncode, "Done in" in first.stdout) == (0, True), first.stdout
    shutil.copytree(tmp_path / "site", tmp_path / "first")
    recorded = key(tmp_path).read_bytes()

    again = try_build(tmp_path, "--lang", "en", data=data)
    assert again.returncode == 0
    assert "warning: " in first.stdout
    told = first.stdout[: first.stdout.index("Building the pages")]
    assert again.stdout.startswith(f"{told}Nothing has changed since the site was built: ")
    for done in (first, again):
        assert f"Open {tmp_path}/site/index.html in a browser, or run “catalogue build --live --data " in done.stdout
    # Of a site that is a link, the edition is recorded too.
    assert len(again.stdout.splitlines()) == len(told.splitlines()) + (1 if as_folder else 2)
    assert key(tmp_path).read_bytes() == recorded

    (tmp_path / "site/en/index.html").unlink()
    (tmp_path / "site/da/index.html").write_text("")
    corrected = try_build(tmp_path, "--lang", "en", data=data)
    assert (corrected.returncode, "Done in" in corrected.stdout) == (0, True), corrected.stdout
    assert differences(tmp_path / "first", tmp_path / "site") == []
