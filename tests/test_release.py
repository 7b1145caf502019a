"""`make release`: everything that is uploaded for a version, from a clean commit and nothing else."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tomllib
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from release import changelog, sbom
from release.lock import LOCKS, read, runtime
from service_catalogue.site import manifest
from service_catalogue.theme.notices import notices

from tests.built import run
from tests.folders import ROOT
from tests.test_locks import REGISTRIES

VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
LOCK = (ROOT / "requirements.txt").read_text("utf-8")
THIRD_PARTY = (ROOT / "THIRD-PARTY.md").read_text("utf-8")
CHANGELOG = """\
# Changelog

## [Unreleased]

## [1.1.0] - 2026-02-01

### Added

- More.

## 1.0.0 – 2026-01-01

- All.
"""


# ---- The parts -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def rendered() -> str:
    return sbom.render(LOCK, THIRD_PARTY, VERSION, "0" * 64, 0)


@pytest.fixture
def bill(rendered: str) -> dict:
    return json.loads(rendered)


def test_the_bill_of_materials_is_of_the_form_of_cyclonedx(rendered: str) -> None:
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(rendered) is None
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(rendered.replace('"library"', '"shelf"', 1)) is not None


def test_the_bill_of_materials_lists_what_is_locked_and_nothing_else(bill: dict) -> None:
    assert bill["specVersion"] == "1.6"
    listed = {(item["name"], item["version"]): {hash["content"] for hash in item["hashes"]} for item in bill["components"]}
    # Read here in another way than the release reads it.
    locked = {
        tuple(re.match(r"(\S+)==([^\s;]+)", part).groups()): set(re.findall(r"sha256:([0-9a-f]{64})", part))
        for part in re.split(r"\n(?=[a-z0-9])", LOCK)[1:]
    }
    assert listed == locked
    assert len(listed) > 40


def test_each_has_the_licence_of_the_notices(bill: dict) -> None:
    declared = {notice.name: notice.licence for notice in notices(THIRD_PARTY)}
    for item in bill["components"]:
        (choice,) = item["licenses"]
        licence = choice.get("license", {})
        assert declared[item["name"]] == (choice.get("expression") or licence.get("id") or licence.get("name"))


def test_what_only_builds_is_told_from_what_runs(bill: dict) -> None:
    scopes = {item["name"]: item["scope"] for item in bill["components"]}
    assert {scopes[name] for name in ("hatchling", "editables", "trove-classifiers")} == {"excluded"}
    assert {scopes[name] for name in ("sphinx", "typst", "jinja2", "markupsafe", "packaging")} == {"required"}
    assert {name for name, scope in scopes.items() if scope == "required"} == runtime(read(LOCK))


def test_who_wants_what(bill: dict) -> None:
    wanted = {item["ref"]: item.get("dependsOn", []) for item in bill["dependencies"]}
    assert "sphinx" in wanted["service-catalogue"]
    assert "docutils" in wanted["sphinx"]
    assert "docutils" not in wanted["service-catalogue"]


def test_the_same_locks_give_the_same_bill() -> None:
    command = (
        "from pathlib import Path; from release import sbom;"
        f"print(sbom.render(Path('requirements.txt').read_text('utf-8'), Path('THIRD-PARTY.md').read_text('utf-8'), {VERSION!r}, '0' * 64, 0))"
    )
    assert len({run("-c", command, PYTHONHASHSEED=seed).stdout for seed in ("1", "2")}) == 1


@pytest.mark.parametrize("line", ["--index-url x", "a>=1 \\", "a==1", "-r other.txt"])
def test_a_line_that_is_none_of_a_lock_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match=r"line 2: "):
        read(f"# made by uv\n{line}\n")


def test_the_section_of_a_version() -> None:
    assert changelog.section(CHANGELOG, "1.1.0") == "### Added\n\n- More."
    assert changelog.section(CHANGELOG, "1.0.0") == "- All."
    assert [changelog.section(CHANGELOG, version) for version in ("1.1", "0.9", "Unreleased")] == ["", "", ""]


def test_the_version_of_the_project_is_in_the_changelog() -> None:
    assert changelog.section((ROOT / "CHANGELOG.md").read_text("utf-8"), VERSION)


# ---- A release, in a clone -------------------------------------------------------------------------------------------


class Clone:
    """A clone of the repository as it stands, whose ``.venv`` is the environment that runs the tests."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        subprocess.run(["git", "clone", "--quiet", ROOT, folder], check=True)
        differs = subprocess.run(["git", "-C", ROOT, "diff", "--binary", "HEAD"], check=True, capture_output=True).stdout
        if differs:
            subprocess.run(["git", "-C", folder, "apply", "--index"], input=differs, check=True)
            self.commit()
        python = folder / ".venv" / "bin" / "python"
        python.parent.mkdir(parents=True)
        python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n', "utf-8")
        python.chmod(0o755)
        identity = re.search(r"^IDENTITY = (.+)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)[1]
        said = subprocess.run([python, "-IS", "-c", identity], cwd=folder, check=True, capture_output=True).stdout
        for name in ("whole", "runtime", "dev"):
            (folder / ".venv" / name).write_bytes(said)

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


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], f"A version is missing: pyproject.toml says {VERSION}."),
        (["VERSION=99.0"], "99.0 is not the version of the project"),
        (["VERSION=--help"], "--help is not the version of the project"),
    ],
)
def test_another_version_is_refused(clone: Clone, words: list[str], said: str) -> None:
    done = clone.release(*words)
    assert f"Nothing was released. {said}" in done.stdout
    assert (done.returncode != 0, clone.made) == (True, {})


@pytest.mark.parametrize("path", ["data/tasks.yaml", "data/new.yaml"])
def test_what_is_not_committed_is_refused(clone: Clone, path: str) -> None:
    file = clone.folder / path
    before = file.read_bytes() if file.is_file() else None
    file.write_bytes((before or b"") + b"\n")
    try:
        done = clone.release(f"VERSION={VERSION}")
    finally:
        file.unlink() if before is None else file.write_bytes(before)
    assert "Files differ from the commit." in done.stdout
    assert path in done.stdout
    assert (done.returncode != 0, clone.made) == (True, {})


def test_a_version_of_which_nothing_is_said_is_refused(clone: Clone) -> None:
    file = clone.folder / "CHANGELOG.md"
    before = file.read_text("utf-8")
    file.write_text(before.replace(f"## {VERSION}", "## 0.0.1"), "utf-8")
    try:
        done = clone.release(f"VERSION={VERSION}")
    finally:
        file.write_text(before, "utf-8")
    assert f"CHANGELOG.md says nothing of {VERSION}." in done.stdout
    assert clone.made == {}


@pytest.mark.long
def test_a_release(clone: Clone, tmp_path: Path) -> None:
    """All of it is there and fits together, names no host, and is made again to the byte."""
    made = released(clone)
    wheel, site = (next(name for name in made if name.endswith(ending)) for ending in (".whl", ".tar.gz"))
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in made.items()}

    statement = json.loads(made["provenance.json"])
    subjects = {item["name"]: item["digest"]["sha256"] for item in statement["subject"]}
    assert subjects == {name: digest for name, digest in digests.items() if name not in ("provenance.json", "tag.txt")}
    assert wheel in subjects
    definition = statement["predicate"]["buildDefinition"]
    commit = subprocess.run(
        ["git", "-C", clone.folder, "rev-parse", "HEAD"], capture_output=True, encoding="utf-8"
    ).stdout.strip()
    sources = {item["name"]: item["digest"] for item in definition["resolvedDependencies"]}
    assert sources.pop("source") == {"gitCommit": commit}
    assert sources == {name: {"sha256": hashlib.sha256((clone.folder / name).read_bytes()).hexdigest()} for name in LOCKS}
    assert "not signed" in definition["internalParameters"]["signature"]

    bill = json.loads(made["sbom.cdx.json"])
    assert {hash["content"] for hash in bill["metadata"]["component"]["hashes"]} == {digests[wheel]}
    sums = set(re.findall(r"^([0-9a-f]{64})  (\S+)$", made["tag.txt"].decode(), re.MULTILINE))
    assert sums == {(digest, name) for name, digest in digests.items() if name != "tag.txt"}
    assert not [line for line in made["tag.txt"].decode().splitlines() if line.startswith("#")], "git takes it for a comment"

    (tmp_path / site).write_bytes(made[site])
    with tarfile.open(tmp_path / site) as archive:
        archive.extractall(tmp_path, filter="data")
    edition = tmp_path / definition["internalParameters"]["edition"]
    listed = manifest.manifest_in(edition)
    assert listed is not None
    assert {path.relative_to(edition).as_posix() for path in edition.rglob("*") if path.is_file()} == listed.paths
    verified = run("-m", "service_catalogue", "verify", edition)
    assert verified.returncode == 0, verified.stdout

    texts = {name: made[name] for name in made if name not in (wheel, site)}
    texts |= {path.relative_to(tmp_path).as_posix(): path.read_bytes() for path in edition.rglob("*") if path.is_file()}
    named = [(name, host) for name, content in texts.items() for host in REGISTRIES if host.encode() in content.lower()]
    assert named == []
    assert [name for name, content in texts.items() if str(clone.folder).encode() in content] == []

    assert released(clone) == made


def released(clone: Clone) -> dict[str, bytes]:
    done = clone.release(f"VERSION={VERSION}", "ARGS=--no-pdf")
    assert done.returncode == 0, done.stdout
    assert f"v{VERSION}" in done.stdout.splitlines()[-1]
    assert [path.name for path in (clone.folder / "_build").iterdir()] == ["release"]
    return clone.made
