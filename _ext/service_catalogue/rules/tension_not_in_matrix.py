"""A tension says of cells what they have."""

import itertools
from collections.abc import Iterator, Mapping

from service_catalogue.exceptions.records import covers
from service_catalogue.messages.problem import Problem, Severity, quote
from service_catalogue.model.catalogue import Catalogue, Shared
from service_catalogue.model.matrix import Cell
from service_catalogue.model.statement import Tension
from service_catalogue.model.vocabulary import State
from service_catalogue.rules.rule import Rule
from service_catalogue.rules.wording import READS, SENTENCE, Wording, wordings_of
from service_catalogue.text.wording import FactKind


def check_catalogue(catalogue: Catalogue) -> Iterator[Problem]:
    wordings = wordings_of(catalogue)
    for service in catalogue.services:
        for tension in service.tensions:
            matrices = service.all_matrices if not tension.owner else ()
            named = [cell for matrix in matrices for cell in matrix.cells if covers(tension.at_, cell.address)]
            cells = [cell for cell in named if cell.state is not State.TO_BE_AGREED]
            yield from itertools.islice(_wrong(tension, cells, wordings, catalogue), 1 if cells else 0)


def _wrong(tension: Tension, cells: list[Cell], wordings: Mapping[str, Wording], shared: Shared) -> Iterator[Problem]:
    """Yield each role in the text that no cell of its party has; if a sentence names layers, those on other ones do not count."""
    for language, wording in wordings.items():
        text = tension.text[language]
        for sentence in SENTENCE.finditer(text):
            layers = {layer.id for layer in shared.layers if layer.name[language].lower() in sentence[0].lower()}
            for party, letters, (start, end) in _roles(sentence[0], wording):
                own = [cell for cell in cells if cell.party == party]
                held = [cell.letters for cell in own if not layers.isdisjoint(cell.values)] or [cell.letters for cell in own]
                if held and (not any(set(letters) <= set(each) for each in held) if letters else any(held)):
                    start, end = sentence.start() + start, sentence.start() + end
                    has = quote(" / ".join(each or "–" for each in dict.fromkeys(held)))
                    yield RULE.problem(text.locate(start, end), words=quote(text[start:end]), party=quote(party), has=has)


def _roles(sentence: str, wording: Wording) -> Iterator[tuple[str, str, tuple[int, int]]]:
    """Yield each role with its party and place: the party before letters, unless they are denied; before *no role*, or after it."""
    parties = wording.parties(sentence)
    for hit in wording.no_role.finditer(sentence) if wording.no_role else ():
        before = [fact for fact in parties if fact.end <= hit.start()]
        for fact in (before[-1:] or parties)[:1]:
            yield fact.value, "", hit.span()
    denied = [fact.start for fact in wording.facts(sentence) if fact.kind is FactKind.NEGATION]
    for hit in wording.letters.finditer(sentence, 1):  # the first word may be one: A, I
        before = [fact for fact in parties if fact.end <= hit.start()]
        if before and not any(before[-1].end <= place < hit.start() for place in denied):
            yield before[-1].value, hit[0], hit.span()


RULE = Rule(
    name="tension-not-in-matrix",
    severity=Severity.WARNING,
    example="""\
 matrix:
   scheme: raci
   parties: [customer, provider]
   cells: {backup: [A, R], monitoring: [I, AR]}
 tensions:
   - id: t1
     at: [description-1, monitoring]
-    text: {da: I matricen har kunden C., en: The customer has C there.}
+    text: {da: I matricen har kunden I., en: The customer has I there.}
""",
    reads=READS,
    check_catalogue=check_catalogue,
)
