"""The pages of a party: itself, its duties in one service, and the list of parties."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from service_catalogue.model.catalogue import Party
from service_catalogue.model.cell import Cell
from service_catalogue.model.service import Service
from service_catalogue.views.duties import Duties, PlaceDuties, Said, concerns, duties, in_matrix
from service_catalogue.views.edition import Edition, Link
from service_catalogue.views.matrix import LetterView, letter_view
from service_catalogue.views.page import Address, Page, Part
from service_catalogue.views.parts import SHOWN_SERVICES, Entry, More, TermEntry, more_services, term_entry, title_of


@dataclass(frozen=True)
class LetterCount:
    """How many cells hold a letter."""

    letter: LetterView
    count: int


@dataclass(frozen=True)
class PartyInService:
    """A party's part in a service, in numbers."""

    service: str
    link: Link
    letters: tuple[LetterCount, ...]
    #: How many statements and notes bind it or give it a right.
    statements: str


@dataclass(frozen=True)
class PartyIntro:
    """What a party is, by the glossary."""

    terms: tuple[TermEntry, ...]


@dataclass(frozen=True)
class DutyPlaces:
    """Tasks, place by place."""

    words: str
    places: tuple[PlaceDuties, ...]


@dataclass(frozen=True)
class SaidList:
    """What statements and notes say of a party."""

    words: str
    said: tuple[Said, ...]


def party_page(edition: Edition, address: Address) -> Page:
    catalogue, words = edition.catalogue, edition.words
    party = catalogue.party(address.ids[0])
    services = [service for service in catalogue.services if concerns(service, party.id)]
    parts = [Part("party", _intro(edition, party))]
    shown = tuple(in_service(edition, service, party.id) for service in services[:SHOWN_SERVICES])
    more: tuple[Part, ...] = ()
    if len(services) > SHOWN_SERVICES:
        more = (Part("more", more_services(edition, len(services) - SHOWN_SERVICES)),)
    parts.append(Part("party-services", shown, "part.services", words("party.services"), more))
    return Page(
        document=address.document,
        title=edition.plain(party.name),
        heading=edition.name(party.name),
        kicker=words("party.kicker"),
        description=words("party.about", party=edition.plain(party.name)),
        parts=tuple(parts),
        trail=((words("nav.parties"), Link("parties/index")),),
        path=party.at.path,
        line=party.at.line,
    )


def _intro(edition: Edition, party: Party) -> PartyIntro:
    return PartyIntro((term_entry(edition, edition.catalogue.term(party.term)),) if party.term else ())


def in_service(edition: Edition, service: Service, party: str) -> PartyInService:
    letters: tuple[LetterCount, ...] = ()
    if in_matrix(service, party):
        letters = tuple(_letter_counts(edition, service, party))
    count = len({text.id for text in service.texts if any(claim.party == party for claim in text.claims)})
    return PartyInService(
        title_of(edition, service),
        Link(f"parties/{party}/{service.id}"),
        letters,
        edition.words("party.statements", count=count),
    )


def _letter_counts(edition: Edition, service: Service, party: str) -> Iterator[LetterCount]:
    """How many cells of ``party`` hold each letter, scheme by scheme."""
    cells: dict[str, list[Cell]] = {}
    for matrix in service.all_matrices:
        cells.setdefault(matrix.scheme, []).extend(cell for cell in matrix.cells if cell.party == party)
    for id, held in cells.items():
        scheme = edition.catalogue.scheme(id)
        counts = Counter(letter for cell in held for letter in cell.letters)
        for entry in scheme.letters:
            if counts[entry.letter]:
                yield LetterCount(letter_view(edition, scheme, entry.letter), counts[entry.letter])


def duties_page(edition: Edition, address: Address) -> Page:
    """What binds a party in a service, and what it may."""
    catalogue, words = edition.catalogue, edition.words
    party = catalogue.party(address.ids[0])
    service = catalogue.objects["service"][address.ids[1]]
    name, title = edition.plain(party.name), title_of(edition, service)
    return Page(
        document=address.document,
        title=words("duties.title", party=name, service=title),
        heading=edition.pieces(words("duties.title", party=name, service=title), lambda term: False),
        kicker=words("duties.kicker"),
        description=words("duties.about", party=edition.definite(party), service=title),
        parts=(
            Part("more", More(words("duties.service", service=title), Link(f"services/{service.id}"))),
            *duty_parts(edition, duties(edition, service, party)),
        ),
        trail=((words("nav.parties"), Link("parties/index")), (name, Link(f"parties/{party.id}"))),
        path=service.at.path,
        line=service.at.line,
    )


def duty_parts(edition: Edition, found: Duties) -> Iterator[Part]:
    """The parts of a page that show what binds a party, each with its heading."""
    words = edition.words
    if found.baseline:
        yield Part("baseline", found.baseline)
    if found.is_empty:
        yield Part("none", words("duties.none", party=found.party))
    for letter in found.letters:
        yield Part("letter-duties", letter, letter.anchor, letter.heading)
    if found.open:
        yield Part("duty-places", DutyPlaces("", found.open), "part.open", words("duties.open"))
    for key in ("promised", "rights"):
        if said := getattr(found, key):
            yield Part("said", SaidList("", said), key, words(f"duties.{key}"))
    if found.asks or found.tells:
        inner = tuple(
            Part("duty-places", DutyPlaces("", places), f"part.{key}", words(f"duties.{key}"))
            for key, places in (("asks", found.asks), ("tells", found.tells))
            if places
        )
        yield Part("lead", words("duties.follows.why"), "part.follows", words("duties.follows"), inner)
    if found.mentions:
        yield Part("said", SaidList("", found.mentions), "part.mentions", words("duties.mentions"))
    if found.unnamed:
        yield Part("said", SaidList(words("duties.unnamed.why"), found.unnamed), "part.unnamed", words("duties.unnamed"))
    if found.departures:
        yield Part("departures-again", found.departures, "part.departures", words("duties.departures"))
    if found.notes:
        yield Part("notes-again", found.notes, "part.notes", words("matrix.notes"))


def parties_page(edition: Edition, address: Address) -> Page:
    catalogue, words = edition.catalogue, edition.words
    entries = tuple(
        Entry(
            edition.name(party.name),
            Link(f"parties/{party.id}"),
            edition.plain(catalogue.term(party.term).definition) if party.term else "",
        )
        for party in catalogue.parties
    )
    return Page(
        document=address.document,
        title=words("nav.parties"),
        heading=edition.pieces(words("nav.parties"), lambda term: False),
        description=words("parties.lead"),
        parts=(Part("lead", words("parties.lead")), Part("list", entries)),
    )
