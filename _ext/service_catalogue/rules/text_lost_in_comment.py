"""No text for readers ends at a # that begins a comment."""

from __future__ import annotations

import re
from collections.abc import Iterator

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.problem import Problem, Rule, quote

RULE = Rule(
    "text-lost-in-comment",
    failing="""\
motto:
  da: Skriv til os i #drift
  en: Write to us in #operations
""",
    passing="""\
motto:
  da: "Skriv til os i #drift"
  en: "Write to us in #operations"
""",
    file="services/hosting.yaml",
)

_WORDS = re.compile(r"#\S[^\n]{0,80}")


def check(catalogue: Catalogue) -> Iterator[Problem]:
    for localized in catalogue.texts:
        for text in localized.values():
            lost = text.behind(_WORDS) if text.is_plain else None
            if lost:
                words, at = lost
                yield RULE.problem(at, words=quote(words))
