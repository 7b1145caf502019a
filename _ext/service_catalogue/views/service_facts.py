"""What the text of a service does not say: subjects, and words that it does not define."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.service import Service
from service_catalogue.model.service_facts import Topic
from service_catalogue.model.vocabulary import by_id
from service_catalogue.views.edition import Edition
from service_catalogue.views.page import Kind, Part
from service_catalogue.views.piece import Link, Rich


@dataclass(frozen=True)
class TopicView:
    """Subject that the text says nothing about."""

    name: Rich
    #: With the anchor of the subject.
    link: Link


@dataclass(frozen=True)
class Silence:
    """Subjects that a text says nothing about, and a sentence with the words that it does not define."""

    #: Empty without topics.
    lead: str
    topics: tuple[TopicView, ...]
    undefined: str


NOT_STATED: Kind[Silence] = Kind("not-stated")


def topics_of(catalogue: Catalogue, service: Service) -> tuple[Topic, ...]:
    """Return the subjects that ``service`` says nothing about: its own, then those of the catalogue."""
    return tuple(by_id((*service.topics, *catalogue.identity.topics)).values())


def silence_part(edition: Edition, service: Service) -> Iterator[Part[object]]:
    """Yield the part with what the text of ``service`` does not say, if that is recorded."""
    topics = tuple(
        TopicView(edition.name(one.name), Link(f"services/{service.id}", f"topic.{one.id}"))
        for one in topics_of(edition.catalogue, service)
    )
    undefined = undefined_words(edition, service)
    if topics or undefined:
        lead = edition.words("service.silent-on") if topics else ""
        yield NOT_STATED.part(Silence(lead, topics, undefined), "not-stated", edition.words("service.not-stated"), at=service.at)


def topic_names(edition: Edition, service: Service) -> list[str]:
    """Return the names of the subjects that ``service`` says nothing about."""
    return [edition.plain(topic.name) for topic in topics_of(edition.catalogue, service)]


def undefined_words(edition: Edition, service: Service) -> str:
    """Return the sentence with the words that its text does not define; empty if none are recorded."""
    words = [edition.plain(each) for each in service.undefined_words]
    return edition.words("service.undefined", terms=edition.words.list(words)) if words else ""


def silence(edition: Edition, service: Service) -> Iterator[str]:
    """Yield what the text of ``service`` does not say as sentences, for print and for files."""
    if names := topic_names(edition, service):
        yield edition.words("service.silent", topics=edition.words.list(names))
    if undefined := undefined_words(edition, service):
        yield undefined
