"""A note is at the tasks that it is about, and gives them to no other party than the cells do."""

import itertools
from collections.abc import Iterator

from service_catalogue.model.statement import Note
from service_catalogue.rules.claims import contradictions, words_of
from service_catalogue.rules.rule import IN_MATRIX, Kind, Problem, Rule, Service, Severity, Shared, quote


def check_service(service: Service, shared: Shared) -> Iterator[Problem]:
    for found in contradictions(service, shared):
        if found.source.is_note and not found.is_right:
            yield RULE.problem(found.task.at, addresses=found.addresses, **words_of(found))
    for note in service.notes:
        yield from _elsewhere(note, service) if not note.owner else ()


def _elsewhere(note: Note, service: Service) -> Iterator[Problem]:
    """Yield a reference to ``note`` at another task than its own, else its tasks whose rows do not refer to it.

    What only other claims say of it, or its own, is not all that it can be at: then one of the tasks is enough.
    """
    matrices, statements = service.all_matrices, service.statements.values()
    there = {cell.task: cell.written.at for matrix in matrices for cell in matrix.cells if note.id in cell.notes}
    there |= {row.task: id.at for matrix in matrices for row in matrix.rows for id in row.note if id == note.id}
    saying = [claim.tasks or said.tasks for said in statements for claim in said.claims if note.id in claim.note]
    tasks = dict.fromkeys(itertools.chain(note.tasks, *saying))
    elsewhere = [at for task, at in there.items() if task not in tasks] if tasks else []
    if elsewhere and (len(elsewhere) == len(there) or (note.about and note.about.tasks)):
        yield RULE.problem(elsewhere[0], "elsewhere", note=quote(note.id), tasks=list(map(quote, tasks)))
    elif there:
        for task in (task for task in note.tasks if task not in there and any(matrix.row(task) for matrix in matrices)):
            yield RULE.problem(task.at, "missing", note=quote(note.id), task=quote(task))


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
