"""A text has the same facts in every language: numbers, times, negations, letters of roles, parties."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from service_catalogue.locale import words_of
from service_catalogue.messages import Message, message
from service_catalogue.messages.problem import Problem, Severity, quote
from service_catalogue.model.catalogue import Kind, Shared
from service_catalogue.model.shared_objects import Term
from service_catalogue.model.traversal import Passage
from service_catalogue.rules.rule import Rule
from service_catalogue.text.terms import TermFinder
from service_catalogue.text.wording import IN_WORDS, Fact, FactKind, differences, facts, vocabulary_of
from service_catalogue.yaml.values import Scalar

#: Maximum number of facts in a message.
_MOST = 9


def check_texts(passages: Sequence[Passage], shared: Shared) -> Iterator[Problem]:
    authoritative = shared.identity.authoritative
    speakers = {str(language): _Speaker(shared, language) for language in shared.identity.languages}
    for text, of, field, address in passages:
        if field == "quote":  # a passage of a text that is compared, with as many words as fit each language
            continue
        prevailing = text[authoritative]
        for language, words in text.items():
            if language == authoritative:
                continue
            # The definition of a party's term is about that party, named or not.
            apart = of.id if isinstance(of, Term) and field == "definition" else ""
            here, there = speakers[language].facts(words, apart), speakers[authoritative].facts(prevailing, apart)
            if not (speakers[language].vocabulary and speakers[authoritative].vocabulary):
                here, there = ([fact for fact in each if fact.kind not in IN_WORDS] for each in (here, there))
            extra, missing = differences(here, there)
            if extra or missing:
                yield _problem(words, prevailing, extra, missing, (language, authoritative), address)


class _Speaker:
    """Finds the facts of texts in one language; a party is found by the forms of its term in the glossary."""

    def __init__(self, shared: Shared, language: str) -> None:
        own = shared.identity.words.get(language)
        words = words_of(language, {str(key): text for key, text in own.items()} if own else None)
        texts = {key: text for key, text in words.table.items() if words.has(key) and isinstance(text, str)}
        self.vocabulary = vocabulary_of(texts)
        self._letters = frozenset(letter.letter for scheme in shared.schemes for letter in scheme.letters)
        self._party_of_term = {str(party.term): str(party.id) for party in shared.parties if party.term}
        terms = [term for term in shared.terms if term.id in self._party_of_term]
        self._finder = TermFinder(terms, language, shared.identity.languages)

    def facts(self, text: Scalar, own_term: str) -> list[Fact]:
        """Return the facts of ``text``, each party once, without the party whose term is ``own_term``."""
        parties: dict[str, Fact] = {}
        for mention in self._finder.find(text):
            party = self._party_of_term[mention.term]
            parties.setdefault(party, Fact(FactKind.PARTY, party, mention.start, mention.end))
        parties.pop(self._party_of_term.get(own_term, ""), None)
        return [*facts(text, self.vocabulary, self._letters), *parties.values()]


def _problem(
    words: Scalar,
    prevailing: Scalar,
    extra: list[Fact],
    missing: list[Fact],
    languages: tuple[str, str],
    address: str,
) -> Problem:
    text, first = (words, extra[0]) if extra else (prevailing, missing[0])
    here, there = (
        message("parity.only", language=quote(language), words=_quoted(source, found)) if found else Message("")
        for language, source, found in zip(languages, (words, prevailing), (extra, missing), strict=True)
    )
    return RULE.problem(text.locate(first.start, first.end), addresses=filter(None, [address]), here=here, there=there)


def _quoted(source: str, found: list[Fact]) -> list[str]:
    """Return the words of the first facts, and a sign for more."""
    words = [quote(source[fact.start : fact.end]) for fact in found[: _MOST + 1]]
    return words if len(words) <= _MOST else [*words[:_MOST], "…"]


RULE = Rule(
    name="parity",
    severity=Severity.WARNING,
    acceptable=True,
    example="""\
 motto:
   da: Vi svarer ikke om natten
-  en: We answer at night
+  en: We do not answer at night
""",
    file="services/hosting.yaml",
    reads=(Kind.IDENTITY, Kind.TERM, Kind.PARTY, Kind.SCHEME),
    check_texts=check_texts,
)
