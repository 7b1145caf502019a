"""Commands on a system without fork, fcntl and symbolic links, such as Windows: every one but publishing by a link."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.built import ROOT, copy_catalogue, give_cache, run

#: Takes away what Windows lacks, in each process that Python begins, and gives it the lock that Windows has.
WITHOUT = """
import fcntl, multiprocessing.process, os, shutil, signal, subprocess, sys, types
flock = fcntl.flock
def locking(descriptor, mode, count):
    try:
        flock(descriptor, 6)
    except BlockingIOError:
        raise PermissionError from None
def symlink(*names, **options):
    raise OSError(22, "A required privilege is not held by the client")
sys.modules["fcntl"] = None
sys.modules["msvcrt"] = types.SimpleNamespace(locking=locking, LK_NBLCK=2, __spec__=None)
os.symlink = symlink
del os.fork, os.fchmod, signal.pthread_sigmask, signal.SIGKILL
os.name = "nt" if "service_catalogue" in sys.orig_argv else os.name
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a catalogue whose lines end as on Windows."""
    data = copy_catalogue(tmp_path)
    for path in [*data.rglob("*.yaml"), *(tmp_path / "docs").rglob("*.md")]:
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    (tmp_path / "python").mkdir()
    (tmp_path / "python" / "sitecustomize.py").write_text(WITHOUT.replace('os.name = "nt"', "#"), "utf-8")
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
    "rename task backup copies", "withdraw task copies --reason da=a --reason en=b", "confirm --all", "diff data data",
)  # fmt: skip


def test_each_command_works(folder):
    """One after the other, in one process."""
    code = "import sys, service_catalogue.cli as cli\nfor call in sys.argv[1:]:\n    assert cli.main(call.split()) == 0, call"
    calls = [f"{call} --lang en --data {folder / 'data'}" for call in COMMANDS]
    status, said = python(folder, "-c", code, *calls)
    assert status == 0, said
