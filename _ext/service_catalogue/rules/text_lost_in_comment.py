"""No text for readers ends at a # that begins a comment."""

import re
from collections.abc import Iterator, Sequence

from service_catalogue.rules.rule import Passage, Phase, Problem, Rule, Shared, quote

_WORDS = re.compile(r"#\S[^\n]{0,80}")


def check_texts(passages: Sequence[Passage], shared: Shared) -> Iterator[Problem]:
    for passage in passages:
        for text in passage.text.values():
            lost = text.behind(_WORDS) if text.is_plain else None
            if lost:
                words, at = lost
                yield RULE.problem(at, words=quote(words))


RULE = Rule(
    name="text-lost-in-comment",
    example="""\
 motto:
-  da: Skriv til os i #drift
-  en: Write to us in #operations
+  da: "Skriv til os i #drift"
+  en: "Write to us in #operations"
""",
    phase=Phase.REFERENCES,
)
