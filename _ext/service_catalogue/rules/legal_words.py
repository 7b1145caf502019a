"""A binding word has its fixed counterpart in every language."""

import functools
import re
from collections.abc import Iterable, Iterator, Sequence

from service_catalogue.model.identity import Wordings
from service_catalogue.model.shared_objects import Task
from service_catalogue.rules.rule import Kind, Passage, Problem, Rule, Severity, Shared, quote
from service_catalogue.text import capitalised
from service_catalogue.yaml.values import Scalar


def check_texts(passages: Sequence[Passage], shared: Shared) -> Iterator[Problem]:
    authoritative = shared.identity.authoritative
    for text, of, field, _ in passages if shared.identity.legal_words else ():
        if (isinstance(of, Task) and field == "name") or field == "quote":  # a passage of a text that is compared
            continue
        for language, words in text.items():
            for wordings in shared.identity.legal_words if language != authoritative else ():
                yield from _compared(text[authoritative], words, authoritative, language, wordings)


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


def missing_phrases(prevailing: str, words: str, authoritative: str, language: str, shared: Shared) -> Iterator[tuple[int, int]]:
    """Yield the place of each binding phrase in ``prevailing`` whose counterparts ``words`` lack, as this rule reports."""
    for wordings in shared.identity.legal_words:
        here, there = wordings.get(language), wordings.get(authoritative)
        if here and there and not _pattern(tuple(here)).search(words):
            yield from (used.span() for used in _pattern(tuple(there)).finditer(prevailing))


def _listed(words: Iterable[str]) -> str:
    return " / ".join(map(quote, words))


@functools.cache
def _pattern(forms: tuple[str, ...]) -> re.Pattern[str]:
    """Return the pattern of any of ``forms`` as a word; the first letter may be a capital, as at the start of a sentence."""
    longest_first = sorted(forms, key=len, reverse=True)
    alternatives = "|".join(map(_escaped, longest_first))
    opening = "|".join(_escaped(capitalised(form)) for form in longest_first)
    return re.compile(rf"(?<![\w-])(?:{alternatives})(?![\w-])|(?:\A|(?<=[.!?]\s))(?:{opening})(?![\w-])")


def _escaped(form: str) -> str:
    """Return ``form`` as a pattern, with either apostrophe."""
    return re.sub("['’]", "['’]", re.escape(form))


RULE = Rule(
    name="legal-words",
    severity=Severity.WARNING,
    example="""\
 legal-words:
   - {da: [sikrer], en: [ensures]}
 summary:
   da: Leverandøren sikrer driften.
-  en: The provider supports the running.
+  en: The provider ensures the running.
""",
    file="catalogue.yaml",
    reads=(Kind.IDENTITY,),
)
