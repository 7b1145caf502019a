"""A text says the same in every language: numbers, times, negations, letters of roles, and who it is about."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator, Mapping

from service_catalogue.messages import Message, message
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.shared import Term
from service_catalogue.model.walk import texts
from service_catalogue.problem import Problem, Rule, Severity, quote
from service_catalogue.schema.kinds import Localized, Unread
from service_catalogue.text.terms import TermFinder
from service_catalogue.text.wording import IN_WORDS, Fact, FactKind, differences, facts, is_known
from service_catalogue.yaml.values import Scalar

#: How many facts a message quotes at most.
_MOST = 9

RULE = Rule(
    "parity",
    severity=Severity.WARNING,
    acceptable=True,
    failing="""\
motto:
  da: Vi svarer ikke om natten
  en: We answer at night
""",
    passing="""\
motto:
  da: Vi svarer ikke om natten
  en: We do not answer at night
""",
    file="services/hosting.yaml",
)


def check(catalogue: Catalogue) -> Iterator[Problem]:
    identity = catalogue.read_identity
    if identity is None or identity.authoritative not in identity.languages:
        return
    speakers = {str(language): _Speaker(catalogue, language) for language in identity.languages}
    authoritative = identity.authoritative
    addresses = functools.cache(functools.partial(_addresses, catalogue))
    # What a term of a party means is about that party, named or not.
    own = {id(term.definition): term.id for term in catalogue.terms}
    for text in catalogue.texts:
        prevailing = text.get(authoritative)
        # What is missing or cut is reported, and said of none of its translations.
        if text.unread or text.cut_at(identity.languages) or not prevailing or not prevailing.strip():
            continue
        for language, words in text.items():
            if language == authoritative or language not in speakers or not words.strip():
                continue
            apart = own.get(id(text), "")
            here, there = speakers[language].facts(words, apart), speakers[authoritative].facts(prevailing, apart)
            if not (is_known(language) and is_known(authoritative)):
                here, there = ([fact for fact in each if fact.kind not in IN_WORDS] for each in (here, there))
            extra, missing = differences(here, there)
            if extra or missing:
                yield _problem(words, prevailing, extra, missing, (language, authoritative), addresses().get(id(text), ()))


class _Speaker:
    """Finds what texts in one language say; a party is known by its term, whose forms the glossary lists."""

    def __init__(self, catalogue: Catalogue, language: str) -> None:
        self._language = language
        self._letters = frozenset(letter.letter for scheme in catalogue.schemes for letter in scheme.letters)
        self._party_of_term = {str(party.term): str(party.id) for party in catalogue.parties if party.term}
        # By a term whose names could not all be read, which is reported, a party may be there and not be found.
        terms = [term for term in catalogue.terms if term.id in self._party_of_term and _is_whole(term, catalogue)]
        self._finder = TermFinder(terms, language, catalogue.identity.languages)

    def facts(self, text: Scalar, own_term: str) -> list[Fact]:
        """What ``text`` says, each party once; but not that it is about the party whose term is ``own_term``."""
        parties: dict[str, Fact] = {}
        for mention in self._finder.find(text):
            party = self._party_of_term[mention.term]
            parties.setdefault(party, Fact(FactKind.PARTY, party, mention.start, mention.end))
        parties.pop(self._party_of_term.get(own_term, ""), None)
        return [*facts(text, self._language, self._letters), *parties.values()]


def _is_whole(term: Term, catalogue: Catalogue) -> bool:
    """Whether everything by which ``term`` is found could be read, in every language."""
    lists = (*term.forms.values(), *term.synonyms.values())
    return (
        set(catalogue.identity.languages).issuperset((*term.forms, *term.synonyms))
        and not term.name.unread
        and all(language in term.name and not term.name[language].unread for language in catalogue.identity.languages)
        and not any(isinstance(each, Unread) for each in lists)
    )


def _problem(
    words: Scalar,
    prevailing: Scalar,
    extra: list[Fact],
    missing: list[Fact],
    languages: tuple[str, str],
    addresses: tuple[str, ...],
) -> Problem:
    text, first = (words, extra[0]) if extra else (prevailing, missing[0])
    here, there = (
        message("parity.only", language=quote(language), words=_quoted(source, found)) if found else Message("")
        for language, source, found in zip(languages, (words, prevailing), (extra, missing), strict=True)
    )
    return RULE.problem(text.locate(first.start, first.end), addresses=addresses, here=here, there=there)


def _quoted(source: str, found: list[Fact]) -> list[str]:
    """The words of the first facts, and a sign that there are more."""
    words = [quote(source[fact.start : fact.end]) for fact in found[: _MOST + 1]]
    return words if len(words) <= _MOST else [*words[:_MOST], "…"]


def _addresses(catalogue: Catalogue) -> Mapping[int, tuple[str, ...]]:
    """What an exception can name, for the texts of statements and notes."""
    found: dict[int, tuple[str, ...]] = {}
    for service in catalogue.services:
        statements: Iterator[tuple[str, object]] = ((statement.id, statement) for statement in service.statements.values())
        notes = ((f"note.{note.id}", note) for note in service.notes)
        for address, owner in itertools.chain(statements, notes):
            found.update((id(text), (address,)) for text in texts(owner) if isinstance(text, Localized))
    return found
