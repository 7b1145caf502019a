"""Rules about notes: each is defined, used and unambiguous, and texts refer to it by its id."""

import itertools
import re
from collections.abc import Collection, Iterator

from service_catalogue.messages.quotation import quote
from service_catalogue.messages.suggestion import did_you_mean
from service_catalogue.messages.texts import Message, message
from service_catalogue.model.matrix import Cell
from service_catalogue.model.shared import Scheme
from service_catalogue.model.statement import references
from service_catalogue.rules import Kind, Location, Phase, Problem, Service, Severity, Shared, rule
from service_catalogue.text import SpanKind, spans


#: A note that a cell, a task or an exception refers to is in the service.
@rule(phase=Phase.CELLS, reads=(Kind.SCHEME,))
def undefined_note(shared: Shared) -> Iterator[Problem]:
    for exception in shared.read_identity.exceptions if shared.read_identity else ():
        yield from (undefined_note.problem(id.at, "of-catalogue") for id in exception.notes)


@undefined_note.also
def check_undefined_note_of_service(service: Service, shared: Shared) -> Iterator[Problem]:
    known = {note.id for note in service.notes}
    # Faults of an extended service are reported there.
    places_by_note: dict[str, set[Location]] = {}
    for kind, id in references(service):
        if kind == "note" and id not in known and id.at.path == service.at.path:
            places_by_note.setdefault(id, set()).add(id.at)
    for matrix in service.all_matrices:
        for cell in matrix.texts:
            scheme = shared.scheme(matrix.scheme)
            for note, at in cell.notes_at() if not known.issuperset(cell.notes) else ():
                is_reported = scheme.spells(note) and not scheme.by_letter.keys() >= {*cell.letters}  # [5 A]
                if note in known or at.path != service.at.path or is_reported:
                    continue
                if spelt := _spelt(note, at, cell, scheme):
                    yield spelt
                else:
                    places_by_note.setdefault(note, set()).add(at)
    yield from (_undefined_note(note, places, service) for note, places in places_by_note.items())


def _spelt(note: str, at: Location, cell: Cell, scheme: Scheme) -> Problem | None:
    """Return the problem of a cell with a space between its letters."""
    if not scheme.spells(note):
        return None
    letters = scheme.in_order("".join(dict.fromkeys((*cell.letters, *note))))
    return undefined_note.problem(at, "letters", note=quote(note), better=quote(letters))


def _undefined_note(id: str, places: Collection[Location], service: Service) -> Problem:
    """Return one problem for a note that does not exist, at the first reference to it: a wrong id is one slip."""
    hint = did_you_mean(id.strip("()[]."), [note.id for note in service.notes])
    more = message("unknown-reference.more", count=len(places) - 1) if len(places) > 1 else Message("")
    return undefined_note.problem(min(places), note=quote(id), hint=hint, more=more)


#: Every note of a service is in its matrix.
@rule()
def unused_note(service: Service, shared: Shared) -> Iterator[Problem]:
    rows = (row.note for matrix in service.all_matrices for row in matrix.rows)
    cells = (cell.notes for matrix in service.all_matrices for cell in matrix.texts)
    used = set(itertools.chain(*rows, *cells))
    unused = (note.id for note in service.notes if not (note.owner or note.withdrawn or note.id in used))
    yield from (unused_note.problem(id.at, note=quote(id)) for id in unused)


#: In Danish and in English.
_TYPED = re.compile(r"[Nn](?<!\w.)ote(?:n|r|rne|s)? (?P<number>\d+)\b")


#: A text refers to a note by its id, as its number changes where others are added or inherited.
@rule(severity=Severity.WARNING)
def typed_note(service: Service, shared: Shared) -> Iterator[Problem]:
    for passage in service.passages:
        for text in filter(_TYPED.search, passage.text.values()):
            ids = {service.number_of_note(note.id): note.id for note in service.notes}
            for span in spans(text):
                for hit in _TYPED.finditer(text, span.start, span.end) if span.kind is SpanKind.TEXT else ():
                    if hit["number"] in ids:
                        reference = quote(f"[[note:{ids[hit['number']]}]]")
                        yield typed_note.problem(text.locate(*hit.span()), words=quote(hit[0]), reference=reference)


#: No note of a service has the id of an inherited one.
@rule(severity=Severity.WARNING)
def ambiguous_note(service: Service, shared: Shared) -> Iterator[Problem]:
    inherited = {note.id.rpartition(".")[2]: note.owner for note in service.notes if note.owner}
    for note in service.notes:
        if not note.owner and note.id in inherited:
            own, other = quote(note.id), quote(f"{inherited[note.id]}.{note.id}")
            yield ambiguous_note.problem(note.id.at, own=own, inherited=other)
