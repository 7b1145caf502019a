"""A claim says nothing that its statement does not say: no other party, negation, number or time; nor do its notes, and the cadence of its tasks."""

import itertools
import re
from collections.abc import Iterator

from service_catalogue.messages.problem import Problem, quote
from service_catalogue.rules.wording import Reading, claim_rule, share
from service_catalogue.text.wording import Fact, FactKind

#: A remark of the editor in a claim: *(the source does not say which)*.
_REMARK = re.compile(r"\([^()]*\)")
#: The least share of its words that a claim has from its statement.
_LEAST = 1 / 3
_COUNTED = (FactKind.NUMBER, FactKind.COUNT, FactKind.TIME, FactKind.FREQUENCY)
_COMPARED = (*_COUNTED, FactKind.NEGATION, FactKind.PARTY)


def check_claim(reading: Reading) -> Iterator[Problem]:
    claim, text, addresses = reading.claim, reading.of.text, [reading.of.address]
    if claim.party and reading.names_others and not reading.is_reported:
        named = list(map(quote, sorted(reading.named)))
        yield RULE.problem(claim.party.at, "party", addresses=addresses, party=quote(claim.party), named=named)
    spoken = reading.of.about.parties if reading.of.about and claim is reading.of.claims[0] else ()
    if others := list(map(quote, sorted(reading.named - {*reading.of.parties}))):
        unnamed = (party for party in spoken if party not in reading.named)
        yield from (RULE.problem(each.at, "about", addresses=addresses, party=quote(each), named=others) for each in unnamed)
    texts = [words for words in (reading.own, claim.condition) if words]
    if claim.words and all(share(words, text[language]) < _LEAST for language, words in claim.words.items()):
        yield RULE.problem(texts[0].at, "other", addresses=addresses)
    for language, wording in reading.wordings.items() if texts else ():
        there, denies = {_value(fact) for fact in wording.facts(text[language])}, False
        for words in (each[language] for each in texts):
            for fact in wording.facts(_REMARK.sub(lambda hit: " " * len(hit[0]), words)):
                denies = denies or fact.kind is FactKind.NEGATION
                if fact.kind in _COMPARED and fact.value != claim.party and _value(fact) not in there:
                    at, found = words.locate(fact.start, fact.end), quote(words[fact.start : fact.end])
                    yield RULE.problem(at, addresses=addresses, words=found)
        denied = wording.words(text[language], FactKind.NEGATION)
        if denied and not denies and wording.words(reading.clause(language), FactKind.NEGATION):
            yield RULE.problem(texts[0][language].at, "denied", addresses=addresses, words=quote(next(iter(denied))))
    yield from _beside(reading)


def _beside(reading: Reading) -> Iterator[Problem]:
    """Yield each number or time in a note of the claim, or in its text, if note or cadence has only others of that kind."""
    claim, said = reading.claim, reading.of
    rows = (matrix.row(task) for matrix in reading.service.all_matrices for task in claim.tasks)
    pairs = [(said.text, row.cadence) for row in rows if row and row.cadence]
    pairs += [(note.text, said.text) for note in reading.service.notes if note.id in claim.note]
    for (language, wording), (here, there) in itertools.product(reading.wordings.items(), pairs):
        mine, others = ([fact for fact in wording.facts(text[language]) if fact.kind in _COUNTED] for text in (here, there))
        for fact in mine:
            kind = _value(fact)[0]
            same = [other for other in others if _value(other)[0] is kind]
            if same and not {_value(each) for each in mine}.intersection(map(_value, same)):
                found, other = here[language][fact.start : fact.end], there[language][same[0].start : same[0].end]
                at = here[language].locate(fact.start, fact.end)
                line = there[language].locate(same[0].start, same[0].end).line
                yield RULE.problem(at, "beside", addresses=[said.address], words=quote(found), line=line, other=quote(other))


def _value(fact: Fact) -> tuple[FactKind, str]:
    """Return kind and value, equal for a number in figures and in words."""
    return FactKind.NUMBER if fact.kind is FactKind.COUNT else fact.kind, fact.value


RULE = claim_rule(
    "claim-not-in-statement",
    example="""\
         text: {da: Den prøves hver uge., en: It is tested every week.}
         claims:
           - party: provider
-            promises: {da: prøver den hver måned, en: tests it every month}
+            promises: {da: prøver den hver uge, en: tests it every week}
""",
)
