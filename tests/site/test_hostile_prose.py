"""Prose is no open door: each thing that a page may not do is refused at its line, by the build and by plain Sphinx."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tests.built import SMALL, run
from tests.hostile import prose

PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10" width="10" height="10"></svg>'


#: Settings of a page that its own front matter may not change.
MATTERS = (
    "myst:\n  disable_syntax: []",
    "myst:\n  enable_extensions: [attrs_inline, html_image]",
    "html_meta:\n  refresh: 0",
    "orphan: true",
    "title: x",
)


def small_docs(folder: Path) -> Path:
    """Return a catalogue with prose of its own: an index, and the page that is hostile."""
    docs = folder / "docs" / "da"
    docs.mkdir(parents=True)
    (docs / "index.md").write_text("# Forside\n\n```{toctree}\n:glob:\n\n*\n```\n", "utf-8")
    (docs / "zz.svg").write_text(PICTURE, "utf-8")
    (folder / "outside.png").write_bytes(b"")
    (folder / "outside.txt").write_text("secret", "utf-8")
    return docs


def sphinx(project: Path, docs: Path, out: Path) -> tuple[int, str]:
    options = ("-W", "--keep-going", "-q", "-E", "-D", f"catalogue_data={SMALL}", "-d", out.parent / "doctrees")
    done = run("-m", "sphinx", *options, "-c", project, docs, out)
    return done.returncode, done.stdout


@pytest.fixture(scope="module")
def refusals(tmp_path_factory) -> tuple[Path, str]:
    """All that is refused, each in a page of its own, in one build; and what it said."""
    folder = tmp_path_factory.mktemp("refused")
    docs = small_docs(folder)
    for number, case in enumerate(prose.REFUSED):
        (docs / f"case-{number}.md").write_text(f"# Side\n\n{case.text}\n", "utf-8")
    for number, matter in enumerate(MATTERS):
        (docs / f"page-{number}.md").write_text(f"---\n{matter}\n---\n# Side\n\n<script>alert(1)</script>\n", "utf-8")
    status, said = sphinx(Path(__file__).parents[2], docs, folder / "out")
    assert status == 1
    assert "Traceback" not in said
    return docs, said


@pytest.mark.parametrize("number", range(len(prose.REFUSED)), ids=[case.name for case in prose.REFUSED])
def test_it_is_refused_at_its_line(refusals: tuple[Path, str], number: int) -> None:
    docs, said = refusals
    case = prose.REFUSED[number]
    told = {int(line) for line in re.findall(rf"^{re.escape(str(docs))}/case-{number}\.md:(\d+): ", said, re.MULTILINE)}
    assert told == {line + 2 for line in case.lines}, said


def test_nothing_that_is_refused_is_in_a_page(refusals: tuple[Path, str]) -> None:
    docs, _ = refusals
    for page in (docs.parents[1] / "out").rglob("*.html"):
        text = page.read_text("utf-8")
        for harm in ("<script>", "onclick", "root:x:", "javascript:", "example.org", "secret"):
            assert harm not in re.sub("&lt;.*?&gt;", "", text), page


def test_what_is_harmless_stays_text(tmp_path: Path) -> None:
    docs = small_docs(tmp_path)
    for number, case in enumerate(prose.HARMLESS):
        (docs / f"case-{number}.md").write_text(f"# Side\n\n{case.text}\n", "utf-8")
    status, said = sphinx(Path(__file__).parents[2], docs, tmp_path / "out")
    assert (status, re.sub(r".*case-\d+\.md:\d+: WARNING: (Pygments|Lexing|'myst' cross).*\n", "", said)) in ((0, ""), (1, ""))
    for number, case in enumerate(prose.HARMLESS):
        assert case.harm not in (tmp_path / "out" / f"case-{number}.html").read_text("utf-8"), case.name


@pytest.mark.parametrize("number", range(len(MATTERS)))
def test_front_matter_is_refused(refusals: tuple[Path, str], number: int) -> None:
    docs, said = refusals
    assert f"{docs}/page-{number}.md:1: ERROR: Front matter is not allowed here." in said
    page = docs.parents[1] / "out" / f"page-{number}.html"
    assert "<script>alert" not in page.read_text("utf-8")


def test_links_and_special_files_are_refused(tmp_path: Path) -> None:
    docs = small_docs(tmp_path)
    (docs / "zz-link.md").symlink_to("/etc/passwd")
    (docs / "zz-folder").symlink_to("/etc")
    os.mkfifo(docs / "zz-pipe.md")
    status, said = sphinx(Path(__file__).parents[2], docs, tmp_path / "out")
    assert status == 2
    for name, kind in (("zz-link.md", "symbolic link"), ("zz-folder", "symbolic link"), ("zz-pipe.md", "special file")):
        assert f"docs/da/{name}:1:1: error: This is a {kind}." in said
    assert "root:x:" not in said
