"""A text has the same facts in every language: numbers, times, negations, letters of roles, parties."""

from collections.abc import Iterator, Sequence

from service_catalogue.messages import Message, message
from service_catalogue.messages.problem import Problem, Severity, quote
from service_catalogue.model.catalogue import Kind, Shared
from service_catalogue.model.row import Row
from service_catalogue.model.shared_objects import Term
from service_catalogue.model.statement import Claiming, Tension
from service_catalogue.model.traversal import Passage
from service_catalogue.rules.rule import Rule
from service_catalogue.rules.wording import wordings_of
from service_catalogue.text.wording import BINDING, IN_WORDS, Fact, FactKind, differences
from service_catalogue.yaml.values import Scalar

#: The kinds of facts that are compared in statements and notes alone: elsewhere they are worded too freely.
_OF_DUTIES = {FactKind.FREQUENCY, *BINDING, *BINDING.values()}
#: Maximum number of facts in a message.
_MOST = 9


def check_texts(passages: Sequence[Passage], shared: Shared) -> Iterator[Problem]:
    authoritative = shared.identity.authoritative
    wordings = wordings_of(shared, [party for party in shared.parties if party.term])
    for text, of, field, address in passages:
        if field == "quote":  # a passage of a text that is compared, with as many words as fit each language
            continue
        prevailing = text[authoritative]
        for language, words in text.items():
            if language == authoritative:
                continue
            # The definition of a party's term is about that party, named or not.
            apart = of.id if isinstance(of, Term) and field == "definition" else ""
            here, there = wordings[language].facts_of(words, apart), wordings[authoritative].facts_of(prevailing, apart)
            ignored = IN_WORDS - (wordings[language].kinds & wordings[authoritative].kinds)
            if not isinstance(of, Claiming | Row | Tension):
                ignored |= _OF_DUTIES
            here, there = ([fact for fact in each if fact.kind not in ignored] for each in (here, there))
            extra, missing = differences(here, there)
            if extra or missing:
                yield _problem(words, prevailing, extra, missing, (language, authoritative), address)


def _problem(
    words: Scalar, prevailing: Scalar, extra: list[Fact], missing: list[Fact], languages: tuple[str, str], address: str
) -> Problem:
    text, first = (words, extra[0]) if extra else (prevailing, missing[0])
    here, there = (
        message("parity.only", language=quote(language), words=_quoted(source, found)) if found else Message("")
        for language, source, found in zip(languages, (words, prevailing), (extra, missing), strict=True)
    )
    return RULE.problem(text.locate(first.start, first.end), addresses=filter(None, [address]), here=here, there=there)


def _quoted(source: str, found: list[Fact]) -> list[str]:
    """Return the words of the first facts, and a sign for more."""
    words = [quote(source[fact.start : fact.end]) for fact in found[: _MOST + 1]]
    return words if len(words) <= _MOST else [*words[:_MOST], "…"]


RULE = Rule(
    name="parity",
    severity=Severity.WARNING,
    acceptable=True,
    example="""\
 motto:
   da: Vi svarer ikke om natten
-  en: We answer at night
+  en: We do not answer at night
""",
    reads=(Kind.IDENTITY, Kind.TERM, Kind.PARTY, Kind.SCHEME),
    check_texts=check_texts,
)
