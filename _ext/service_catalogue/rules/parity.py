"""A text has the same facts in every language: numbers, times, negations, letters of roles, parties."""

from collections.abc import Iterator, Sequence

from service_catalogue.model.row import Row
from service_catalogue.model.shared_objects import Term
from service_catalogue.model.statement import Claiming, Tension
from service_catalogue.rules.legal_words import missing_phrases
from service_catalogue.rules.rule import Kind, Message, Passage, Problem, Rule, Severity, Shared, message, quote
from service_catalogue.rules.wording import wordings_of
from service_catalogue.text.wording import BINDING, IN_WORDS, Fact, FactKind, differences

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
            phrases = [*missing_phrases(prevailing, words, authoritative, language, shared)] if missing else []
            missing = [fact for fact in missing if not any(start <= fact.start < end for start, end in phrases)]
            if extra or missing:
                source, first = (words, extra[0]) if extra else (prevailing, missing[0])
                only = {"here": _only(language, words, extra), "there": _only(authoritative, prevailing, missing)}
                yield RULE.problem(source.locate(first.start, first.end), addresses=filter(None, [address]), **only)


def _only(language: str, source: str, found: list[Fact]) -> Message:
    """Return the words of the first facts that are in ``language`` alone, and a sign for more."""
    words = [quote(source[fact.start : fact.end]) for fact in found[:_MOST]] + ["…"] * (len(found) > _MOST)
    return message("parity.only", language=quote(language), words=words) if found else Message("")


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
)
