"""Every task of the library is in the matrix of a service."""

from collections.abc import Iterator

from service_catalogue.rules.rule import Catalogue, Kind, Problem, Rule, Severity, quote


def check_catalogue(catalogue: Catalogue) -> Iterator[Problem]:
    used = {row.task for service in catalogue.services for matrix in service.all_matrices for row in matrix.rows}
    for service in catalogue.services:  # where an unused note is about a task, that is reported
        unused = [note for note in service.notes if not any(note.id in matrix.notes for matrix in service.all_matrices)]
        used.update(task for note in unused if not note.owner for task in note.tasks)
    # Without services, no task can be used.
    for task in catalogue.tasks if catalogue.services else ():
        if task.id not in used and not task.withdrawn:
            yield RULE.problem(task.id.at, addresses=[f"task:{task.id}"], task=quote(task.id))


RULE = Rule(
    name="unused-task",
    severity=Severity.WARNING,
    acceptable=True,
    example="""\
 tasks:
   - id: backup
     group: operation
     name: {da: Sikkerhedskopiering, en: Backup}
   - id: monitoring
     group: operation
     name: {da: Overvågning, en: Monitoring}
-  - id: restore
-    group: operation
-    name: {da: Genskabelse, en: Restoration}
""",
    file="tasks.yaml",
    reads=(Kind.TASK, Kind.PUBLISHED, Kind.IDENTITY, Kind.SERVICE),
)
