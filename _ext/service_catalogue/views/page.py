"""Pages, their parts, and the small elements that several pages share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Generic, NamedTuple, TypeGuard, TypeVar

from service_catalogue.messages.problem import Location
from service_catalogue.model.catalogue import Contact
from service_catalogue.model.references import Positioned
from service_catalogue.model.service import Service
from service_catalogue.model.shared import Layer, Party, Task, Term
from service_catalogue.schema.types import Localized
from service_catalogue.views.edition import Download, Edition, Link, Rich

C = TypeVar("C")
C_co = TypeVar("C_co", covariant=True)


class PageAddress(NamedTuple):
    """Document of a page, its kind, and the ids of what it shows."""

    document: str
    kind: str
    ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class PartKind(Generic[C]):
    """Kind of part: its template, and the class of its content.

    HTML, PDF and text choose the output of a part by it. Each kind is a constant of the module that defines its content.
    """

    template: str

    def part(self, content: C, anchor: str = "", heading: str = "", parts: Parts = (), *, at: Location | None = None) -> Part[C]:
        return Part(self, content, anchor, heading, parts, at=at)

    def unless_empty(self, content: C, anchor: str = "", heading: str = "", *, at: Location | None = None) -> tuple[Part[C], ...]:
        """Return the part; nothing if it has no content."""
        return (self.part(content, anchor, heading, at=at),) if content else ()

    def shows(self, part: Part[object]) -> TypeGuard[Part[C]]:
        """Return true if ``part`` is of this kind."""
        return part.kind == self

    def among(self, parts: Iterable[Part[object]]) -> list[Part[C]]:
        """Return those of ``parts`` that are of this kind."""
        return [part for part in parts if self.shows(part)]


@dataclass(frozen=True)
class Part(Generic[C_co]):
    """Element of a page, made by its kind."""

    kind: PartKind[C_co]
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


def first_place(objects: Sequence[Positioned]) -> Location | None:
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


#: The keys of the titles of lists that the main menu has not, or names in another way.
_TITLES = {"changes": "diff.title", "compare": "compare.choose", "standards": "standard.standards"}


def index_page(edition: Edition, address: PageAddress, lead: str, parts: Parts, at: Location | None = None) -> Page:
    """Return the page of a list."""
    words = edition.words(_TITLES.get(address.kind, f"nav.{address.kind}"))
    return Page(address.document, words, edition.pieces(words), description=lead, parts=parts, at=at)


def object_page(
    edition: Edition, address: PageAddress, thing: Task | Party | Layer, about: str, parts: Iterable[Part[object]]
) -> Page:
    """Return the page of a shared object, below the list of its kind."""
    folder = address.document.partition("/")[0]
    return Page(
        document=address.document,
        title=edition.plain(thing.name),
        heading=edition.name(thing.name),
        kicker=edition.words(f"{address.kind}.kicker"),
        description=about,
        parts=tuple(parts),
        trail=((edition.words(f"nav.{folder}"), Link(f"{folder}/index")),),
        at=thing.at,
    )


#: Maximum number of services that a page shows in full; the others are counted, and linked.
SHOWN_SERVICES = 8


class ListEntry(NamedTuple):
    """Line of a list: a link, with a few words."""

    name: Rich
    link: Link
    words: str = ""


class More(NamedTuple):
    """Words, and a link to what they are about: a page, or a file for download."""

    words: str
    link: Link | Download


class TermEntry(NamedTuple):
    """Term with its definition, outside the glossary."""

    name: Rich
    link: Link
    definition: Rich


@dataclass(frozen=True)
class Fact:
    """Labelled fact; ``value`` is empty if the source does not state it."""

    label: str
    value: Rich | str
    link: Link | None = None
    #: The id of what has moved from the page, so that links to it still work.
    anchor: str = ""
    #: The label within a sentence, if it is not the label in lower case.
    within: str = ""


#: Number of colours for parties in the style.
COLOURS = 6

#: The anchor of the tensions and exceptions on the page of a service.
OPEN_POINTS = "part.open-points"

FACTS: PartKind[tuple[Fact, ...]] = PartKind("facts")
LIST: PartKind[tuple[ListEntry, ...]] = PartKind("list")
STACK: PartKind[tuple[ListEntry, ...]] = PartKind("stack")
MORE: PartKind[More] = PartKind("more")
LEAD: PartKind[str] = PartKind("lead")
NONE: PartKind[str] = PartKind("none")
RICH: PartKind[Rich] = PartKind("rich")
TERM: PartKind[TermEntry] = PartKind("term")
TERMS: PartKind[tuple[TermEntry, ...]] = PartKind("terms")


def booklet_links(edition: Edition, id: str, key: str) -> tuple[More, ...]:
    """Return a link to the PDF of a service, or of the whole under ``catalogue``, if the site offers one."""
    if not (file := edition.booklets.get(id)):
        return ()
    pages, size = (
        edition.words(f"booklet.{of}", count=count)
        for of, count in (("pages", file.pages), ("size", max(1, round(file.size / 1000))))
    )
    return (More(edition.words(key, pages=pages, size=size), file),)


def data_files(edition: Edition, name: str, kinds: Iterable[str] = ("xlsx", "csv", "json")) -> tuple[More, ...]:
    """Return the files of a service for spreadsheets and for programs, if the site offers them."""
    files = (More(edition.words(f"file.{kind}"), Download(f"{edition.data}/{name}.{kind}", 0, 0)) for kind in kinds)
    return tuple(files) if edition.data else ()


def term_entry(edition: Edition, term: Term) -> TermEntry:
    return TermEntry(edition.name(term.name), Link("glossary", term.id), edition.rich(term.definition))


def colour(service: Service, party: str) -> int:
    """Return the colour of a party in every matrix of ``service``, by its place among their parties."""
    return service.columns.index(party) % COLOURS


def services_of(edition: Edition, party: str) -> list[Service]:
    """Return the services that concern ``party``."""
    services = edition.catalogue.services
    return edition.cache.once(("services-of", party), lambda: [service for service in services if service.concerns(party)])


def part_link(edition: Edition, service: Service, party: str) -> Link:
    """Return a link to the part of ``party`` in ``service``: of one in a single service, that is its own page."""
    return Link(f"parties/{party}" if len(services_of(edition, party)) == 1 else f"parties/{party}/{service.id}")


def how_often(edition: Edition, cadence: Localized | None) -> str:
    """Return how often a task is done, in a few words; empty if the source does not state it."""
    return edition.words("task.cadence", cadence=edition.plain(cadence)) if cadence else ""


def title_of(edition: Edition, service: Service) -> str:
    """Return the code and name of a service."""
    return f"{service.code} {edition.plain(service.name)}"


def more_services(edition: Edition, count: int) -> More:
    return More(edition.words("more.services", count=count), Link("services/index"))


@dataclass(frozen=True)
class WayToAsk:
    """Way to reach those who answer for the catalogue."""

    words: str
    address: str


class BrandView(NamedTuple):
    """Footer, and contacts of the owner."""

    footer: Rich
    contacts: tuple[WayToAsk, ...]


def brand(edition: Edition) -> BrandView:
    """Return the ``brand`` of ``catalogue.yaml``; empty if it has none."""
    source = edition.catalogue.identity.brand
    contact = source.contact if source else None
    return BrandView(edition.rich(source.footer) if source and source.footer else (), tuple(_ways(contact)) if contact else ())


def _ways(contact: Contact) -> Iterator[WayToAsk]:
    if contact.mail:
        yield WayToAsk(str(contact.mail), f"mailto:{contact.mail}")
    if contact.phone:
        yield WayToAsk(str(contact.phone), f"tel:{contact.phone.replace(' ', '')}")
    if contact.page:
        yield WayToAsk(contact.page.partition("://")[2].rstrip("/"), str(contact.page))
