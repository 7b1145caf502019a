"""Limits of a whole catalogue, in a folder and in git: one line at once, also where the comment on a proposal is written."""

from __future__ import annotations

import resource
from pathlib import Path

import pytest
from service_catalogue.cli import main

from tests.folders import DESK, SMALL, copy
from tests.repository import commit, git


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the data in a repository, which is the current folder; ``main`` is as they are."""
    folder = copy(tmp_path)
    git(tmp_path, "init", "-q", "-b", "main")
    commit(tmp_path)
    monkeypatch.chdir(tmp_path)
    return folder


def plant_names(root: Path, *names: str) -> None:
    """Commit files with these names, which the file system need not take, as the branch ``proposal``."""
    blob = git(root, "hash-object", "-w", str(SMALL / DESK))
    index = "\n".join(f"100644 {blob}\tdata/services/{name}.yaml" for name in names)
    git(root, "update-index", "--add", "--index-info", stdin=index)
    git(root, "update-ref", "refs/heads/proposal", git(root, "commit-tree", "-p", "main", "-m", "x", git(root, "write-tree")))


def commented(capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    """Return the comment on the proposal, and the messages."""
    assert main(["diff", "main", "proposal", "--data", "data", "--format", "markdown", "--lang", "en"]) == 1
    said = capsys.readouterr()
    return said.out, said.err


def test_a_folder_with_too_many_files_is_one_problem(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(5_000):
        (folder / "services" / f"{number}.yaml").touch()
    assert main(["check", "--data", "data", "--since", "main", "--lang", "en"]) == 1
    said = capsys.readouterr().out
    assert said.count("error:") == 1
    assert "data/catalogue.yaml:1:1: error: A catalogue has at most 5000 files" in said


@pytest.mark.parametrize(("files", "megabytes", "status"), [("8", "", 0), ("6", "", 1), ("", "0", 1), ("many", "", 0)])
def test_the_environment_sets_the_limits(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, files: str, megabytes: str, status: int
) -> None:
    monkeypatch.setenv("CATALOGUE_MAX_FILES", files)
    monkeypatch.setenv("CATALOGUE_MAX_MB", megabytes)
    assert main(["check", "--data", "data", "--lang", "en"]) == status
    assert ("set CATALOGUE_MAX_FILES and CATALOGUE_MAX_MB" in capsys.readouterr().out) == bool(status)


def test_a_proposal_with_too_many_files_is_refused_in_its_comment(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plant_names(folder.parent, *(f"s{number}" for number in range(5_001)))
    comment, said = commented(capsys)
    assert "a catalogue has at most 5000 files" in comment
    assert len(said.splitlines()) == 1


def test_a_proposal_with_a_name_too_long_for_a_file_is_refused_in_its_comment(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plant_names(folder.parent, "x" * 300)
    comment, said = commented(capsys)
    assert "xxx…” cannot be that of a file: at most 255 bytes" in comment
    assert len(said.splitlines()) == 1


def test_a_blob_that_is_too_large_is_not_read(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git(folder.parent, "switch", "-q", "-c", "proposal")
    with (folder / "services/big.yaml").open("wb") as file:
        file.truncate(200_000_000)
    commit(folder.parent)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    comment, said = commented(capsys)
    assert "“proposal” has errors" in comment
    assert "proposal:services/big.yaml:1:1: error: The file is larger" in said
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 150_000  # kB
