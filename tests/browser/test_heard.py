"""The words that a screen reader gets along walks through the pages: Chromium's accessibility tree, against transcripts.

After a change of what is said, ``SNAPSHOTS=renew`` writes the transcripts anew; read them as they would be heard.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import DESK

pytestmark = [pytest.mark.browser, pytest.mark.long]

HEARD = Path(__file__).with_name("heard.txt")
LANDMARKS = {"banner", "complementary", "contentinfo", "form", "main", "navigation", "region", "search"}
#: What is stepped onto, and said with its state.
CONTROLS = {"button", "checkbox", "link", "searchbox", "textbox", "DisclosureTriangle"}
CELLS = {"cell", "columnheader", "gridcell", "rowheader"}
#: States that a screen reader announces, in its order.
STATES = ("expanded", "checked", "pressed", "current")


class Node:
    """A node of the tree that is not left out, with those in it."""

    def __init__(self, raw: dict, nodes: dict[str, dict]) -> None:
        self.role: str = raw.get("role", {}).get("value", "")
        self.name: str = " ".join(str(raw.get("name", {}).get("value", "")).split())
        self.description: str = raw.get("description", {}).get("value", "")
        self.states = {one["name"]: one["value"].get("value") for one in raw.get("properties", ())}
        self.children = [inner for id in raw.get("childIds", ()) if id in nodes for inner in _shown(nodes[id], nodes)]

    def walk(self) -> Iterator[Node]:
        yield self
        for child in self.children:
            yield from child.walk()

    def all(self, *roles: str) -> list[Node]:
        return [node for node in self.walk() if node.role in roles]

    def one(self, *roles: str) -> Node:
        return self.all(*roles)[0]

    @property
    def text(self) -> str:
        """Its texts, and its controls with their kinds, as a screen reader says them."""
        if self.role == "StaticText":
            return self.name
        if self.role in CONTROLS:
            return f"[{self.line}]"
        return " ".join(filter(None, (child.text for child in self.children)))

    @property
    def line(self) -> str:
        said = [self.role, self.name, *(f"({self.description})" for _ in [0] if self.description)]
        said += [f"level {self.states['level']}"] if "level" in self.states else []
        said += [
            f"{state} {str(self.states[state]).lower()}" for state in STATES if self.states.get(state) not in (None, "false")
        ]
        return " ".join(filter(None, said))


def _shown(raw: dict, nodes: dict[str, dict]) -> list[Node]:
    """Yield a node, or, if it is ignored, those in it."""
    if raw.get("ignored"):
        return [inner for id in raw.get("childIds", ()) if id in nodes for inner in _shown(nodes[id], nodes)]
    return [Node(raw, nodes)]


def tree(page: Page) -> Node:
    session = page.context.new_cdp_session(page)
    nodes = {node["nodeId"]: node for node in session.send("Accessibility.getFullAXTree")["nodes"]}
    session.detach()
    return Node(next(node for node in nodes.values() if not node.get("parentId")), nodes)


# ---- The walks


def landmarks(page: Page) -> Iterator[str]:
    yield from (node.line for node in tree(page).walk() if node.role in LANDMARKS)


def headings(page: Page) -> Iterator[str]:
    yield from (node.line for node in tree(page).one("main").all("heading"))


def controls(page: Page) -> Iterator[str]:
    for group in (node for node in tree(page).one("main").all("group") if node.name):
        yield group.line
        yield from (f"  {node.line}" for node in group.walk() if node.role in CONTROLS)


def _rows(page: Page) -> list[list[Node]]:
    table = max(tree(page).one("main").all("table", "grid"), key=lambda table: len(table.all(*CELLS)))
    return [[node for node in row.children if node.role in CELLS] for row in table.all("row")]


def row(page: Page) -> Iterator[str]:
    """Across the row of the patches, after the two of the headers."""
    rows = _rows(page)
    for cells in (*rows[:2], next(cells for cells in rows[2:] if cells and cells[0].name.startswith("Patch"))):
        yield from (f"{cell.role}: {cell.text}" for cell in cells)


def rows(page: Page) -> Iterator[str]:
    yield from ("; ".join(cell.text for cell in cells) for cells in _rows(page))


def column(page: Page) -> Iterator[str]:
    """Down the customer's column of the second layer."""
    for cells in _rows(page)[2:]:
        heads = [cell for cell in cells if cell.role == "rowheader"]
        others = [cell for cell in cells if cell.role in ("cell", "gridcell")]
        if len(others) >= 8:
            yield f"{heads[0].text}: {others[-6].text}"
        elif cells:
            yield f"{cells[0].role}: {cells[0].text}"


def popover(page: Page) -> Iterator[str]:
    """Yield the panel of a cell with two notes and a tension, opened by its key."""
    page.locator("[id='patch-management.operating-system.customer']").evaluate("cell => { cell.tabIndex = 0; cell.focus(); }")
    page.keyboard.press("Enter")
    page.get_by_role("dialog").wait_for()
    found = tree(page).one("dialog")
    yield found.line
    for node in found.walk():
        if node.role in {*CONTROLS, "heading", "paragraph", "listitem"} and node.text:
            yield f"  {node.role}: {node.text}" if node.role not in CONTROLS else f"  {node.line}"
    page.keyboard.press("Escape")


def tasks(page: Page) -> Iterator[str]:
    """Open the tasks of a party on the first layer, with their boxes."""
    lines = list(_read(tree(page).one("main")))
    places = [index for index, line in enumerate(lines) if line.startswith("heading") and line.endswith("level 3")]
    yield from lines[places[0] : places[1]]


def _read(node: Node) -> Iterator[str]:
    """Heading, paragraph and entry, one after the other; a box of style alone has its text and no role."""
    if node.role == "heading":
        yield node.line
    elif node.role in ("paragraph", "listitem", "StaticText"):
        yield f"{node.role}: {node.text}"
    else:
        for child in node.children:
            yield from _read(child)


#: The walks through each page, which is in one language: in the other its parts are the same.
WALKS: dict[str, tuple[Callable[[Page], Iterator[str]], ...]] = {
    "da/services/2a": (landmarks, headings, controls, row, column, popover),
    "en/parties/customer": (landmarks, headings, tasks),
    "en/tasks/backup": (headings, rows),
}


def transcript(page: Page, name: str) -> Iterator[str]:
    for walk in WALKS[name]:
        yield f"== {name}: {walk.__name__}"
        yield from walk(page)
        yield ""


def test_a_screen_reader_says_what_the_transcripts_say(visit) -> None:
    window = visit(viewport=DESK)
    lines = [line for name in WALKS for line in transcript(window.go(f"{name}.html"), name)]
    path, found = HEARD, "\n".join(lines)
    if os.environ.get("SNAPSHOTS") == "renew":
        path.write_text(found, "utf-8")
    assert found == path.read_text("utf-8"), "renew with SNAPSHOTS=renew if this is how it should sound"
