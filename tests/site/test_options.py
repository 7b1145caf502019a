"""The addresses of the site and of the forge: given, they are in the pages; not given, every link is relative."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.built import LANGUAGES, Site, build, copy_catalogue, once, replace, shared_folder

BASE, EDIT, MANUAL = "https://catalogue.example/it", "https://forge.example/edit/main", "https://manual.example"


#: What the search page is written in.
SEARCH_WORDS = """\
search-words:
  - for: task:backup
    words: {da: [spejling], en: [mirroring]}
"""


@pytest.fixture(scope="session")
def addressed(tmp_path_factory) -> Site:
    """Return the site of the small catalogue, with its data and their prose beside it."""

    def make(folder: Path) -> None:
        data = copy_catalogue(folder)
        (data / "search-words.yaml").write_text(SEARCH_WORDS, "utf-8")
        replace(data / "catalogue.yaml", "  edit-url:", f"  manual-url: {MANUAL}/\n  edit-url:")
        build(folder, "--base-url", f"{BASE}/", "--edit-url", EDIT, data=data)

    return Site(once(shared_folder(tmp_path_factory), "addressed", make) / "site")


def test_the_footer_and_the_prose_link_to_the_manual(addressed: Site, small: Site) -> None:
    """Only where the catalogue names its address."""
    for language, words in {"da": "håndbogen", "en": "the manual"}.items():
        page, without = (site.page(f"{language}/about.html") for site in (addressed, small))
        link = page.main.one("a", href=f"{MANUAL}/{language}/index.html")
        assert link.text == words
        assert page.one("footer").all("a", href=f"{MANUAL}/{language}/index.html")
        assert words in without.main.text
        assert "manual" not in "".join(link["href"] for link in without.all("a", href=True))


def test_canonical_addresses_and_alternates_are_whole(addressed: Site) -> None:
    faults = []
    for page in addressed.in_languages():
        if [link["href"] for link in page.all("link", rel="canonical")] != [f"{BASE}/{page.path}"]:
            faults.append(f"{page}: {page.all('link', rel='canonical')}")
        alternates = {link["hreflang"]: link["href"] for link in page.all("link", rel="alternate", hreflang=True)}
        if alternates != {language: f"{BASE}/{language}/{page.inner}" for language in LANGUAGES}:
            faults.append(f"{page}: {alternates}")
    assert faults == []


def test_every_page_says_what_it_is_where_it_is_shared(addressed: Site) -> None:
    """In the words of Open Graph, which need the address of the site; but for what begins with no words to be described by."""
    bare = [page for page in addressed.in_languages() if not page.all("meta", name="description")]
    assert {page.inner for page in bare} == {"how-to-read.html"}
    for page in (page for page in addressed.in_languages() if page not in bare):
        said = {tag["property"]: tag["content"] for tag in page.all("meta", property=True)}
        described = page.one("meta", name="description")["content"]
        assert said == {
            "og:type": "website",
            "og:site_name": said["og:site_name"],
            "og:title": page.title,
            "og:url": page.one("link", rel="canonical")["href"],
            "og:description": described,
        }
        assert len(described) > 10, page


def test_every_other_link_stays_relative(site: Site, addressed: Site) -> None:
    """So that a copy of the site works anywhere, and the policy's 'self' is enough."""
    for page in addressed.in_languages():
        for element in page.all("a", "form", "img", "script"):
            for name in ("href", "action", "src"):
                assert BASE not in (element.get(name) or ""), page


def test_the_sitemap_has_every_page_with_its_other_language(addressed: Site) -> None:
    tree = ElementTree.parse(addressed / "sitemap.xml")
    names = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
    found = {}
    for url in tree.getroot().findall("s:url", names):
        found[url.find("s:loc", names).text] = {link.get("hreflang"): link.get("href") for link in url.findall("x:link", names)}
    expected = {
        f"{BASE}/{page.path}": {language: f"{BASE}/{language}/{page.inner}" for language in LANGUAGES}
        for page in addressed.in_languages()
    }
    assert found == expected


def test_the_page_for_a_missing_address_is_rooted_at_the_path(addressed: Site) -> None:
    page = addressed.page("404.html")
    addresses = [element.get("href") or element.get("src") for element in page.all("a", "link", "script", "img")]
    assert [address for address in addresses if not address.startswith("/it/")] == []
    for address in addresses:
        assert (addressed / address.removeprefix("/it/")).is_file()


def line_at(addressed: Site, address: str) -> str:
    """Return the line of a file to which an address on the forge leads."""
    path, _, number = address.removeprefix(f"{EDIT}/").partition("#L")
    return (addressed.folder.parent / path).read_text("utf-8").splitlines()[int(number) - 1]


def test_each_page_links_to_where_it_is_written(addressed: Site) -> None:
    lines = {
        "services/desk.html": "at=desk",
        "tasks/backup.html": "at=task:backup",
        "about.html": "docs/{}/about.md",
        "services/index.html": "at=desk",
        "tasks/index.html": "at=task:ownership",
        "parties/index.html": "data/parties.yaml",
        "layers/index.html": "data/layers.yaml",
        "glossary.html": "at=term:backup",
        "search.html": "data/search-words.yaml",
    }
    for language in LANGUAGES:
        for name, file in lines.items():
            page = addressed.page(f"{language}/{name}")
            links = [link["href"] for link in page.one("footer").all("a", href=True)]
            links = [link for link in links if link.startswith(EDIT) or "change.html?" in link]
            assert len(links) == 1, page
            if file.startswith("at="):  # the form
                assert links[0].partition("change.html?")[2] == file
                continue
            assert links[0].removeprefix(f"{EDIT}/").partition("#L")[0] == file.format(language)
            if file.startswith("data/"):
                assert line_at(addressed, links[0]).startswith(("  - id: ", "  - for: ")), links


def test_each_part_links_to_the_line_where_it_is_written(addressed: Site) -> None:
    begins = {
        "services/desk.html#part.matrix": "at=desk.matrix",
        "services/desk.html#part.notes": "at=desk.note.1",
        "services/desk.html#part.tensions": "at=desk.tension.t1",
        "services/desk.html#part.exceptions": "at=desk.exception.someone-responsible.backup.upper",
        "services/desk.html#section.what": "at=desk.section.what",
        "services/desk.html#section.copies": "at=desk.section.copies",
        "services/desk.html#part.source": "  title: ",
        "tasks/backup.html#service.desk": "at=desk.matrix",
        "tasks/index.html#group.safety": "at=task:backup",
        "layers/lower.html#service.desk": "at=desk.matrix",
        "parties/customer.html#letter.raci.A": "at=desk.matrix",
        "glossary.html#backup": "at=term:backup",
        "glossary.html#sit": "at=term:sit",
    }
    for language in LANGUAGES:
        for name, line in begins.items():
            document, _, anchor = name.partition("#")
            part = addressed.page(f"{language}/{document}").by_id(anchor)
            link = part.all("a", class_="correction")[0]
            form = link["href"].partition("change.html?")[2]
            assert (form or line_at(addressed, link["href"])).startswith(line), name
            # Of many links with the same words, each says what it is about.
            assert len(link["aria-label"]) > len(link.text) > 0
            assert link["aria-label"].startswith(link.text)


def test_where_no_forge_is_known_an_error_is_reported_by_mail(tmp_path: Path) -> None:
    data = copy_catalogue(tmp_path)
    (data / "catalogue.yaml").write_text(
        (data / "catalogue.yaml").read_text("utf-8") + "brand: {contact: {mail: catalogue@example.org}}\n", "utf-8"
    )
    site = build(tmp_path, "--base-url", BASE, data=data)
    for language, words in (("da", "Meld en fejl"), ("en", "Report an error")):
        page = site.page(f"{language}/services/desk.html")
        links = page.all("a", class_="correction")
        assert len(links) > 2
        assert {link.text for link in links} == {words}
        query = parse_qs(urlsplit(links[0]["href"]).query)
        assert urlsplit(links[0]["href"]).path == "catalogue@example.org"
        assert query["body"] == [f"{BASE}/{language}/services/desk.html#section.what"]
        assert page.by_id("section.what").one("h3").text in query["subject"][0]
        assert any(words in link.text and link["href"].startswith("mailto:") for link in page.one("footer").all("a"))


def test_without_addresses_there_is_no_sitemap_canonical_address_or_edit_link(site: Site) -> None:
    assert not (site / "sitemap.xml").exists()
    for page in site.in_languages():
        assert page.all("link", rel="canonical") == []
        assert page.all("a", class_="correction") == []
        for link in page.all("link", rel="alternate"):
            assert "//" not in link["href"]
