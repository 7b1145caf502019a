"""A condition in a statement is in its claims too."""

from collections.abc import Iterator

from service_catalogue.messages.problem import Problem, quote
from service_catalogue.rules.wording import Reading, claim_rule
from service_catalogue.text.wording import BINDING, FactKind

_CONDITIONS = (FactKind.CONDITION, BINDING[FactKind.CONDITION])


def check_claim(reading: Reading) -> Iterator[Problem]:
    """Yield the claim if it lacks the condition in every language.

    A claim without words of its own is shown in those of the whole text. It lacks a condition only if no claim of the text has one.
    """
    claim, own, others = reading.claim, reading.own, reading.of.claims
    if not own and (claim is not others[0] or any(other.words or other.quote or other.condition for other in others)):
        return
    if claim.party and not reading.names_others and not claim.condition and (own or claim.tasks):
        lost = [words for language in reading.wordings if (words := _lost(reading, language))]
        if len(lost) == len(reading.wordings):
            at = own.at if own else claim.tasks[0].at
            yield RULE.problem(at, addresses=[reading.of.address], words=quote(lost[0]))


def _lost(reading: Reading, language: str) -> str:
    """Return the first words of a condition in the text that the claim lacks: sure ones, or any if it has words and no condition."""
    words, wording = reading.own, reading.wordings[language]
    if not wording.words(reading.of.text[language], *_CONDITIONS):
        return ""
    has = wording.words(words[language] if words else "", *_CONDITIONS)
    asked = wording.words(" ".join(reading.sentences(language)), *_CONDITIONS)
    if any(kind is FactKind.CONDITION or marker not in asked for marker, kind in has.items()):
        return ""
    sure = [marker for marker, kind in asked.items() if kind is FactKind.CONDITION and marker not in has]
    return next(iter(sure or (asked if words and not has else ())), "")


RULE = claim_rule(
    "condition-not-in-claim",
    example="""\
         text:
           da: Leverandøren svarer samme dag, hvis det er aftalt.
           en: The provider answers the same day if that is agreed.
         claims:
           - party: provider
             promises: {da: svarer samme dag, en: answers the same day}
+            condition: {da: hvis det er aftalt, en: if that is agreed}
""",
)
