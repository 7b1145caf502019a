"""Problems as text: pure functions from values to lines."""

from __future__ import annotations

import re
from collections.abc import Iterable

from service_catalogue.messages import message
from service_catalogue.problem import Location, Problem, Severity, visible


def text(problems: Iterable[Problem], language: str) -> str:
    """A line a problem: ``path:line:column: severity: message [rule]``."""
    return "".join(
        f"{_shown(problem.at)}: {problem.severity.value}: {problem.message[language]} [{problem.rule.name}]\n"
        for problem in problems
    )


def _shown(at: Location) -> Location:
    """``at`` with a path that stays on its line, whatever a file is called."""
    return at._replace(path=visible(re.sub(r"[^\S ]", " ", at.path)))


def summary(problems: Iterable[Problem], files: int, language: str) -> str:
    """One line that counts the problems in ``files`` files."""
    problems = list(problems)
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    warnings = len(problems) - errors
    if not problems:
        return message("check.fine", count=files)[language] + "\n"
    found = message(
        "check.found",
        files=message("check.files", count=files),
        errors=message("check.errors", count=errors),
        warnings=message("check.warnings", count=warnings),
    )
    return found[language] + "\n"
