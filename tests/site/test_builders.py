"""Plain Sphinx on an assembled folder, and its other builders."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from tests.built import LANGUAGES, Page, Site, run, source_rows, squeeze


def sphinx_build(site: Site, tmp_path: Path, builder: str, language: str, *options: str) -> tuple[Path, str]:
    """``sphinx-build -c . <assembled folder> <out>``, every warning an error."""
    source = site.folder.parent / "work" / "source" / language
    out = tmp_path / builder
    done = run("-m", "sphinx", "-c", ".", "-b", builder, "-W", "--keep-going", "-d", tmp_path / "doctrees", *options, source, out)
    assert done.returncode == 0, done.stdout
    assert "WARNING" not in done.stdout
    return out, done.stdout


@pytest.mark.parametrize("language", ["da", pytest.param("en", marks=pytest.mark.long)])
def test_plain_sphinx_gives_the_same_pages(site: Site, tmp_path: Path, language: str) -> None:
    out, _ = sphinx_build(site, tmp_path, "html", language)
    built = {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*.html")}
    assert built == {page.inner: (site / page.path).read_bytes() for page in site.pages(language)}


def test_stubs_hold_ids_and_no_text(site: Site) -> None:
    """No text of the data meets a parser of markup."""
    source = site.folder.parent / "work" / "source" / "da"
    stubs = list(source.rglob("*.page"))
    assert len(stubs) > 35
    for stub in stubs:
        assert re.fullmatch(r"[a-z]+( [a-z0-9-]+)*\n", stub.read_text("utf-8"))
    assert (source / "about.md").is_file()


@pytest.mark.long
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("builder", ["text", "xml", "man", "latex", "singlehtml", "dirhtml", "pseudoxml"])
def test_other_builders(site: Site, tmp_path: Path, builder: str, language: str) -> None:
    out, _ = sphinx_build(site, tmp_path, builder, language)
    files = [path for path in out.rglob("*") if path.is_file()]
    if builder == "text":
        text = (out / "services/2a.txt").read_text("utf-8")
        names = [row.name for row in source_rows()]
        assert [name for name in names if language == "da" and name not in text] == []
        assert "2A" in text
        term = (out / "glossary.txt").read_text("utf-8")
        assert {"da": "En prøve, der viser", "en": "A trial that shows"}[language] in squeeze(term)
    elif builder == "xml":
        for path in out.rglob("*.xml"):
            ElementTree.parse(path)
    elif builder in ("man", "latex"):
        assert any(path.suffix in (".1", ".tex") for path in files)
    elif builder == "singlehtml":
        page = Page("index.html", (out / "index.html").read_text("utf-8"))
        assert page.faults == []
    elif builder == "dirhtml":
        page = Page("services/2a/index.html", (out / "services/2a/index.html").read_text("utf-8"))
        assert len(page.one("table", data_matrix=True).all("td")) == 200
        # The booklet stands beside the languages, and so outside of what is built here.
        hrefs = [link["href"] for link in page.main.all("a", href=True) if ":" not in link["href"] and "/pdf/" not in link["href"]]
        links = [page.target(href) for href in hrefs]
        assert [link for link in links if not (out / link.path).exists()] == []
