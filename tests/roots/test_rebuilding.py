"""A project of others that is built again, with several processes, and referred to by a third."""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.built import Site, contents
from tests.roots.projects import ROOTS, built, copy_root, dead_links, pages
from tests.site.test_incremental import append, change, edit_and_put_back, write

DESK, TASKS = "fixtures/small/services/desk.yaml", "fixtures/small/tasks.yaml"


MORE = """:orphan:

More
====

.. catalogue:matrix:: desk
"""


def texts_of(folder: Path) -> list[Path]:
    return [path for path in folder.glob("*/*/**/*") if path.suffix in (".rst", ".md", ".yaml")]


#: Edits, in the order in which they are made.
EDITS: dict[str, Callable[[Path], object]] = {
    "a cell": change(DESK, "[CI, AR]", "[I, AR]"),
    "the name of a task": change(TASKS, "en: Backup", "en: Copying"),
    "the words of a document": change("roots/foreign/matrix.rst", "The same again", "Once more"),
    # No other document has it in its navigation, which Sphinx would leave as it was.
    "a document more": lambda folder: (folder / "roots/foreign/more.rst").write_text(MORE, "utf-8"),
    "the id of a service": lambda folder: [
        (folder / DESK).rename((folder / DESK).with_name("table.yaml")),
        *(path.write_text(path.read_text("utf-8").replace("desk", "table"), "utf-8") for path in texts_of(folder)),
    ],
    "a document less": lambda folder: (folder / "roots/foreign/more.rst").unlink(),
}


def published(out: Path) -> dict[str, bytes]:
    """Return the files of a build, without Sphinx's own search index and the page of a removed document, which differ."""
    return {
        path: content
        for path, content in contents(out).items()
        if not path.startswith(("_sources/", ".", "more.", "searchindex"))
    }


def test_what_is_built_after_an_edit_equals_what_is_built_from_nothing(tmp_path: Path) -> None:
    root = copy_root(tmp_path)
    before: dict[str, bytes] = published(built(root, tmp_path / "kept/out"))
    *several, id_of_service, less = EDITS
    for number, names in enumerate((several, [id_of_service, less])):
        for name in names:
            EDITS[name](tmp_path)
        now = published(built(root, tmp_path / "kept/out"))
        clean = published(built(root, tmp_path / f"clean-{number}/out"))
        assert sorted(now) == sorted(clean), f"after {names}"
        assert [path for path in clean if now[path] != clean[path]] == [], f"after {names}"
        assert now != before, f"{names} change nothing: correct the test"
        before = now
    # Sphinx leaves the page of the document that is gone.
    assert [link for link in dead_links(tmp_path / "kept/out") if not link.startswith("more.html")] == []


def test_a_document_and_what_it_includes_are_believed_by_content_and_not_by_time(tmp_path: Path) -> None:
    root = copy_root(tmp_path)
    append("matrix.rst", "\n.. literalinclude:: zz.txt\n")(root)
    write("zz.txt", "A line\n")(root)
    edits = (change("index.rst", "=\n\n", "=\n\nMore.\n\n"), change("zz.txt", "A line", "Another line"))
    edit_and_put_back(root, edits, lambda: published(built(root, tmp_path / "kept/out")), {"index.html", "matrix.html"})


def test_a_document_is_read_again_where_a_name_is_another_and_else_only_written(tmp_path: Path) -> None:
    root, out = copy_root(tmp_path), tmp_path / "kept/out"

    def touched(edit: str) -> set[str]:
        """Which of the doctree and the page of the document with the matrix are others after an edit."""
        files = [out.parent / "doctrees" / "matrix.doctree", out / "matrix.html"]
        before = [path.stat().st_mtime_ns for path in files]
        EDITS[edit](tmp_path)
        built(root, out)
        return {path.suffix for path, time in zip(files, before, strict=True) if path.stat().st_mtime_ns != time}

    built(root, out)
    assert touched("a cell") == {".html"}
    assert touched("the name of a task") == {".doctree", ".html"}


def test_the_inventory_is_written_only_where_a_target_is_another(tmp_path: Path) -> None:
    root, out = copy_root(tmp_path), tmp_path / "kept/out"

    def written() -> int:
        return (built(root, out) / "objects.inv").stat().st_mtime_ns

    first = written()
    assert (out / "objects.inv").read_bytes().split(b"zlib.\n", 1)[1][:2] == b"\x78\x9c", "the usual level of compression"
    change(DESK, "en: The customer gets a desk.", "en: The customer gets one desk.")(tmp_path)
    assert written() == first
    for edits in ([(TASKS, "en: Backup", "en: Copying")], [(DESK, old, "copies-9") for old in ("copies-1", "copies-1")]):
        for edit in edits:
            change(*edit)(tmp_path)
        assert first < (first := written())
    (out / "objects.inv").write_bytes(b"damaged")
    written()
    assert (out / "objects.inv").read_bytes() == (built(root, tmp_path / "new/out") / "objects.inv").read_bytes()


def test_the_pickled_environment_has_no_labels_of_the_catalogue(furo: Path) -> None:
    kept = (furo.parent / "doctrees" / "environment.pickle").read_bytes()
    labels = pickle.loads(kept).domaindata["std"]["labels"]
    assert "genindex" in labels
    assert not [name for name, (document, *_) in labels.items() if document.startswith(("services/", "tasks/"))]
    assert b"desk.backup" in zlib.decompress((furo / "objects.inv").read_bytes().split(b"zlib.\n", 1)[1]), (
        "other projects find them"
    )


FORGE = "catalogue_edit_url=https://forge.example"


@pytest.mark.parametrize(
    ("edit", "then", "path", "shown"),
    [
        # The language of the documents stays as it is.
        (lambda folder: None, "catalogue_language=da", "services/desk.html", "Skrivebord"),
        # Nothing but lines has moved: the links to where a party can be changed lead elsewhere.
        (
            change("fixtures/small/parties.yaml", "  - id: customer\n", "  # The customer.\n  - id: customer\n"),
            FORGE,
            "parties/customer.html",
            'parties.yaml#L3"',
        ),
    ],
    ids=["language", "lines"],
)
def test_pages_of_our_theme_are_made_anew(
    tmp_path: Path, edit: Callable[[Path], object], then: str, path: str, shown: str
) -> None:
    root, forge = copy_root(tmp_path), ("html", "-D", FORGE)
    before = published(built(root, tmp_path / "kept/out", *forge, theme="catalogue"))
    edit(tmp_path)
    now = published(built(root, tmp_path / "kept/out", *forge, "-D", then, theme="catalogue"))
    clean = published(built(root, tmp_path / "clean/out", *forge, "-D", then, theme="catalogue"))
    assert [path for path in clean if now.get(path) != clean[path]] == []
    assert shown in now[path].decode()
    assert shown not in before[path].decode()


def test_documents_are_made_anew_where_the_theme_becomes_ours_or_another(tmp_path: Path) -> None:
    root = copy_root(tmp_path)
    first, ours, again = (published(built(root, tmp_path / "kept/out", theme=theme)) for theme in ("furo", "catalogue", "furo"))
    clean = published(built(root, tmp_path / "clean/out", theme="catalogue"))
    assert [path for path in clean if ours.get(path) != clean[path]] == []
    assert [path for path in first if again.get(path) != first[path]] == []


def test_several_processes_give_the_same_bytes(furo: Path, tmp_path: Path) -> None:
    left, right = published(furo), published(built(ROOTS / "foreign", tmp_path / "out", "html", "-j", "4"))
    assert sorted(left) == sorted(right)
    assert [path for path in left if left[path] != right[path]] == []


def test_a_project_without_the_extension_refers_to_the_site(site: Site, tmp_path: Path) -> None:
    root = copy_root(tmp_path, "plain")
    (root / "inventory.txt").write_text(str(site / "en" / "objects.inv"), "utf-8")
    out = built(root, tmp_path / "out", theme="")
    links = {link.text: link["href"] for page in pages(out) for link in page.all("a", class_="reference external")}
    base = "https://catalogue.example/it/en/"
    assert links == {
        "Platform operations": f"{base}services/2a.html",
        "Backup": f"{base}tasks/backup.html",
        "Customer": f"{base}parties/customer.html",
        "Middleware": f"{base}layers/middleware.html",
        "ITIL": f"{base}glossary.html#itil",
        "security-4": f"{base}services/2a.html#security-4",
        "5": f"{base}services/2a.html#note.5",
        "backup.middleware.customer": f"{base}services/2a.html#backup.middleware.customer",
        "the matrix": f"{base}services/2a.html#patch-management.operating-system.provider",
        "Services": f"{base}services/index.html",
        "Glossary": f"{base}glossary.html",
        "About the catalogue": f"{base}about.html",
    }
    for address in links.values():
        path, _, anchor = address.removeprefix(base).partition("#")
        assert site.leads(f"en/{path}", anchor)
