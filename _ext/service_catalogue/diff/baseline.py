"""The problems that the data already had before a change: a report of the change leaves them out."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Hashable, Iterable
from pathlib import Path

from service_catalogue.check.checker import Checker
from service_catalogue.diff.history import History, write_files
from service_catalogue.messages import Message
from service_catalogue.messages.failure import Refused
from service_catalogue.problem import Problem, quote


class Known:
    """The problems of the data in ``folder`` at the commit at which ``revision`` and what is checked out parted.

    Raises :class:`Refused` if git cannot tell.
    """

    def __init__(self, folder: Path, revision: str) -> None:
        history = History(folder)
        commit = history.parted(revision)
        if not commit:
            raise Refused("check.unknown-revision", name=quote(revision))
        with tempfile.TemporaryDirectory(prefix="catalogue-") as name:
            write_files(history.files(commit), Path(name))
            self._found = _counted(Checker(Path(name)).check().problems, Path(name))
        self._folder = folder

    def new(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        """Those of ``problems`` that are new. Of several that say the same, the last ones are."""
        left, found = self._found.copy(), []
        for problem in problems:
            same = _what(problem, self._folder)
            if left[same]:
                left[same] -= 1
            else:
                found.append(problem)
        return tuple(found)


def _counted(problems: Iterable[Problem], folder: Path) -> Counter[Hashable]:
    return Counter(_what(problem, folder) for problem in problems)


def _what(problem: Problem, folder: Path) -> Hashable:
    """What is wrong and in which file, without the lines: a problem stays the same one when lines are added before it."""
    path = problem.at.path.removeprefix(folder.as_posix()).lstrip("/")
    return path, problem.rule.name, problem.addresses, _comparable(problem.message)


def _comparable(value: object) -> Hashable:
    if isinstance(value, Message):
        return value.key, tuple((name, _comparable(part)) for name, part in value.values.items() if name != "line")
    return tuple(map(_comparable, value)) if isinstance(value, tuple | list) else str(value)
