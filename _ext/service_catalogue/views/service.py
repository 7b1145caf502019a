"""Facts and parts of a service that its page, its booklet and the workbook share."""

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from service_catalogue.model import StatementKind, by_id
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.service import Level, Service, ServiceContact, ServiceOwner, Topic
from service_catalogue.model.statement import Departure, Section, Statement
from service_catalogue.text import capitalised
from service_catalogue.views.edition import Edition, Link, Linker, Piece, PieceKind, Rich, joined, plain, text
from service_catalogue.views.matrix import MATRIX, MatrixViews
from service_catalogue.views.page import (
    FACTS,
    TERMS,
    Fact,
    ListEntry,
    Page,
    Part,
    PartKind,
    TermEntry,
    first_place,
    term_entry,
    title_of,
)
from service_catalogue.views.statements import DEPARTURES, NOTES, STATEMENTS, Mark, ServiceViews, statement_view
from service_catalogue.views.status import approval, restatement, standing


@dataclass(frozen=True)
class Silence:
    """Exclusions of a text, subjects that it says nothing about, and a sentence with the words that it does not define."""

    excluded: tuple[ListEntry, ...]
    #: Empty without topics.
    lead: str
    #: Each with its own anchor.
    topics: tuple[ListEntry, ...]
    undefined: str


NOT_STATED: PartKind[Silence] = PartKind("not-stated")
#: The sign between the parts of a fact.
_BETWEEN = "\N{NO-BREAK SPACE}· "


def facts_of(edition: Edition, service: Service) -> Iterator[Fact]:
    """Yield owner, contacts, levels, links and tags of ``service``, empty where it has none of them but some other."""
    words, owner = edition.words, service.service_owner
    yield Fact(words("facts.owner"), _of_party(edition, owner) if owner else ())
    if not (owner or any(not contact.on for contact in service.contacts) or service.levels or service.links or service.tags):
        return
    yield from contact_facts(edition, service)
    yield from (Fact(edition.plain(level.what), level_words(edition, level)) for level in service.levels)
    if not service.levels:
        yield Fact(words("facts.levels"), "")
    yield from (Fact(words(f"facts.link.{link.kind.value}"), _link(edition.plain(link.name), link.url)) for link in service.links)
    if service.tags:
        yield Fact(words("facts.tags"), ", ".join(service.tags))


def level_words(edition: Edition, level: Level) -> Rich:
    return joined(_level(edition, level), _BETWEEN)


@dataclass(frozen=True)
class ContactView:
    """Function to ask, and how to reach it."""

    function: Rich
    party: Rich
    #: What it is asked about.
    asked: str
    #: Number, mail and form: those that are stated.
    ways: tuple[Rich, ...]
    hours: Rich
    #: The statement that says it.
    link: Link | None


def contacts(edition: Edition, service: Service) -> tuple[ContactView, ...]:
    return tuple(
        ContactView(
            edition.name(contact.function),
            edition.name(edition.catalogue.party(contact.party).name) if contact.party else (),
            capitalised(edition.words.list([edition.words(f"situation.{one.value}") for one in contact.situations])),
            tuple(_ways(edition, contact)),
            edition.name(contact.hours) if contact.hours else text(edition.words("facts.no-hours")),
            Link(f"services/{service.id}", contact.on) if contact.on else None,
        )
        for contact in service.contacts
    )


def contact_facts(edition: Edition, service: Service) -> Iterator[Fact]:
    """Yield the contacts of ``service``, or that they are not stated."""
    for one in contacts(edition, service):
        if one.link:
            yield Fact(one.asked or edition.words("service.contact"), one.function, one.link)
        else:
            asked = [text(edition.words.within(one.asked))] if one.asked else []
            ways = one.ways or [text(edition.words("facts.no-way"))]
            yield Fact(plain(one.function), joined(filter(None, (one.party, *asked, *ways, one.hours)), _BETWEEN))
    if not service.contacts:
        yield Fact(edition.words("facts.contacts"), "")


def calls(edition: Edition, service: Service) -> Iterator[Fact]:
    """Yield whom to call; without contacts, the statement on whom to ask."""
    contact = service.statements.get(service.contact or "")
    if service.contacts:
        yield from contact_facts(edition, service)
    elif contact and contact.id not in service.under_baseline:
        link = Link(f"services/{service.id}", contact.id)
        yield Fact(edition.words("service.contact"), text(edition.plain(contact.text)), link)


def facts_part(edition: Edition, service: Service) -> Iterator[Part[object]]:
    """Yield the part with the facts of ``service`` but for its contacts, if it has one."""
    contacts = [*contact_facts(edition, service)]
    facts = tuple(fact for fact in facts_of(edition, service) if fact not in contacts)
    if any(fact.value for fact in facts):
        yield FACTS.part(facts, "part.facts", edition.words("service.facts"), at=service.at)


def _of_party(edition: Edition, owner: ServiceOwner) -> Rich:
    party = edition.catalogue.party(owner.party)
    return (*edition.name(owner.function), *text(f" ({edition.plain(party.name)})"))


def _ways(edition: Edition, contact: ServiceContact) -> Iterator[Rich]:
    if contact.telephone:
        yield _link(contact.telephone.replace(" ", "\N{NO-BREAK SPACE}"), f"tel:{contact.telephone.replace(' ', '')}")
    if contact.mail:
        yield _link(contact.mail, f"mailto:{contact.mail}")
    if contact.form:
        yield _link(edition.words("facts.form"), contact.form)


def _level(edition: Edition, level: Level) -> Iterator[Rich]:
    yield edition.name(level.target)
    if level.measured:
        yield edition.name(level.measured)
    words = edition.words
    yield text(words("facts.agreed", document=edition.plain(level.document)) if level.document else words("facts.aim"))


def _link(words: str, address: str) -> Rich:
    return (Piece(PieceKind.LINK, words, address=address),)


def topics_of(catalogue: Catalogue, service: Service) -> tuple[Topic, ...]:
    """Return the subjects that ``service`` says nothing about: its own, then those of the catalogue."""
    return tuple(by_id((*service.topics, *catalogue.identity.topics)).values())


def silence_part(edition: Edition, service: Service) -> Iterator[Part[object]]:
    """Yield the part with what the text of ``service`` does not say, if that is recorded."""
    stated = topics_of(edition.catalogue, service)
    topics = tuple(ListEntry(edition.name(one.name), Link(f"services/{service.id}", f"topic.{one.id}")) for one in stated)
    undefined = undefined_words(edition, service)
    excluded = tuple(ListEntry(edition.name(one.text), Link(f"services/{service.id}", one.id)) for one in exclusions(service))
    if excluded or topics or undefined:
        lead = edition.words("service.silent-on") if topics else ""
        heading = edition.words("service.not-included" if excluded else "service.not-stated")
        yield NOT_STATED.part(Silence(excluded, lead, topics, undefined), "not-stated", heading, at=service.at)


def exclusions(service: Service) -> list[Statement]:
    """Return the statements that say what ``service`` does not include."""
    return [one for one in service.statements.values() if one.kind is StatementKind.EXCLUSION and not one.withdrawn]


def topic_names(edition: Edition, service: Service) -> list[str]:
    """Return the names of the subjects that ``service`` says nothing about."""
    return [edition.plain(topic.name) for topic in topics_of(edition.catalogue, service)]


def undefined_words(edition: Edition, service: Service) -> str:
    """Return the sentence with the words that its text does not define; empty if none are recorded."""
    words = [edition.plain(each) for each in service.undefined_words]
    return edition.words("service.undefined", terms=edition.words.list(words)) if words else ""


def silence(edition: Edition, service: Service) -> Iterator[str]:
    """Yield what the text of ``service`` excludes or does not say as sentences, for files."""
    if excluded := exclusions(service):
        yield " ".join((f"{edition.words('service.excluded')}:", *(edition.plain(one.text) for one in excluded)))
    yield from unsaid(edition, service)


def unsaid(edition: Edition, service: Service) -> Iterator[str]:
    """Yield the subjects on which the text of ``service`` is silent, and the words that it does not define, as sentences."""
    if names := topic_names(edition, service):
        yield edition.words("service.silent", topics=edition.words.list(names))
    if undefined := undefined_words(edition, service):
        yield undefined


def booklet_page(edition: Edition, service: Service) -> Page:
    """Return the booklet of a service: its matrices, sections, notes and departures, and the terms that it uses."""
    parts: list[Part[object]] = []
    for matrix in service.all_matrices:
        matrix_views = MatrixViews(edition, service, matrix)
        parts.append(MATRIX.part(matrix_views.view(), matrix_views.part_anchor, matrix_views.heading_on_page))
    parts += (section_part(edition, service, section) for section in service.sections)
    parts += annotation_parts(edition, service, edition.linker())
    schemes = (edition.catalogue.scheme(matrix.scheme) for matrix in service.all_matrices)
    in_legend = {str(letter.term) for scheme in schemes for letter in scheme.letters}
    if terms := tuple(one for one in terms_used(edition, service) if one.link.anchor not in in_legend):
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


def divided_sections(service: Service) -> tuple[list[Section], list[Section], list[Section]]:
    """Return the sections about ``service`` as such, those that describe it, and those with inner sections: its terms.

    A section is about the service as such if it has several statements, all of information.
    """
    binding = [section for section in service.sections if section.sections]
    about = [
        section
        for section in service.sections
        if len(section.statements) > 1 and all(one.kind is StatementKind.INFORMATION for one in section.statements)
    ]
    about = [section for section in about if section not in binding]
    return about, [section for section in service.sections if section not in (*about, *binding)], binding


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
