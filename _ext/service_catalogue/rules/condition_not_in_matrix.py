"""A duty under a condition has a note on the condition in the matrix."""

from collections.abc import Iterator

from service_catalogue.model.matrix import Cell
from service_catalogue.model.vocabulary import NoteKind
from service_catalogue.rules.claims import Comparison, claims_of, compared
from service_catalogue.rules.rule import IN_STATEMENT, Kind, Problem, Rule, Service, Severity, Shared, quote

_LIMITING = (NoteKind.CONDITION, NoteKind.LIMIT)


def check_service(service: Service, shared: Shared) -> Iterator[Problem]:
    for said in claims_of(service):
        for found in compared(service, said, shared) if said.claim.condition else ():
            is_plain = not found.is_right and found.cell and found.cell.letters and found.agrees
            if found.cell and is_plain and not _is_limited(service, found, found.cell):
                names = {"statement": quote(found.source.address), "address": quote(found.address)}
                yield RULE.problem(found.task.at, addresses=found.addresses, **names, has=quote(found.cell.written))


def _is_limited(service: Service, found: Comparison, cell: Cell) -> bool:
    """Return whether the cell, or its row, has a note that limits it."""
    row = found.matrix.row(found.task)
    notes = (service.notes_by_id.get(id) for id in (*cell.notes, *(row.note if row else ())))
    return any(note and note.kind in _LIMITING for note in notes)


RULE = Rule(
    name="condition-not-in-matrix",
    severity=Severity.WARNING,
    is_tension=True,
    example=IN_STATEMENT
    + """\
         text:
           da: Udbyderen tager backup, hvor det er aftalt.
           en: The provider takes backups where this is agreed.
         claims:
           - party: provider
             does: [backup]
             condition: {da: hvor det er aftalt, en: where this is agreed}
 matrix:
   scheme: raci
   parties: [customer, provider]
   cells:
-    backup: [A, R]
+    backup: [A, R 1]
     monitoring: [I, AR]
+notes:
+  - id: 1
+    kind: condition
+    text: {da: Hvor det er aftalt., en: Where this is agreed.}
""",
    reads=(Kind.SCHEME,),
)
