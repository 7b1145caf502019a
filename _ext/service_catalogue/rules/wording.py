"""Facts in the texts of a catalogue, and the comparison of claims with their statements."""

import functools
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import NamedTuple, TypeAlias

from service_catalogue.locale import words_of
from service_catalogue.model.shared_objects import Party, Term
from service_catalogue.model.statement import Claim, Note, Statement
from service_catalogue.rules.claims import contradictions
from service_catalogue.rules.rule import IN_STATEMENT, Catalogue, Kind, Rule, Service, Severity, Shared
from service_catalogue.schema.kinds import Line, Localized
from service_catalogue.text import any_of
from service_catalogue.text.terms import TermFinder, finder_of
from service_catalogue.text.wording import (
    CAN,
    NO_ROLE,
    POSSIBLE,
    RIGHTS,
    Fact,
    FactKind,
    Vocabulary,
    facts,
    phrases_of,
    vocabulary_of,
)
from service_catalogue.yaml.values import Keyed

#: A pattern, if the language has words for it.
_Pattern: TypeAlias = re.Pattern[str] | None

#: A full stop before a small letter ends an abbreviation: *Adm. adgang*.
SENTENCE = re.compile(r"(?:(?![!?;:]\s|\.\s(?![a-zß-ÿ])).)+")
_CLAUSE = re.compile(r"(?:(?![.!?;:,–—]\s).)+")
#: Number of texts whose facts are cached.
_KNOWN = 128
#: Words of four letters or more, by their beginning, in which inflected forms agree.
_STEM = re.compile(r"\b\w{4}\w?")
#: What it counts that the party of a claim acts in a sentence, beside the share of words that the two have in common.
_ACTING = 0.4
#: Number of letters from which the name of a layer can begin a longer word: *middlewareplatformen*.
_BEGINS = 6
#: Number of languages whose patterns are cached.
_LANGUAGES = 16
_APOSTROPHES = ("’", "'")
#: The kinds of shared data that such rules read.
READS = (Kind.IDENTITY, Kind.TERM, Kind.PARTY, Kind.LAYER, Kind.SCHEME)


class Wording:
    """The facts, parties and layers in texts of one language, by its word lists and by the terms of the glossary."""

    def __init__(self, shared: Shared, language: str, parties: Iterable[Party]) -> None:
        own = shared.identity.words.get(language)
        self.vocabulary, self.can, self.right, self.no_role = _patterns(
            language, tuple((str(key), str(text)) for key, text in own.items()) if own else ()
        )
        self.kinds = self.vocabulary.kinds if self.vocabulary else frozenset[FactKind]()
        self._letters = frozenset(letter.letter for scheme in shared.schemes for letter in scheme.letters)
        self.letters = re.compile(rf"(?<![\w.'’-])(?:{'|'.join(map(re.escape, self._letters)) or '(?!)'})+(?![\w'’-]|\.\w)")
        self._possessives = {party.genitive[language].casefold() for party in parties if party.genitive}
        terms = {str(term.id): term for term in shared.terms}
        found = {str(party.id): terms.get(party.term or "") or _term_of(party) for party in parties}
        self._party_of_term = {str(term.id): party for party, term in found.items()}
        self._finder = TermFinder(found.values(), language, shared.identity.languages)
        self._shared, self._language = shared, language
        # The rules about a claim look at the same texts one after the other.
        self.facts = functools.lru_cache(_KNOWN)(self.facts_of)

    def facts_of(self, text: str, own_term: str = "") -> list[Fact]:
        """Return the facts of ``text``, each party once, without the party whose term is ``own_term``."""
        parties = {fact.value: fact for fact in reversed(self.parties(text))}
        parties.pop(self._party_of_term.get(own_term, ""), None)
        return [*facts(text, self.vocabulary, self._letters), *reversed(parties.values())]

    def words(self, text: str, *kinds: FactKind) -> dict[str, FactKind]:
        """Return the words of the facts of ``kinds`` in ``text``, in lower case, with their kinds."""
        return {text[fact.start : fact.end].lower(): fact.kind for fact in self.facts(text) if fact.kind in kinds}

    def parties(self, text: str) -> list[Fact]:
        """Return each mention of a party."""
        found = self._finder.find(text)
        return [Fact(FactKind.PARTY, self._party_of_term[each.term], each.start, each.end) for each in found]

    def acting(self, text: str, party: str | None) -> list[Fact]:
        """Return each mention of ``party`` that is no possessive: *kunden*, and not *kundens*."""
        found = [fact for fact in self.parties(text) if fact.value == party and text[fact.end : fact.end + 1] not in _APOSTROPHES]
        return [fact for fact in found if text[fact.start : fact.end].casefold() not in self._possessives]

    def layers(self, text: str) -> set[str]:
        """Return the layers in ``text``: by name, also as the beginning of a longer word, or by a form of the term with that name."""
        finder, of_term, names, pattern = self._layers
        named = {names[hit.casefold()] for hit in pattern.findall(text)}
        return named | {of_term[mention.term] for mention in finder.find(text) if mention.term in of_term}

    @functools.cached_property
    def _layers(self) -> tuple[TermFinder, Mapping[str, str], Mapping[str, str], re.Pattern[str]]:
        names = {layer.name[self._language].casefold(): str(layer.id) for layer in self._shared.layers}
        forms = [(str(term.id), form.casefold()) for term in self._shared.terms for form in term.written(self._language)]
        begins = "|".join(re.escape(name) + ("" if len(name) >= _BEGINS else r"\b") for name in names)
        of_term = {term: names[form] for term, form in forms if form in names}
        return finder_of(self._shared, self._language), of_term, names, re.compile(rf"(?i)(?<!\w)(?:{begins})")


@functools.lru_cache(_LANGUAGES)
def _patterns(language: str, own: tuple[tuple[str, str], ...]) -> tuple[Vocabulary | None, _Pattern, _Pattern, _Pattern]:
    """Return the vocabulary of a language, and its patterns of a possibility, a right and no role; ``own`` are the catalogue's words."""
    words = words_of(language, dict(own))
    texts = {key: text for key, text in words.table.items() if words.has(key) and isinstance(text, str)}
    return vocabulary_of(texts), _any(texts, CAN), _any(texts, CAN, POSSIBLE, RIGHTS), _any(texts, NO_ROLE)


def _any(texts: Mapping[str, str], *keys: str) -> _Pattern:
    """Return the pattern of any phrase in the lists ``keys``; ``None`` if the language lacks one of them."""
    lists = [phrases_of(texts, key) for key in keys]
    return re.compile(rf"(?i)(?<!\w)(?:{any_of(itertools.chain(*lists))})(?!\w)") if all(lists) else None


def _term_of(party: Party) -> Term:
    """Return a term with the names of ``party``, which has none in the glossary."""
    forms: Keyed[tuple[Line, ...]] = Keyed()
    for language in party.name:
        forms[language] = tuple(Line(form[language]) for form in (party.definite, party.genitive) if form)
    return Term(id=party.id, name=party.name, definition=party.name, forms=forms, at=party.at)


def wordings_of(shared: Shared, parties: Sequence[Party] | None = None) -> dict[str, Wording]:
    """Return the wording of each language of the catalogue; it finds ``parties``, or all."""
    found = shared.parties if parties is None else parties
    return {str(language): Wording(shared, language, found) for language in shared.identity.languages}


def share(words: str, text: str) -> float:
    """Return how many of ``words`` are in ``text`` too, in any form: from 0 to 1."""
    own = set(_STEM.findall(words.lower()))
    return len(own.intersection(_STEM.findall(text.lower()))) / (len(own) or 1)


class Reading(NamedTuple):
    """A claim beside the statement or note that makes it."""

    claim: Claim
    of: Statement | Note
    #: The parties that the text names in any language.
    named: Set[str]
    wordings: Mapping[str, Wording]
    service: Service
    shared: Shared

    @property
    def is_reported(self) -> bool:
        """Return whether other rules report the claim: it contradicts the matrix, or its party is not bound."""
        found = (found for found in contradictions(self.service, self.shared) if not found.is_right)
        return not self.service.binds(self.claim.party or "") or any(each.source.claim == self.claim for each in found)

    @property
    def own(self) -> Localized | None:
        """Return the words in which the claim is shown, if these are not the whole text."""
        return self.claim.words or self.claim.quote

    @property
    def names_others(self) -> bool:
        """Return whether parties act in the text, and that of the claim is not named."""
        if not self.claim.party or self.claim.party in self.named:
            return False
        return any(wording.acting(self.of.text[key], party) for key, wording in self.wordings.items() for party in self.named)

    def sentences(self, language: str) -> list[str]:
        """Return what the text says of the claim: the sentence with its words, or those in which its party acts, or is named."""
        wording, words, party = self.wordings[language], self.own, self.claim.party
        found: list[str] = SENTENCE.findall(self.of.text[language])
        if words:
            shares = {each: share(words[language], each) + _ACTING * bool(wording.acting(each, party)) for each in found}
            return [max(found, key=shares.__getitem__, default="")]
        acting = [each for each in found if wording.acting(each, party)]
        return acting or [each for each in found if any(fact.value == party for fact in wording.parties(each))] or found

    def clause(self, language: str) -> str:
        """Return the clause of the text that shares most words with the claim’s own, or all of the text."""
        words, text = self.own, self.of.text[language]
        return max(_CLAUSE.findall(text), key=lambda each: share(words[language], each), default="") if words else text


def readings(catalogue: Catalogue) -> Iterator[Reading]:
    """Yield every claim beside its statement or note, except those of inherited notes."""
    wordings = wordings_of(catalogue)
    for service in catalogue.services:
        notes = [note for note in service.notes if not note.owner]
        for said in itertools.chain[Statement | Note](service.statements.values(), notes):
            parties = (wording.parties(said.text[language]) for language, wording in wordings.items() if said.claims)
            named = {fact.value for fact in itertools.chain(*parties)}
            yield from (Reading(claim, said, named, wordings, service, catalogue) for claim in said.claims)


def claim_rule(name: str, example: str, *, is_tension: bool = False) -> Rule:
    """Return a rule about each claim; ``example`` begins in a statement."""
    return Rule(
        name=name,
        severity=Severity.WARNING,
        acceptable=True,
        is_tension=is_tension,
        example=IN_STATEMENT + example,
        reads=READS,
    )
