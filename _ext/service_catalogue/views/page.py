"""Pages and their parts, the structure of every output."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Generic, NamedTuple, Protocol, TypeGuard, TypeVar

from service_catalogue.problem import Location
from service_catalogue.views.piece import Link, Rich

C = TypeVar("C")
C_co = TypeVar("C_co", covariant=True)


class Address(NamedTuple):
    """Which page: its document, what kind of page it is, and the ids of what it shows."""

    document: str
    kind: str
    ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kind(Generic[C]):
    """A kind of part: its template, and the class of its content. HTML, PDF and text tell parts apart by it.

    Each kind is a constant of the module that defines its content.
    """

    template: str

    def part(
        self,
        content: C,
        anchor: str = "",
        heading: str = "",
        parts: tuple[Part[object], ...] = (),
        *,
        at: Location | None = None,
    ) -> Part[C]:
        return Part(self, content, anchor, heading, parts, at=at)

    def shows(self, part: Part[object]) -> TypeGuard[Part[C]]:
        """True if ``part`` is of this kind."""
        return part.kind == self

    def among(self, parts: Iterable[Part[object]]) -> list[Part[C]]:
        """Those of ``parts`` that are of this kind."""
        return [part for part in parts if self.shows(part)]


@dataclass(frozen=True)
class Part(Generic[C_co]):
    """One element of a page; made by its kind."""

    kind: Kind[C_co]
    content: C_co
    #: The id of its heading; a part without one runs on under the heading above it.
    anchor: str = ""
    heading: str = ""
    parts: tuple[Part[object], ...] = ()
    #: What is said beside the heading of a part that is folded until a reader opens it.
    fold: str = ""
    #: Where what it shows is written; of several objects, the first one. No part of the view, for lines move where nothing else does.
    at: Location | None = field(default=None, compare=False, repr=False)

    @property
    def template(self) -> str:
        """The name of its template."""
        return self.kind.template

    def walk(self) -> Iterator[Part[object]]:
        yield self
        for part in self.parts:
            yield from part.walk()


class Written(Protocol):
    """Something that a file holds."""

    @property
    def at(self) -> Location: ...


def first_place(objects: Sequence[Written]) -> Location | None:
    """Where the first of ``objects`` is written; ``None`` if there are none."""
    return objects[0].at if objects else None


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
    parts: tuple[Part[object], ...] = ()
    #: The way to it from the home page.
    trail: tuple[tuple[str, Link], ...] = ()
    #: Where what it shows is written, as of a part.
    at: Location | None = field(default=None, compare=False, repr=False)

    def walk(self) -> Iterator[Part[object]]:
        """Every part, in reading order."""
        for part in self.parts:
            yield from part.walk()
