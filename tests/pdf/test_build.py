"""Making booklets: the same bytes each time, and none made without need."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from service_catalogue.check.checker import check
from service_catalogue.pdf import typesetting
from service_catalogue.pdf.build import PAGES, booklets, names

from tests.built import ROOT, SMALL, build, contents, copy_catalogue, give_cache, run
from tests.folders import FIXTURES, plant
from tests.forks import apart
from tests.test_logo import png


def make(data: Path, folder: Path, ids: list[str] | None = None) -> dict[str, int]:
    """Make booklets of the catalogue in ``data``; the time at which each file was written."""
    catalogue = check(data).catalogue
    booklets(catalogue, folder, "", ids or names(catalogue), 1, lambda *_: None)
    return {path.name: path.stat().st_mtime_ns for path in sorted(folder.glob("*.pdf"))}


@pytest.mark.long
def test_the_same_bytes_again(folder: Path, tmp_path: Path) -> None:
    done = run("-m", "service_catalogue", "pdf", "2a", "--out", tmp_path, TZ="Pacific/Kiritimati", PYTHONHASHSEED="7")
    assert done.returncode == 0, done.stdout
    assert sorted(path.name for path in tmp_path.glob("*.pdf")) == ["2a-da.pdf", "2a-en.pdf"]
    for path in tmp_path.glob("*.pdf"):
        assert path.read_bytes() == (folder / path.name).read_bytes(), path.name


def test_a_cover_below_a_notice_settles(tmp_path: Path) -> None:
    catalogue = replace(check(ROOT / "docs" / "manual" / "example" / "data").catalogue, unconfirmed="A trial")
    assert len(booklets(catalogue, tmp_path, "", ["calls"], 1, lambda *_: None)) == 1


def test_only_what_shows_something_else_is_made_again(tmp_path: Path) -> None:
    data = Path(shutil.copytree(SMALL, tmp_path / "data"))
    first = make(data, tmp_path / "pdf")
    assert sorted(first) == ["catalogue-da.pdf", "catalogue-en.pdf", "desk-da.pdf", "desk-en.pdf"]
    assert make(data, tmp_path / "pdf") == first
    text = (data / "services" / "desk.yaml").read_text("utf-8")
    (data / "services" / "desk.yaml").write_text("# a comment is not shown\n" + text, "utf-8")
    assert make(data, tmp_path / "pdf") == first


def test_after_an_edit_only_the_pages_of_that_service_are_set_again(tmp_path: Path) -> None:
    """Its booklets are those of a clean build, and so is the whole, at the foot of which the digest of the data is another."""
    data = Path(shutil.copytree(FIXTURES / "catalogues" / "two-schemes", tmp_path / "data"))
    # From now on, every language says that it is no longer as approved.
    plant(data, ("services/archive.yaml", "en: Stoker keeps copies.", "en: Stoker has copies."))
    first = make(data, tmp_path / "pdf")
    before = pages_in(tmp_path / "pdf")
    plant(data, ("services/archive.yaml", "en: Stoker has copies.", "en: Stoker stores copies."))
    second = make(data, tmp_path / "pdf")
    after = pages_in(tmp_path / "pdf")
    assert {name for name in after if after[name] != before[name] and "catalogue" not in name} == {
        "archive-en.pdf",
        "archive_alone-en.pdf",
    }
    whole = {"catalogue-da.pdf", "catalogue-en.pdf"}
    assert {name for name in first if second[name] > first[name]} == {"archive-en.pdf", *whole}
    plant(data, ("search-words.yaml", "", "search-words: [{for: task:keys, words: {en: [secrets]}}]\n"))
    third = make(data, tmp_path / "pdf")
    assert {name for name in first if third[name] > second[name]} == whole
    make(data, tmp_path / "clean")
    assert papers(tmp_path / "pdf") == papers(tmp_path / "clean")


def papers(folder: Path) -> dict[str, bytes]:
    """Return the booklets, and the pages that they are made from; the records beside them have times of files."""
    return {name: content for name, content in contents(folder).items() if name.endswith(".pdf")}


def pages_in(folder: Path) -> dict[str, int]:
    """When the pages were set that booklets in ``folder`` are made from."""
    return {path.name: path.stat().st_mtime_ns for path in (folder / PAGES).glob("*.pdf")}


@pytest.mark.parametrize("address", ["", "https://example.org/"])
def test_another_logo_or_address_makes_what_shows_it_again(tmp_path: Path, address: str) -> None:
    data = Path(shutil.copytree(SMALL, tmp_path / "data"))
    plant(data, ("catalogue.yaml", "redirects: {}\n", "redirects: {}\nbrand: {logo: logo.png}\n"))
    (data / "logo.png").write_bytes(png(8, 8))
    booklets(check(data).catalogue, tmp_path / "pdf", "", ["desk"], 1, lambda *_: None)
    if not address:
        (data / "logo.png").write_bytes(png(9, 9))
    for folder in ("pdf", "clean"):
        booklets(check(data).catalogue, tmp_path / folder, address, ["desk"], 1, lambda *_: None)
    assert papers(tmp_path / "pdf") == papers(tmp_path / "clean")


def test_what_is_damaged_or_of_another_template_is_made_again(tmp_path: Path) -> None:
    make(SMALL, tmp_path, ["desk"])
    whole = papers(tmp_path)
    records = tmp_path / PAGES
    (records / "booklets/desk-en").unlink()
    (records / "booklets/desk-da").write_text("{", "utf-8")
    for name in ("desk-en.pdf", f"{PAGES}/desk_alone-en.pdf"):
        (tmp_path / name).write_bytes(b"%PDF")
    first = make(SMALL, tmp_path, ["desk"])
    assert papers(tmp_path) == whole
    (records / "booklets/desk-da").write_text("[" * 100_000, "utf-8")
    (tmp_path / "desk-en.pdf").write_bytes(whole["desk-en.pdf"][:-9] + b"%%damaged")
    record = records / "desk_alone-en"
    record.write_text(record.read_text("utf-8").replace('"count":', '"count":1'), "utf-8")
    first = make(SMALL, tmp_path, ["desk"])
    assert papers(tmp_path) == whole
    second = apart(_make_with_another_template, tmp_path)
    assert all(second[name] > first[name] for name in first)


def _make_with_another_template(folder: Path) -> dict[str, int]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(typesetting, "_made_with", lambda: "another template")
        return make(SMALL, folder, ["desk"])


def test_the_page_links_to_its_booklet_with_size_and_pages(built_with_booklets: Path) -> None:
    import pikepdf

    for language, words in (("da", "sider"), ("en", "pages")):
        path = built_with_booklets / "pdf" / f"2a-{language}.pdf"
        with pikepdf.open(path) as pdf:
            pages = len(pdf.pages)
        html = (built_with_booklets / language / "services" / "2a.html").read_text("utf-8")
        assert f'href="../../pdf/2a-{language}.pdf"' in html
        assert f"(PDF, {pages} {words}, {round(path.stat().st_size / 1000)} kB)" in html
        home = (built_with_booklets / language / "index.html").read_text("utf-8")
        assert f'href="../pdf/2a-{language}.pdf"' in home


def test_a_booklet_stands_under_a_former_id_too(tmp_path: Path) -> None:
    data = copy_catalogue(tmp_path)
    plant(data, ("catalogue.yaml", "redirects: {}", "redirects: {service:chair: desk, task:copying: backup}"))
    site = build(tmp_path / "built", "--jobs", 1, data=data, pdf=True).folder
    wanted = {f"{id}-{language}.pdf" for id in ("desk", "chair", "catalogue") for language in ("da", "en")}
    assert {path.name for path in (site / "pdf").iterdir()} == wanted
    assert (site / "pdf" / "chair-en.pdf").read_bytes() == (site / "pdf" / "desk-en.pdf").read_bytes()


def test_without_its_parts_the_site_is_built_and_the_message_says_so(tmp_path: Path) -> None:
    """The parts are hidden from the command, as where they were never installed."""
    (tmp_path / "sitecustomize.py").write_text(
        "import sys\n\n\nclass Hide:\n    def find_spec(self, name, path=None, target=None):\n"
        "        if name.split('.')[0] in ('typst', 'pikepdf'):\n            raise ModuleNotFoundError(name=name)\n\n\n"
        "sys.meta_path.insert(0, Hide())\n",
        "utf-8",
    )
    give_cache(tmp_path / "work")
    where = ("--data", copy_catalogue(tmp_path), "--out", tmp_path / "site", "--work", tmp_path / "work", "--lang", "en")
    done = run("-m", "service_catalogue", "build", *where, PYTHONPATH=os.pathsep.join((str(tmp_path), str(ROOT / "_ext"))))
    assert done.returncode == 0, done.stdout
    assert "No booklets are made, because this is not installed: typst and pikepdf. Run “make”" in done.stdout
    assert (tmp_path / "site" / "en" / "index.html").is_file()
    assert not (tmp_path / "site" / "pdf").exists()


def test_the_command_makes_what_it_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "scratch").mkdir()
    words = ("-m", "service_catalogue", "pdf", "desk", "--data", SMALL, "--out", tmp_path, "--lang", "en")
    done = run(*words, TMPDIR=str(tmp_path / "scratch"))
    assert done.returncode == 0, done.stdout
    assert list((tmp_path / "scratch").iterdir()) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == [PAGES, "desk-da.pdf", "desk-en.pdf", "scratch"]
    done = run("-m", "service_catalogue", "pdf", "dsk", "--data", SMALL, "--out", tmp_path, "--lang", "en")
    assert done.returncode == 2
    assert "There is no service with the id “dsk”. Did you mean “desk”?" in done.stdout
