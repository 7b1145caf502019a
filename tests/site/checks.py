"""What holds for every page of every catalogue: each check gives what it finds wrong with a site."""

from __future__ import annotations

import itertools
import json
import re
from collections import Counter
from collections.abc import Callable

from tests.built import Element, Page, Site, shown, squeeze

#: What loads something as the page is shown.
_LOADS = {"script": "src", "img": "src", "source": "src", "iframe": "src", "audio": "src", "video": "src", "track": "src",
          "embed": "src", "object": "data", "use": "href", "image": "href", "input": "src"}  # fmt: skip
_ADDRESSES = ("href", "src", "action", "data", "poster", "srcset", "cite", "formaction", "xlink:href")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")

Check = Callable[[Site], list[str]]
ALL: list[Check] = []


def check(function: Check) -> Check:
    ALL.append(function)
    return function


def loads(page: Page) -> list[str]:
    """The addresses of what the browser loads to show ``page``."""
    found = [element[name] for tag, name in _LOADS.items() for element in page.all(tag) if element.get(name)]
    return found + [link["href"] for link in page.all("link") if link["rel"] not in ("alternate", "canonical")]


def leads_on(page: Page) -> bool:
    """Whether it is only the old address of something, and leads to the new one."""
    return bool(page.all("meta", http_equiv="refresh"))


def banner(page: Page) -> Element:
    """The header of the site, and not that of the page's content."""
    return next(item for item in page.all("header") if not any(outer.tag == "main" for outer in item.ancestors()))


@check
def both_languages_have_the_same_pages(site: Site) -> list[str]:
    pages = {language: {page.inner for page in site.pages(language)} for language in site.languages}
    return [f"{name} is not in {language}" for language in pages for name in set().union(*pages.values()) - pages[language]]


@check
def tags_match(site: Site) -> list[str]:
    return [f"{page}: {fault}" for page in site.pages() for fault in page.faults]


@check
def lang_is_that_of_the_folder(site: Site) -> list[str]:
    faults = [f"{page}: {page.html.get('lang')}" for page in site.in_languages() if page.html.get("lang") != page.language]
    faults += [f"{page}: {page.html.get('lang')}" for page in site.pages("") if page.html.get("lang") not in site.languages]
    codes = {(page, element.get("lang") or element.get("hreflang")) for page in site.pages() for element in page.root.walk()}
    return faults + [f"{page}: {code}" for page, code in codes if code and not re.fullmatch(r"[a-z]{2,3}(-[A-Z]{2})?", code)]


@check
def each_page_has_a_title_with_its_heading(site: Site) -> list[str]:
    faults = [f"{page} has no title" for page in site.pages() if not page.title]
    for page in site.in_languages():
        heading = page.one("h1").text_without(lambda element: element.tag == "a" and element["href"].startswith("#"))
        if heading not in page.title:
            faults.append(f"{page}: {heading!r} is not in {page.title!r}")
    return faults


@check
def each_page_has_one_h1_and_its_headings_skip_no_level(site: Site) -> list[str]:
    faults = []
    for page in site.pages():
        levels = [int(heading.tag[1]) for heading in page.headings]
        if levels.count(1) != 1 or levels[0] != 1:
            faults.append(f"{page}: {levels.count(1)} h1, first h{levels[0]}")
        faults += [f"{page}: h{b} after h{a}" for a, b in itertools.pairwise(levels) if b > a + 1]
        faults += [f"{page}: an empty heading" for heading in page.headings if not heading.heard]
    return faults


@check
def landmarks_are_named(site: Site) -> list[str]:
    """One ``main``; where there are several of another kind, each has a name."""
    faults = []
    for page in site.pages():
        if len(page.all("main")) != 1:
            faults.append(f"{page}: {len(page.all('main'))} main")
        for kind in ("nav", "header", "footer", "form"):
            # A header or footer in main is no landmark.
            found = [
                item for item in page.all(kind) if kind in ("nav", "form") or not any(a.tag == "main" for a in item.ancestors())
            ]
            names = [item.get("aria-label") or item.get("aria-labelledby") or "" for item in found]
            if kind != "form" and (len(set(names)) < len(names) or (kind == "nav" and not all(names))):
                faults.append(f"{page}: {kind} {names}")
    return faults


@check
def ids_are_unique_in_a_page(site: Site) -> list[str]:
    faults = []
    for page in site.pages():
        faults += [f"{page}#{id}" for id, count in Counter(page.ids).items() if count > 1]
        faults += [f"{page}#{id!r}" for id in page.ids if not id or re.search(r"\s", id)]
    return faults


@check
def what_refers_to_an_id_finds_it(site: Site) -> list[str]:
    names = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "headers", "popovertarget")
    return [
        f"{page}: {name}={id}"
        for page in site.pages()
        for element in page.root.walk()
        for name in names
        for id in (element.get(name) or "").split()
        if id not in page.anchors
    ]


@check
def links_within_the_site_lead_somewhere(site: Site) -> list[str]:
    faults = []
    for page in site.pages():
        for element in page.root.walk():
            for name in _ADDRESSES:
                address = element.get(name)
                if address is None or re.match(r"(https?|mailto):", address):
                    continue
                # The page for missing addresses is served at any depth: its links begin at the root.
                if address.startswith("/") and page.path != "404.html":
                    faults.append(f"{page}: {address} leaves a site that is opened from a folder")
                    continue
                path, anchor = page.target(address)
                if not site.leads(path, anchor) and not (not path.endswith(".html") and (site / path).is_file()):
                    faults.append(f"{page}: {address}: there is no such place")
    return faults


@check
def what_the_search_finds_is_there(site: Site) -> list[str]:
    faults = []
    for language in site.languages:
        found = 0
        for script in (site / language / "_static" / "search").glob("entries.*.js"):
            for path, anchor in re.findall(r'"([\w/.-]+\.html)(?:#([^"]*))?"', script.read_text("utf-8")):
                found += 1
                if not site.leads(f"{language}/{path}", anchor):
                    faults.append(f"{script}: {path}#{anchor}")
        if found < 10:
            faults.append(f"{language}: the index has {found} places")
    return faults


@check
def every_page_is_reached_by_links_from_the_root(site: Site) -> list[str]:
    reached, new = set(), ["index.html"]
    while new:
        page = site.page(new.pop())
        reached.add(page.path)
        targets = {page.target(form["action"]).path for form in page.all("form", action=True)}
        targets |= {page.target(link["href"]).path for link in page.all("a", href=True) if ":" not in link["href"]}
        new += sorted(path for path in targets if path in site.paths and path not in reached and path not in new)
    unlinked = sorted(set(site.paths) - reached - {"404.html"})
    return [path for path in unlinked if not leads_on(site.page(path))]


@check
def alternates_lead_both_ways(site: Site) -> list[str]:
    faults = []
    for page in site.in_languages():
        if leads_on(page):
            continue
        alternates = {link["hreflang"]: link["href"] for link in page.all("link", rel="alternate", hreflang=True)}
        targets = {language: page.target(address).path for language, address in alternates.items()}
        if targets != {language: f"{language}/{page.inner}" for language in site.languages}:
            faults.append(f"{page}: {targets}")
    root = site.page("index.html")
    links = {link["hreflang"]: link["href"] for link in root.all("link", rel="alternate", hreflang=True)}
    if links != {language: f"{language}/index.html" for language in site.languages}:
        faults.append(f"{root}: {links}")
    return faults


@check
def the_switch_leads_to_the_same_page(site: Site) -> list[str]:
    faults = []
    for page in site.in_languages():
        if leads_on(page):
            continue
        switches = banner(page).all("a", hreflang=True)
        targets = {switch["hreflang"]: page.target(switch["href"]).path for switch in switches}
        if targets != {language: f"{language}/{page.inner}" for language in site.languages if language != page.language}:
            faults.append(f"{page}: {targets}")
        faults += [f"{page}: {switch} is in another language" for switch in switches if switch.language != switch["hreflang"]]
    return faults


@check
def a_place_has_the_same_anchor_in_every_language(site: Site) -> list[str]:
    """So that the switch, which keeps the anchor, leads to the same place. Letters of the alphabet differ."""
    faults = []
    first, *others = site.languages
    for page in site.pages(first):
        ids = {id for id in page.ids if not id.startswith("letter.")}
        for language in others:
            other = site.page(f"{language}/{page.inner}")
            faults += [f"{other}#{id}" for id in sorted(ids ^ {id for id in other.ids if not id.startswith("letter.")})]
    return faults


@check
def headings_stand_at_the_same_anchors_in_every_language(site: Site) -> list[str]:
    def outline(page: Page) -> list[tuple[str, str]]:
        found = []
        for heading in page.main.all(*_HEADINGS):
            around = (heading, *heading.ancestors())
            place = next((item for item in around if item.tag in ("section", "article") and item.get("id")), None)
            found.append((heading.tag, place["id"] if place else ""))
        return found

    first, *others = site.languages
    return [
        page.inner
        for page in site.pages(first)
        for language in others
        # The glossary is in the order of each language's alphabet.
        if page.inner != "glossary.html" and outline(page) != outline(site.page(f"{language}/{page.inner}"))
    ]


@check
def no_style_and_no_script_in_the_markup(site: Site) -> list[str]:
    faults = []
    for page in site.pages():
        for element in page.root.walk():
            faults += [f"{page}: {name} on {element}" for name in element.attributes if name == "style" or name[:2] == "on"]
            if element.tag == "style" or (element.tag == "script" and not element.get("src")):
                faults.append(f"{page}: an inline <{element.tag}>")
            if element.tag == "script" and element.text:
                faults.append(f"{page}: words in <script>")
            if element.tag == "base" or (
                element.tag == "meta" and element.get("http-equiv") not in (None, "", "refresh", "Content-Security-Policy")
            ):
                faults.append(f"{page}: {element}")
            for name in _ADDRESSES:
                if re.match(r"\s*(javascript|data|blob|vbscript):", element.get(name) or "", re.IGNORECASE):
                    faults.append(f"{page}: {element}")
    return faults


@check
def nothing_comes_from_another_host(site: Site) -> list[str]:
    faults = [f"{page}: {address}" for page in site.pages() for address in loads(page) if "//" in address]
    faults += [f"{page} has no style" for page in site.pages() if not loads(page)]
    for path in site.folder.rglob("*"):
        if path.suffix not in (".css", ".svg", ".js"):
            continue
        text = path.read_text("utf-8")
        if path.suffix == ".css":
            addresses = [address.strip("\"' ") for address in re.findall(r"url\(([^)]*)\)", text)]
            faults += [f"{path}: {a}" for a in addresses if ":" in a or "//" in a or not (path.parent / a).is_file()]
            faults += [f"{path}: {a}" for a in re.findall(r"@import\s+[\"'](?:\w+:)?//", text)]
        elif path.suffix == ".svg":
            faults += [f"{path}: {a}" for a in re.findall(r"<script|\son\w+=|<style|\sstyle=|href=[\"'](?!#)", text)]
        else:
            # Modules do not load from a folder; the policy forbids what makes code of text.
            forbidden = r"\beval\s*\(|new Function|\bimport\s*\(|^\s*(?:import|export)\s|\bfetch\s*\(|XMLHttpRequest"
            faults += [f"{path}: {a}" for a in re.findall(forbidden, text, re.MULTILINE)]
    return faults


@check
def links_to_the_web_are_plain_links(site: Site) -> list[str]:
    return [
        f"{page}: {link['href']}"
        for page in site.pages()
        for link in page.all("a", href=True)
        if link.get("target") or (re.match(r"\w+:", link["href"]) and not re.match(r"https?://[^/]|mailto:", link["href"]))
    ]


@check
def every_link_button_and_field_has_a_name(site: Site) -> list[str]:
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
    return faults


@check
def every_table_has_headers_that_say_what_they_head(site: Site) -> list[str]:
    faults = []
    for page in site.pages():
        for table in page.all("table"):
            headers = table.all("th")
            if not headers:
                faults.append(f"{page}: {table} without a header")
            scopes = ("col", "colgroup", "row", "rowgroup")
            faults += [f"{page}: {header}" for header in headers if header.get("scope") not in scopes]
    return faults


@check
def every_page_says_its_policy(site: Site) -> list[str]:
    """What it may load, for a host that sends no header; before anything that is loaded."""
    faults = []
    for page in site.pages():
        said = [meta["content"] for meta in page.all("meta", http_equiv="Content-Security-Policy")]
        before = page.source.find("Content-Security-Policy") < page.source.find("<link")
        if len(said) != 1 or not said[0].startswith("default-src 'none'; script-src 'self';") or not before:
            faults.append(f"{page}: {said}")
    return faults


@check
def nothing_of_a_template_is_left(site: Site) -> list[str]:
    """No placeholder that was not filled, and no value that Python made into words."""
    faults = []
    for page in site.pages():
        for text, element in page.root.strings(lambda part: part.tag in ("pre", "code")):
            if re.search(r"\{\{|\}\}|\{%|\{\w+\}|\bNone\b|<[\w.]+ object at|\b[A-Z]\w+\(\w+=", text):
                faults.append(f"{page}: {squeeze(text)!r} in {element}")
    return faults


@check
def cells_in_html_are_those_in_json(site: Site) -> list[str]:
    """A service's page holds each cell of its matrices at its place, with what the JSON says of it."""
    faults = []
    for path in sorted((site / "api/v1/services").glob("*.json")):
        service = json.loads(path.read_text("utf-8"))
        matrices = service.get("matrices") or ([service["matrix"]] if service["matrix"] else [])
        for language in site.languages:
            page = site.page(f"{language}/services/{service['id']}.html")
            ids = {element["id"]: element for element in page.all("td", id=True)}
            count = 0
            for matrix in matrices:
                prefix = [matrix["id"]] if matrix.get("id") and len(matrices) > 1 else []
                for cell in matrix["cells"]:
                    place = ".".join([*prefix, cell["task"], *(cell[axis] for axis in matrix["axes"]), cell["party"]])
                    element = ids.get(place)
                    count += 1
                    if element is None:
                        faults.append(f"{page}: no cell {place}")
                    elif shown(element) != (cell["roles"], tuple(cell["notes"]), cell["state"]):
                        faults.append(f"{page}: {element}")
            if len(ids) != count:
                faults.append(f"{page}: {len(ids)} cells, and {count} in the JSON")
            for statement in service["statements"]:
                if squeeze(statement["text"][language]) not in page.by_id(statement["id"]).text:
                    faults.append(f"{page}#{statement['id']}: not the text of the JSON")
    return faults
