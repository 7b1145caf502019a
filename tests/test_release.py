"""`make release`: everything that is uploaded for a version, from a clean commit and nothing else."""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

from tests import tracked
from tests.built import succeed
from tests.folders import ROOT
from tests.repository import executable
from tests.test_locks import requirements

VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]


class Clone:
    """A clone of the repository with its uncommitted changes, whose ``.venv`` is the environment that runs the tests."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        subprocess.run(["git", "clone", "--quiet", ROOT, folder], check=True)
        differs = subprocess.run(["git", "-C", ROOT, "diff", "--binary", "HEAD"], check=True, capture_output=True).stdout
        if differs:
            subprocess.run(["git", "-C", folder, "apply", "--index"], input=differs, check=True)
            self.commit()
        executable(folder / ".venv/bin/python", f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
        (folder / ".venv" / "folder").write_text(str(folder), "utf-8")
        for name in ("runtime", "dev"):
            (folder / ".venv" / name).touch()

    def commit(self) -> None:
        settings = ("-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgsign=false")
        subprocess.run(["git", "-C", self.folder, *settings, "commit", "--quiet", "--all", "--message", "x"], check=True)

    def release(self, *words: str) -> subprocess.CompletedProcess[str]:
        command = f'PYTHONPATH="{self.folder}/_ext" make --no-print-directory release "$@"'
        return subprocess.run(
            ["sh", "-c", command, "sh", *words],
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )

    @property
    def made(self) -> dict[str, bytes]:
        folder = self.folder / "_build" / "release"
        return {path.name: path.read_bytes() for path in sorted(folder.iterdir())} if folder.is_dir() else {}


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Clone:
    return Clone(tmp_path_factory.mktemp("release") / "clone")


def refused(clone: Clone, *words: str) -> str:
    """Return the report of a release that has to fail, and to leave nothing."""
    done = clone.release(*words)
    assert (done.returncode != 0, clone.made) == (True, {}), done.stdout
    return done.stdout.partition("Nothing was released. ")[2]


@pytest.mark.parametrize("version", ["", "99.0", "--help", VERSION.replace(".", "x")])
def test_another_version_is_refused(clone: Clone, version: str) -> None:
    assert refused(clone, f"VERSION={version}").startswith(f"'{version}' is not the version of pyproject.toml.")


def test_a_program_that_names_another_version_is_refused(clone: Clone) -> None:
    file = clone.folder / "_ext/service_catalogue/__init__.py"
    before = file.read_text("utf-8")
    file.write_text(before.replace(f'"{VERSION}"', '"99.0"'), "utf-8")
    try:
        assert "is not the version of _ext/service_catalogue/__init__.py" in refused(clone, f"VERSION={VERSION}")
    finally:
        file.write_text(before, "utf-8")


@pytest.mark.parametrize("path", ["data/tasks.yaml", "data/new.yaml"])
def test_what_is_not_committed_is_refused(clone: Clone, path: str) -> None:
    file = clone.folder / path
    before = file.read_bytes() if file.is_file() else None
    file.write_bytes((before or b"") + b"\n")
    try:
        report = refused(clone, f"VERSION={VERSION}")
    finally:
        file.unlink() if before is None else file.write_bytes(before)
    assert report.startswith("Files differ from the commit.")
    assert path in report


@pytest.mark.parametrize("heading", ["## 0.0.1", f"## {VERSION}.1"])
def test_a_version_without_changes_is_refused(clone: Clone, heading: str) -> None:
    file = clone.folder / "CHANGELOG.md"
    before = file.read_text("utf-8")
    file.write_text(before.replace(f"## {VERSION}", heading), "utf-8")
    try:
        assert refused(clone, f"VERSION={VERSION}").startswith(f"CHANGELOG.md has nothing on {VERSION}.")
    finally:
        file.write_text(before, "utf-8")


@pytest.mark.long
def test_a_release(clone: Clone, tmp_path: Path) -> None:
    """It is complete, holds no path of this machine, and has the same bytes when made again."""
    key, source = tmp_path / "key", "https://forge.example/us/service-catalogue"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", key], check=True)
    made = released(clone, f"SOURCE={source}", f"KEY={key}")
    tag, site = made["tag.txt"].decode(), made[f"site-{VERSION}.tar.gz"]
    assert tag.startswith(f"Service catalogue {VERSION}\n\nThe first version.\n")
    assert made["notes.md"].startswith(b"The first version.\n")
    listed = {name: content for name, content in made.items() if not name.startswith(("tag", "SHA256SUMS"))}
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in listed.items())
    assert [name.split(".")[-1] for name in sorted(listed)] == ["md", "txt", "json", "whl", "gz", "gz"]
    assert made["SHA256SUMS"].decode() == sums and tag.endswith(sums)
    (tmp_path / "sums.sig").write_bytes(made["SHA256SUMS.sig"])
    verify = ["ssh-keygen", "-q", "-Y", "check-novalidate", "-n", "service-catalogue", "-s", tmp_path / "sums.sig"]
    assert subprocess.run(verify, input=made["SHA256SUMS"]).returncode == 0

    (name,) = (name for name in made if name.endswith(".whl"))
    wheel = zipfile.ZipFile(io.BytesIO(made[name]))
    assert {entry.date_time for entry in wheel.infolist()} == {(2020, 2, 2, 0, 0, 0)}  # as `own_wheel` packs it
    (about,) = (wheel.read(entry).decode() for entry in wheel.namelist() if entry.endswith(".dist-info/METADATA"))
    at = f"{source}/blob/v{VERSION}"
    urls = {"Source": source, "Documentation": f"{at}/docs/manual/en/index.md", "Changelog": f"{at}/CHANGELOG.md"}
    assert dict(re.findall("^Project-URL: (.*), (.*)$", about, re.MULTILINE)) == urls
    assert "\nAuthor: The service-catalogue authors\n" in about
    own = f"./{name} --hash=sha256:{hashlib.sha256(made[name]).hexdigest()}\n"
    assert made["requirements.txt"].decode() == own + (ROOT / "requirements.txt").read_text("utf-8")
    (packed,) = (content for name, content in made.items() if name.startswith("service_catalogue") and name.endswith(".gz"))
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert names - {"PKG-INFO"} == {name for name in tracked.tracked() if not name.startswith("tests/gallery/")}

    bill = json.loads(made["sbom.cdx.json"])
    listed = {f"{item['name']}=={item['version']}" for item in bill["components"]}
    assert listed == {words.partition(";")[0].strip() for words in requirements("requirements.txt")}
    assert bill["metadata"]["component"]["version"] == VERSION

    (tmp_path / "site.tar.gz").write_bytes(site)
    with tarfile.open(tmp_path / "site.tar.gz") as archive:
        archive.extractall(tmp_path, filter="data")
    succeed("verify", tmp_path / "site")

    texts = [path.read_bytes() for path in (tmp_path / "site").rglob("*") if path.is_file()]
    assert [text for text in (*texts, made["sbom.cdx.json"], made["tag.txt"]) if str(clone.folder).encode() in text] == []
    assert released(clone, f"SOURCE={source}", f"KEY={key}") == made


def released(clone: Clone, *words: str) -> dict[str, bytes]:
    done = clone.release(f"VERSION={VERSION}", "ARGS=--no-pdf", *words)
    assert done.returncode == 0, done.stdout
    assert shutil.which("python3.11") is None or "The same bytes with python3.11." in done.stdout
    assert f"v{VERSION}" in done.stdout.splitlines()[-1]
    assert {path.name for path in (clone.folder / "_build").iterdir()} == {"release", "schema"}
    return clone.made
