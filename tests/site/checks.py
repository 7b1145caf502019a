"""Properties of every page of every catalogue: each check returns the faults of a site."""

from __future__ import annotations

import functools
import itertools
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator

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


def page_check(function: Callable[[Page], Iterator[object]]) -> Check:
    """Return a check of all pages, by one that yields the faults of a page."""

    @functools.wraps(function)
    def of_site(site: Site) -> list[str]:
        return [f"{page}: {fault}" for page in site.pages() for fault in function(page)]

    return check(of_site)


def loads(page: Page) -> list[str]:
    """Yield the addresses that the browser loads to show ``page``."""
    found = [element[name] for tag, name in _LOADS.items() for element in page.all(tag) if element.get(name)]
    return found + [link["href"] for link in page.all("link") if link["rel"] not in ("alternate", "canonical")]


def has_redirect(page: Page) -> bool:
    """Return whether it only redirects a former address."""
    return bool(page.all("meta", http_equiv="refresh"))


def banner(page: Page) -> Element:
    """Return the header of the site, not that of the page's content."""
    return next(item for item in page.all("header") if not any(outer.tag == "main" for outer in item.ancestors()))


@check
def both_languages_have_the_same_pages(site: Site) -> list[str]:
    pages = {language: {page.inner for page in site.pages(language)} for language in site.languages}
    return [f"{name} is not in {language}" for language in pages for name in set().union(*pages.values()) - pages[language]]


@page_check
def tags_match(page: Page) -> Iterator[object]:
    yield from page.faults


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


@page_check
def each_page_has_one_h1_and_its_headings_skip_no_level(page: Page) -> Iterator[object]:
    levels = [int(heading.tag[1]) for heading in page.headings]
    if levels.count(1) != 1 or levels[0] != 1:
        yield f"{levels.count(1)} h1, first h{levels[0]}"
    yield from (f"h{b} after h{a}" for a, b in itertools.pairwise(levels) if b > a + 1)
    yield from ("an empty heading" for heading in page.headings if not heading.heard)


@page_check
def landmarks_are_named(page: Page) -> Iterator[object]:
    """One ``main``; where there are several of another kind, each has a name."""
    if len(page.all("main")) != 1:
        yield f"{len(page.all('main'))} main"
    for kind in ("nav", "header", "footer"):
        # A header or footer in main is no landmark.
        found = [item for item in page.all(kind) if kind == "nav" or not any(outer.tag == "main" for outer in item.ancestors())]
        names = [item.get("aria-label") or item.get("aria-labelledby") or "" for item in found]
        if len(set(names)) < len(names) or (kind == "nav" and not all(names)):
            yield f"{kind} {names}"


@page_check
def ids_are_unique_in_a_page(page: Page) -> Iterator[object]:
    yield from (id for id, count in Counter(page.ids).items() if count > 1)
    yield from (repr(id) for id in page.ids if not id or re.search(r"\s", id))


@page_check
def what_refers_to_an_id_finds_it(page: Page) -> Iterator[object]:
    names = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "headers", "popovertarget")
    for element in page.root.walk():
        for name in names:
            yield from (f"{name}={id}" for id in (element.get(name) or "").split() if id not in page.anchors)


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
                is_no_page = not path.endswith(".html") or path.startswith("v/")  # former editions are not among the pages
                if not site.leads(path, anchor) and not (is_no_page and (site / path).is_file()):
                    faults.append(f"{page}: {address}: there is no such place")
    return faults


@check
def what_the_search_finds_is_there(site: Site) -> list[str]:
    faults = []
    for language in site.languages:
        found, folder = 0, site / language / "_static" / "search"
        for script in (*folder.glob("index.*.js"), *folder.glob("entries.*.js")):
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
    return [path for path in unlinked if not has_redirect(site.page(path))]


@check
def alternates_lead_both_ways(site: Site) -> list[str]:
    faults = []
    for page in site.in_languages():
        if has_redirect(page):
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
        if has_redirect(page):
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


@page_check
def no_style_and_no_script_in_the_markup(page: Page) -> Iterator[object]:
    for element in page.root.walk():
        yield from (f"{name} on {element}" for name in element.attributes if name == "style" or name[:2] == "on")
        if element.tag == "style" or (element.tag == "script" and (not element.get("src") or element.text)):
            yield f"an inline <{element.tag}>"
        meant = (None, "", "refresh", "Content-Security-Policy")
        if element.tag == "base" or (element.tag == "meta" and element.get("http-equiv") not in meant):
            yield element
        for name in _ADDRESSES:
            if re.match(r"\s*(javascript|data|blob|vbscript):", element.get(name) or "", re.IGNORECASE):
                yield element


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
            found = re.findall(forbidden, text, re.MULTILINE)
            if path.name.startswith(("compare.", "change.")):  # of the site itself, and they say so where they cannot
                found = [a for a in found if a != "fetch("]
            faults += [f"{path}: {a}" for a in found]
    return faults


@page_check
def links_to_the_web_are_plain_links(page: Page) -> Iterator[object]:
    for link in page.all("a", href=True):
        if link.get("target") or (re.match(r"\w+:", link["href"]) and not re.match(r"https?://[^/]|mailto:", link["href"])):
            yield link["href"]


@page_check
def every_link_button_and_field_has_a_name(page: Page) -> Iterator[object]:
    labelled = {label["for"] for label in page.all("label", for_=True)}
    for element in page.all("a", "button", "summary"):
        if not (element.get("aria-label") or element.heard or element.get("aria-labelledby")):
            yield element
    for field in page.all("input", "select", "textarea"):
        if field.get("id") not in labelled and not field.get("aria-label"):
            yield field
    yield from (image for image in page.all("img") if image.get("alt") is None)


@page_check
def every_table_has_headers_that_say_what_they_head(page: Page) -> Iterator[object]:
    for table in page.all("table"):
        headers = table.all("th")
        if not headers:
            yield f"{table} without a header"
        yield from (header for header in headers if header.get("scope") not in ("col", "colgroup", "row", "rowgroup"))


@page_check
def every_page_says_its_policy(page: Page) -> Iterator[object]:
    """Check the policy in the markup, for a host that sends no header; it is before anything that is loaded."""
    said = [meta["content"] for meta in page.all("meta", http_equiv="Content-Security-Policy")]
    before = page.source.find("Content-Security-Policy") < page.source.find("<link")
    if len(said) != 1 or not said[0].startswith("default-src 'none'; script-src 'self';") or not before:
        yield said


@page_check
def nothing_of_a_template_is_left(page: Page) -> Iterator[object]:
    """No placeholder that was not filled, and no value that Python made into words."""
    for text, element in page.root.strings(lambda part: part.tag in ("pre", "code")):
        if re.search(r"\{\{|\}\}|\{%|\{\w+\}|\bNone\b|<[\w.]+ object at|\b[A-Z]\w+\(\w+=", text):
            yield f"{squeeze(text)!r} in {element}"


@check
def cells_in_html_are_those_in_json(site: Site) -> list[str]:
    """Check that a service's page has each cell of its matrices at its place, as the JSON has it."""
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
