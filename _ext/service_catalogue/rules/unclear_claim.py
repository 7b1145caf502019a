"""A claim has one meaning: a duty or a right, of a known party."""

import itertools
import re
from collections.abc import Iterator

from service_catalogue.model.statement import Claim
from service_catalogue.rules.claims import claims_of
from service_catalogue.rules.rule import IN_STATEMENT, MATRIX, Kind, Problem, Rule, Service, Severity, Shared, did_you_mean, quote
from service_catalogue.schema.kinds import Localized

#: A full stop behind a word, and not behind an abbreviation: *m.v.*, *etc.*
_FULL_STOP = re.compile(r"(?<!\.\w)(?<!\betc)(?<!\bosv)(?<!\.fl)\.$")


def check_service(service: Service, shared: Shared) -> Iterator[Problem]:
    texts = {text.address: text.text for text in service.texts}
    for said in claims_of(service):
        yield from _check(said.claim)
        yield from _check_quote(said.claim, texts[said.address])
        yield from _check_places(said.claim, service)
        yield from itertools.islice(_check_words(said.claim, shared), 1)


def _check_quote(claim: Claim, text: Localized) -> Iterator[Problem]:
    if claim.quote and claim.words:
        yield RULE.problem(claim.at, "quote-and-words")
    for language, words in (claim.quote or {}).items():
        if words not in text.get(language, ""):
            yield RULE.problem(words.at, "quote")


def _check(claim: Claim) -> Iterator[Problem]:
    if claim.is_right and (claim.promises or claim.does or claim.answers_for or claim.ensures):
        yield RULE.problem(claim.at, "duty-and-right")
    if claim.party is None and claim.tasks:
        yield RULE.problem(claim.tasks[0].at, "no-party")


def _check_words(claim: Claim, shared: Shared) -> Iterator[Problem]:
    """Yield what makes the words of ``claim`` no predicate: they begin with its party, or end like a sentence."""
    party = shared.objects["party"][claim.party] if claim.party else None
    for name in filter(None, (party.definite, party.name) if party else ()):
        for language, words in claim.words.items() if claim.words else ():
            if re.match(rf"{re.escape(name[language])}\b", words, re.IGNORECASE):
                yield RULE.problem(words.at, "names-party", words=quote(words[: len(name[language])]))
    for words in (words for text in (claim.words, claim.condition) if text and party for words in text.values()):
        if _FULL_STOP.search(words):
            yield RULE.problem(words.locate(len(words) - 1, len(words)), "full-stop", words=quote(words.split()[-1]))


def _check_places(claim: Claim, service: Service) -> Iterator[Problem]:
    """Return a problem for each value in ``claim.on`` that is on no axis of the matrices with which the claim is compared."""
    compared = [matrix for matrix in service.all_matrices if claim.party in matrix.parties and any(map(matrix.row, claim.tasks))]
    known = list(dict.fromkeys(itertools.chain.from_iterable(itertools.chain(*matrix.axes.values()) for matrix in compared)))
    for value in claim.on if known else ():
        if value not in known:
            yield RULE.problem(value.at, "elsewhere", value=quote(value), hint=did_you_mean(value, known))


RULE = Rule(
    name="unclear-claim",
    severity=Severity.WARNING,
    example=IN_STATEMENT
    + """\
         text:
           da: Udbyderen tager backup hver nat.
           en: The provider takes a backup every night.
         claims:
-          - {party: provider, does: [backup], may-do: [backup]}
+          - {party: provider, does: [backup]}
+          - {party: provider, may-do: [backup]}
"""
    + MATRIX,
    reads=(Kind.PARTY,),
)
