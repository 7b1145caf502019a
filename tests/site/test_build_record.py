"""What the record of a build compares: where nothing has changed nothing is done; whatever has changed, the site is built."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from service_catalogue.files import LOCK, state_folder
from service_catalogue.site import build_record
from service_catalogue.site.build_record import KEY, Build, report_if_unchanged

from tests.built import contents, copy_catalogue, differences, replace, try_build

WORDS = ["build", "--work", "work", "--out", "site"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a build has been made by a small program: data, prose and the site in three files."""
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


def rewrite(path: Path) -> None:
    """Write the same bytes again."""
    path.write_bytes(path.read_bytes())
    os.utime(path, (0, 0))


def test_what_the_build_said_is_said_again(folder: Path) -> None:
    """After an edit of the manual too, which is no part of the site."""
    (folder / "docs/manual/index.md").write_text("# B")
    before = contents(folder)
    for _ in range(2):
        assert report_if_unchanged(WORDS) == "said\n"
    assert contents(folder) == before


CHANGES: dict[str, Callable[[Path], object]] = {
    "data": lambda folder: (folder / "data/a.yaml").write_text("b"),
    "data that keep size and time": lambda folder: (
        (time := (folder / "data/a.yaml").stat()),
        (folder / "data/a.yaml").write_text("b"),
        os.utime(folder / "data/a.yaml", ns=(time.st_atime_ns, time.st_mtime_ns)),
    ),
    "a file more": lambda folder: (folder / "data/b.yaml").write_text(""),
    "a file less": lambda folder: (folder / "data/a.yaml").unlink(),
    "another name": lambda folder: (folder / "data/a.yaml").rename(folder / "data/b.yaml"),
    "a file that leads elsewhere": lambda folder: (
        (folder / "data/a.yaml").rename(folder / "a"),
        (folder / "data/a.yaml").symlink_to("../a"),
    ),
    "something that is no file": lambda folder: os.mkfifo(folder / "data/c.yaml"),
    "prose": lambda folder: (folder / "docs/da/index.md").write_text("# B"),
    "prose in another language": lambda folder: ((folder / "docs/en").mkdir(), (folder / "docs/en/index.md").write_text("# B")),
    "a file to add": lambda folder: (folder / "extra/robots.txt").write_text("y"),
    "the program": lambda folder: (folder / "program/__init__.py").write_text("2"),
    "the configuration": lambda folder: ((folder / "project").mkdir(), (folder / "project/conf.py").write_text("")),
    "a library's version": lambda folder: (folder / "installed/sphinx-9.0.4.dist-info").rename(
        folder / "installed/sphinx-9.0.5.dist-info"
    ),
    "a library of the same version": lambda folder: os.utime(folder / "installed/sphinx-9.0.4.dist-info", (0, 0)),
    "a library more": lambda folder: (folder / "installed/typst-1.dist-info").mkdir(),
    "an output that was touched": lambda folder: rewrite(folder / "site/index.html"),
    "an output with other bytes and the same size and time": lambda folder: (
        (time := (folder / "site/index.html").stat()),
        (folder / "site/index.html").write_text("<b>"),
        os.utime(folder / "site/index.html", ns=(time.st_atime_ns, time.st_mtime_ns)),
    ),
    "an output that is gone": lambda folder: (folder / "site/da/page.html").unlink(),
    "an output with another mode": lambda folder: (folder / "site/index.html").chmod(0o600),
    "all outputs gone": lambda folder: shutil.rmtree(folder / "site"),
    "the site is a link": lambda folder: (
        (folder / "site").rename(folder / "elsewhere"),
        (folder / "site").symlink_to("elsewhere"),
    ),
    "a foreign file": lambda folder: (folder / "site/own.txt").write_text(""),
    "an empty folder in the site": lambda folder: (folder / "site/own").mkdir(),
    "what stands beside the site": lambda folder: (folder / "site.editions").mkdir(),
    "another command at work": lambda folder: (folder / "work" / LOCK).touch(),
    "another command at work in the site": lambda folder: (folder / "site" / LOCK).touch(),
    "a key that is gone": lambda folder: key(folder).unlink(),
    "an empty key": lambda folder: key(folder).write_text(""),
    "half a key": lambda folder: key(folder).write_text(key(folder).read_text()[:-9]),
    "a key that was changed": lambda folder: replace(key(folder), "said\\n", "told\\n"),
    "a key that is no text": lambda folder: key(folder).write_bytes(b"\xff"),
    "a sealed key of another kind": lambda folder: key(folder).write_text(f"{hashlib.sha256(b'[]').hexdigest()}\n[]"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_with_any_change_there_is_work_to_do(folder: Path, change: Callable[[Path], object]) -> None:
    change(folder)
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
