"""Whom to ask about a service, its links and levels, and what its text does not say."""

from collections.abc import Iterator
from dataclasses import dataclass

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.service import Service
from service_catalogue.model.service_facts import Level, ServiceContact, ServiceOwner, Topic
from service_catalogue.model.statement import Statement
from service_catalogue.model.vocabulary import StatementKind, by_id
from service_catalogue.views.edition import Edition
from service_catalogue.views.elements import FACTS, Entry, Fact
from service_catalogue.views.page import Kind, Part
from service_catalogue.views.piece import Link, Piece, PieceKind, Rich, joined, text


@dataclass(frozen=True)
class Silence:
    """Exclusions of a text, subjects that it says nothing about, and a sentence with the words that it does not define."""

    excluded: tuple[Entry, ...]
    #: Empty without topics.
    lead: str
    #: Each with its own anchor.
    topics: tuple[Entry, ...]
    undefined: str


NOT_STATED: Kind[Silence] = Kind("not-stated")
#: The sign between the parts of a fact.
_BETWEEN = "\N{NO-BREAK SPACE}· "


def facts_of(edition: Edition, service: Service) -> Iterator[Fact]:
    """Yield owner, contacts, levels, links and tags of ``service``, empty where it has none of them but some other."""
    words, owner = edition.words, service.service_owner
    yield Fact(words("facts.owner"), _of_party(edition, owner) if owner else ())
    if not (owner or service.contacts or service.levels or service.links or service.tags):
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


def contact_facts(edition: Edition, service: Service) -> Iterator[Fact]:
    """Yield the contacts of ``service``, or that they are not stated."""
    yield from (Fact(edition.plain(contact.function), joined(_ways(edition, contact), _BETWEEN)) for contact in service.contacts)
    if not service.contacts:
        yield Fact(edition.words("facts.contacts"), "")


def facts_part(edition: Edition, service: Service) -> Iterator[Part[object]]:
    """Yield the part with the facts of ``service``, if it has one."""
    facts = tuple(facts_of(edition, service))
    if any(fact.value for fact in facts):
        yield FACTS.part(facts, "part.facts", edition.words("service.facts"), at=service.at)


def _of_party(edition: Edition, held: ServiceOwner | ServiceContact) -> Rich:
    party = edition.catalogue.party(held.party)
    return (*edition.name(held.function), *text(f" ({edition.plain(party.name)})"))


def _ways(edition: Edition, contact: ServiceContact) -> Iterator[Rich]:
    """Yield how a contact is reached, and its hours, or that they are not stated."""
    words = edition.words
    yield edition.name(edition.catalogue.party(contact.party).name)
    if contact.situations:
        yield text(words.list([words(f"situation.{one.value}") for one in contact.situations]))
    if contact.telephone:
        yield _link(contact.telephone.replace(" ", "\N{NO-BREAK SPACE}"), f"tel:{contact.telephone.replace(' ', '')}")
    if contact.mail:
        yield _link(contact.mail, f"mailto:{contact.mail}")
    if contact.form:
        yield _link(words("facts.form"), contact.form)
    if not (contact.telephone or contact.mail or contact.form):
        yield text(words("facts.no-way"))
    yield edition.name(contact.hours) if contact.hours else text(words("facts.no-hours"))


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
    found = topics_of(edition.catalogue, service)
    topics = tuple(Entry(edition.name(one.name), Link(f"services/{service.id}", f"topic.{one.id}")) for one in found)
    undefined = undefined_words(edition, service)
    excluded = tuple(Entry(edition.name(one.text), Link(f"services/{service.id}", one.id)) for one in exclusions(service))
    if excluded or topics or undefined:
        lead = edition.words("service.silent-on") if topics else ""
        heading = edition.words("service.not-included" if excluded else "service.not-stated")
        yield NOT_STATED.part(Silence(excluded, lead, topics, undefined), "not-stated", heading, at=service.at)


def exclusions(service: Service) -> list[Statement]:
    """Return the statements that say what ``service`` does not include."""
    return [statement for statement in service.statements.values() if statement.kind is StatementKind.EXCLUSION]


def topic_names(edition: Edition, service: Service) -> list[str]:
    """Return the names of the subjects that ``service`` says nothing about."""
    return [edition.plain(topic.name) for topic in topics_of(edition.catalogue, service)]


def undefined_words(edition: Edition, service: Service) -> str:
    """Return the sentence with the words that its text does not define; empty if none are recorded."""
    words = [edition.plain(each) for each in service.undefined_words]
    return edition.words("service.undefined", terms=edition.words.list(words)) if words else ""


def silence(edition: Edition, service: Service) -> Iterator[str]:
    """Yield what the text of ``service`` excludes or does not say as sentences, for print and for files."""
    if excluded := exclusions(service):
        yield " ".join((f"{edition.words('service.excluded')}:", *(edition.plain(one.text) for one in excluded)))
    if names := topic_names(edition, service):
        yield edition.words("service.silent", topics=edition.words.list(names))
    if undefined := undefined_words(edition, service):
        yield undefined
