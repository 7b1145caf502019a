"""A note is at the tasks that it is about, and gives them to no other party than the cells do."""

import itertools
from collections.abc import Iterator

from service_catalogue.model.statement import Note
from service_catalogue.rules.claims import contradictions, words_of
from service_catalogue.rules.rule import IN_MATRIX, Kind, Location, Problem, Rule, Service, Severity, Shared, quote


def check_service(service: Service, shared: Shared) -> Iterator[Problem]:
    for found in contradictions(service, shared):
        if found.source.is_note and not found.is_right:
            yield RULE.problem(found.task.at, addresses=found.addresses, **words_of(found))
    for note in service.notes:
        yield from _elsewhere(note, service) if not note.owner else ()


def _elsewhere(note: Note, service: Service) -> Iterator[Problem]:
    """Yield a reference to ``note`` at another task than its own, else its tasks whose rows do not refer to it.

    If only claims name the tasks, one of them is enough.
    """
    places = _places(note, service)
    saying = [claim.tasks or said.tasks for said in service.statements.values() for claim in said.claims if note.id in claim.note]
    tasks = dict.fromkeys(itertools.chain(note.tasks, *saying))
    elsewhere = [at for task, at in places.items() if task not in tasks] if tasks else []
    if elsewhere and (len(elsewhere) == len(places) or (note.about and note.about.tasks)):
        yield RULE.problem(elsewhere[0], "elsewhere", note=quote(note.id), tasks=list(map(quote, tasks)))
    elif places:
        for task in note.tasks:
            if task not in places and any(matrix.row(task) for matrix in service.all_matrices):
                yield RULE.problem(task.at, "missing", note=quote(note.id), task=quote(task))


def _places(note: Note, service: Service) -> dict[str, Location]:
    """Return where each task refers to ``note``: in its row, else in a cell."""
    places: dict[str, Location] = {}
    for matrix in service.all_matrices:
        places |= {cell.task: cell.written.at for cell in matrix.cells if note.id in cell.notes}
    for row in (row for matrix in service.all_matrices for row in matrix.rows):
        places.update((row.task, id.at) for id in row.note if id == note.id)
    return places


RULE = Rule(
    name="note-contradicts-matrix",
    severity=Severity.WARNING,
    is_tension=True,
    example=IN_MATRIX
    + """\
     backup: [A, R]
-    monitoring: {note: 1, cells: [I, AR]}
+    monitoring: {note: 1, cells: [A, R]}
 notes:
   - id: 1
     kind: condition
     text:
       da: Kunden er ansvarlig over for myndighederne.
       en: The customer is accountable towards the authorities.
     claims:
       - {party: customer, answers-for: [monitoring]}
""",
    reads=(Kind.SCHEME,),
)
