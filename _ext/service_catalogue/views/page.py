"""What every page is made of, in every output: parts, some with a heading and parts of their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from service_catalogue.views.edition import Link, Rich


class Address(NamedTuple):
    """Which page: its document, what kind of page it is, and the ids of what it shows."""

    document: str
    kind: str
    ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """One element of a page. ``template`` names how it is shown, ``content`` is what it shows."""

    template: str
    content: object = None
    #: The id of its heading; a part without one runs on under the heading above it.
    anchor: str = ""
    heading: str = ""
    parts: tuple[Part, ...] = ()

    def walk(self) -> Iterator[Part]:
        yield self
        for part in self.parts:
            yield from part.walk()


@dataclass(frozen=True)
class Page:
    """A page of the site."""

    document: str
    #: The title in running text, for the window and for search engines.
    title: str
    heading: Rich
    #: The code of what the page shows, as a badge before the heading.
    code: str = ""
    #: Small words above the heading: what kind of thing this is.
    kicker: str = ""
    #: One sentence for search engines.
    description: str = ""
    parts: tuple[Part, ...] = ()
    #: The way to it from the home page.
    trail: tuple[tuple[str, Link], ...] = ()
    #: The file that it is made from, and the line, for the link to the forge.
    path: str = ""
    line: int = 0

    def walk(self) -> Iterator[Part]:
        """Every part, in reading order."""
        for part in self.parts:
            yield from part.walk()
