"""Rules about services as such: when they are valid, and the topics that they say nothing about."""

import re
from collections.abc import Iterable, Iterator
from datetime import date

from service_catalogue.messages.quotation import quote
from service_catalogue.model.catalogue import HomeQuestion
from service_catalogue.model.kinds import ServiceStatus
from service_catalogue.model.service import kept
from service_catalogue.model.shared import Layer, Letter, Party
from service_catalogue.rules import Catalogue, Kind, Problem, Service, Severity, Shared, rule
from service_catalogue.rules.names import folded


#: A service is valid from a day before the day it is valid to.
@rule(acceptable=True, reads=(Kind.IDENTITY,))
def impossible_dates(service: Service, shared: Shared) -> Iterator[Problem]:
    valid = service.valid
    if valid and valid.from_ and valid.to and valid.from_ > valid.to:
        end, start = valid.to.isoformat(), valid.from_.isoformat()
        yield impossible_dates.problem(valid.to.at, addresses=[f"service:{service.id}"], end=end, start=start)


#: Services with the same code follow each other in time.
@rule(acceptable=True, reads=(Kind.IDENTITY,))
def overlapping_validity(catalogue: Catalogue) -> Iterator[Problem]:
    by_code: dict[str, list[tuple[date, date, Service]]] = {}
    for service in catalogue.services:
        start, end = _days(service)
        if start <= end:
            others = by_code.setdefault(folded(service.code), [])
            other = next((other for first, last, other in others if start <= last and first <= end), None)
            if other:
                addresses = [f"service:{other.id}", f"service:{service.id}"]
                yield overlapping_validity.problem(
                    service.code.at, addresses=addresses, service=quote(other.id), code=quote(service.code)
                )
            others.append((start, end, service))


def _days(service: Service) -> tuple[date, date]:
    """Return the first and the last day of a service; of time itself where it is open."""
    valid = service.valid
    return (valid and valid.from_) or date.min, (valid and valid.to) or date.max


#: A topic that the catalogue says nothing about has no words of a matrix, and its words are in no statement.
@rule(severity=Severity.WARNING, reads=(Kind.IDENTITY, Kind.TASK, Kind.LAYER, Kind.PARTY, Kind.SCHEME, Kind.TERM))
def stated_topic(catalogue: Catalogue) -> Iterator[Problem]:
    of_matrix = _words_of_matrices(catalogue)
    shared = catalogue.identity.topics
    for topics, services in ((shared, catalogue.services), *((one.topics, (one,)) for one in catalogue.services)):
        texts = [*_stated_texts(services)] if topics else []
        words = ((language, word) for topic in topics for language, several in topic.words.items() for word in several)
        for language, word in words:
            wanted = folded(word)
            if wanted in of_matrix:
                yield stated_topic.problem(word.at, "in-matrix", word=quote(word))
            elif where := next((address for address, of, text in texts if of == language and _has_words(text, wanted)), None):
                yield stated_topic.problem(word.at, "in-statement", word=quote(word), statement=quote(where))


def _words_of_matrices(catalogue: Catalogue) -> frozenset[str]:
    """Return the names of tasks, layers and parties, and the letters with all their words."""
    letters = [letter for scheme in catalogue.schemes for letter in scheme.letters]
    explaining: list[Layer | Party | Letter] = [*catalogue.layers, *catalogue.parties, *letters]
    explained = {one.term for one in explaining}
    texts = [letter.word for letter in letters]
    for named in (catalogue.by_kind[kind].values() for kind in ("task", "layer", "party")):
        texts += (one.name for one in named)
    shown = [words for text in texts for words in text.values()] + [letter.letter for letter in letters]
    for term in catalogue.terms:
        shown += [word for language in term.name if term.id in explained for word in term.written(language)]
    return frozenset(map(folded, shown))


def _stated_texts(services: Iterable[Service]) -> Iterator[tuple[str, str, str]]:
    """Yield the address, the language and the folded words of each statement and note."""
    for service in services:
        for one in service.texts:
            yield from ((f"{service.id}.{one.address}", language, folded(text)) for language, text in one.text.items())


def _has_words(text: str, words: str) -> bool:
    return words in text and re.search(rf"(?<![\w-]){re.escape(words)}(?![\w-])", text) is not None


#: The field of a service that states each fact.
_STATING = {"call": "contacts", "ordering": "links", "since": "status", "owner": "service_owner", "levels": "levels"}


#: Every question on the home page has an answer: of a matrix, or of each service that is in force.
@rule(severity=Severity.WARNING, file="catalogue.yaml", reads=(Kind.IDENTITY, Kind.SERVICE, Kind.TASK, Kind.LAYER))
def unanswered_question(catalogue: Catalogue) -> Iterator[Problem]:
    for asked in catalogue.identity.questions:
        if not is_answered(catalogue, asked):
            yield unanswered_question.problem(asked.at)


def is_answered(catalogue: Catalogue, asked: HomeQuestion) -> bool:
    """Return whether a service in force answers the question, or all of them do if it asks for a fact; or if none is in force."""
    current = [
        one for one in catalogue.services if not one.withdrawn and one.status not in (ServiceStatus.DRAFT, ServiceStatus.RETIRED)
    ]
    if not current:
        return True
    if asked.fact:
        return not asked.task and all(getattr(one, _STATING[asked.fact.value]) for one in current)
    answers = (layers for one in current for tasks, layers in _tasks_and_layers(one) if asked.task and asked.task in tasks)
    return any(not asked.layer or asked.layer in layers for layers in answers)


@kept
def _tasks_and_layers(service: Service) -> list[tuple[list[str], list[str]]]:
    """Return the tasks and layers of each of its matrices."""
    return [([row.task for row in matrix.rows], [*matrix.axes.get("layer", ())]) for matrix in service.all_matrices]
