"""A note that a cell, a task or an exception points at is written in the service."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from service_catalogue.messages import Message, message
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.cell import Cell
from service_catalogue.model.service import Service
from service_catalogue.model.shared import Scheme
from service_catalogue.model.walk import references
from service_catalogue.problem import Location, Problem, Rule, did_you_mean, quote

RULE = Rule(
    "undefined-note",
    failing="""\
matrix:
  scheme: raci
  parties: [customer, provider]
  cells:
    backup: [A, R 1]
    monitoring: [I, AR]
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


def check(catalogue: Catalogue) -> Iterator[Problem]:
    for exception in catalogue.read_identity.exceptions if catalogue.read_identity else ():
        for id in exception.notes:
            yield RULE.problem(id.at, "of-catalogue")
    for service in catalogue.services:
        if any(matrix.extends and matrix.unread for matrix in service.all_matrices):
            continue  # the note may be there, in what could not be read
        if f"note:{service.id}" in catalogue.unclear:
            continue  # or without its id
        known = {note.id for note in service.notes}
        # What is wrong in an extended service is reported there.
        found: dict[str, set[Location]] = {}
        for kind, id in references(service):
            if kind == "note" and id not in known and id.at.path == service.at.path:
                found.setdefault(id, set()).add(id.at)
        for matrix in service.all_matrices:
            for cell in matrix.texts:
                for note, at in cell.notes_at() if not known.issuperset(cell.notes) else ():
                    if note in known or at.path != service.at.path:
                        continue
                    if spelt := _spelt(note, at, cell, catalogue.scheme_of(matrix)):
                        yield spelt
                    else:
                        found.setdefault(note, set()).add(at)
        for note, places in found.items():
            if not catalogue.is_displaced(note, service.id):
                yield _problem(note, places, service)


def _spelt(note: str, at: Location, cell: Cell, scheme: Scheme | None) -> Problem | None:
    """The problem of a cell whose letters have a space between them."""
    if scheme is None or not scheme.spells(note):
        return None
    letters = scheme.in_order("".join(dict.fromkeys((*cell.letters, *note))))
    return RULE.problem(at, "letters", note=quote(note), better=quote(letters))


def _problem(id: str, places: Collection[Location], service: Service) -> Problem:
    """One problem for a note that does not exist, at the first reference to it: an id that is written otherwise is one slip."""
    hint = did_you_mean(id, [note.id for note in service.notes])
    more = message("unknown-reference.more", count=len(places) - 1) if len(places) > 1 else Message("")
    return RULE.problem(min(places), note=quote(id), hint=hint, more=more)
