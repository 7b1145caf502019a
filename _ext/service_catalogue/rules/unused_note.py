"""Every note of a service stands somewhere in its matrix."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Collection, Iterator

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.service import Service
from service_catalogue.problem import Problem, Rule, nearest, quote
from service_catalogue.schema.ids import is_id

RULE = Rule(
    "unused-note",
    failing="""\
matrix:
  scheme: raci
  parties: [customer, provider]
  cells:
    backup: [A, R]
    monitoring: [I, AR]
notes:
  - id: 1
    kind: limit
    text: {da: Kun på hverdage., en: On weekdays only.}
""",
    passing="""\
matrix:
  scheme: raci
  parties: [customer, provider]
  cells:
    backup: [A, R 1]
    monitoring: [I, AR]
notes:
  - id: 1
    kind: limit
    text: {da: Kun på hverdage., en: On weekdays only.}
""",
    file="services/hosting.yaml",
)

#: What may be the id of a note, where it is not clear what is a cell.
_WORD = re.compile(r"[a-z0-9.-]+")
_NUMBER = re.compile(r"[0-9]+")


def check(catalogue: Catalogue) -> Iterator[Problem]:
    for service in catalogue.services:
        used, unclear = set[str](), set(catalogue.displaced.get(service.id, ()))
        for matrix in service.all_matrices:
            used.update(note for row in matrix.rows for note in row.note)
            used.update(note for cell in matrix.texts for note in cell.notes)
            scheme = catalogue.scheme_of(matrix)
            letters = scheme.by_letter.keys() if scheme else ()
            odd = [cell.written for cell in matrix.texts if not set(cell.letters).issubset(letters)]
            unclear.update(itertools.chain.from_iterable(_NUMBER.findall(written) for written in odd))
            unclear.update(itertools.chain.from_iterable(map(_WORD.findall, matrix.unclear)))
        # A note that does not exist, which is reported, may be meant for one that is not used.
        ids = [str(note.id) for note in service.notes]
        for note in used.difference(ids):
            unused = [id for id in ids if id not in used | unclear]
            unclear.add(nearest(note, unused) or next(filter(functools.partial(_is_figure_like, note), unused), ""))
        if not any(matrix.unread for matrix in service.all_matrices):
            yield from _unused(service, used | unclear)


def _is_figure_like(note: str, other: str) -> bool:
    """Whether one figure may be typed for the other: they follow each other, or share a digit."""
    if not (note.isdecimal() and other.isdecimal()):
        return False
    return abs(int(note[:9]) - int(other[:9])) == 1 or not set(note).isdisjoint(other)


def _unused(service: Service, used: Collection[str]) -> Iterator[Problem]:
    for note in service.notes:
        if is_id(note.id) and note.id not in used:
            yield RULE.problem(note.id.at, note=quote(note.id))
