"""Small elements that several pages share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from service_catalogue.model.service import Service
from service_catalogue.model.shared_objects import Term
from service_catalogue.problem import Location
from service_catalogue.schema.kinds import Localized
from service_catalogue.views.edition import Edition
from service_catalogue.views.page import Address, Kind, Page, Part
from service_catalogue.views.piece import Download, Link, Rich

#: How many services a page shows in full; the others are counted, and linked.
SHOWN_SERVICES = 8


@dataclass(frozen=True)
class Entry:
    """A line of a list: a name that links, with a few words."""

    name: Rich
    link: Link
    words: str = ""


@dataclass(frozen=True)
class More:
    """That there is more than what is shown, and where."""

    words: str
    link: Link


@dataclass(frozen=True)
class TermEntry:
    """A term with its definition, outside the glossary."""

    name: Rich
    link: Link
    definition: Rich


@dataclass(frozen=True)
class Fact:
    """A labelled fact; ``value`` is empty where the source does not state it."""

    label: str
    value: Rich | str
    link: Link | None = None
    #: The id of what stood on the page and has moved, so that a link to it still leads there.
    anchor: str = ""
    #: How it is called within a sentence, where that is not the label with a small letter.
    within: str = ""


@dataclass(frozen=True)
class BookletView:
    """A PDF that can be fetched: what it is, how many pages it has, and how large it is."""

    words: str
    file: Download


#: How many colours for parties the style has.
_COLOURS = 6

FACTS: Kind[tuple[Fact, ...]] = Kind("facts")
LIST: Kind[tuple[Entry, ...]] = Kind("list")
STACK: Kind[tuple[Entry, ...]] = Kind("stack")
MORE: Kind[More] = Kind("more")
LEAD: Kind[str] = Kind("lead")
NONE: Kind[str] = Kind("none")
RICH: Kind[Rich] = Kind("rich")
TERM: Kind[TermEntry] = Kind("term")
TERMS: Kind[tuple[TermEntry, ...]] = Kind("terms")


def booklet_view(edition: Edition, id: str, key: str) -> BookletView | None:
    """The PDF of a service (or, under ``catalogue``, of the whole), if the site offers one."""
    file = edition.booklets.get(id)
    if file is None:
        return None
    pages = edition.words("booklet.pages", count=file.pages)
    return BookletView(
        edition.words(key, pages=pages, size=edition.words("booklet.size", count=max(1, round(file.size / 1000)))), file
    )


def term_entry(edition: Edition, term: Term) -> TermEntry:
    return TermEntry(edition.name(term.name), Link("glossary", term.id), edition.rich(term.definition))


def colour(service: Service, party: str) -> int:
    """Which colour a party has in every matrix of ``service``, by its place among their parties."""
    return service.columns.index(party) % _COLOURS


def how_often(edition: Edition, cadence: Localized | None) -> str:
    """How often a task is done, in a few words; empty if the source does not say so."""
    return edition.words("task.cadence", cadence=edition.plain(cadence)) if cadence else ""


def title_of(edition: Edition, service: Service) -> str:
    """The service's code and name."""
    return f"{service.code} {edition.plain(service.name)}"


def more_services(edition: Edition, count: int) -> More:
    return More(edition.words("more.services", count=count), Link("services/index"))


@dataclass(frozen=True)
class WayToAsk:
    """A way to reach those who answer for the catalogue."""

    words: str
    address: str


@dataclass(frozen=True)
class BrandView:
    """The text at the foot, and whom a reader asks."""

    footer: Rich
    contacts: tuple[WayToAsk, ...]


def brand(edition: Edition) -> BrandView:
    """What ``brand`` says in ``catalogue.yaml``; empty where it says nothing."""
    found = edition.catalogue.identity.brand
    if found is None:
        return BrandView((), ())
    return BrandView(edition.rich(found.footer) if found.footer else (), tuple(_contacts(edition)))


def _contacts(edition: Edition) -> Iterator[WayToAsk]:
    found = edition.catalogue.identity.brand
    contact = found.contact if found else None
    if contact and contact.mail:
        yield WayToAsk(str(contact.mail), f"mailto:{contact.mail}")
    if contact and contact.phone:
        yield WayToAsk(str(contact.phone), f"tel:{contact.phone.replace(' ', '')}")
    if contact and contact.page:
        yield WayToAsk(contact.page.partition("://")[2].rstrip("/"), str(contact.page))


def index_page(
    edition: Edition, address: Address, title: str, lead: str, parts: tuple[Part[object], ...], at: Location | None = None
) -> Page:
    """Return a page that lists things, with ``title``, a key of the words of the interface, as title and heading."""
    words = edition.words(title)
    return Page(address.document, words, edition.pieces(words), description=lead, parts=parts, at=at)
