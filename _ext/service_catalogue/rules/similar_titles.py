"""The tasks of the library have distinct titles."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping

from service_catalogue.model.shared_objects import Task
from service_catalogue.rules.rule import Kind, Problem, Rule, Severity, Shared, quote

#: Shorter titles are compared as wholes: 'Test' and 'Text' are two words.
_SHORTEST = 8
#: Longer titles, and tasks beyond this number, are compared as wholes too, to limit the memory for patterns.
_LONGEST, _MOST = 80, 2_000


def check_shared(shared: Shared) -> Iterator[Problem]:
    alike: dict[tuple[str, str], dict[str, tuple[Task, Task]]] = {}
    for language in dict.fromkeys(language for task in shared.tasks for language in task.name):
        for task, first in _alike(shared.tasks, language):
            alike.setdefault((first.id, task.id), {})[language] = task, first
    for by_language in alike.values():  # one problem for two tasks, however many of their titles are alike
        yield _problem(by_language)


def _alike(tasks: Iterable[Task], language: str) -> Iterator[tuple[Task, Task]]:
    """Yield each of ``tasks`` whose title in ``language`` is similar to an earlier one, with the first such."""
    same: dict[str, Task] = {}
    close: dict[tuple[str, ...], Task] = {}
    for number, task in enumerate(tasks):
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
            yield task, first


def _key(title: str) -> str:
    """Return the letters and digits of ``title``."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", title).casefold()))


def _marks(title: str) -> tuple[str, ...]:
    """Return the words that distinguish titles on purpose: 'Level 1' and 'Level 2', 'Type A' and 'Type B'."""
    words = "".join(letter if letter.isalnum() else " " for letter in title.casefold()).split()
    return tuple(word for word in words if len(word) == 1 or any(map(str.isdigit, word)))


def _patterns(key: str) -> Iterator[str]:
    """Return the patterns of ``key``: two keys share one if, and only if, their edit distance is one."""
    for index in range(len(key)):
        yield f"{key[:index]}?{key[index:]}"
        yield f"{key[:index]}?{key[index + 1 :]}"
    yield f"{key}?"


def _problem(by_language: Mapping[str, tuple[Task, Task]]) -> Problem:
    """Return the problem of two tasks with similar titles."""
    titles = [(task.name[language], first.name[language]) for language, (task, first) in by_language.items()]
    task, first = next(iter(by_language.values()))
    return RULE.problem(
        titles[0][0].at,
        "same" if all(title == other for title, other in titles) else "similar",
        addresses=[f"task:{first.id}", f"task:{task.id}"],
        title=[quote(title) for title, _ in titles],
        task=quote(first.id),
        line=titles[0][1].at.line,
        other=[quote(other) for _, other in titles],
        count=len(titles),
    )


RULE = Rule(
    name="similar-titles",
    severity=Severity.WARNING,
    acceptable=True,
    example="""\
 tasks:
   - id: backup
     group: operation
     name: {da: Sikkerhedskopiering, en: Back-up}
   - id: monitoring
     group: operation
-    name: {da: Sikkerheds-kopiering, en: Monitoring}
+    name: {da: Overvågning, en: Monitoring}
""",
    file="tasks.yaml",
    reads=(Kind.TASK, Kind.IDENTITY),
)
