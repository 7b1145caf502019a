"""The catalogue in projects of others: every theme with every builder, clean under -W, and each link leads somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from service_catalogue.sphinx_ext.project import check_values
from sphinx.errors import ConfigError
from sphinx.util.inventory import InventoryFile

from tests.built import shown, squeeze
from tests.folders import table_of
from tests.roots.projects import ROOTS, built, copy_root, dead_links, pages, sphinx

THEMES = ("furo", "alabaster", "pydata_sphinx_theme", "catalogue")
BUILDERS = ("html", "dirhtml", "singlehtml", "text", "man", "texinfo", "latex", "epub", "gettext")
#: The quick tests have each builder once, and each theme twice or more.
DIAGONAL = {(THEMES[index % 4], builder) for index, builder in enumerate(BUILDERS)}


def cases() -> list:
    every = [(theme, builder) for theme in THEMES for builder in BUILDERS]
    return [pytest.param(*case, marks=() if case in DIAGONAL else pytest.mark.long, id="-".join(case)) for case in every]


@pytest.mark.parametrize(("theme", "builder"), cases())
def test_a_theme_with_a_builder(furo: Path, tmp_path: Path, theme: str, builder: str) -> None:
    out = furo if (theme, builder) == ("furo", "html") else built(ROOTS / "foreign", tmp_path / "out", builder, theme=theme)
    if builder in ("html", "dirhtml") or (builder, theme) == ("singlehtml", "catalogue"):
        assert dead_links(out) == []
    if builder in ("html", "dirhtml"):
        check_pages(out, theme)
    elif builder in ("singlehtml", "epub"):
        links = [re.search('href="[^"]*(desk|backup|glossary)', path.read_text("utf-8")) for path in out.rglob("*.*html")]
        assert any(links) and bool(list(out.rglob("*desk*"))) == (builder == "epub")
    elif builder in ("text", "man", "texinfo", "latex"):
        suffixes = (".txt", ".1", ".texi", ".tex")
        check_text("\n".join(path.read_text("utf-8") for path in out.rglob("*.*") if path.suffix in suffixes), builder)
    else:
        assert (out / "index.pot").is_file()


def check_pages(out: Path, theme: str) -> None:
    """Pages from data are in the theme, each with its style; documents show the same, without its ids."""
    by_path = {page.path.replace("/index.html", ".html"): page for page in pages(out)}
    style = "catalogue" if theme == "catalogue" else "catalogue-parts"  # with or without a digest behind it
    service, document = by_path["services/desk.html"], by_path["matrix.html"]
    for page in (service, document):
        assert any(f"_static/{style}." in link["href"] for link in page.all("link", rel="stylesheet"))
    matrix = service.one("table", data_matrix=True)
    again = [table for table in document.all("table") if table.get("class") == "matrix"]
    assert ["".join(table.text.split()) for table in again] == ["".join(matrix.text.split())] * 2
    assert [element for table in again for element in table.walk() if element.get("id") is not None] == []
    assert [shown(cell) for cell in again[0].all("td")] == [shown(cell) for cell in matrix.all("td")]
    # What works by our scripts alone is where these are.
    part = by_path["parties/customer.html"]
    search = by_path["search-here.html"]
    for page, name in ((service, "controls"), (service, "keys"), (part, "ticks"), (search, "search-shortcut")):
        assert bool([one for one in page.root.walk() if one.get("class") == name]) == (theme == "catalogue"), name
    assert bool([one for one in part.root.walk() if one.get("data-text")]) == (theme == "catalogue")
    assert "Letters and ids are the same in all languages." in by_path["service.html"].root.text
    assert "The link to another language" not in by_path["service.html"].root.text, "it has none"
    # Another extension is heard, by our theme too.
    for page in by_path.values():
        assert any("addition.css" in link["href"] for link in page.all("link", rel="stylesheet")), page
        assert any("addition.js" in (script.get("src") or "") for script in page.all("script")), page
    assert "By another extension." in by_path["added.html"].root.text


def check_text(text: str, builder: str) -> None:
    """Assert that the matrix is a table with column headings, as wide as the page, and that the name of a role is shown."""
    tables = re.findall(r"\\begin\{(?:longtable|tabulary?)\}.*", text)
    assert bool(tables) == (builder == "latex")
    assert [table for table in tables if r"\X{" not in table] == []  # shares of the width of the page
    text = squeeze(text.replace("\\-", "-").replace("\\sphinxAtStartPar", ""))
    for words in (
        "Upper layer",
        "Lower layer",
        "Ownership",
        "Backup",
        "Division of responsibilities (RACI): D1 Desk",
        "Weekdays only.",
        "Statements on the task",
        "Small catalogue",
    ):
        assert words in text
    assert "The link to another language" not in text
    assert ("Upper layer: Provider" in text) == (builder in ("man", "texinfo"))  # no cell spans others


def test_a_projects_own_things_stay_as_they_are(furo: Path) -> None:
    out = furo
    assert (out / "objects.inv").read_bytes().splitlines()[1:3] == [b"# Project: Foreign", b"# Version: 1"]
    for name in ("genindex.html", "search.html", "searchindex.js", "_static/pygments.css", "_sources/matrix.rst.txt"):
        assert (out / name).is_file(), name
    index = next(page for page in pages(out) if page.path == "index.html")
    assert index.html["lang"] == "en"
    backup = [link for link in index.all("a", href=True) if link["href"] == "glossary.html#backup"]
    assert [link.text for link in backup if link.get("class") != "term"] == ["backup"]  # of the role alone
    assert "A backup that no role marks is a word." in index.root.text


def test_a_document_with_the_name_of_a_page_stays_and_one_without_a_toctree_is_still_reported(tmp_path: Path) -> None:
    root = copy_root(tmp_path)
    (root / "alone.rst").write_text("Alone\n=====\n\n.. catalogue:legend::\n", "utf-8")
    (root / "glossary.rst").write_text(":orphan:\n\nWords of ours\n=============\n", "utf-8")
    done = sphinx(root, tmp_path / "out")
    assert done.returncode == 1
    assert done.stdout.count("WARNING") == 2
    assert "alone.rst: WARNING: document isn't included in any toctree" in done.stdout
    assert "glossary.rst: WARNING: This document has the name of a page of the catalogue" in done.stdout
    assert "Words of ours" in (tmp_path / "out" / "glossary.html").read_text("utf-8")
    assert dead_links(tmp_path / "out") == []


@pytest.mark.long
def test_the_warning_about_it_can_be_suppressed(tmp_path: Path) -> None:
    root = copy_root(tmp_path)
    (root / "glossary.rst").write_text(":orphan:\n\nWords of ours\n=============\n", "utf-8")
    built(root, tmp_path / "out", "html", "-D", "suppress_warnings=catalogue.page")


@pytest.mark.parametrize("kinds", [pytest.param("False", marks=pytest.mark.long), "['service', 'glossary']"])
def test_pages_that_are_not_wanted_are_not_made_nothing_leads_to_them_and_they_have_no_label(tmp_path: Path, kinds: str) -> None:
    root = copy_root(tmp_path, "foreign", f"catalogue_pages = {kinds}")
    with (root / "matrix.rst").open("a", encoding="utf-8") as file:
        file.write("\n:ref:`catalogue.tasks`\n")
    out = tmp_path / "out"
    done = sphinx(root, out)
    assert "WARNING: undefined label: 'catalogue.tasks'" in done.stdout
    assert done.stdout.count("WARNING") == 1
    made = {path.relative_to(out).as_posix() for path in out.rglob("*.html")} & {
        "services/desk.html",
        "glossary.html",
        "tasks/backup.html",
    }
    assert made == (set() if kinds == "False" else {"services/desk.html", "glossary.html"})
    assert dead_links(out) == []


@pytest.mark.parametrize("theme", ["furo", "catalogue"])
def test_what_is_in_another_language_than_the_documents_says_so(tmp_path: Path, theme: str) -> None:
    out = built(copy_root(tmp_path), tmp_path / "out", "html", "-D", "catalogue_language=da", theme=theme)
    by_path = {page.path: page for page in pages(out)}
    index, page = by_path["index.html"], by_path["services/desk.html"]
    assert {element.text for element in index.all("span", lang="da")} >= {"Skrivebord", "Kunde", "Lille katalog"}
    assert "a task" not in {element.text for element in index.all(lang="da")}
    assert [element.language for element in page.all("h1")] == ["da"]


@pytest.mark.parametrize(
    ("language", "shown", "written"), [("en_GB", "Desk", {"en"}), ("pt_BR", "Skrivebord", {"da", "en", "pt-BR"})]
)
def test_the_language_of_the_project_is_that_of_the_catalogue_if_it_has_it_else_the_one_that_prevails_is_shown(
    tmp_path: Path, language: str, shown: str, written: set[str]
) -> None:
    """A language of one country is written as HTML does."""
    out = built(copy_root(tmp_path), tmp_path / "out", "html", "-D", f"language={language}", theme="catalogue")
    by_path = {page.path: page for page in pages(out)}
    assert by_path["services/desk.html"].one("h1").text.endswith(shown)
    assert {element["lang"] for element in by_path["index.html"].root.walk() if element.get("lang") is not None} == written


@pytest.mark.parametrize("base", ["https://example.org/", pytest.param("https://example.org/en", marks=pytest.mark.long)])
def test_the_address_in_another_language_stays_on_its_host(tmp_path: Path, base: str) -> None:
    languages = "catalogue_languages = {'da': '../da', 'en': '../en'}"
    root = copy_root(tmp_path, "foreign", f"html_baseurl = {base!r}", languages)
    out = built(root, tmp_path / "out", "html", theme="catalogue")
    by_path = {page.path: page for page in pages(out)}
    assert "The link to another language" in by_path["service.html"].root.text
    page = by_path["services/desk.html"]
    found = {link["hreflang"]: link["href"] for link in page.all("link", rel="alternate", hreflang=True)}
    assert found == {language: f"https://example.org/{language}/services/desk.html" for language in ("da", "en")}


def test_headings_in_a_document_are_below_that_of_their_section(tmp_path: Path) -> None:
    root, out = copy_root(tmp_path), tmp_path / "out"
    views = ("home", "task", "duties")
    sections = "".join(f"{'#' * level} Level {level}\n\n" for level in range(1, 6))
    for name in views:
        shown = f"```{{catalogue:{name}}}\n```\n"
        (root / f"on-{name}.md").write_text(f"---\norphan: true\n---\n# Level 1\n\n{shown}", "utf-8")
        (root / f"in-{name}.md").write_text(f"---\norphan: true\n---\n{sections}{shown}", "utf-8")
    built(root, out)
    by_path = {page.path: page for page in pages(out)}

    def levels(path: str) -> list[int]:
        (view,) = (one for one in by_path[path].all("div") if one.get("class") == "catalogue")
        return [int(one.tag[1]) for one in view.walk() if re.fullmatch(r"h\d+", one.tag)]

    for name in views:
        assert min(levels(f"on-{name}.html")) == 2
        assert max(levels(f"on-{name}.html")) > 2
        assert levels(f"in-{name}.html") == [6] * len(levels(f"on-{name}.html"))


def test_faults_are_reported_at_their_places(tmp_path: Path) -> None:
    root = copy_root(tmp_path)
    with (root / "matrix.rst").open("a", encoding="utf-8") as file:
        file.write(
            "\n.. catalogue:matrix:: dask\n\n.. catalogue:service:: desk\n   :nothing: x\n\n:catalogue:text:`nothing` :catalogue:task:`bakup`\n"
            "\n.. catalogue:service:: desk\n   :only: glance, glace\n\n.. catalogue:matrix::\n   :wrong: x\n\n.. catalogue:matrix:: desk nothing\n"
            "\n.. catalogue:task:: backup\n   :only: glance\n\n.. catalogue:service:: desk\n   :only:\n"
        )
    text = (root / "matrix.rst").read_text("utf-8").splitlines()
    done = sphinx(root, tmp_path / "out")
    line = text.index(".. catalogue:matrix:: dask") + 1
    assert f"matrix.rst:{line}: ERROR: The catalogue has no service with the id 'dask'. Did you mean “desk”?" in done.stdout
    assert f"matrix.rst:{line + 2}: ERROR:" in done.stdout
    assert f"matrix.rst:{line + 5}: ERROR: The catalogue has no text 'nothing'" in done.stdout
    assert (
        f"matrix.rst:{line + 5}: WARNING: The catalogue has no task with the id 'bakup'. Did you mean “backup”? [ref.task]"
        in done.stdout
    )
    assert f"matrix.rst:{line + 7}: ERROR: catalogue:service has no part 'glace'. Did you mean “glance”?" in done.stdout
    assert f'matrix.rst:{line + 10}: ERROR: Error in "catalogue:matrix" directive:\nunknown option: "wrong".' in done.stdout
    assert (
        f"matrix.rst:{line + 13}: ERROR: The catalogue has no matrix with the id 'nothing'. Leave the id out. [docutils]"
        in done.stdout
    )
    assert f"matrix.rst:{line + 15}: ERROR: catalogue:task has no part 'glance'. [docutils]" in done.stdout
    assert f"matrix.rst:{line + 18}: ERROR:" in done.stdout
    assert "Name the parts that are shown, or leave the option out." in done.stdout


@pytest.mark.parametrize(
    ("kinds", "hint"),
    [
        ("('service', 'tsk')", "'tsk'. Did you mean “task”?"),
        *(pytest.param(*case, marks=pytest.mark.long) for case in (("['home']", "'home'."), ("['service']", ""))),
    ],
)
def test_an_unknown_kind_of_page_is_reported(tmp_path: Path, kinds: str, hint: str) -> None:
    done = sphinx(copy_root(tmp_path, "foreign", f"catalogue_pages = {kinds}"), tmp_path / "out")
    assert done.returncode == (1 if hint else 0)
    assert done.stdout == (f"WARNING: catalogue_pages: there is no kind of page {hint} [catalogue.kind]\n" if hint else "")


def test_a_document_refers_to_each_object_by_the_label_that_the_inventory_gives(furo: Path, tmp_path: Path) -> None:
    root = copy_root(tmp_path)
    labels = InventoryFile.loads((furo / "objects.inv").read_bytes(), uri="").data["std:label"]
    ours = {name: item for name, item in labels.items() if "/" in item.uri or item.uri.startswith("glossary")}
    assert {name.partition(".")[0] for name in ours} == {"service", "task", "party", "layer", "term", "catalogue", "desk"}
    with (root / "matrix.rst").open("a", encoding="utf-8") as file:
        file.write("\n" + "\n".join(f"* :ref:`{name}`" for name in ours) + "\n")
    out = built(root, tmp_path / "out")
    matrix = next(page for page in pages(out) if page.path == "matrix.html")
    found = {(link["href"], link.text) for link in matrix.all("a", class_="reference internal")}
    assert {(item.uri.replace("$", name), item.display_name) for name, item in ours.items()} <= found
    assert dead_links(out) == []


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("catalogue_data = 'nowhere'", "catalogue_data: there is no folder 'nowhere' beside conf.py."),
        ("catalogue_language = 'de'", "catalogue_language: the catalogue has no language 'de'. It has da, en."),
        ("catalogue_language = 'folder'", "catalogue_language: the catalogue has no language 'foreign'. It has da, en."),
        ("catalogue_pages = 'services'", "catalogue_pages: expected True, False or a list of kinds, not 'services'."),
    ],
)
def test_a_wrong_setting_is_reported(tmp_path: Path, line: str, message: str) -> None:
    done = sphinx(copy_root(tmp_path, "foreign", line), tmp_path / "out")
    assert done.returncode == 2
    assert message in squeeze(done.stdout)


SETTINGS = table_of(__file__)
RIGHT_VALUES, WRONG_VALUES = (
    [(name, value) for name, values in SETTINGS[kind].items() for value in values] for kind in ("right", "wrong")
)
RIGHT_VALUES += [("catalogue_data", Path("data"))]
DEFAULTS = {name: values[0] for name, values in SETTINGS["right"].items()}


@pytest.mark.parametrize(("name", "value"), [*WRONG_VALUES, *RIGHT_VALUES])
def test_each_setting_says_what_it_takes(name: str, value: object) -> None:
    config = {**DEFAULTS, name: value}
    if (name, value) in WRONG_VALUES:
        with pytest.raises(ConfigError, match=f"^{name}: expected .*, not {re.escape(repr(value))}.$"):
            check_values(None, config)
    else:
        check_values(None, config)
        assert config[name] == (str(value) if isinstance(value, Path) else value)


def test_data_with_an_error_are_reported_at_their_line(tmp_path: Path) -> None:
    root = copy_root(tmp_path)
    service = tmp_path / "fixtures/small/services/desk.yaml"
    service.write_text(service.read_text("utf-8").replace("[AR, -]", "[AX, -]", 1), "utf-8")
    done = sphinx(root, tmp_path / "out")
    assert done.returncode == 2
    assert "desk.yaml:59:16: ERROR: " in done.stdout
    assert "[unknown-letter]" in done.stdout


@pytest.mark.parametrize(
    ("builder", "root", "folders"), [pytest.param("html", "../", None, marks=pytest.mark.long), ("dirhtml", "../../", "")]
)
def test_results_lead_from_a_page_in_a_folder(tmp_path: Path, builder: str, root: str, folders: str | None) -> None:
    project = copy_root(tmp_path)
    (project / "more").mkdir()
    (project / "search-here.rst").rename(project / "more" / "search-here.rst")
    (project / "index.rst").write_text(
        (project / "index.rst").read_text("utf-8").replace("search-here", "more/search-here"), "utf-8"
    )
    out = built(project, tmp_path / "out", builder)
    page = next(page for page in pages(out) if "search-here" in page.path)
    results = page.one("ol", data_search_results=True)
    assert (results.get("data-root"), results.get("data-folders")) == (root, folders)
    scripts = [script["src"].partition("?")[0] for script in page.all("script", src=True) if "/search/" in script["src"]]
    assert [name.rpartition("/")[2] for name in scripts] == ["engine.js", "page.js"]
    assert not any(
        "/search/" in (script.get("src") or "")
        for other in pages(out)
        if other.path != page.path
        for script in other.all("script")
    )
