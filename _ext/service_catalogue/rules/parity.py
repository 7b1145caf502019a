"""A text has the same numbers and letters of roles in every language."""

from collections.abc import Iterator, Sequence

from service_catalogue.rules.rule import Kind, Message, Passage, Problem, Rule, Severity, Shared, message, quote
from service_catalogue.text.figures import Figure, letters, numbers, only_in

#: Maximum number of figures in a message.
_MOST = 9


def check_texts(passages: Sequence[Passage], shared: Shared) -> Iterator[Problem]:
    authoritative = shared.identity.authoritative
    known = {letter.letter for scheme in shared.schemes for letter in scheme.letters}
    for text, _, field, address in passages:
        if field == "quote":  # a passage of a text that is compared, with as many words as fit each language
            continue
        figures = {language: [*numbers(words), *letters(words, known)] for language, words in text.items()}
        for language in text:
            here, there = figures[language], figures[authoritative]
            extra, missing = only_in(here, there), only_in(there, here)
            if extra or missing:
                source, first = (text[language], extra[0]) if extra else (text[authoritative], missing[0])
                only = {
                    "here": _only(language, text[language], extra),
                    "there": _only(authoritative, text[authoritative], missing),
                }
                yield RULE.problem(source.locate(first.start, first.end), addresses=filter(None, [address]), **only)


def _only(language: str, source: str, found: list[Figure]) -> Message:
    """Return the words of the first figures that are in ``language`` alone, and a sign for more."""
    words = [quote(source[figure.start : figure.end]) for figure in found[:_MOST]] + ["…"] * (len(found) > _MOST)
    return message("parity.only", language=quote(language), words=words) if found else Message("")


RULE = Rule(
    name="parity",
    severity=Severity.WARNING,
    acceptable=True,
    example="""\
 motto:
   da: Vi svarer inden for 2 timer
-  en: We answer within 3 hours
+  en: We answer within 2 hours
""",
    reads=(Kind.IDENTITY, Kind.SCHEME),
)
