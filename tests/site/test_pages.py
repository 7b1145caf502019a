"""What holds for every page, in both languages."""

from __future__ import annotations

import re
from collections import Counter

from tests.built import LANGUAGES, Page, Site

#: What loads something as the page is shown.
_LOADS = {"script": "src", "img": "src", "source": "src", "iframe": "src", "audio": "src", "video": "src", "track": "src",
          "embed": "src", "object": "data", "use": "href", "image": "href", "input": "src"}  # fmt: skip
_ADDRESSES = ("href", "src", "action", "data", "poster", "srcset", "cite", "formaction", "xlink:href")
OTHER = {"da": "en", "en": "da"}


def loads(page: Page) -> list[str]:
    """The addresses of what the browser loads to show ``page``."""
    found = [element[name] for tag, name in _LOADS.items() for element in page.all(tag) if element.get(name)]
    return found + [link["href"] for link in page.all("link") if link["rel"] not in ("alternate", "canonical")]


def test_both_languages_have_the_same_pages(site: Site) -> None:
    pages = {language: {page.inner for page in site.pages(language)} for language in LANGUAGES}
    assert pages["da"] == pages["en"]
    assert len(pages["da"]) > 40


def test_the_pages_that_are_relied_on_are_there(site: Site) -> None:
    expected = {"index.html", "404.html"}
    inner = ("index", "services/2a", "tasks/backup", "parties/customer", "parties/customer/2a", "layers/middleware",
             "glossary", "how-to-read", "search", "about", "editors")  # fmt: skip
    expected |= {f"{language}/{name}.html" for language in LANGUAGES for name in inner}
    assert expected - set(site.paths) == set()


def test_tags_match(site: Site) -> None:
    assert {page.path: page.faults for page in site.pages() if page.faults} == {}


def test_lang_is_that_of_the_folder(site: Site) -> None:
    assert [page for page in site.in_languages() if page.html.get("lang") != page.language] == []
    assert [page for page in site.pages("") if page.html.get("lang") not in LANGUAGES] == []
    foreign = {element["lang"] for page in site.pages() for element in page.root.walk() if element.get("lang")}
    assert [code for code in foreign if not re.fullmatch(r"[a-z]{2,3}(-[A-Z]{2})?", code)] == []


def test_titles(site: Site) -> None:
    names = {"da": "Ydelseskatalog", "en": "Service catalogue"}
    for language in LANGUAGES:
        pages = site.pages(language)
        titles = Counter(page.title for page in pages)
        assert [title for title, count in titles.items() if count > 1] == []
        assert [page for page in pages if not page.title.endswith(names[language])] == []
        without_title = [(page, page.one("h1").heard) for page in pages if _heading(page) not in page.title]
        assert without_title == []
    assert all(page.title for page in site.pages(""))


def _heading(page: Page) -> str:
    """The words of the page's heading, without the link to itself."""
    return page.one("h1").text_without(lambda element: element.tag == "a" and element["href"].startswith("#"))


def test_each_page_has_one_h1_and_its_headings_skip_no_level(site: Site) -> None:
    faults = []
    for page in site.pages():
        levels = [int(heading.tag[1]) for heading in page.headings]
        if levels.count(1) != 1 or levels[0] != 1:
            faults.append(f"{page}: {levels.count(1)} h1, first h{levels[0]}")
        faults += [f"{page}: h{b} after h{a}" for a, b in zip(levels, levels[1:], strict=False) if b > a + 1]
        faults += [f"{page}: an empty heading" for heading in page.headings if not heading.heard]
    assert faults == []


def test_one_main_and_named_navigations(site: Site) -> None:
    faults = []
    for page in site.pages():
        if len(page.all("main")) != 1:
            faults.append(f"{page}: {len(page.all('main'))} main")
        for kind in ("nav", "header", "footer"):
            # Landmarks of one kind need a name each; a header or footer in main is none.
            inside = [item for item in page.all(kind) if kind == "nav" or not any(a.tag == "main" for a in item.ancestors())]
            names = [item.get("aria-label") or item.get("aria-labelledby") or "" for item in inside]
            if len(set(names)) < len(names) or (kind == "nav" and not all(names)):
                faults.append(f"{page}: {kind} {names}")
    assert faults == []


def test_ids_are_unique_in_a_page(site: Site) -> None:
    faults = []
    for page in site.pages():
        faults += [f"{page}#{id}" for id, count in Counter(page.ids).items() if count > 1]
        faults += [f"{page}#{id!r}" for id in page.ids if not id or re.search(r"\s", id)]
    assert faults == []


def test_what_refers_to_an_id_finds_it(site: Site) -> None:
    names = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "headers", "popovertarget")
    faults = [
        f"{page}: {name}={id}"
        for page in site.pages()
        for element in page.root.walk()
        for name in names
        for id in (element.get(name) or "").split()
        if id not in page.ids
    ]
    assert faults == []


def test_links_within_the_site_lead_somewhere(site: Site) -> None:
    # The page for missing addresses is served at any depth: its links begin at the root.
    faults, count = [], 0
    for page in site.pages():
        for element in page.root.walk():
            for name in _ADDRESSES:
                address = element.get(name)
                if address is None or re.match(r"(https?|mailto):", address):
                    continue
                count += 1
                if address.startswith("/") and page.path != "404.html":
                    faults.append(f"{page}: {address} leaves a site that is opened from a folder")
                    continue
                path, anchor = page.target(address)
                if path not in site.paths and not (site / path).is_file():
                    faults.append(f"{page}: {address}: there is no {path}")
                elif anchor and path in site.paths and anchor not in site.page(path).ids:
                    faults.append(f"{page}: {address}: nothing has that id")
    assert faults == []
    assert count > 5000


def test_what_the_search_finds_is_there(site: Site) -> None:
    for language in LANGUAGES:
        found = 0
        for script in (site / language / "_static").glob("search*.js"):
            for path, anchor in re.findall(r'"([\w/.-]+\.html)(?:#([^"]*))?"', script.read_text("utf-8")):
                found += 1
                assert f"{language}/{path}" in site.paths
                assert not anchor or anchor in site.page(f"{language}/{path}").ids
        assert found > 100


def test_every_page_is_reached_by_links_from_the_root(site: Site) -> None:
    reached, new = set(), ["index.html"]
    while new:
        page = site.page(new.pop())
        reached.add(page.path)
        targets = {page.target(form["action"]).path for form in page.all("form", action=True)}
        targets |= {page.target(link["href"]).path for link in page.all("a") if ":" not in link["href"]}
        new += sorted(path for path in targets if path in site.paths and path not in reached and path not in new)
    assert set(site.paths) - reached == {"404.html"}


def test_alternates_lead_both_ways(site: Site) -> None:
    faults = []
    for page in site.in_languages():
        alternates = {link["hreflang"]: link["href"] for link in page.all("link", rel="alternate", hreflang=True)}
        targets = {language: page.target(address).path for language, address in alternates.items()}
        if targets != {language: f"{language}/{page.inner}" for language in LANGUAGES}:
            faults.append(f"{page}: {targets}")
    assert faults == []
    root = site.page("index.html")
    links = {link["hreflang"]: link["href"] for link in root.all("link", rel="alternate", hreflang=True)}
    assert links == {language: f"{language}/index.html" for language in LANGUAGES}


def test_the_switch_leads_to_the_same_page(site: Site) -> None:
    faults = []
    for page in site.in_languages():
        banner = next(element for element in page.all("header") if not any(a.tag == "main" for a in element.ancestors()))
        switches = banner.all("a", hreflang=OTHER[page.language])
        if [page.target(switch["href"]).path for switch in switches] != [f"{OTHER[page.language]}/{page.inner}"]:
            faults.append(f"{page}: {switches}")
        faults += [f"{page}: {switch} is in another language" for switch in switches if switch.language == page.language]
    assert faults == []


def test_a_place_has_the_same_anchor_in_both_languages(site: Site) -> None:
    """So that the switch, which keeps the anchor, leads to the same place. Letters of the alphabet differ."""
    faults = []
    for page in site.pages("da"):
        ids = {language: set(site.page(f"{language}/{page.inner}").ids) for language in LANGUAGES}
        ids = {language: {id for id in found if not id.startswith("letter.")} for language, found in ids.items()}
        faults += [f"{page.inner}#{id}" for id in sorted(ids["da"] ^ ids["en"])]
    assert faults == []


def test_headings_stand_at_the_same_anchors_in_both_languages(site: Site) -> None:
    def outline(page: Page) -> list[tuple[str, str]]:
        found = []
        for heading in page.main.all("h1", "h2", "h3", "h4", "h5", "h6"):
            place = next((a for a in (heading, *heading.ancestors()) if a.tag in ("section", "article") and a.get("id")), None)
            found.append((heading.tag, place["id"] if place else ""))
        return found

    faults = [
        page.inner
        for page in site.pages("da")
        if page.inner != "glossary.html" and outline(page) != outline(site.page(f"en/{page.inner}"))
    ]
    assert faults == []


def test_no_style_and_no_script_in_the_markup(site: Site) -> None:
    faults = []
    for page in site.pages():
        for element in page.root.walk():
            faults += [f"{page}: {name} on {element}" for name in element.attributes if name == "style" or name[:2] == "on"]
            if element.tag == "style" or (element.tag == "script" and not element.get("src")):
                faults.append(f"{page}: an inline <{element.tag}>")
            if element.tag == "script" and element.text:
                faults.append(f"{page}: words in <script>")
            if element.tag == "base" or (element.tag == "meta" and element.get("http-equiv")):
                faults.append(f"{page}: {element}")
            for name in _ADDRESSES:
                if re.match(r"\s*(javascript|data|blob|vbscript):", element.get(name) or "", re.IGNORECASE):
                    faults.append(f"{page}: {element}")
    assert faults == []


def test_no_page_asks_another_host(site: Site) -> None:
    assert [(page, address) for page in site.pages() for address in loads(page) if "//" in address] == []
    assert all(loads(page) for page in site.pages())
    for language in LANGUAGES:
        for path in (site / language / "_static").rglob("*"):
            if path.suffix == ".css":
                text = path.read_text("utf-8")
                addresses = [address.strip("\"' ") for address in re.findall(r"url\(([^)]*)\)", text)]
                assert [a for a in addresses if ":" in a or "//" in a or not (path.parent / a).is_file()] == []
                assert not re.search(r"@import\s+[\"'](?:\w+:)?//", text)
            elif path.suffix == ".svg":
                text = path.read_text("utf-8")
                assert not re.search(r"<script|\son\w+=|<style|\sstyle=|href=[\"'](?!#)", text)
            elif path.suffix == ".js":
                text = path.read_text("utf-8")
                assert not re.search(r"\beval\s*\(|new Function|\bimport\s*\(|^\s*(import|export)\s", text, re.MULTILINE)


def test_links_to_the_web_are_plain_links(site: Site) -> None:
    faults = [
        f"{page}: {link['href']}"
        for page in site.pages()
        for link in page.all("a", href=True)
        if link.get("target") or (re.match(r"\w+:", link["href"]) and not re.match(r"https?://[^/]|mailto:", link["href"]))
    ]
    assert faults == []


def test_every_link_button_and_field_has_a_name(site: Site) -> None:
    faults = []
    for page in site.pages():
        labelled = {label["for"] for label in page.all("label", for_=True)}
        for element in page.all("a", "button", "summary"):
            if not (element.get("aria-label") or element.heard or element.get("aria-labelledby")):
                faults.append(f"{page}: {element}")
        for field in page.all("input", "select", "textarea"):
            if field.get("id") not in labelled and not field.get("aria-label"):
                faults.append(f"{page}: {field}")
        faults += [f"{page}: {image}" for image in page.all("img") if image.get("alt") is None]
    assert faults == []


def test_every_table_has_headers_that_say_what_they_head(site: Site) -> None:
    faults = []
    for page in site.pages():
        for table in page.all("table"):
            headers = table.all("th")
            if not headers:
                faults.append(f"{page}: {table} without a header")
            scopes = ("col", "colgroup", "row", "rowgroup")
            faults += [f"{page}: {header}" for header in headers if header.get("scope") not in scopes]
    assert faults == []


def test_every_english_page_says_that_the_danish_text_prevails(site: Site) -> None:
    said = re.compile(r"\bDanish (text|version)\b[^.]*\bprevails\b")
    assert [page for page in site.pages("en") if not said.search(page.one("body").text)] == []
    assert [page for page in site.pages("en") if not page.all("a", href=True, hreflang="da")] == []
    assert [page for page in site.pages("da") if "prevails" in page.one("body").text] == []


def test_home_about_and_service_say_restatement_not_adopted(site: Site) -> None:
    said = {
        "da": re.compile(r"\b[Gg]engivelse.*\bikke (?:godkendt|vedtaget|taget)"),
        "en": re.compile(r"\b[Rr]estatement.*\bnot (?:yet )?adopted"),
    }
    for language in LANGUAGES:
        for name in ("index", "about", "services/2a"):
            page = site.page(f"{language}/{name}.html")
            paragraphs = [element.text for element in page.main.all("p", "li", "dd")]
            assert any(said[language].search(text) for text in paragraphs), page
        service = site.page(f"{language}/services/2a.html").main.text
        assert {"da": "Driftsmodel 2A, Platformdrift", "en": "Operating model 2A, Platform operations"}[language] in service


def test_what_the_source_does_not_state_shows_as_not_stated(site: Site) -> None:
    labels = {
        "da": ("ikke oplyst", ["Status", "Version", "Gælder fra", "Gælder til", "Godkendt af", "Dokumentets dato"]),
        "en": ("not stated", ["Status", "Version", "Valid from", "Valid to", "Approved by", "Date of the document"]),
    }
    for language, (words, fields) in labels.items():
        page = site.page(f"{language}/services/2a.html")
        shown: dict[str, set[str]] = {}
        for label in page.main.all("dt"):
            siblings = [child for child in label.parent.children if not isinstance(child, str)]
            shown.setdefault(label.text, set()).add(siblings[siblings.index(label) + 1].text)
        assert {field: shown.get(field) for field in fields} == {field: {words} for field in fields}
        card = next(
            item
            for item in site.page(f"{language}/index.html").main.all("li", "article")
            if any(link["href"] == "services/2a.html" for link in item.all("a"))
        )
        assert words in card.text


def test_the_root_offers_both_languages_in_their_own_words(site: Site) -> None:
    page = site.page("index.html")
    offers = {link["href"]: link for link in page.main.all("a")}
    assert set(offers) == {"da/index.html", "en/index.html"}
    for language, words in (("da", "Dansk"), ("en", "English")):
        link = offers[f"{language}/index.html"]
        assert words in link.text
        assert link.language == language


def test_the_page_for_a_missing_address_speaks_both_languages_from_any_depth(site: Site) -> None:
    page = site.page("404.html")
    for language, words in (("da", "Siden findes ikke"), ("en", "The page does not exist")):
        heading = next(heading for heading in page.headings if heading.text == words)
        assert heading.language == language
        targets = {page.target(link["href"]).path for link in page.main.all("a") if link.language == language}
        assert targets == {f"{language}/index.html", f"{language}/search.html"}
    addresses = loads(page) + [link["href"] for link in page.all("a")]
    assert [address for address in addresses if not address.startswith("/")] == []


def test_terms_link_to_the_glossary_from_every_kind_of_page(site: Site) -> None:
    """On first mention in each section of a text, and never twice in one paragraph."""
    for language in LANGUAGES:
        page = site.page(f"{language}/services/2a.html")
        for paragraph in page.main.all("p"):
            targets = [page.target(link["href"]) for link in paragraph.all("a", data_term=True)]
            assert len(set(targets)) == len(targets)
            assert all(target.path == f"{language}/glossary.html" and target.anchor for target in targets)
        assert len(page.main.all("a", data_term=True)) > 20
