"""Small elements that several pages share."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from service_catalogue.model.identity import Contact
from service_catalogue.model.service import Service
from service_catalogue.model.shared_objects import Term
from service_catalogue.schema.kinds import Localized
from service_catalogue.views.edition import Edition
from service_catalogue.views.page import Kind
from service_catalogue.views.piece import Download, Link, Rich

#: Maximum number of services that a page shows in full; the others are counted, and linked.
SHOWN_SERVICES = 8


@dataclass(frozen=True)
class Entry:
    """Line of a list: a link, with a few words."""

    name: Rich
    link: Link
    words: str = ""


@dataclass(frozen=True)
class More:
    """Words for the number of things that are not shown, and a link to them or a file with them."""

    words: str
    link: Link | Download


@dataclass(frozen=True)
class TermEntry:
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


@dataclass(frozen=True)
class DataFile:
    """File for download, with words for what it is."""

    words: str
    file: Download


#: Number of colours for parties in the style.
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


def booklet_view(edition: Edition, id: str, key: str) -> DataFile | None:
    """Return the PDF of a service, or of the whole under ``catalogue``, if the site offers one."""
    file = edition.booklets.get(id)
    if file is None:
        return None
    pages = edition.words("booklet.pages", count=file.pages)
    return DataFile(
        edition.words(key, pages=pages, size=edition.words("booklet.size", count=max(1, round(file.size / 1000)))), file
    )


def data_files(edition: Edition, name: str, kinds: Iterable[str] = ("xlsx", "csv", "json")) -> tuple[DataFile, ...]:
    """Return the files of a service for spreadsheets and for programs, if the site offers them."""
    files = (DataFile(edition.words(f"file.{kind}"), Download(f"{edition.data}/{name}.{kind}", 0, 0)) for kind in kinds)
    return tuple(files) if edition.data else ()


def term_entry(edition: Edition, term: Term) -> TermEntry:
    return TermEntry(edition.name(term.name), Link("glossary", term.id), edition.rich(term.definition))


def colour(service: Service, party: str) -> int:
    """Return the colour of a party in every matrix of ``service``, by its place among their parties."""
    return service.columns.index(party) % _COLOURS


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


@dataclass(frozen=True)
class BrandView:
    """Footer, and contacts of the owner."""

    footer: Rich
    contacts: tuple[WayToAsk, ...]


def brand(edition: Edition) -> BrandView:
    """Return the ``brand`` of ``catalogue.yaml``; empty if it has none."""
    found = edition.catalogue.identity.brand
    contact = found.contact if found else None
    return BrandView(edition.rich(found.footer) if found and found.footer else (), tuple(_ways(contact)) if contact else ())


def _ways(contact: Contact) -> Iterator[WayToAsk]:
    if contact.mail:
        yield WayToAsk(str(contact.mail), f"mailto:{contact.mail}")
    if contact.phone:
        yield WayToAsk(str(contact.phone), f"tel:{contact.phone.replace(' ', '')}")
    if contact.page:
        yield WayToAsk(contact.page.partition("://")[2].rstrip("/"), str(contact.page))
