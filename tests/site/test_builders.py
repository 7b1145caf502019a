"""Plain Sphinx on the source folders of this repository, and its other builders."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.built import LANGUAGES, ROOT, Page, Site, give_fonts, run, squeeze
from tests.folders import PLATFORM


def sphinx_build(tmp_path: Path, builder: str, language: str, *options: object) -> Path:
    """``sphinx-build -W -c . docs/<language> <out>``, as in the README."""
    out = tmp_path / builder
    give_fonts(tmp_path / "doctrees" / "catalogue-fonts")
    done = run(
        "-m",
        "sphinx",
        "-W",
        "--keep-going",
        "-c",
        ".",
        "-b",
        builder,
        "-d",
        tmp_path / "doctrees",
        "-D",
        f"catalogue_data={PLATFORM}",
        *options,
        f"docs/{language}",
        out,
    )
    assert done.returncode == 0, done.stdout
    assert "WARNING" not in done.stdout
    return out


#: Links to data and booklets, which Sphinx alone does not make.
_ELSEWHERE = re.compile(
    r'<li><a href="[./]*api/[^<]*</a></li>'
    r'|<p class="more"><a href="[./]*pdf/[^<]*</a></p>'
    r'|<div class="wide"><dt>[^<]*</dt><dd><a href="[./]*pdf/[^<]*</a></dd></div>'
)


@pytest.mark.parametrize("language", ["da", pytest.param("en", marks=pytest.mark.long)])
def test_plain_sphinx_gives_the_same_pages(site: Site, tmp_path: Path, language: str) -> None:
    out = sphinx_build(tmp_path, "html", language)
    built = {path.relative_to(out).as_posix(): path.read_text("utf-8") for path in out.rglob("*.html")}
    assert set(built) == {page.inner for page in site.pages(language)}
    for page in site.pages(language):
        assert squeeze(built[page.inner]) == squeeze(_ELSEWHERE.sub("", page.source)), page


def test_nothing_is_written_into_the_source_folder(tmp_path: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in (ROOT / "docs").rglob("*")}
    sphinx_build(tmp_path, "text", "en")
    assert {path: path.stat().st_mtime_ns for path in (ROOT / "docs").rglob("*")} == before


@pytest.mark.long
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("builder", ["text", "man", "latex", "singlehtml", "dirhtml", "gettext", "xml"])
def test_other_builders(tmp_path: Path, builder: str, language: str) -> None:
    out = sphinx_build(tmp_path, builder, language)
    if builder == "dirhtml":
        page = Page("services/2a/index.html", (out / "services/2a/index.html").read_text("utf-8"))
        assert len(page.one("table", data_matrix=True).all("td")) == 200
    else:
        assert [path for path in out.rglob("*") if path.is_file()]


def test_the_commands_of_read_the_docs(live_site: Site, tmp_path: Path) -> None:
    """The commands of ``.readthedocs.yaml``, as they stand there."""
    text = (ROOT / ".readthedocs.yaml").read_text("utf-8")
    commands = [line.strip(" -") for line in text.splitlines() if "sphinx" in line and not line.lstrip().startswith("#")]
    assert len(commands) == 2
    for language, command in zip(LANGUAGES, commands, strict=True):
        shutil.rmtree(tmp_path / "doctrees", ignore_errors=True)
        give_fonts(tmp_path / "html" / language / ".doctrees" / "catalogue-fonts")
        words = command.replace("$READTHEDOCS_OUTPUT", str(tmp_path)).split()
        assert words[:3] == ["python", "-m", "sphinx"]
        done = run(*words[1:])
        assert done.returncode == 0, done.stdout
        out = tmp_path / "html" / language
        assert {path.relative_to(out).as_posix() for path in out.rglob("*.html")} == {
            page.inner for page in live_site.pages(language)
        }
