"""A word that binds has its fixed counterpart in every language."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.identity import Wordings
from service_catalogue.problem import Problem, Rule, Severity, quote
from service_catalogue.text import capitalised
from service_catalogue.yaml.values import Scalar

RULE = Rule(
    "legal-words",
    severity=Severity.WARNING,
    failing="""\
legal-words:
  - {da: [sikrer], en: [ensures]}
summary:
  da: Leverandøren sikrer driften.
  en: The provider supports the running.
""",
    passing="""\
legal-words:
  - {da: [sikrer], en: [ensures]}
summary:
  da: Leverandøren sikrer driften.
  en: The provider ensures the running.
""",
    file="catalogue.yaml",
)


def check(catalogue: Catalogue) -> Iterator[Problem]:
    identity = catalogue.read_identity
    if identity is None:
        return
    names = {id(task.name) for task in catalogue.tasks}
    for text in catalogue.texts:
        prevailing = text.get(identity.authoritative)
        if not prevailing or not prevailing.strip() or id(text) in names:
            continue
        for language, words in text.items():
            if language != identity.authoritative and words.strip():
                for wordings in identity.legal_words:
                    yield from _compared(prevailing, words, identity.authoritative, language, wordings)


def _compared(prevailing: Scalar, words: Scalar, authoritative: str, language: str, wordings: Wordings) -> Iterator[Problem]:
    here, there = wordings.get(language), wordings.get(authoritative)
    if not here or not there:
        return
    used, fixed = _pattern(tuple(there)).search(prevailing), _pattern(tuple(here)).search(words)
    if used and not fixed:
        yield RULE.problem(words.at, "missing", word=quote(used[0]), fixed=_listed(here))
    elif fixed and not used:
        yield RULE.problem(
            words.locate(*fixed.span()), "unfounded", word=quote(fixed[0]), fixed=_listed(there), language=quote(authoritative)
        )


def _listed(words: Iterable[str]) -> str:
    return " / ".join(map(quote, words))


@functools.cache
def _pattern(forms: tuple[str, ...]) -> re.Pattern[str]:
    """Finds any of ``forms`` as a word of its own; the first letter may be a capital where a sentence opens."""
    longest_first = sorted(forms, key=len, reverse=True)
    alternatives = "|".join(map(_escaped, longest_first))
    opening = "|".join(_escaped(capitalised(form)) for form in longest_first)
    return re.compile(rf"(?<![\w-])(?:{alternatives})(?![\w-])|(?:\A|(?<=[.!?]\s))(?:{opening})(?![\w-])")


def _escaped(form: str) -> str:
    """``form`` as a pattern, whichever apostrophe a text has."""
    return re.sub("['’]", "['’]", re.escape(form))
