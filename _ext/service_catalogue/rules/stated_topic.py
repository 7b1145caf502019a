"""A topic that the catalogue says nothing about has no words of a matrix, and its words are in no statement."""

import re
from collections.abc import Iterable, Iterator

from service_catalogue.model.service_facts import Topic
from service_catalogue.model.shared_objects import Layer, Letter, Party
from service_catalogue.rules.rule import Catalogue, Kind, Problem, Rule, Service, Severity, quote
from service_catalogue.rules.shared_form import folded
from service_catalogue.yaml.values import Scalar


def check_catalogue(catalogue: Catalogue) -> Iterator[Problem]:
    of_matrix = _words_of_matrices(catalogue)
    shared = catalogue.identity.topics
    for topics, services in ((shared, catalogue.services), *((one.topics, (one,)) for one in catalogue.services)):
        texts = [*_texts(services)] if topics else []
        for language, word in _words_of(topics):
            wanted = folded(word)
            if wanted in of_matrix:
                yield RULE.problem(word.at, "in-matrix", word=quote(word))
            elif found := next((address for address, of, text in texts if of == language and _holds(text, wanted)), None):
                yield RULE.problem(word.at, "in-statement", word=quote(word), statement=quote(found))


def _words_of(topics: Iterable[Topic]) -> Iterator[tuple[str, Scalar]]:
    return ((language, word) for topic in topics for language, words in topic.words.items() for word in words)


def _words_of_matrices(catalogue: Catalogue) -> frozenset[str]:
    """Return the names of tasks, layers and parties, and the letters with all their words."""
    letters = [letter for scheme in catalogue.schemes for letter in scheme.letters]
    explaining: list[Layer | Party | Letter] = [*catalogue.layers, *catalogue.parties, *letters]
    explained = {one.term for one in explaining}
    texts = [letter.word for letter in letters]
    for named in (catalogue.by_kind[kind].values() for kind in ("task", "layer", "party")):
        texts += (one.name for one in named)
    found = [words for text in texts for words in text.values()] + [letter.letter for letter in letters]
    for term in catalogue.terms:
        found += [word for language in term.name if term.id in explained for word in term.written(language)]
    return frozenset(map(folded, found))


def _texts(services: Iterable[Service]) -> Iterator[tuple[str, str, str]]:
    """Yield the address, the language and the folded words of each statement and note."""
    for service in services:
        for one in service.texts:
            yield from ((f"{service.id}.{one.address}", language, folded(text)) for language, text in one.text.items())


def _holds(text: str, words: str) -> bool:
    return words in text and re.search(rf"(?<![\w-]){re.escape(words)}(?![\w-])", text) is not None


RULE = Rule(
    name="stated-topic",
    severity=Severity.WARNING,
    example="""\
 topics:
   - id: liability
     name: {da: Erstatning for tab, en: Compensation for loss}
-    words: {da: [erstatning, udfører], en: [compensation, responsible]}
+    words: {da: [erstatning], en: [compensation]}
""",
    reads=(Kind.IDENTITY, Kind.TASK, Kind.LAYER, Kind.PARTY, Kind.SCHEME, Kind.TERM),
)
