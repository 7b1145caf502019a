"""Every task of the library stands in the matrix of a service."""

from __future__ import annotations

from collections.abc import Iterator

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.published import Ids
from service_catalogue.problem import Problem, Rule, Severity, quote

RULE = Rule(
    "unused-task",
    severity=Severity.WARNING,
    acceptable=True,
    failing="""\
tasks:
  - id: backup
    group: operation
    name: {da: Sikkerhedskopiering, en: Backup}
  - id: monitoring
    group: operation
    name: {da: Overvågning, en: Monitoring}
  - id: restore
    group: operation
    name: {da: Genskabelse, en: Restoration}
""",
    passing="""\
tasks:
  - id: backup
    group: operation
    name: {da: Sikkerhedskopiering, en: Backup}
  - id: monitoring
    group: operation
    name: {da: Overvågning, en: Monitoring}
""",
    file="tasks.yaml",
)


def check(catalogue: Catalogue) -> Iterator[Problem]:
    tasks = catalogue.objects["task"]
    outlines = [service.outline for service in catalogue.services]
    used = {task for outline in outlines for matrix in outline.matrices for task in matrix.tasks}
    unread = catalogue.unread_services or Ids(catalogue).vanished_services or any(outline.is_unread for outline in outlines)
    # With no service there is nothing to be missing from; in what cannot be read, or is misspelt, it may be.
    if not catalogue.services or unread or not used <= set(tasks):
        return
    used.update(*catalogue.displaced.values())
    unused = [id for id, task in tasks.items() if id and id not in used and not task.withdrawn]
    # A row whose task is there already, which is reported, may be meant for one of these.
    for id in unused if len(unused) > sum(outline.displaced for outline in outlines) else ():
        yield RULE.problem(tasks[id].id.at, addresses=[f"task:{id}"], task=quote(id))
