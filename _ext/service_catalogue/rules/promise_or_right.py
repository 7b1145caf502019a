"""A claim is a right if the text says that its party can do or has something, and a promise if it does not."""

import re
from collections.abc import Iterator

from service_catalogue.messages.problem import Problem, quote
from service_catalogue.rules.wording import Reading, Wording, claim_rule


def check_claim(reading: Reading) -> Iterator[Problem]:
    claim, own, said, party = reading.claim, reading.own, reading.of, reading.claim.party
    both = {other.is_right for other in said.claims if other.party == party} == {True, False}
    mixed = claim.is_right and bool(claim.promises or claim.does or claim.answers_for or claim.ensures)
    for language, wording in reading.wordings.items() if not mixed and not reading.names_others else ():
        at = own[language].at if own else claim.tasks[0].at if claim.tasks else claim.at
        if claim.is_right and not claim.is_owning and (own or not both):
            if wording.right and not wording.right.search((claim.words or said.text)[language]):
                yield RULE.problem(at, "right", addresses=[said.address])
        elif party and wording.can and not both and not claim.is_right:
            parts = reading.sentences(language) if wording.can.search(said.text[language]) else [""]
            if all(_says_can(part, party, wording.can, wording) for part in parts) or (own and wording.can.match(own[language])):
                yield RULE.problem(at, addresses=[said.address], party=quote(party))


def _says_can(sentence: str, party: str, can: re.Pattern[str], wording: Wording) -> bool:
    """Return whether ``sentence`` says that ``party`` can: the two words are beside each other."""
    pairs = ((fact, hit) for fact in wording.acting(sentence, party) for hit in can.finditer(sentence))
    return any(fact.end + 1 == hit.start() or hit.end() + 1 == fact.start for fact, hit in pairs)


RULE = claim_rule(
    "promise-or-right",
    example="""\
         text: {da: Kunden kan få mere, en: The customer can get more.}
         claims:
           - party: customer
-            promises: {da: kan få mere, en: can get more}
+            may: {da: kan få mere, en: can get more}
""",
)
