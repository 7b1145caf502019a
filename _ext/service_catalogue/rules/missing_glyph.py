"""A booklet can print every character of a text."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.identity import Identity
from service_catalogue.model.service import Service
from service_catalogue.problem import Problem, Rule, Severity, quote
from service_catalogue.text.glyphs import UNPRINTABLE
from service_catalogue.yaml.values import Scalar

RULE = Rule(
    "missing-glyph",
    severity=Severity.WARNING,
    failing="""\
motto: {da: "Stabil drift 🙂", en: Stable operation}
""",
    passing="""\
motto: {da: Stabil drift, en: Stable operation}
""",
    file="services/hosting.yaml",
)


def check(catalogue: Catalogue) -> Iterator[Problem]:
    """The first such character of each text."""
    return missing_in(itertools.chain(_signs(catalogue), *(text.values() for text in catalogue.texts)))


def missing_in(texts: Iterable[Scalar]) -> Iterator[Problem]:
    """The first such character of each of ``texts``."""
    for words in texts:
        hit = UNPRINTABLE.search(words)
        if hit:
            number = f"U+{ord(hit[0]):04X}"
            yield RULE.problem(words.locate(*hit.span()), sign=quote(hit[0]), number=number)


def _signs(catalogue: Catalogue) -> Iterator[Scalar]:
    """What is printed and is no text in a language."""
    for scheme in catalogue.schemes:
        yield from (letter.letter for letter in scheme.letters)
    versioned: tuple[Identity | Service | None, ...] = (catalogue.read_identity, *catalogue.services)
    for thing in versioned:
        if thing and thing.version:
            yield thing.version
    yield from (service.code for service in catalogue.services)
