"""`.ci/run`: everything, unless nothing but data and prose changed since a commit."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.built import run
from tests.folders import ROOT
from tests.repository import commit, executable, git

EVERYTHING = ["make ", "make lint", "make test-manual BUILT=_build/site", "make test BUILT=_build/site"]
CONTENT = ["make ", "make test-content BUILT=_build/site"]


class Repository:
    """A temporary repository with `.ci/run`, and a `make` that writes down what it is asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "repository"
        for path in ("data/tasks.yaml", "docs/en/about.md", "_ext/module.py", "database/x", "conf.py"):
            self.write(path, "first")
        (self.folder / ".ci").mkdir()
        shutil.copy(ROOT / ".ci" / "run", self.folder / ".ci" / "run")
        self.bin, self.asked = folder / "bin", folder / "asked"
        executable(self.bin / "make", f'#!/bin/sh\necho "make $*" >> "{self.asked}"\n')
        self.git("init", "--quiet", "--initial-branch", "main")
        self.commit()

    def write(self, path: str, text: str) -> None:
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / path).write_text(text, "utf-8")

    def git(self, *words: str) -> str:
        return git(self.folder, *words)

    def commit(self) -> str:
        return commit(self.folder)

    def run(self, *words: str) -> list[str]:
        """Return the targets that `.ci/run` with ``words`` gives to `make`."""
        self.asked.write_text("", "utf-8")
        done = self.try_run(*words)
        assert done.returncode == 0, done.stderr
        return self.asked.read_text("utf-8").splitlines()

    def try_run(self, *words: str) -> subprocess.CompletedProcess[str]:
        command = [self.folder / ".ci" / "run", *words]
        return subprocess.run(command, env={"PATH": f"{self.bin}:/usr/bin:/bin"}, capture_output=True, encoding="utf-8")


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


def test_alone_it_runs_everything_always(repository: Repository) -> None:
    repository.write("data/tasks.yaml", "second")
    repository.commit()
    assert repository.run() == EVERYTHING


@pytest.mark.parametrize(
    ("paths", "asked"),
    [
        (["data/tasks.yaml"], CONTENT),
        (["docs/en/about.md"], CONTENT),
        (["data/services/æ ø.yaml", "docs/en/new.md"], CONTENT),
        (["_ext/module.py"], EVERYTHING),
        (["data/tasks.yaml", "_ext/module.py"], EVERYTHING),
        (["conf.py"], EVERYTHING),
        (["docs/manual/conf.py"], EVERYTHING),
        (["database/x"], EVERYTHING),
        (["tests/data/x.yaml"], EVERYTHING),
        (["datax"], EVERYTHING),
        (['data"/x'], EVERYTHING),
        ([], EVERYTHING),
    ],
)
@pytest.mark.parametrize("committed", [True, False])
def test_which_tests_run_depends_on_what_changed(
    repository: Repository, paths: list[str], asked: list[str], committed: bool
) -> None:
    since = repository.git("rev-parse", "HEAD")
    for path in paths:
        repository.write(path, "second")
    if committed:
        repository.commit()
    assert repository.run("--since", since) == asked


@pytest.mark.parametrize("words", [("mv", "_ext/module.py", "data/module.py"), ("rm", "--quiet", "_ext/module.py")])
def test_a_file_that_moves_into_the_data_or_is_removed_has_changed(repository: Repository, words: tuple[str, ...]) -> None:
    repository.git(*words)
    repository.commit()
    assert repository.run("--since", "HEAD~1") == EVERYTHING


def test_what_others_changed_meanwhile_does_not_count(repository: Repository) -> None:
    """The branch that is compared with has gone on since."""
    repository.git("switch", "--quiet", "--create", "proposal")
    repository.write("data/tasks.yaml", "second")
    repository.commit()
    repository.git("switch", "--quiet", "main")
    repository.write("_ext/module.py", "second")
    repository.commit()
    repository.git("switch", "--quiet", "proposal")
    assert repository.run("--since", "main") == CONTENT


@pytest.mark.parametrize("since", ["0" * 40, "no-such-branch", "--help", "HEAD:data/tasks.yaml", ""])
def test_where_git_cannot_tell_everything_is_run(repository: Repository, since: str) -> None:
    repository.write("data/tasks.yaml", "second")
    assert repository.run("--since", since) == EVERYTHING


def test_without_a_repository_everything_is_run(repository: Repository) -> None:
    shutil.rmtree(repository.folder / ".git")
    assert repository.run("--since", "HEAD") == EVERYTHING


@pytest.mark.parametrize("words", [("--since",), ("--since", "a", "b"), ("--sinse", "a"), ("x",)])
def test_other_words_are_refused_before_anything_is_run(repository: Repository, words: tuple[str, ...]) -> None:
    done = repository.try_run(*words)
    assert (done.returncode, done.stderr) == (2, "usage: .ci/run [--since REV]\n")
    assert not repository.asked.exists()


def test_a_step_that_fails_fails_the_run(repository: Repository) -> None:
    (repository.bin / "make").write_text("#!/bin/sh\nexit 3\n", "utf-8")
    assert repository.try_run().returncode == 3


@pytest.mark.parametrize(
    ("processes", "named"), [(0, "Stack of test_it.py::test_hangs"), (1, "crashed while running 'test_it.py::test_hangs'")]
)
def test_a_test_that_hangs_ends_the_run_by_its_name(tmp_path: Path, processes: int, named: str) -> None:
    (tmp_path / "test_it.py").write_text("import time\n\ndef test_hangs(): time.sleep(600)\n", "utf-8")
    ours = ("-c", ROOT / "pyproject.toml", "-p", "tests.conftest", "--rootdir", tmp_path, "-p", "no:cacheprovider")
    done = run("-m", "pytest", *ours, "-n", processes, "--timeout", 1, tmp_path)
    assert done.returncode == 1
    assert done.stdout.count(named) == 1
