"""A booklet can print every character of a text."""

import itertools
from collections.abc import Iterable, Iterator, Sequence

from service_catalogue.rules.rule import Passage, Problem, Rule, Service, Severity, Shared, quote
from service_catalogue.text.glyphs import UNPRINTABLE
from service_catalogue.yaml.values import Scalar


def check_service(service: Service, shared: Shared) -> Iterator[Problem]:
    return missing_in(filter(None, (service.code, service.version)))


def check_texts(passages: Sequence[Passage], shared: Shared) -> Iterator[Problem]:
    return missing_in(itertools.chain.from_iterable(passage.text.values() for passage in passages))


def check_shared(shared: Shared) -> Iterator[Problem]:
    letters = (letter.letter for scheme in shared.schemes for letter in scheme.letters)
    version = shared.read_identity.version if shared.read_identity else None
    return missing_in(filter(None, (version, *letters)))


def missing_in(texts: Iterable[Scalar]) -> Iterator[Problem]:
    """Yield the first unprintable character of each of ``texts``."""
    for words in texts:
        hit = UNPRINTABLE.search(words)
        if hit:
            number = f"U+{ord(hit[0]):04X}"
            yield RULE.problem(words.locate(*hit.span()), sign=quote(hit[0]), number=number)


RULE = Rule(
    name="missing-glyph",
    severity=Severity.WARNING,
    example="""\
-motto: {da: "Stabil drift 🙂", en: Stable operation}
+motto: {da: Stabil drift, en: Stable operation}
""",
)
