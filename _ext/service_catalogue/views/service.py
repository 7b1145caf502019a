"""Parts and facts of a service that its page, its booklet and the workbook share."""

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from service_catalogue.model.service import Service
from service_catalogue.model.statement import Departure, Section
from service_catalogue.views.annotations import DEPARTURES, NOTES, Mark, ServiceViews
from service_catalogue.views.edition import Edition, Linker
from service_catalogue.views.elements import TERMS, Fact, TermEntry, term_entry, title_of
from service_catalogue.views.matrix import MATRIX, MatrixViews
from service_catalogue.views.page import Page, Part, first_place
from service_catalogue.views.piece import Link, PieceKind, Rich, plain
from service_catalogue.views.service_facts import facts_of, silence
from service_catalogue.views.statements import STATEMENTS, statement_view
from service_catalogue.views.status import approval, restatement, standing


@dataclass(frozen=True)
class Glance:
    """Facts, summary and contact of a service."""

    facts: tuple[Fact, ...]
    summary: Rich
    contact: Rich


def booklet_page(edition: Edition, service: Service) -> Page:
    """Return the booklet of a service: its matrices, sections, notes and departures, and the terms that it uses."""
    parts: list[Part[object]] = []
    for matrix in service.all_matrices:
        matrix_views = MatrixViews(edition, service, matrix)
        parts.append(MATRIX.part(matrix_views.view(), matrix_views.part_anchor, matrix_views.heading_on_page))
    parts += (section_part(edition, service, section) for section in service.sections)
    parts += annotation_parts(edition, service, edition.linker())
    terms = terms_used(edition, service)
    if terms:
        parts.append(TERMS.part(terms, "part.terms", edition.words("service.terms")))
    title, heading = title_of(edition, service), edition.name(service.name)
    family = edition.plain(service.family) if service.family else ""
    return Page(ServiceViews(edition, service).document, title, heading, code=service.code, kicker=family, parts=tuple(parts))


def annotation_parts(
    edition: Edition, service: Service, linker: Linker, departure_linker: Linker | None = None
) -> Iterator[Part[object]]:
    """Yield the parts with the notes, tensions and exceptions of a service."""
    views = ServiceViews(edition, service)
    if service.notes:
        notes = tuple(views.note(note, linker) for note in service.notes)
        yield NOTES.part(notes, "part.notes", edition.words("matrix.notes"), at=first_place(service.notes))
    for index, owner in enumerate(dict.fromkeys(tension.owner for tension in service.tensions)):
        tensions = tuple(tension for tension in service.tensions if tension.owner == owner)
        heading = views.inherited_from(owner) if owner else edition.words("service.tensions")
        # The first is where links to the tensions of a service lead, whoever records them.
        anchor = f"part.tensions.{owner}" if index else "part.tensions"
        yield _departures(views, tensions, anchor, heading, departure_linker or linker)
    if service.exceptions:
        heading = edition.words("service.exceptions")
        yield _departures(views, service.exceptions, "part.exceptions", heading, departure_linker or linker)


def _departures(
    views: ServiceViews, departures: tuple[Departure, ...], anchor: str, heading: str, linker: Linker
) -> Part[object]:
    shown = tuple(views.departure(departure, linker) for departure in departures)
    return DEPARTURES.part(shown, anchor, heading, at=first_place(departures))


def section_part(edition: Edition, service: Service, section: Section, linker: Linker | None = None) -> Part[object]:
    """Return the part of a section, with inner sections; terms link where ``linker`` first meets them, else once a section."""
    used = linker or edition.linker()
    shown = tuple(statement_view(edition, service, statement, used) for statement in section.statements)
    name = edition.plain(section.name)
    inner = tuple(section_part(edition, service, one, linker) for one in section.sections)
    return STATEMENTS.part(shown, f"section.{section.id}", name, inner, at=section.at)


def lead(edition: Edition, service: Service, linker: Linker) -> Rich:
    """Return the lead of a service, or the statement that serves as its summary."""
    text = service.lead or (service.statements[service.summary].text if service.summary else None)
    return linker.rich(text) if text else ()


def summary_marks(edition: Edition, service: Service) -> tuple[Mark, ...]:
    """Return the departures of the statement that the lead or the cover restates."""
    return tuple(map(ServiceViews(edition, service).mark_of_departure, service.outline.summary_departures))


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
    summary = service.statements[service.summary].text if service.summary else service.lead
    return Glance(tuple(facts), linker.rich(summary) if summary else (), contact)


def terms_used(edition: Edition, service: Service) -> tuple[TermEntry, ...]:
    """Return the glossary terms in the service's text, notes and matrices, in alphabetical order."""
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
    """Yield the facts about the source, the status and the owner of a service, and how to reach somebody.

    Those that are not stated are among them if the catalogue restates a source.
    """
    return (fact for fact in _facts(edition, service) if fact.value or edition.catalogue.restates)


def _facts(edition: Edition, service: Service) -> Iterator[Fact]:
    words, source, valid = edition.words, service.source, service.valid

    def dated(key: str, day: date | None) -> Fact:
        return Fact(words(f"service.{key}"), words.date(day) if day else "", within=words.own(f"service.{key}.within"))

    yield Fact(words("source.title"), edition.name(source.title) if source else "")
    if source:
        yield Fact(words("source.owner"), edition.name(source.owner))
    yield Fact(words("source.date"), words.date(source.date) if source and source.date else "")
    yield Fact(words("service.status"), words(f"status.{service.status.value}") if service.status else "")
    yield Fact(words("service.version"), service.version or "")
    yield dated("from", valid.from_ if valid else None)
    yield dated("to", valid.to if valid else None)
    approver = edition.name(service.approver) if service.approver else ""
    # That of a source has approved the service, whoever has not approved the restatement.
    is_awaited = not edition.catalogue.restates and restatement(edition, service)
    label = "service.approver.awaited" if is_awaited else "service.approver"
    yield Fact(words(label), approver, within=words.own("service.approver.within"))
    yield from facts_of(edition, service)
    if source:
        topics = map(edition.plain, source.not_stated)
        yield from (Fact(topic, "", within=topic) for topic in topics)
    if approved := approval(edition, service):
        yield Fact(words("approval.label"), approved)


def standing_in_full(edition: Edition, service: Service) -> Iterator[str]:
    """Yield the status of ``service`` and what the source does not state, for a file without links."""
    if status := standing(edition, service, in_full=True):
        yield status
    if missing := not_stated(edition, facts_of_source(edition, service)):
        yield edition.words("source.missing", facts=edition.words.list(missing))
    yield from silence(edition, service)


def not_stated(edition: Edition, facts: Iterable[Fact]) -> list[str]:
    """Return the labels within a sentence of the ``facts`` that the source does not state."""
    return [fact.within or edition.words.within(fact.label) for fact in facts if not fact.value]
