"""A letter that one party has to have (the A of RACI) stands once in each task on each layer.

The rule is the source's own, for 2A: 'only one A a task', on each layer.
"""

from __future__ import annotations

from collections.abc import Iterator

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.vocabulary import Count, NoteKind
from service_catalogue.problem import Problem, Rule, quote
from service_catalogue.rules.counting import Counted, counted

RULE = Rule(
    "one-accountable",
    {"da": "Præcis én ansvarlig", "en": "Exactly one accountable"},
    {
        "da": "Når to svarer for en opgave, svarer ingen for den. Hver opgave skal på hvert lag have præcis én part med det bogstav, som "
        "rolleskemaet kun giver til én (A i RACI).",
        "en": "When two answer for a task, nobody does. On each layer, each task has to have exactly one party with the letter that the "
        "role scheme gives to one only (the A of RACI).",
    },
    acceptable=True,
    failing="""\
matrix:
  scheme: raci
  parties: [customer, provider]
  cells:
    backup: [A, AR]
    monitoring: [I, AR]
""",
    passing="""\
matrix:
  scheme: raci
  parties: [customer, provider]
  cells:
    backup: [A, R]
    monitoring: [I, AR]
""",
    file="services/hosting.yaml",
)


def check(catalogue: Catalogue) -> Iterator[Problem]:
    for found in counted(catalogue, Count.ONE):
        if len(found.cells) != 1 and not _joint(found):
            yield _problem(found)


def _joint(found: Counted) -> bool:
    """Whether every party that has the letter has a note on it that says how they share it."""
    kinds: dict[str, NoteKind] = {note.id: note.kind for note in found.service.notes}
    return len(found.cells) > 1 and all(any(kinds.get(note) is NoteKind.JOINT for note in cell.notes) for cell in found.cells)


def _problem(found: Counted) -> Problem:
    letter, place = quote(found.letter), quote(found.place)
    if not found.cells:
        return RULE.problem(
            found.at,
            places=[found.place],
            da=f"{place}: ingen part har {letter}. Giv det til én.",
            en=f"{place}: no party has {letter}. Give it to one.",
        )
    parties = quote(", ".join(cell.party for cell in found.cells))
    return RULE.problem(
        found.cells[1].written.at,
        places=[found.place],
        da=f"{place}: {len(found.cells)} parter har {letter} ({parties}). Lad kun én have det, eller "
        "giv hver en note af slagsen joint.",
        en=f"{place}: {len(found.cells)} parties have {letter} ({parties}). Let only one have it, or "
        "give each a note of the kind joint.",
    )
