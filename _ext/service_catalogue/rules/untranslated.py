"""A text is not the same in two languages, and nothing in it is still to be written."""

from __future__ import annotations

import re
from collections.abc import Iterator

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.walk import texts
from service_catalogue.problem import Problem, Rule, Severity, quote

RULE = Rule(
    "untranslated",
    severity=Severity.WARNING,
    failing="""\
motto: {da: Vi passer på driften, en: Vi passer på driften}
""",
    passing="""\
motto: {da: Vi passer på driften, en: We take care of operations}
""",
    file="services/hosting.yaml",
)

_UNFINISHED = re.compile(r"\b(?:TODO|TBD|FIXME|XXX)\b")
#: Fewer words in lower case than these may be a name.
_FEWEST = 2
_WORD = re.compile(r"(?<![\w-])[^\W\d_A-ZÆØÅÄÖ][\w-]*")


def check(catalogue: Catalogue) -> Iterator[Problem]:
    names = _names(catalogue)
    for text in catalogue.texts:
        seen: dict[str, str] = {}
        for language, words in text.items():
            if unfinished := _UNFINISHED.search(words):
                yield RULE.problem(words.locate(*unfinished.span()), "unfinished", word=quote(unfinished[0]))
            elif id(text) not in names and len(_WORD.findall(words)) >= _FEWEST:
                other = seen.setdefault(str(words), language)
                if other != language:
                    yield RULE.problem(words.at, "same", language=quote(language), other=quote(other))


def _names(catalogue: Catalogue) -> frozenset[int]:
    """The texts that may be the same: names, and references to a source."""
    named = (catalogue.layers, catalogue.tasks, catalogue.groups, catalogue.terms, catalogue.services)
    names = {id(thing.name) for things in named for thing in things}
    names |= {id(text) for party in catalogue.parties for text in texts(party)}
    return frozenset(names | {id(term.from_) for term in catalogue.terms})
