"""The home page, and the list of services."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from service_catalogue.model.service import Service
from service_catalogue.model.vocabulary import CatalogueStatus
from service_catalogue.views.edition import Edition
from service_catalogue.views.elements import (
    LEAD,
    LIST,
    MORE,
    SHOWN_SERVICES,
    BookletView,
    Entry,
    approval,
    booklet_view,
    more_services,
    title_of,
)
from service_catalogue.views.page import Address, Kind, Page, Part, first_place
from service_catalogue.views.piece import Link, Piece, PieceKind, Rich
from service_catalogue.views.service import lead
from service_catalogue.views.service_status import not_in_force, title_elsewhere
from service_catalogue.views.stack import StackView, stack


@dataclass(frozen=True)
class Card:
    """A service in a list."""

    code: str
    name: Rich
    link: Link
    family: Rich
    motto: Rich
    summary: Rich
    status: str
    stack: StackView


@dataclass(frozen=True)
class Way:
    """A way into the catalogue."""

    name: str
    words: str
    count: str
    link: Link


@dataclass(frozen=True)
class Hero:
    """What the catalogue is."""

    tagline: str
    summary: Rich
    #: That it is not adopted; empty once it is.
    notice: str
    #: Who has adopted it, when, and on what evidence.
    approval: str
    booklet: BookletView | None


@dataclass(frozen=True)
class Services:
    """Cards, with a sentence on how many there are."""

    words: str
    cards: tuple[Card, ...]


HERO: Kind[Hero] = Kind("hero")
SERVICES: Kind[Services] = Kind("services")
WAYS: Kind[tuple[Way, ...]] = Kind("ways")


def home_page(edition: Edition, address: Address) -> Page:
    identity, words = edition.catalogue.identity, edition.words
    services = edition.catalogue.services
    more: tuple[Part[object], ...] = ()
    if len(services) > SHOWN_SERVICES:
        more = (MORE.part(more_services(edition, len(services) - SHOWN_SERVICES)),)
    name = edition.plain(identity.name)
    booklet = booklet_view(edition, "catalogue", "booklet.catalogue")
    hero = Hero(
        edition.plain(identity.tagline), edition.linker().rich(identity.summary), notice(edition), approval(edition), booklet
    )
    return Page(
        document=address.document,
        title=name,
        heading=edition.name(identity.name),
        description=edition.plain(identity.summary),
        parts=(
            HERO.part(hero),
            SERVICES.part(_services(edition, services[:SHOWN_SERVICES]), "part.services", words("nav.services"), more),
            WAYS.part(ways(edition), "part.ways", words("home.ways")),
        ),
        at=identity.at,
    )


def notice(edition: Edition) -> str:
    """That the catalogue is a restatement which its owner has not adopted; empty once it is adopted."""
    identity = edition.catalogue.identity
    if identity.status is CatalogueStatus.ADOPTED:
        return ""
    return edition.words("restatement.catalogue", owner=edition.plain(identity.owner))


def card(edition: Edition, service: Service) -> Card:
    linker = edition.linker()
    return Card(
        code=service.code,
        name=edition.name(service.name),
        link=Link(f"services/{service.id}"),
        family=edition.name(service.family) if service.family else (),
        motto=edition.name(service.motto) if service.motto else (),
        summary=lead(edition, service, linker),
        status=not_in_force(edition, service)
        or edition.words(f"status.{service.status.value}" if service.status else "not-stated"),
        stack=stack(edition, service),
    )


def _services(edition: Edition, services: tuple[Service, ...]) -> Services:
    every = edition.catalogue.services
    if len(every) == 1:
        sentence = edition.words("home.one-service", service=title_of(edition, every[0]))
    else:
        sentence = edition.words("home.services", count=len(every))
    return Services(sentence, tuple(card(edition, service) for service in services))


def ways(edition: Edition) -> tuple[Way, ...]:
    catalogue, words = edition.catalogue, edition.words
    counts = {
        "tasks": (len(catalogue.tasks), "tasks/index"),
        "parties": (len(catalogue.parties), "parties/index"),
        "layers": (len(catalogue.layers), "layers/index"),
        "glossary": (len(catalogue.terms), "glossary"),
    }
    return tuple(
        Way(words(f"nav.{key}"), words(f"way.{key}"), words(f"count.{key}", count=count), Link(document))
        for key, (count, document) in counts.items()
        if count
    )


def services_page(edition: Edition, address: Address) -> Page:
    """Every service: as a card, or, where there are many, as a line of its family."""
    words, services = edition.words, edition.catalogue.services
    parts: tuple[Part[object], ...]
    if len(services) > SHOWN_SERVICES:
        parts = (LEAD.part(words("home.services", count=len(services))), *_families(edition, services))
    else:
        parts = (SERVICES.part(_services(edition, services)),)
    return Page(
        document=address.document,
        title=words("nav.services"),
        heading=edition.pieces(words("nav.services"), lambda term: False),
        description=words("services.lead"),
        parts=parts,
        at=first_place(services),
    )


def _families(edition: Edition, services: Iterable[Service]) -> Iterator[Part[object]]:
    """The services family by family; those without one by the initial of their name."""
    found: dict[str, list[Service]] = {}
    for service in services:
        family = edition.plain(service.family) if service.family else edition.plain(service.name)[:1].upper()
        found.setdefault(family, []).append(service)
    for number, (family, members) in enumerate(found.items(), 1):
        entries = tuple(
            Entry(
                (Piece(PieceKind.TEXT, title_elsewhere(edition, service)),),
                Link(f"services/{service.id}"),
                edition.plain(service.motto) if service.motto else "",
            )
            for service in members
        )
        yield LIST.part(entries, f"part.family.{number}", family, at=first_place(members))
