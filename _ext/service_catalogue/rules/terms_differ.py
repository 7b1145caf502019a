"""A text mentions the same terms in each language."""

from __future__ import annotations

import itertools
from collections.abc import Container, Iterable, Iterator, Mapping

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.service import Service
from service_catalogue.model.statement import Note, Statement
from service_catalogue.problem import Problem, Rule, Severity, quote
from service_catalogue.schema.kinds import Localized
from service_catalogue.text.inline import SpanKind, spans
from service_catalogue.text.terms import TermFinder
from service_catalogue.yaml.values import Scalar

RULE = Rule(
    "terms-differ",
    severity=Severity.WARNING,
    acceptable=True,
    failing="""\
sections:
  - id: description
    name: {da: Beskrivelse, en: Description}
    statements:
      - id: description-1
        kind: information
        text: {da: Læs om den ansvarlig., en: Read about who does it.}
""",
    passing="""\
sections:
  - id: description
    name: {da: Beskrivelse, en: Description}
    statements:
      - id: description-1
        kind: information
        text: {da: Læs om den ansvarlig., en: Read about the accountable.}
""",
    file="services/hosting.yaml",
)

#: A term, and where a text mentions it first.
_Mentions = Mapping[str, tuple[int, int]]


def check(catalogue: Catalogue) -> Iterator[Problem]:
    identity = catalogue.read_identity
    if identity is None or "term" in catalogue.unread_kinds:
        return
    of_parties = {party.term for party in catalogue.parties}  # which parity compares
    finders = {language: TermFinder(catalogue.terms, language, identity.languages) for language in identity.languages}
    for address, text, own in _linked(catalogue):
        if text.unread or not all(text.get(language) and _is_known(text[language], catalogue) for language in identity.languages):
            continue
        mentions = {str(language): _mentions(text[language], finders[language], of_parties) for language in identity.languages}
        for other in identity.languages[1:]:
            yield from _compared(address, text, mentions, (identity.languages[0], other), own)


def _compared(
    address: str, text: Localized, mentions: Mapping[str, _Mentions], languages: tuple[str, str], own: str
) -> Iterator[Problem]:
    for language, other in (languages, languages[::-1]):
        for term, (start, end) in mentions[language].items():
            if term not in mentions[other] and term != own:
                yield RULE.problem(
                    text[language].locate(start, end),
                    addresses=[address] if address else [],
                    word=quote(text[language][start:end]),
                    term=quote(term),
                    language=quote(other),
                )


def _is_known(text: Scalar, catalogue: Catalogue) -> bool:
    """Whether every term that ``text`` points at exists; one that does not is reported by another rule."""
    return all(span.target in catalogue.objects["term"] for span in spans(text) if span.kind is SpanKind.TERM)


def _mentions(text: Scalar, finder: TermFinder, without: Container[str | None]) -> _Mentions:
    """The terms in ``text``, in order, each with its first place, but those ``without``."""
    found: dict[str, tuple[int, int]] = {}
    for span in spans(text):
        if span.kind is SpanKind.TERM and span.target not in without:
            found.setdefault(span.target, (span.start, span.end))
        elif span.kind is SpanKind.TEXT:
            for mention in finder.find(text[span.start : span.end]):
                if mention.term not in without:
                    found.setdefault(mention.term, (span.start + mention.start, span.start + mention.end))
    return found


def _linked(catalogue: Catalogue) -> Iterator[tuple[str, Localized, str]]:
    """The texts of some length in which terms link: the address that an exception names, the text, and the term that it explains."""
    for term in catalogue.terms:
        yield f"term:{term.id}", term.definition, term.id
    for task in catalogue.tasks:
        if task.description:
            yield f"task:{task.id}", task.description, ""
    yield from _texts("", (standard.description for standard in catalogue.standards))
    yield "", catalogue.identity.summary, ""
    for service in catalogue.services:
        yield from _of_service(service)


def _of_service(service: Service) -> Iterator[tuple[str, Localized, str]]:
    said: list[tuple[str, Statement | Note]] = [(statement.id, statement) for statement in service.statements.values()]
    said += [(f"note.{note.id}", note) for note in service.notes if not note.owner]
    for address, one in said:
        words = itertools.chain.from_iterable((claim.words, claim.condition) for claim in one.claims)
        yield from _texts(address, (one.text, *filter(None, words)))
    yield from _texts("", (tension.text for tension in service.tensions if not tension.owner))
    yield from _texts("", (exception.reason for exception in service.exceptions if not exception.owner))


def _texts(address: str, texts: Iterable[Localized]) -> Iterator[tuple[str, Localized, str]]:
    return ((address, text, "") for text in texts)
