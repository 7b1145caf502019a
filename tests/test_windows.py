"""Commands on a system without fork, fcntl and symbolic links, such as Windows: every one but publishing by a link."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from service_catalogue.messages import quotation, texts

from tests.built import ROOT, copy_catalogue, give_cache, run
from tests.folders import DESK, plant
from tests.repository import commit, git
from tests.test_live import events, read, running
from tests.test_locks import requirements

#: Takes away what Windows lacks, in each process that Python begins, and gives it the lock that Windows has.
WITHOUT = """
import fcntl, multiprocessing.process, os, shutil, signal, subprocess, sys, time, types
flock = fcntl.flock
def locking(descriptor, mode, count):
    try:
        flock(descriptor, 6)
    except BlockingIOError:
        raise PermissionError from None
def symlink(*names, **options):
    raise OSError(22, "A required privilege is not held by the client")
for name in ("fcntl", "grp", "pwd", "resource", "termios"):
    sys.modules[name] = None
sys.modules["msvcrt"] = types.SimpleNamespace(locking=locking, LK_NBLCK=2, __spec__=None)
os.symlink = symlink
del os.fork, os.fchmod, os.geteuid, os.getuid, os.O_NOFOLLOW
del signal.pthread_sigmask, signal.SIGKILL, time.tzset
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a catalogue whose lines end as on Windows."""
    data = copy_catalogue(tmp_path)
    for path in [*data.rglob("*.yaml"), *(tmp_path / "docs").rglob("*.md")]:
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    (tmp_path / "python").mkdir()
    (tmp_path / "python" / "sitecustomize.py").write_text(WITHOUT, "utf-8")
    give_cache(tmp_path / "work")
    return tmp_path


def python(folder: Path, *words: str) -> tuple[int, str]:
    path = os.pathsep.join([str(folder / "python"), str(ROOT / "_ext")])
    done = run(*words, PYTHONPATH=path, root=folder, LANG="C")
    return done.returncode, done.stdout


def test_a_site_is_built_and_found_unchanged_but_not_published_by_a_link(folder):
    """The build that cannot publish has made all pages, and what is edited then is built again."""
    work = ("-m", "service_catalogue", "build", "--work", "work", "--data", str(folder / "data"), "--jobs")
    status, said = python(folder, *work, "2", "--no-pdf", "--out", "out", "--lang", "en")
    assert status == 2, said
    assert said.splitlines()[-1].startswith("This system allows no symbolic link at out, by which a site is published.")
    page = folder / "docs/en/about.md"
    page.write_bytes(page.read_bytes() + b"\r\nMore.\r\n")
    status, said = python(folder, *work, "1")
    assert status == 0, said
    assert (folder / "_build/site/da/services/desk.html").is_file() and (folder / "_build/site/pdf/desk-en.pdf").is_file()
    assert "More." in (folder / "_build/site/en/about.html").read_text("utf-8")
    assert "Done in" in said or "Færdig" in said
    unchanged = python(folder, *work, "1")
    assert unchanged[0] == 0 and unchanged[1] != said


COMMANDS = (
    "check", "export --out api", "pdf desk --out pdf", "new term zone --name da=a --name en=b --text da=a --text en=b",
    "rename task backup copies", "import {folder}/api/services/desk.csv --service desk --write",
    "withdraw task copies --reason da=a --reason en=b", "diff data data", "diff main", "ready", "confirm --all", "check --strict",
)  # fmt: skip


def test_each_command_works(folder):
    """One after the other, in one process."""
    code = "import sys, service_catalogue.cli as cli\nfor call in sys.argv[1:]:\n    assert cli.main(call.split()) == 0, call"
    git(folder, "init", "-q", "-b", "main")
    commit(folder)
    calls = [f"{call.format(folder=folder)} --lang en --data {folder / 'data'}" for call in COMMANDS]
    status, said = python(folder, "-c", code, *calls)
    assert status == 0, said


def test_a_preview_follows_what_is_edited(folder, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(folder / "python"), str(ROOT / "_ext")]))
    give_cache(folder / "_build")
    with running(folder / "data", "build", "--no-pdf", "--port", "0") as process:
        address = next(word for line in process.stdout for word in line.split() if word.startswith("http://"))
        told = events(address)
        before = next(told)["build"]
        plant(folder / "data", (DESK, "code: D1", "code: D7"))
        assert next(told)["build"] != before
        assert "D7" in read(f"{address}en/services/desk.html")
        assert next(line for line in process.stdout if line.startswith("Done"))


def test_a_command_to_be_typed_is_quoted_as_the_shell_of_the_system_reads_it(monkeypatch):
    data = Path("my data")
    assert quotation.quoted_command("check", data).endswith(f" --data 'my data'{texts.CLOSE}")
    monkeypatch.setattr(os, "name", "nt")
    assert quotation.quoted_command("check", data).endswith(f' --data "my data"{texts.CLOSE}')


def test_windows_has_the_time_zones_that_other_systems_bring():
    (words,) = (words for words in requirements("requirements.txt") if words.startswith("tzdata"))
    assert words.partition("; ")[2].strip() == "sys_platform == 'win32'"
