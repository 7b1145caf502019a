"""Two tasks of the library have titles that can be told apart."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from service_catalogue.model.catalogue import Catalogue, Task
from service_catalogue.problem import Problem, Rule, Severity, quote
from service_catalogue.yaml.values import Scalar

RULE = Rule(
    "similar-titles",
    {"da": "To opgaver med næsten samme navn", "en": "Two tasks of nearly the same name"},
    {
        "da": "To opgaver, hvis navne er ens eller kun adskiller sig ved store bogstaver, tegn, mellemrum eller ét bogstav, er "
        "som regel den samme opgave skrevet to gange, og så kan ydelser ikke sammenlignes på den. Brug den ene opgave begge "
        "steder, eller giv dem navne, der siger forskellen. Er det virkelig to opgaver, så skriv en undtagelse i catalogue.yaml, "
        "hvor at er task: og begge id'er, som [task:backup, task:monitoring].",
        "en": "Two tasks whose names are the same, or differ in capitals, signs, spaces or a single letter only, are most often "
        "the same task written twice, and then services cannot be compared by it. Use one of them in both places, or give them "
        "names that tell the difference. If they really are two tasks, record an exception in catalogue.yaml whose at is task: "
        "and both ids, such as [task:backup, task:monitoring].",
    },
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
    same = title == first_title
    return RULE.problem(
        title.at,
        places=[f"task:{first.id}", f"task:{task.id}"],
        da=f"{quote(title)} hedder {'det samme' if same else 'næsten det samme'} som opgaven {quote(first.id)} på linje "
        f"{first_title.at.line}, {quote(first_title)}. Brug den ene begge steder, eller giv dem navne, der siger forskellen.",
        en=f"{quote(title)} is {'the same as' if same else 'nearly the same as'} the name of the task {quote(first.id)} on line "
        f"{first_title.at.line}, {quote(first_title)}. Use one of them in both places, or give them names that tell the "
        "difference.",
    )
