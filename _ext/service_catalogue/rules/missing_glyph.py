"""A booklet can print every character of a text."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from service_catalogue.model.catalogue import Catalogue, Identity
from service_catalogue.model.service import Service
from service_catalogue.problem import Problem, Rule, Severity, quote
from service_catalogue.text.glyphs import UNPRINTABLE
from service_catalogue.yaml.values import Scalar, composed

RULE = Rule(
    "missing-glyph",
    {"da": "Tegn, som et hæfte ikke kan vise", "en": "A character that a booklet cannot print"},
    {
        "da": "Hæfternes skrift har latinske, græske og kyrilliske bogstaver og de almindelige tegn, men ikke for eksempel emoji. Et "
        "tegn, som skriften mangler, trykkes som sit nummer i klammer. Skriv det med ord.",
        "en": "The typeface of the booklets has Latin, Greek and Cyrillic letters and the usual signs, but not, for example, emoji. A "
        "character that it lacks is printed as its number in brackets. Write it in words.",
    },
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
    for words in itertools.chain(_signs(catalogue), *(text.values() for text in catalogue.texts)):
        if words.isascii() or not UNPRINTABLE.search(composed(words)):
            continue
        hit = UNPRINTABLE.search(words)
        if hit:
            number = f"U+{ord(hit[0]):04X}"
            yield RULE.problem(
                words.locate(*hit.span()),
                da=f"Hæfternes skrift har ikke tegnet {quote(hit[0])} ({number}), som trykkes som sit nummer. Skriv det med ord.",
                en=f"The typeface of the booklets lacks {quote(hit[0])} ({number}), which is printed as its number. Write it in words.",
            )


def _signs(catalogue: Catalogue) -> Iterator[Scalar]:
    """What is printed and is no text in a language."""
    for scheme in catalogue.schemes:
        yield from (letter.letter for letter in scheme.letters)
    versioned: tuple[Identity | Service | None, ...] = (catalogue.read_identity, *catalogue.services)
    for thing in versioned:
        if thing and thing.version:
            yield thing.version
    yield from (service.code for service in catalogue.services)
