"""Two tasks of the library have titles that can be told apart."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.shared import Task
from service_catalogue.problem import Problem, Rule, Severity, quote
from service_catalogue.yaml.values import Scalar

RULE = Rule(
    "similar-titles",
    severity=Severity.WARNING,
    acceptable=True,
    failing="""\
tasks:
  - id: backup
    group: operation
    name: {da: Sikkerhedskopiering, en: Back-up}
  - id: monitoring
    group: operation
    name: {da: Sikkerheds-kopiering, en: Monitoring}
""",
    passing="""\
tasks:
  - id: backup
    group: operation
    name: {da: Sikkerhedskopiering, en: Back-up}
  - id: monitoring
    group: operation
    name: {da: Overvågning, en: Monitoring}
""",
    file="tasks.yaml",
)

#: Shorter titles are compared as wholes: 'Test' and 'Text' are two words.
_SHORTEST = 8
#: Longer titles, and tasks beyond this number, are compared as wholes too: what is remembered of each grows with them.
_LONGEST, _MOST = 80, 2_000


def check(catalogue: Catalogue) -> Iterator[Problem]:
    languages = dict.fromkeys(language for task in catalogue.tasks for language in task.name)
    for language in languages:
        same: dict[str, Task] = {}
        close: dict[tuple[str, ...], Task] = {}
        for number, task in enumerate(catalogue.objects["task"].values()):
            if language not in task.name:
                continue
            title = task.name[language]
            key = _key(title)
            if not key:
                continue
            first = same.setdefault(key, task)
            if first is task and _SHORTEST <= len(key) <= _LONGEST and number < _MOST:
                marks = _marks(title)
                found = [close.setdefault((pattern, *marks), task) for pattern in _patterns(key)]
                first = next((other for other in found if other is not task), task)
            if first is not task:
                yield _problem(title, task, first.name[language], first)


def _key(title: str) -> str:
    """The letters and digits of ``title`` alone."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", title).casefold()))


def _marks(title: str) -> tuple[str, ...]:
    """The words of ``title`` by which titles are told apart on purpose: 'Level 1' and 'Level 2', 'Type A' and 'Type B'."""
    words = "".join(letter if letter.isalnum() else " " for letter in title.casefold()).split()
    return tuple(word for word in words if len(word) == 1 or any(map(str.isdigit, word)))


def _patterns(key: str) -> Iterator[str]:
    """Two keys share a pattern if, and only if, they differ by one letter that is another, left out or put in."""
    for index in range(len(key)):
        yield f"{key[:index]}?{key[index:]}"
        yield f"{key[:index]}?{key[index + 1 :]}"
    yield f"{key}?"


def _problem(title: Scalar, task: Task, first_title: Scalar, first: Task) -> Problem:
    return RULE.problem(
        title.at,
        "same" if title == first_title else "similar",
        addresses=[f"task:{first.id}", f"task:{task.id}"],
        title=quote(title),
        task=quote(first.id),
        line=first_title.at.line,
        other=quote(first_title),
    )
