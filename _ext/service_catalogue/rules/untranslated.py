"""No text is the same in two languages, or unfinished."""

import re
from collections.abc import Iterator, Sequence

from service_catalogue.model.shared_objects import Approval, Group, Layer, Party, Task, Term
from service_catalogue.rules.rule import Passage, Problem, Rule, Service, Severity, Shared, quote

_NAMED = (Layer, Task, Group, Term, Service)
_UNFINISHED = re.compile(r"\b(?:TODO|TBD|FIXME|XXX)\b")
#: With fewer words in lower case, a text may be a name.
_FEWEST = 2
_WORD = re.compile(r"(?<![\w-])[^\W\d_A-ZÆØÅÄÖ][\w-]*")


def check_texts(passages: Sequence[Passage], shared: Shared) -> Iterator[Problem]:
    for passage in passages:
        seen: dict[str, str] = {}
        for language, words in passage.text.items():
            if unfinished := _UNFINISHED.search(words):
                yield RULE.problem(words.locate(*unfinished.span()), "unfinished", word=quote(unfinished[0]))
            elif (
                (other := seen.setdefault(words, language)) != language
                and not _may_be_same(passage)
                and len(_WORD.findall(words)) >= _FEWEST
            ):
                yield RULE.problem(words.at, "same", language=quote(language), other=quote(other))


def _may_be_same(passage: Passage) -> bool:
    """Return whether ``passage`` may be the same in all languages: a name, an approval, or a reference to a source."""
    of, field = passage.of, passage.field
    return (
        isinstance(of, Party | Approval)
        or (field == "name" and isinstance(of, _NAMED))
        or (field == "from_" and isinstance(of, Term))
    )


RULE = Rule(
    name="untranslated",
    severity=Severity.WARNING,
    example="""\
-motto: {da: Vi passer på driften, en: Vi passer på driften}
+motto: {da: Vi passer på driften, en: We take care of operations}
""",
)
