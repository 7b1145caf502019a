"""Problems as text: pure functions from values to lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from service_catalogue.messages import message
from service_catalogue.problem import Location, Problem, Severity, visible

#: How a terminal is told to show a word, by what the word is.
_STYLES = {"place": "\x1b[1m", "error": "\x1b[1;31m", "warning": "\x1b[1;33m", "rule": "\x1b[2m"}
_PLAIN = "\x1b[0m"


def text(problems: Iterable[Problem], language: str, colour: bool = False) -> str:
    """A line a problem: ``path:line:column: severity: message [rule]``; for a terminal with ``colour``."""

    def styled(words: str, style: str) -> str:
        return f"{_STYLES[style]}{words}{_PLAIN}" if colour else words

    return "".join(
        f"{styled(str(shown(problem.at)), 'place')}: {styled(problem.severity.value, problem.severity.value)}: "
        f"{problem.message[language]} {styled(f'[{problem.rule.name}]', 'rule')}\n"
        for problem in problems
    )


def wants_colour(is_terminal: bool, environment: Mapping[str, str]) -> bool:
    """Whether to colour what a terminal shows: not if ``NO_COLOR`` is set, or the terminal can do nothing."""
    return is_terminal and not environment.get("NO_COLOR") and environment.get("TERM") != "dumb"


def shown(at: Location) -> Location:
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
        count=files,
        errors=message("check.errors", count=errors),
        warnings=message("check.warnings", count=warnings),
    )
    return found[language] + "\n"


def unchecked(services: int, rules: int, language: str) -> str:
    """One line that counts what was not checked because of errors; empty if all was."""
    counts = {"check.unchecked-services": services, "check.unchecked-rules": rules}
    parts = [message(key, count=count)[language] for key, count in counts.items() if count]
    return message("check.unchecked", parts=parts)[language] + "\n" if parts else ""
