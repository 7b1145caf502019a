"""Pages and their parts, the structure of every output."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Generic, NamedTuple, Protocol, TypeGuard, TypeVar

from service_catalogue.messages.problem import Location
from service_catalogue.model.shared_objects import Layer, Party, Task
from service_catalogue.views.edition import Edition
from service_catalogue.views.piece import Link, Rich

C = TypeVar("C")
C_co = TypeVar("C_co", covariant=True)


class Address(NamedTuple):
    """Document of a page, its kind, and the ids of what it shows."""

    document: str
    kind: str
    ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kind(Generic[C]):
    """Kind of part: its template, and the class of its content.

    HTML, PDF and text choose the output of a part by it. Each kind is a constant of the module that defines its content.
    """

    template: str

    def part(self, content: C, anchor: str = "", heading: str = "", parts: Parts = (), *, at: Location | None = None) -> Part[C]:
        return Part(self, content, anchor, heading, parts, at=at)

    def shows(self, part: Part[object]) -> TypeGuard[Part[C]]:
        """Return true if ``part`` is of this kind."""
        return part.kind == self

    def among(self, parts: Iterable[Part[object]]) -> list[Part[C]]:
        """Return those of ``parts`` that are of this kind."""
        return [part for part in parts if self.shows(part)]


@dataclass(frozen=True)
class Part(Generic[C_co]):
    """Element of a page, made by its kind."""

    kind: Kind[C_co]
    content: C_co
    #: The id of its heading; a part without one continues under the heading above it.
    anchor: str = ""
    heading: str = ""
    parts: Parts = ()
    #: Words beside the heading of a folded part.
    fold: str = ""
    #: The location of what it shows, or of the first of several objects. No part of the view, since lines move without other
    #: changes.
    at: Location | None = field(default=None, compare=False, repr=False)

    @property
    def template(self) -> str:
        return self.kind.template

    def walk(self) -> Iterator[Part[object]]:
        yield self
        for part in self.parts:
            yield from part.walk()


Parts = tuple[Part[object], ...]


class Written(Protocol):
    """Object with a location in a file."""

    @property
    def at(self) -> Location: ...


def first_place(objects: Sequence[Written]) -> Location | None:
    """Return the location of the first of ``objects``; ``None`` if there are none."""
    return objects[0].at if objects else None


@dataclass(frozen=True)
class Page:
    """Page of the site."""

    document: str
    #: The title in running text, for the window and for search engines.
    title: str
    heading: Rich
    #: The code of what the page shows, a badge before the heading.
    code: str = ""
    #: Words above the heading: the kind of thing that the page shows.
    kicker: str = ""
    #: A sentence for search engines.
    description: str = ""
    parts: Parts = ()
    #: The breadcrumbs from the home page.
    trail: tuple[tuple[str, Link], ...] = ()
    #: The location of what it shows, as in a part.
    at: Location | None = field(default=None, compare=False, repr=False)

    def walk(self) -> Iterator[Part[object]]:
        """Yield every part, in reading order."""
        for part in self.parts:
            yield from part.walk()


def index_page(edition: Edition, address: Address, title: str, lead: str, parts: Parts, at: Location | None = None) -> Page:
    """Return the page of a list; ``title`` is the key of its title among the words of the interface."""
    words = edition.words(title)
    return Page(address.document, words, edition.pieces(words), description=lead, parts=parts, at=at)


def object_page(
    edition: Edition, address: Address, thing: Task | Party | Layer, about: str, parts: Iterable[Part[object]]
) -> Page:
    """Return the page of a shared object, below the list of its kind."""
    folder = address.document.partition("/")[0]
    return Page(
        document=address.document,
        title=edition.plain(thing.name),
        heading=edition.name(thing.name),
        kicker=edition.words(f"{type(thing).__name__.lower()}.kicker"),
        description=about,
        parts=tuple(parts),
        trail=((edition.words(f"nav.{folder}"), Link(f"{folder}/index")),),
        at=thing.at,
    )
