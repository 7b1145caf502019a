"""Every task of the library stands in the matrix of a service."""

from __future__ import annotations

from collections.abc import Iterator

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.problem import Problem, Rule, Severity, quote

RULE = Rule(
    "unused-task",
    {"da": "Opgave, som ingen ydelse bruger", "en": "A task that no service uses"},
    {
        "da": "En opgave, der ikke står i nogen matrix, får en side, som intet siger. Sæt opgaven ind i matricen for den ydelse, "
        "den hører til, eller slet den. Skal den stå til senere, så skriv en undtagelse i catalogue.yaml, hvor at er task: og "
        "opgavens id, som task:restore.",
        "en": "A task that stands in no matrix gets a page that says nothing. Put the task into the matrix of the service that "
        "it belongs to, or delete it. If it is to stay for later, record an exception in catalogue.yaml whose at is task: and "
        "the task's id, such as task:restore.",
    },
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
    matrices = [matrix for service in catalogue.services for matrix in service.all_matrices]
    tasks = catalogue.objects["task"]
    used = {row.task for matrix in matrices for row in matrix.rows}
    # With no service there is nothing to be missing from; in what cannot be read, or is misspelt, it may be.
    if not catalogue.services or catalogue.unread_services or any(matrix.unread for matrix in matrices) or not used <= set(tasks):
        return
    for id, task in tasks.items():
        if id and id not in used:
            yield RULE.problem(
                task.id.at,
                places=[f"task:{id}"],
                da=f"Ingen ydelse bruger opgaven {quote(id)}. Sæt den ind i en matrix, eller slet den.",
                en=f"No service uses the task {quote(id)}. Put it into a matrix, or delete it.",
            )
