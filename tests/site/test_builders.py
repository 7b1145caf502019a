"""Plain Sphinx on the source folders of this repository, and its other builders."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.built import LANGUAGES, ROOT, Page, Site, run, squeeze
from tests.folders import PLATFORM


def sphinx_build(tmp_path: Path, builder: str, language: str) -> Path:
    """``sphinx-build -W -c . docs/<language> <out>``, as in the README."""
    out = tmp_path / builder
    before = written(ROOT / "docs")
    options = ("-W", "--keep-going", "-c", ".", "-b", builder, "-d", tmp_path / "doctrees", "-D", f"catalogue_data={PLATFORM}")
    done = run("-m", "sphinx", *options, f"docs/{language}", out)
    assert done.returncode == 0, done.stdout
    assert "WARNING" not in done.stdout
    assert written(ROOT / "docs") == before, "something is written into the source folder"
    return out


def written(folder: Path) -> dict[Path, int]:
    """When each file was written."""
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*")}


#: Links to data, booklets and former editions, which Sphinx alone does not make.
_ELSEWHERE = re.compile(
    r'(?s)<li><a href="[./]*(?:api|pdf)/[^<]*</a></li>'
    r'|<p class="files">.*?</p>'
    r'|<p><a href="[./]*v/[^<]*</a></p>'
    r'|<section><h2>[^<]*</h2>\s*<p><a href="[./]*(?:api|pdf)/.*?</section>'
    r'|<p class="more"><a href="[./]*pdf/[^<]*</a></p>'
    r'|<div class="wide"><dt>[^<]*</dt><dd><a href="[./]*pdf/[^<]*</a></dd></div>'
)


def assert_same_pages(out: Path, site: Site, language: str) -> None:
    """Plain Sphinx has given the pages of ``site`` in ``language``."""
    built = {path.relative_to(out).as_posix(): path.read_text("utf-8") for path in out.rglob("*.html")}
    assert set(built) == {page.inner for page in site.pages(language)}
    for page in site.pages(language):
        assert squeeze(built[page.inner]) == squeeze(_ELSEWHERE.sub("", page.source)), page


@pytest.mark.long
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("builder", ["text", "man", "latex", "singlehtml", "dirhtml", "gettext", "xml"])
def test_the_other_builders_of_sphinx_build_without_a_warning(tmp_path: Path, builder: str, language: str) -> None:
    out = sphinx_build(tmp_path, builder, language)
    if builder == "dirhtml":
        page = Page("services/2a/index.html", (out / "services/2a/index.html").read_text("utf-8"))
        assert len(page.one("table", data_matrix=True).all("td", id=True)) == 200
    else:
        assert [path for path in out.rglob("*") if path.is_file()]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("is_live", [False, pytest.param(True, marks=pytest.mark.long)])
def test_the_commands_of_read_the_docs(request: pytest.FixtureRequest, tmp_path: Path, language: str, is_live: bool) -> None:
    """The commands of ``.readthedocs.yaml`` give the same pages and write nothing into the source folder.

    As they stand there, and with the prose and the data of the small catalogue.
    """
    site: Site = request.getfixturevalue("live_site" if is_live else "small")
    docs = ROOT / "docs" if is_live else site.folder.parent / "docs"
    before = written(docs)
    text = (ROOT / ".readthedocs.yaml").read_text("utf-8")
    commands = [line.strip(" -") for line in text.splitlines() if "-c . docs/" in line]
    assert [re.sub(r"\bda\b", language, commands[0]) for language in LANGUAGES] == commands
    words = commands[LANGUAGES.index(language)].replace("$READTHEDOCS_OUTPUT", str(tmp_path)).split()
    assert words[:3] == ["python", "-m", "sphinx"]
    if not is_live:
        words = [word.replace("docs/", f"{docs}/") for word in words] + ["-D", f"catalogue_data={docs.parent / 'data'}"]
    done = run(*words[1:])
    assert done.returncode == 0, done.stdout
    assert "WARNING" not in done.stdout
    assert_same_pages(tmp_path / "html" / language, site, language)
    assert written(docs) == before
