"""The package as somebody installs it: in an environment of its own, in an empty folder, without the repository or a network."""

from __future__ import annotations

import functools
import hashlib
import json
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from tests import tracked
from tests.built import ROOT, Site, built_site, contents, give_cache, once, shared_folder, timeless
from tests.site import checks
from tests.test_locks import requirements

NORDIC = ROOT / "tests" / "fixtures" / "nordic"
LIBRARIES = sysconfig.get_path("purelib")
PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python"]


@functools.cache
def without_network() -> tuple[str, ...]:
    """Return the words before a command that run it without a network, where the system allows it."""
    alone = ("unshare", "--map-root-user", "--net")
    try:
        return alone if subprocess.run([*alone, "true"], capture_output=True).returncode == 0 else ()
    except OSError:
        return ()


@pytest.fixture(scope="session")
def environment(tmp_path_factory) -> Path:
    """Return an environment with the wheel, and nothing else."""

    def make(folder: Path) -> None:
        subprocess.run(
            [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder], cwd=ROOT, check=True, capture_output=True
        )
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / "env"], check=True)
        words = ["install", "--quiet", "--no-deps", "--no-index", *folder.glob("*.whl")]
        subprocess.run([*PIP, folder / "env/bin/python", *words], check=True)

    return once(shared_folder(tmp_path_factory), "wheel", make)


@pytest.fixture(scope="session")
def libraries(tmp_path_factory) -> Path:
    """Return a folder of the libraries of the project's environment, without the project: what pip finds there is not asked for."""
    folder = tmp_path_factory.mktemp("libraries")
    for path in Path(LIBRARIES).iterdir():
        if "service_catalogue" not in path.name:
            (folder / path.name).symlink_to(path)
    return folder


class Folder:
    """An empty folder in which the command is run."""

    def __init__(self, environment: Path, path: Path) -> None:
        self.environment = environment
        self.path = path / "here"
        self.aside = [path / name for name in ("home", "tmp")]
        for folder in (self.path, *self.aside):
            folder.mkdir()
        give_cache(self.path / "work")

    def run(self, *arguments: str) -> str:
        """Run the command with the libraries of the project's environment, but not the project itself."""
        home, temporary = self.aside
        variables = {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "TMPDIR": str(temporary),
            "XDG_STATE_HOME": os.environ["XDG_STATE_HOME"],
            "PYTHONPATH": LIBRARIES,
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        command = [*without_network(), self.environment / "env/bin/catalogue", *arguments]
        done = subprocess.run(
            command, cwd=self.path, env=variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8"
        )
        assert done.returncode == 0, done.stdout
        return done.stdout


@pytest.fixture
def folder(environment: Path, tmp_path: Path) -> Folder:
    return Folder(environment, tmp_path)


def test_what_the_wheel_holds(environment: Path) -> None:
    with zipfile.ZipFile(next(environment.glob("*.whl"))) as wheel:
        names = set(wheel.namelist())
    assert {
        "service_catalogue/project/conf.py",
        "service_catalogue/project/requirements.txt",
        "service_catalogue/theme/layout.html",
        "service_catalogue/theme/search/engine.js",
    } <= names
    prose = {
        f"service_catalogue/project/{path.relative_to(ROOT).as_posix()}"
        for path in (ROOT / "docs").glob("[a-z][a-z]/**/*")
        if path.is_file()
    }
    assert prose == {name for name in names if name.startswith("service_catalogue/project/docs/")}
    assert [name for name in names if not name.startswith(("service_catalogue/", "service_catalogue-"))] == []


def new_catalogue(folder: Folder) -> Path:
    """Make a catalogue with a workflow in ``folder``; return the wheel in it."""
    texts = [word for name in ("name", "tagline", "summary", "owner") for word in (f"--{name}", "x")]
    folder.run("new", "catalogue", "--languages", "en", "--forge", "github", *texts)
    (wheel,) = folder.path.glob("*.whl")
    return wheel


def test_a_new_catalogue_installs_its_own_wheel_and_a_whole_lock_by_hash(folder: Folder, libraries: Path) -> None:
    """Without an index, as its workflow does it; a wheel that is another one, or is gone, is not looked for elsewhere."""
    wheel = new_catalogue(folder)
    content = wheel.read_bytes()
    assert content == next(folder.environment.glob("*.whl")).read_bytes()
    (step,) = {*re.findall("run: pip (install .*)", (folder.path / ".github/workflows/catalogue.yaml").read_text("utf-8"))}
    own = {f"./{wheel.name}": [f"sha256:{hashlib.sha256(content).hexdigest()}"]}
    assert requirements(str(folder.path / "requirements.txt")) == {**own, **requirements("requirements.txt")}
    environment = folder.path / "work/env"
    pip = [*PIP, environment / "bin/python", *step.split(), "--no-index", "--no-compile"]
    for change in (lambda: None, lambda: wheel.write_bytes(content + b"x"), wheel.unlink):
        change()
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", "--clear", environment], check=True)
        done = subprocess.run(pip, cwd=folder.path, env={"PYTHONPATH": str(libraries)}, capture_output=True, encoding="utf-8")
        is_own = wheel.is_file() and wheel.read_bytes() == content
        assert (done.returncode == 0, (environment / "bin/catalogue").is_file()) == (is_own, is_own), done.stderr


def test_the_wheel_is_packed_again_if_its_file_is_another_one_by_now(environment: Path, tmp_path: Path) -> None:
    built = Path(shutil.copy(next(environment.glob("*.whl")), tmp_path))
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "env"], check=True)
    subprocess.run([*PIP, tmp_path / "env/bin/python", "install", "--quiet", "--no-deps", "--no-index", built], check=True)
    content = built.read_bytes()
    built.write_bytes(b"of somebody else")
    wheel = new_catalogue(Folder(tmp_path, tmp_path))
    assert (wheel.name, wheel.read_bytes()) == (built.name, content)


@pytest.mark.manual
def test_the_first_block_of_the_readme_works_as_it_stands(environment: Path, libraries: Path, tmp_path: Path) -> None:
    """Pasted as a whole into a terminal, in a copy of the repository; no index is asked."""
    (block,) = re.findall(
        r"^```sh\n(.*?)^```$", (ROOT / "README.md").read_text("utf-8").partition("\n## ")[0], re.MULTILINE | re.DOTALL
    )
    for name in tracked.tracked():
        if not name.startswith(("tests/", "data/", "docs/manual/")):
            (tmp_path / "here" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, tmp_path / "here" / name)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/python3").symlink_to(Path(sys.executable).resolve())
    give_cache(tmp_path / "my-services/_build")
    variables = {
        "PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "PYTHONPATH": str(libraries),
        "PIP_NO_INDEX": "1",
    }
    terminal, shells = pty.openpty()
    with subprocess.Popen(
        ["sh"], stdin=shells, stdout=shells, stderr=shells, cwd=tmp_path / "here", env=variables, start_new_session=True
    ) as process:
        os.close(shells)
        os.write(terminal, block.encode() + b"exit\n")
        said = b""
        try:
            while b"http://" not in said:
                said += os.read(terminal, 65_536)
        except OSError:  # the shell has ended
            pytest.fail(said.decode())
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            os.close(terminal)
    own = tmp_path / "my-services"
    assert "My services" in (own / "_build/site/en/index.html").read_text("utf-8")
    (wheel,) = own.glob("*.whl")
    assert wheel.read_bytes() == next(environment.glob("*.whl")).read_bytes()


def test_the_package_that_runs_is_the_one_that_is_installed(folder: Folder) -> None:
    code = "import service_catalogue, sys; print(service_catalogue.__file__)"
    command = [folder.environment / "env/bin/python", "-c", code]
    said = subprocess.run(command, env={"PYTHONPATH": LIBRARIES}, capture_output=True, encoding="utf-8").stdout
    assert said.startswith(str(folder.environment / "env"))


@pytest.mark.long
def test_2a_alone_is_built_from_the_prose_of_the_package(folder: Folder, tmp_path_factory) -> None:
    """And is the site that the repository gives, to the byte."""
    shutil.copytree(ROOT / "data", folder.path / "data")
    shutil.copy(ROOT / "tests/fixtures/annex.yaml", folder.path)
    installed, given = contents(folder.environment / "env"), set(folder.path.iterdir())
    assert folder.run("check", "--lang", "da").endswith(": ingen fejl.\n")
    folder.run("build", "--out", "site", "--work", "work")
    assert timeless(folder.path / "site") == timeless(built_site(tmp_path_factory).folder)
    folder.run("annex", "make", "annex.yaml", "--out", "site-pdf")
    assert (folder.path / "site-pdf/annex.pdf").read_bytes().startswith(b"%PDF")
    assert {path.name for path in set(folder.path.iterdir()) - given} - {"work", "_build"} == {
        "site",
        "site.editions",
        "site-pdf",
    }
    assert contents(folder.environment / "env") == installed
    assert [path for aside in folder.aside for path in aside.rglob("*")] == []


def test_a_catalogue_of_somebody_else(folder: Folder) -> None:
    """Swedish and English, three parties, and prose of its own, beside the pages that every catalogue has."""
    shutil.copytree(NORDIC, folder.path, dirs_exist_ok=True)
    given = set(folder.path.iterdir())
    folder.run("build", "--out", "site", "--work", "work")
    site = Site(folder.path / "site")
    assert site.languages == ["en", "sv"]
    assert {check.__name__: faults for check in checks.ALL if (faults := check(site))} == {}
    documents = {page.inner for page in site.pages("sv")} - {f"{name}.html" for name in ("search", "glossary")}
    assert {name for name in documents if "/" not in name} == {
        "index.html",
        "about.html",
        "how-to-read.html",
        "accessibility.html",
    }
    about = site.page("sv/about.html")
    assert (about.language, about.one("h1").text) == ("sv", "Om katalogen")
    assert [link["href"] for link in about.main.all("a", href=True)][:2] == ["services/records.html", "tasks/backup.html"]
    matrix = site.page("sv/services/records.html").one("table", data_matrix=True)
    assert len(matrix.all("td", id=True)) == 12
    assert json.loads((site / "api/v1/services/records.json").read_text("utf-8"))["matrix"]["parties"] == [
        "municipality",
        "operator",
        "vendor",
    ]
    folder.run("annex", "make", "annex.yaml", "--out", "site-pdf")
    assert {path.name for path in folder.path.glob("site*/**/*.pdf")} >= {
        "records-sv.pdf",
        "records-en.pdf",
        "catalogue-sv.pdf",
        "annex.pdf",
    }
    assert {path.name for path in set(folder.path.iterdir()) - given} - {"work", "_build"} == {
        "site",
        "site.editions",
        "site-pdf",
    }
    assert [path for aside in folder.aside for path in aside.rglob("*")] == []


@pytest.mark.long
def test_a_catalogue_without_prose_in_a_language_that_nobody_wrote(folder: Folder) -> None:
    shutil.copytree(NORDIC / "data", folder.path / "data")
    folder.run("build", "--out", "site", "--work", "work", "--no-pdf")
    page = Site(folder.path / "site").page("sv/how-to-read.html")
    assert (page.html["lang"], page.main["lang"]) == ("sv", "en")
