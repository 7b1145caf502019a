"""A tension says of cells what they have."""

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from service_catalogue.exceptions.records import covering
from service_catalogue.model.matrix import Cell
from service_catalogue.model.statement import Tension
from service_catalogue.model.vocabulary import State
from service_catalogue.rules.rule import Catalogue, Problem, Rule, Severity, Shared, quote
from service_catalogue.rules.wording import READS, SENTENCE, Wording, wordings_of
from service_catalogue.text.wording import FactKind


def check_catalogue(catalogue: Catalogue) -> Iterator[Problem]:
    wordings = wordings_of(catalogue)
    for service in catalogue.services:
        for tension in service.tensions:
            matrices = service.all_matrices if not tension.owner else ()
            is_named, written = covering(tension.at_), (cell for matrix in matrices for cell in matrix.cells)
            cells = [cell for cell in written if is_named(cell.address) and cell.state is not State.TO_BE_AGREED]
            facts = (wording.facts(tension.text[language]) for language, wording in wordings.items())
            letters = {tuple(sorted(fact.value for fact in found if fact.kind is FactKind.LETTER)) for found in facts}
            if len(letters) > 1:  # the rule about parity reports it
                continue
            yield from itertools.islice(_wrong(tension, cells, wordings, catalogue), 1 if cells else 0)


def _wrong(tension: Tension, cells: list[Cell], wordings: Mapping[str, Wording], shared: Shared) -> Iterator[Problem]:
    """Yield each role in the text that the cells of its party lack; if a sentence names layers, those on other ones do not count.

    Each of its tasks has the role, and each of their cells has it, or another one that the sentence gives to the party there.
    """
    for language, wording in wordings.items():
        text, names = tension.text[language], _names(cells, shared, language)
        for sentence in SENTENCE.finditer(text):
            layers = {layer.id for layer in shared.layers if layer.name[language].lower() in sentence[0].lower()}
            roles = list(_with_tasks(sentence[0], wording, names))
            for role, task in ((each, task) for each in roles for task in each.tasks or ("",)):
                own = [cell for cell in cells if cell.party == role.party]
                own = [cell for cell in own if not layers.isdisjoint(cell.values)] or own
                wrong = [cell for cell in own if task in ("", cell.task) and not _has(cell, role.letters)]
                if len(wrong) < sum(task in ("", cell.task) for cell in own):
                    said = [other for other in roles if other.party == role.party and (not task or task in other.tasks)]
                    is_last = role is said[-1] and (task or not role.letters)
                    wrong = [cell for cell in wrong if is_last and not any(_has(cell, other.letters) for other in said)]
                if wrong:
                    start, end = (sentence.start() + place for place in role.span)
                    at = wrong[0].written.at
                    has = quote(" / ".join(dict.fromkeys(cell.letters or "–" for cell in wrong))) + f" ({at.line}:{at.column})"
                    yield RULE.problem(text.locate(start, end), words=quote(text[start:end]), party=quote(role.party), has=has)


def _has(cell: Cell, letters: str) -> bool:
    """Return whether ``cell`` has all of ``letters``; without any, whether it has none."""
    return set(letters) <= set(cell.letters) if letters else not cell.letters


def _names(cells: Sequence[Cell], shared: Shared, language: str) -> dict[str, str]:
    """Return the tasks of ``cells`` by their names, also without what is in parentheses or after a dash."""
    tasks = [task for task in shared.tasks if any(cell.task == task.id for cell in cells)]
    return {task.name[language].partition(sign)[0]: task.id for sign in (" – ", " (", "\n") for task in tasks}


class _Role(NamedTuple):
    """A role in a sentence: letters, or none for *no role*."""

    party: str
    letters: str
    span: tuple[int, int]
    #: The tasks that it is for.
    tasks: Sequence[str] = ()


def _with_tasks(sentence: str, wording: Wording, names: Mapping[str, str]) -> Iterator[_Role]:
    """Yield each role with its tasks: those behind it, else those before it; of as many roles of a party, one each."""
    pattern = "|".join(rf"\b{re.escape(name)}(?!\w)" for name in sorted(names, key=len, reverse=True))
    tasks = [_Role("", "", hit.span(), [names[hit[0]]]) for hit in re.finditer(pattern or "(?!)", sentence)]
    found = sorted([*tasks, *_roles(sentence, wording)], key=lambda each: each.span)
    parts = [list(part) for _, part in itertools.groupby(found, key=lambda each: bool(each.party))]
    for index, part in enumerate(parts):
        before, behind = (parts[at] if 0 <= at < len(parts) else [] for at in (index - 1, index + 1))
        is_behind = behind and "," not in sentence[part[-1].span[1] : behind[0].span[0]]
        named = [task for each in (behind if is_behind or not before else before) for task in each.tasks]
        for role in part if part[0].party else ():
            own = [each for each in part if each.party == role.party]
            mine = [named[own.index(role)]] if len(own) == len(named) else named
            yield role._replace(tasks=mine if len(own) in (1, len(named)) else ())


def _roles(sentence: str, wording: Wording) -> Iterator[_Role]:
    """Yield each role with its party and place: the party before letters, unless they are denied; before *no role*, or after it."""
    parties = wording.parties(sentence)
    for hit in wording.no_role.finditer(sentence) if wording.no_role else ():
        before = [fact for fact in parties if fact.end <= hit.start()]
        for fact in (before[-1:] or parties)[:1]:
            yield _Role(fact.value, "", hit.span())
    denied = [fact.start for fact in wording.facts(sentence) if fact.kind is FactKind.NEGATION]
    for hit in wording.letters.finditer(sentence, 1):  # the first word may be one: A, I
        before = [fact for fact in parties if fact.end <= hit.start()]
        if before and not any(before[-1].end <= place < hit.start() for place in denied):
            yield _Role(before[-1].value, hit[0], hit.span())


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
)
