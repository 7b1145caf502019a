"""Files of a proposal or an archive at places of the program's own: none is believed, followed or waited for."""

from __future__ import annotations

import itertools
import os
import pickle
import shutil
import signal
import stat
import time
from pathlib import Path

import pytest
from service_catalogue.files import LOCK, state_folder
from service_catalogue.pdf.build import PAGES
from service_catalogue.yaml.transaction import JOURNAL

from tests.built import contents, copy_catalogue, differences, give_cache, started
from tests.repository import commit, git

TEXTS = "--name da=a --name en=a"
#: Every command, the reading ones first.
READING = (
    *("check", "diff data data", "ready", "ready --check", "export", "pdf desk --jobs 1", "build --no-pdf --jobs 2"),
    *("as-of 2026-01-01", "verify _build/site", "import plan.csv --service desk"),
)
WRITING = (
    *("check --record-ids", "diff data data --record 2026-12-01", "ready --since HEAD", "new language sv", "confirm --all"),
    *(f"new term zone {TEXTS} --text da=a --text en=a", "withdraw task restore --reason da=a --reason en=a"),
    *("rename term backup copy", "approve desk --on 2025-12-01 --by da=a --by en=a --evidence da=a --evidence en=a"),
    f"import plan.csv --service chair {TEXTS} --provider provider --write",
)
#: What the program writes for itself; a folder ends with a stroke.
FILES = (
    *(f"data/{LOCK}", f"data/{JOURNAL}", "data/reviewed/", "data/reviewed/desk.txt", "data/approved/", "data/approved/desk.txt"),
    *("data/published-ids.yaml", "data/changes/", "data/services/chair.yaml", "import/", "CODEOWNERS", "_build/"),
    *(f"_build/{LOCK}", "_build/schema/", "_build/schema/catalogue.json", "_build/html/", "_build/html/en/", "_build/cache/"),
    *("_build/cache/store/", "_build/doctrees/en/environment.1.pickle"),
    *("_build/seal", "_build/unchanged.json", "_build/api/", "_build/api/v1/services/", "_build/api/v1/catalogue.json"),
    *("_build/api/v1/data.json", "_build/pdf/", "_build/pdf/desk-en.pdf", f"_build/pdf/{PAGES}/", "_build/site/"),
    *(f"_build/site/{LOCK}", "_build/site/edition.json", "_build/site/edition.next.json", "_build/site/en/"),
)
KINDS = ("link", "pipe", "folder or file")
OFTEN = {
    ("data/reviewed/", "link"),
    (f"data/{LOCK}", "link"),
    (f"_build/{LOCK}", "pipe"),
    ("_build/", "link"),
    ("_build/seal", "pipe"),
}
TABLE = [
    pytest.param(*each, marks=[] if each in OFTEN else pytest.mark.long, id=" ".join(each))
    for each in itertools.product(FILES, KINDS)
]


def run(folder: Path, words: str) -> tuple[int, str]:
    """Run the command, which has to end within a minute."""
    with started("service_catalogue", *words.split(), *([] if "verify" in words else ["--lang", "en"]), folder=folder) as process:
        end = time.monotonic() + 60
        while process.returncode is None and time.monotonic() < end:
            time.sleep(0.01)
        if process.returncode is None:
            os.kill(process.pid, signal.SIGKILL)
        assert process.wait() >= 0, f"{words} waits for ever"
        assert "unexpectedly" not in process.said(), f"{words}: {process.said()}"
        return process.wait(), process.said()


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """Return a clone of a catalogue, and beside it the folder ``outside``."""
    folder = tmp_path / "clone"
    copy_catalogue(folder)
    (folder / ".gitignore").write_text("/_build/\n")
    (folder / "plan.csv").write_text("Task,Customer,Provider\nOwnership,A,R\nBackup,I,AR\n", "utf-8")
    git(folder, "init", "-q", "-b", "main")
    commit(folder)
    for words in ("ready", "confirm --all"):
        assert run(folder, words)[0] == 0
    commit(folder)
    (tmp_path / "outside").mkdir()
    for name in ("desk.txt", "catalogue.json", "index.html", "edition.json"):
        (tmp_path / "outside" / name).write_text("{}", "utf-8")
    give_cache(folder / "_build")
    return folder


def put(path: Path, kind: str, outside: Path, *, is_folder: bool) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    if kind == "link":
        path.symlink_to(outside if is_folder else outside / "desk.txt")
    elif kind == "pipe":
        os.mkfifo(path)
    elif is_folder:
        path.write_text("x", "utf-8")
    else:
        path.mkdir()
        (path / "file").write_text("x", "utf-8")


def what_is(path: Path) -> tuple[int, str]:
    return stat.S_IFMT(path.lstat().st_mode), str(path.readlink()) if path.is_symlink() else ""


@pytest.mark.parametrize(("file", "kind"), TABLE)
def test_no_command_follows_or_waits_for_or_replaces_what_a_tree_brings(clone: Path, file: str, kind: str) -> None:
    outside, path = clone.parent / "outside", clone / file
    git(clone, "rm", "-rq", "--cached", "--ignore-unmatch", file)  # git adds no pipe in the place of a file
    put(path, kind, outside, is_folder=file.endswith("/"))
    commit(clone)
    elsewhere, hostile, before = contents(outside), what_is(path), git(clone, "status", "--porcelain")
    for words in (*READING, *WRITING):
        status, said = run(clone, words)
        assert contents(outside) == elsewhere, words
        if status or words in READING:
            # An import that asks has a file of its questions.
            assert git(clone, "status", "--porcelain").replace("?? import/", "").strip() == before.strip(), f"{words}: {said}"
        if not file.startswith("_build"):
            assert what_is(path) == hostile, words
        git(clone, "checkout", "-q", ".")
        git(clone, "clean", "-fdq", "data", "docs", "import")
        if not os.path.lexists(path):
            put(path, kind, outside, is_folder=file.endswith("/"))


class Runs:
    """An object that runs code when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[Path]]:
        return Path.touch, (self.path,)


@pytest.mark.parametrize("tracked", [True, False])
def test_no_pickle_that_a_tree_brings_is_read(clone: Path, tracked: bool) -> None:
    """Of a work folder that git tracks nothing is read; of one in an archive, nothing that is not sealed."""
    assert run(clone, "build --no-pdf")[0] == 0
    shutil.copytree(clone / "_build/site", clone.parent / "built")
    (clone / "data/tasks.yaml").write_text((clone / "data/tasks.yaml").read_text("utf-8").replace("Backup", "Copy"), "utf-8")
    for path in (clone / "_build/doctrees").rglob("*.pickle"):
        path.write_bytes(pickle.dumps(Runs(clone.parent / "has-run")))
    if tracked:
        git(clone, "add", "-f", "_build/doctrees/da/environment.1.pickle")
    status, said = run(clone, "build --no-pdf")
    assert not (clone.parent / "has-run").exists()
    assert (status, "git tracks _build/doctrees/da/environment.1.pickle" in said) == ((2, True) if tracked else (0, False)), said


@pytest.mark.parametrize(
    "name", ["api/v1/services", *(pytest.param(each, marks=pytest.mark.long) for each in ("html/en/services", "pdf"))]
)
def test_what_is_damaged_in_the_work_folder_is_not_published(clone: Path, name: str) -> None:
    assert run(clone, "build")[0] == 0
    shutil.copytree(clone / "_build/site", clone.parent / "built")
    for path in (path for path in (clone / "_build" / name).iterdir() if path.is_file()):
        status, content = path.stat(), path.read_bytes()
        path.write_bytes(content[:-40] + bytes(40))
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    (clone / "_build/site/en/index.html").unlink()  # so that there is something to do
    assert run(clone, "build")[0] == 0
    assert differences(clone / "_build/site", clone.parent / "built") == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder to somebody else")
def test_the_git_directory_of_somebody_else_is_not_believed(clone: Path) -> None:
    own = state_folder(clone / "data")
    assert own.is_relative_to(clone / ".git/catalogue")
    os.chown(clone / ".git", 65534, -1)
    assert not state_folder(clone / "data").is_relative_to(clone)
