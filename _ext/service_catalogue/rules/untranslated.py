"""A text is not the same in two languages, and nothing in it is still to be written."""

from __future__ import annotations

import re
from collections.abc import Iterator

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.walk import texts
from service_catalogue.problem import Problem, Rule, Severity, quote

RULE = Rule(
    "untranslated",
    {"da": "Tekst, der ikke er oversat", "en": "A text that is not translated"},
    {
        "da": "En tekst, der er ens på to sprog, er som regel glemt i det ene. Navne og koder kan være ens og bliver ikke sammenlignet, og "
        "heller ikke tekster uden ord med små bogstaver. Også TODO, TBD og FIXME bliver fundet: de siger, at teksten ikke er færdig.",
        "en": "A text that is the same in two languages has usually been forgotten in one of them. Names and codes may be the same and are not "
        "compared, nor are texts without words in lower case. TODO, TBD and FIXME are found as well: they say that the text is not finished.",
    },
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
                yield RULE.problem(
                    words.locate(*unfinished.span()),
                    da=f"{quote(unfinished[0])} siger, at teksten ikke er færdig. Skriv den.",
                    en=f"{quote(unfinished[0])} says that the text is not finished. Write it.",
                )
            elif id(text) not in names and len(_WORD.findall(words)) >= _FEWEST:
                other = seen.setdefault(str(words), language)
                if other != language:
                    yield RULE.problem(
                        words.at,
                        da=f"Teksten på {quote(language)} er den samme som på {quote(other)}. Oversæt den.",
                        en=f"The text in {quote(language)} is the same as in {quote(other)}. Translate it.",
                    )


def _names(catalogue: Catalogue) -> frozenset[int]:
    """The texts that may be the same: names, and references to a source."""
    named = (catalogue.layers, catalogue.tasks, catalogue.groups, catalogue.terms, catalogue.services)
    names = {id(thing.name) for things in named for thing in things}
    names |= {id(text) for party in catalogue.parties for text in texts(party)}
    return frozenset(names | {id(term.from_) for term in catalogue.terms})
