"""A word that binds has its fixed counterpart in every language."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator

from service_catalogue.model.catalogue import Catalogue, Wordings
from service_catalogue.problem import Problem, Rule, Severity, quote
from service_catalogue.yaml.values import Scalar

RULE = Rule(
    "legal-words",
    {"da": "Ord med fast modstykke", "en": "Words with a fixed counterpart"},
    {
        "da": "Ord, der binder, har ét modstykke i hvert sprog; de står under legal-words i catalogue.yaml. Bruger en tekst et af dem, "
        "bruger teksten på de andre sprog det, der svarer til det. Navne på opgaver og ord, der er dele af længere ord, regnes ikke med, "
        "heller ikke ord med stort begyndelsesbogstav midt i en tekst. Ret ordet, eller skriv endnu en form under legal-words.",
        "en": "Words that bind have one counterpart in each language; they stand under legal-words in catalogue.yaml. Where a text uses one "
        "of them, the text in the other languages uses its counterpart. Names of tasks and parts of longer words do not count, "
        "nor do words with a capital letter within a text. Correct the word, or add a form under legal-words.",
    },
    severity=Severity.WARNING,
    failing="""\
legal-words:
  - {da: [ansvarlig], en: [accountable]}
summary:
  da: Kunden er ansvarlig for sine data.
  en: The customer is responsible for its data.
""",
    passing="""\
legal-words:
  - {da: [ansvarlig], en: [accountable]}
summary:
  da: Kunden er ansvarlig for sine data.
  en: The customer is accountable for its data.
""",
    file="catalogue.yaml",
)


def check(catalogue: Catalogue) -> Iterator[Problem]:
    identity = catalogue.read_identity
    if identity is None or not identity.legal_words:
        return
    names = {id(task.name) for task in catalogue.tasks}
    for text in catalogue.texts:
        prevailing = text.get(identity.authoritative)
        if prevailing is None or id(text) in names:
            continue
        for language, words in text.items():
            if language != identity.authoritative and not words.unread and words.strip():
                for wordings in identity.legal_words:
                    yield from _compared(prevailing, words, identity.authoritative, language, wordings)


def _compared(prevailing: Scalar, words: Scalar, authoritative: str, language: str, wordings: Wordings) -> Iterator[Problem]:
    here, there = wordings.get(language), wordings.get(authoritative)
    if not here or not there:
        return
    used, fixed = _pattern(tuple(there)).search(prevailing), _pattern(tuple(here)).search(words)
    if used and not fixed:
        yield RULE.problem(
            words.at,
            da=f"{quote(used[0])} har et fast modstykke, som mangler her: {_listed(here, 'eller')}.",
            en=f"{quote(used[0])} has a fixed counterpart, which is missing here: {_listed(here, 'or')}.",
        )
    elif fixed and not used:
        yield RULE.problem(
            words.locate(*fixed.span()),
            da=f"{quote(fixed[0])} er modstykket til {_listed(there, 'eller')}, som ikke står i {quote(authoritative)}.",
            en=f"{quote(fixed[0])} is the counterpart of {_listed(there, 'or')}, which does not stand in {quote(authoritative)}.",
        )


def _listed(words: Iterable[str], last: str) -> str:
    *first, final = map(quote, words)
    return f"{', '.join(first)} {last} {final}" if first else final


@functools.cache
def _pattern(forms: tuple[str, ...]) -> re.Pattern[str]:
    """Finds any of ``forms`` as a word of its own; the first letter may be a capital where a sentence opens."""
    alternatives = "|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True))
    opening = "|".join(re.escape(form[:1].upper() + form[1:]) for form in sorted(forms, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{alternatives})(?![\w-])|(?:\A|(?<=[.!?]\s))(?:{opening})(?![\w-])")
