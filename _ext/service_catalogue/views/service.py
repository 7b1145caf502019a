"""The page of a service."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from service_catalogue.model.matrix import Matrix
from service_catalogue.model.service import Section, Service
from service_catalogue.model.vocabulary import CatalogueStatus, Duty, State
from service_catalogue.views.annotations import DEPARTURES, NOTES, ServiceViews
from service_catalogue.views.duties import concerns
from service_catalogue.views.edition import Edition, Link, PieceKind, Rich, plain
from service_catalogue.views.matrix import MATRIX, MatrixViews, colour
from service_catalogue.views.page import Address, Kind, Page, Part
from service_catalogue.views.parts import (
    FACTS,
    LIST,
    TERMS,
    BookletView,
    Entry,
    Fact,
    TermEntry,
    approval,
    booklet_view,
    term_entry,
    title_of,
)
from service_catalogue.views.statements import STATEMENTS, section_view
from service_catalogue.views.withdrawn import withdrawn


@dataclass(frozen=True)
class Share:
    """How many of a layer's tasks a party answers for."""

    party: Rich
    count: int
    #: The colour of its bar, from 0.
    place: int


@dataclass(frozen=True)
class LayerShares:
    """Who answers for the tasks of one layer."""

    layer: Rich
    link: Link
    total: int
    shares: tuple[Share, ...]
    #: The same in words.
    words: str


@dataclass(frozen=True)
class Glance:
    """A service at a glance."""

    facts: tuple[Fact, ...]
    summary: Rich
    contact: Rich
    layers: tuple[LayerShares, ...]
    #: Its first matrix.
    matrix: Link | None
    booklet: BookletView | None


@dataclass(frozen=True)
class Restatement:
    """That this is a restatement, from which document, and that its owner has not adopted it."""

    words: str


NOTICE: Kind[Restatement | None] = Kind("notice")
GLANCE: Kind[Glance] = Kind("glance")
SHARES: Kind[tuple[LayerShares, ...]] = Kind("shares")


def service_page(edition: Edition, address: Address) -> Page:
    service = edition.catalogue.objects["service"][address.ids[0]]
    words = edition.words
    parts: list[Part[object]] = [
        *withdrawn(edition, service.withdrawn),
        NOTICE.part(restatement(edition, service)),
        GLANCE.part(glance(edition, service)),
    ]
    parts += [_section(edition, service, section) for section in service.sections]
    for matrix in service.all_matrices:
        matrix_views = MatrixViews(edition, service, matrix)
        parts.append(MATRIX.part(matrix_views.view(), matrix_views.part_anchor, matrix_views.heading_on_page))
    parts += _annotations(edition, service)
    parties = [party for party in edition.catalogue.parties if concerns(service, party.id)]
    if parties:
        entries = tuple(Entry(edition.name(party.name), Link(f"parties/{party.id}/{service.id}")) for party in parties)
        parts.append(LIST.part(entries, "part.parties", words("service.parties")))
    terms = terms_used(edition, service)
    if terms:
        parts.append(TERMS.part(terms, "part.terms", words("service.terms")))
    parts.append(FACTS.part(tuple(facts_of_source(edition, service)), "part.source", words("service.source")))
    return Page(
        document=address.document,
        title=title_of(edition, service),
        heading=edition.name(service.name),
        code=service.code,
        kicker=edition.plain(service.family) if service.family else "",
        description=plain(_statement(edition, service, service.summary)),
        parts=tuple(parts),
        trail=((words("nav.services"), Link("services/index")),),
        path=service.at.path,
        line=service.at.line,
    )


def restatement(edition: Edition, service: Service) -> Restatement | None:
    """What has to be said of every service while the catalogue is not adopted; ``None`` once it is."""
    identity = edition.catalogue.identity
    if identity.status is CatalogueStatus.ADOPTED:
        return None
    owner = edition.plain(identity.owner)
    if service.source is None:
        return Restatement(edition.words("restatement.unknown", owner=owner))
    return Restatement(
        edition.words(
            "restatement.service",
            owner=owner,
            title=edition.plain(service.source.title),
            publisher=edition.plain(service.source.owner),
        )
    )


def _annotations(edition: Edition, service: Service) -> Iterator[Part[object]]:
    views, linker = ServiceViews(edition, service), edition.linker()
    if service.notes:
        notes = tuple(views.note(note, linker) for note in service.notes)
        yield NOTES.part(notes, "part.notes", edition.words("matrix.notes"))
    for kind, departures in (("tensions", service.tensions), ("exceptions", service.exceptions)):
        if departures:
            shown = tuple(views.departure(departure, linker) for departure in departures)
            yield DEPARTURES.part(shown, f"part.{kind}", edition.words(f"service.{kind}"))


def _section(edition: Edition, service: Service, section: Section) -> Part[object]:
    return STATEMENTS.part(
        section_view(edition, service, section, edition.linker()),
        f"section.{section.id}",
        edition.plain(section.name),
        tuple(_section(edition, service, inner) for inner in section.sections),
    )


def _statement(edition: Edition, service: Service, id: str | None) -> Rich:
    return edition.rich(service.statements[id].text) if id else ()


def glance(edition: Edition, service: Service) -> Glance:
    words = edition.words
    provider = edition.catalogue.party(service.provider)
    facts = [Fact(words("service.code"), service.code)]
    if service.family:
        facts.append(Fact(words("service.family"), edition.name(service.family)))
    if service.motto:
        facts.append(Fact(words("service.motto"), edition.name(service.motto)))
    facts += [
        Fact(words("service.provider"), edition.name(provider.name), Link(f"parties/{provider.id}")),
        Fact(words("service.status"), words(f"status.{service.status.value}") if service.status else ""),
    ]
    linker = edition.linker()
    contact = linker.rich(service.statements[service.contact].text) if service.contact else ()
    summary = linker.rich(service.statements[service.summary].text) if service.summary else ()
    matrix = next((MatrixViews(edition, service, matrix) for matrix in service.all_matrices), None)
    link = Link(matrix.document, matrix.part_anchor) if matrix else None
    booklet = booklet_view(edition, service.id, "booklet.service")
    return Glance(tuple(facts), summary, contact, service_shares(edition, service), link, booklet)


def service_shares(edition: Edition, service: Service) -> tuple[LayerShares, ...]:
    """For each layer of the service's matrices: who answers for how many of its tasks."""
    shares = (matrix_shares(edition, matrix) for matrix in service.all_matrices)
    return tuple(itertools.chain.from_iterable(shares))


def matrix_shares(edition: Edition, matrix: Matrix) -> Iterator[LayerShares]:
    """For each layer of a matrix whose first axis is the layers: who answers for how many of its tasks."""
    if next(iter(matrix.axes), "") != "layer":
        return
    answering = edition.catalogue.scheme(matrix.scheme).with_duty(Duty.ANSWERS_FOR)
    if not answering:
        return
    for layer in matrix.axes["layer"]:
        cells = [cell for cell in matrix.cells if cell.values[0] == layer]
        counts = Counter(cell.party for cell in cells if set(answering) & set(cell.letters))
        shares = tuple(
            Share(edition.name(edition.catalogue.party(party).name), counts[party], colour(matrix, party))
            for party in matrix.parties
            if counts[party]
        )
        total = len({(cell.task, cell.values) for cell in cells if cell.state is not State.NOT_APPLICABLE})
        sentence = edition.words.list(
            [edition.words("share", party=plain(share.party), count=share.count, total=total) for share in shares]
        )
        yield LayerShares(edition.name(edition.catalogue.layer(layer).name), Link(f"layers/{layer}"), total, shares, sentence)


def terms_used(edition: Edition, service: Service) -> tuple[TermEntry, ...]:
    """The glossary terms that the service's text, notes and matrix mention, in alphabetical order."""
    catalogue = edition.catalogue
    texts = [statement.text for statement in service.statements.values()]
    texts += [note.text for note in service.notes]
    texts += [tension.text for tension in service.tensions]
    texts += [exception.reason for exception in service.exceptions]
    for matrix in service.all_matrices:
        texts += [letter.meaning for letter in catalogue.scheme(matrix.scheme).letters]
        texts += [matrix.default.text] if matrix.default else []
    pieces = itertools.chain.from_iterable(edition.rich(text, lambda term: True) for text in texts)
    used = {piece.link.anchor for piece in pieces if piece.kind is PieceKind.TERM and piece.link}
    for matrix in service.all_matrices:
        used |= {term for row in matrix.rows for term in edition.terms_in(edition.plain(catalogue.task(row.task).name))}
        used |= {letter.term for letter in catalogue.scheme(matrix.scheme).letters if letter.term}
    entries = [term_entry(edition, catalogue.term(term)) for term in used]
    return tuple(sorted(entries, key=lambda entry: edition.words.sort_key(plain(entry.name))))


def facts_of_source(edition: Edition, service: Service) -> Iterator[Fact]:
    """Which document a service restates, and how the service stands."""
    words = edition.words
    if service.source:
        yield Fact(words("source.title"), edition.name(service.source.title))
        yield Fact(words("source.owner"), edition.name(service.source.owner))
    else:
        yield Fact(words("source.title"), "")
    yield Fact(words("source.date"), words.date(service.source.date) if service.source and service.source.date else "")
    yield Fact(words("service.status"), words(f"status.{service.status.value}") if service.status else "")
    yield Fact(words("service.version"), service.version or "")
    valid = service.valid
    yield Fact(words("service.from"), words.date(valid.from_) if valid and valid.from_ else "")
    yield Fact(words("service.to"), words.date(valid.to) if valid and valid.to else "")
    yield Fact(words("service.approver"), edition.name(service.approver) if service.approver else "")
    if said := approval(edition):
        yield Fact(words("approval.label"), said)
