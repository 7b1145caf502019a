"""The problems that the base of a proposal has already."""

from collections import Counter
from collections.abc import Hashable, Iterable
from pathlib import Path

from service_catalogue.check.checker import check
from service_catalogue.diff.history import History, written_files
from service_catalogue.diff.states import path_in
from service_catalogue.messages.failure import Refused
from service_catalogue.messages.problem import Problem
from service_catalogue.messages.quotation import quote
from service_catalogue.messages.texts import Message


class BaseProblems:
    """The problems of the data at the merge base of ``revision`` and what is checked out. Raises :class:`Refused` without one."""

    def __init__(self, folder: Path, revision: str) -> None:
        history = History(folder)
        commit = history.merge_base(revision)
        if not commit:
            raise Refused("check.unknown-revision", name=quote(revision))
        with written_files(history.files(commit)) as copy:
            self._found = Counter(_identity(problem, copy) for problem in check(copy).problems)
        self._folder = folder

    def new(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        """Return those of ``problems`` that are new; of several equal ones, the last."""
        left, unknown = self._found.copy(), []
        for problem in problems:
            same = _identity(problem, self._folder)
            left[same] -= 1
            if left[same] < 0:
                unknown.append(problem)
        return tuple(unknown)


def _identity(problem: Problem, folder: Path) -> Hashable:
    """Return the problem without its line, which changes when lines are added before it."""
    return path_in(folder, problem), problem.rule.name, problem.addresses, _comparable(problem.message)


def _comparable(value: object) -> Hashable:
    if isinstance(value, Message):
        return value.key, tuple((name, _comparable(part)) for name, part in value.values.items() if name != "line")
    return tuple(map(_comparable, value)) if isinstance(value, tuple | list) else str(value)
