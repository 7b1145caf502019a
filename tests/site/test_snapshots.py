"""The outline of one page of each kind: its headings, their anchors, tables and where its links lead.

They are pages of a small catalogue, so that no edit of the real one changes them.

Renew them with ``SNAPSHOTS=renew``, and look at the difference before it is committed.
"""

from __future__ import annotations

import itertools
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.built import LANGUAGES, Element, Page, Site

FOLDER = Path(__file__).parent / "snapshots"
KINDS = ("index", "services/index", "services/desk", "tasks/index", "tasks/backup", "parties/index", "parties/customer",
         "parties/provider", "layers/index", "layers/lower", "glossary", "search", "about")  # fmt: skip
#: Each kind in one language, by turns: `checks` holds the other to the same pages, anchors and links, `test_words` to its own words.
PAGES = tuple(zip(KINDS, itertools.cycle(LANGUAGES)))
_SECTIONING = ("section", "article", "nav", "header", "footer", "main", "form")


def outline(page: Page) -> str:
    """Return a line for each heading, table and landmark; links are counted by where they lead."""
    lines = [f"title: {page.title}", f"alternates: {', '.join(link['href'] for link in page.all('link', rel='alternate'))}"]
    for part in page.one("body").children:
        if isinstance(part, Element):
            lines += _lines(page, part, 0)
    return "\n".join(lines) + "\n"


def _lines(page: Page, element: Element, depth: int) -> Iterator[str]:
    indent = "  " * depth
    if element.tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
        yield f"{indent}{element.tag} {element.text_without(lambda part: part.tag == 'a' and part['href'].startswith('#'))}"
        return
    if element.tag == "table":
        caption = element.all("caption")
        rows, cells, headers = len(element.all("tr")), len(element.all("td")), len(element.all("th"))
        yield f"{indent}table: {rows} rows, {headers} headers, {cells} cells: {caption[0].text if caption else ''}"
        return
    inner = depth
    if element.tag in _SECTIONING:
        name = element.get("aria-label") or ""
        yield f"{indent}{element.tag}{' #' + element['id'] if element.get('id') else ''}{' ' + name if name else ''}"
        inner = depth + 1
        links = Counter(_leads(page, link) for link in element.all("a", href=True) if _section_of(link) is element)
        if links:
            yield f"{indent}  links: {', '.join(f'{count} {where}' for where, count in sorted(links.items()))}"
    for child in element.children:
        if isinstance(child, Element):
            yield from _lines(page, child, inner)


def _section_of(element: Element) -> Element:
    return next(outer for outer in element.ancestors() if outer.tag in _SECTIONING or outer.tag == "body")


def _leads(page: Page, link: Element) -> str:
    """Return the kind of a link's target in a word: this page, a folder of pages, another page, the web."""
    if ":" in link["href"]:
        return "web"
    path = page.target(link["href"]).path
    if path == page.path:
        return "here"
    language, _, inner = path.partition("/")
    if language != page.language:
        return language
    return f"{inner.partition('/')[0]}/" if "/" in inner else inner.removesuffix(".html")


@pytest.mark.parametrize(("kind", "language"), PAGES)
def test_a_page_has_the_outline_of_its_snapshot(small: Site, kind: str, language: str) -> None:
    found = outline(small.page(f"{language}/{kind}.html"))
    path = FOLDER / f"{language}.{kind.replace('/', '.')}.txt"
    if os.environ.get("SNAPSHOTS") == "renew":
        path.parent.mkdir(exist_ok=True)
        path.write_text(found, "utf-8")
    assert found == path.read_text("utf-8"), "renew with SNAPSHOTS=renew if this is how it should be"


def test_no_snapshot_is_left_over() -> None:
    expected = {f"{language}.{kind.replace('/', '.')}.txt" for kind, language in PAGES}
    assert {path.name for path in FOLDER.iterdir()} == expected
