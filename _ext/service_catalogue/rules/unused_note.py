"""Every note of a service is in its matrix."""

import itertools
from collections.abc import Iterator

from service_catalogue.rules.rule import IN_MATRIX, Problem, Rule, Service, Shared, quote


def check_service(service: Service, shared: Shared) -> Iterator[Problem]:
    rows = (row.note for matrix in service.all_matrices for row in matrix.rows)
    cells = (cell.notes for matrix in service.all_matrices for cell in matrix.texts)
    used = set(itertools.chain(*rows, *cells))
    yield from (RULE.problem(note.id.at, note=quote(note.id)) for note in service.notes if not note.owner and note.id not in used)


RULE = Rule(
    name="unused-note",
    example=IN_MATRIX
    + """\
-    backup: [A, R]
+    backup: [A, R 1]
     monitoring: [I, AR]
 notes:
   - id: 1
     kind: limit
     text: {da: Kun på hverdage., en: On weekdays only.}
""",
)
