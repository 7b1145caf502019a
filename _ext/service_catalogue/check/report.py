"""Problems in the forms that people, forges and programs read: pure functions from values to text.

What comes from the data is data in each of them: it begins no workflow command, no escape sequence and no new line.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from service_catalogue import FORMAT_VERSION
from service_catalogue.messages.problem import CheckRule, Location, Problem
from service_catalogue.messages.quotation import visible
from service_catalogue.messages.texts import message

#: Escape sequences of a terminal, by the kind of word.
_STYLES = {"place": "\x1b[1m", "error": "\x1b[1;31m", "warning": "\x1b[1;33m", "rule": "\x1b[2m"}
_PLAIN = "\x1b[0m"


def text(problems: Iterable[Problem], language: str, colour: bool = False) -> str:
    """Return ``path:line:column: severity: message [rule]`` for each problem; for a terminal with ``colour``."""

    def styled(words: str, style: str) -> str:
        return f"{_STYLES[style]}{words}{_PLAIN}" if colour else words

    return "".join(
        f"{styled(str(shown(problem.at)), 'place')}: {styled(problem.severity.value, problem.severity.value)}: "
        f"{problem.message[language]} {styled(f'[{problem.rule.name}]', 'rule')}\n"
        for problem in problems
    )


def wants_colour(is_terminal: bool, environment: Mapping[str, str]) -> bool:
    """Return whether to colour the output: not if ``NO_COLOR`` is set, or the terminal cannot show it."""
    return is_terminal and not environment.get("NO_COLOR") and environment.get("TERM") != "dumb"


def shown(at: Location) -> Location:
    """Return ``at`` with a path that stays on its line, whatever a file is called."""
    return at._replace(path=visible(re.sub(r"[^\S ]", " ", at.path)))


def summary(problems: Iterable[Problem], files: int, language: str) -> str:
    """Return a line with the number of problems in ``files`` files."""
    problems = list(problems)
    errors = sum(problem.is_error for problem in problems)
    warnings = len(problems) - errors
    if not problems:
        return message("check.fine", count=files)[language] + "\n"
    counts = {"errors": message("check.errors", count=errors), "warnings": message("check.warnings", count=warnings)}
    return message("check.found", count=files, **counts)[language] + "\n"


def unchecked(services: int, rules: int, language: str) -> str:
    """Return a line with the number of services and rules that were not checked because of errors; empty if all were."""
    counts = {"check.unchecked-services": services, "check.unchecked-rules": rules}
    parts = [message(key, count=count)[language] for key, count in counts.items() if count]
    return message("check.unchecked", parts=parts)[language] + "\n" if parts else ""


class Format(Enum):
    """The form of a report."""

    TEXT = "text"
    #: Workflow commands, which GitHub shows as annotations of the lines.
    GITHUB = "github"
    #: A code quality report, which GitLab shows in a merge request.
    GITLAB = "gitlab"
    JSON = "json"


@dataclass(frozen=True)
class ReportContext:
    """The context of a report."""

    #: The language of the messages.
    language: str
    #: The address of the page that explains the rules; empty if the catalogue names no manual.
    rules_page: str = ""

    def link(self, rule: CheckRule) -> str:
        """Return the address of the explanation of ``rule``; empty if there is none."""
        return f"{self.rules_page}#rule.{rule.name}" if self.rules_page else ""


def chosen(environment: Mapping[str, str]) -> Format:
    """Return the format of the forge in whose CI the command runs, else text."""
    if environment.get("GITHUB_ACTIONS") == "true":
        return Format.GITHUB
    return Format.GITLAB if environment.get("GITLAB_CI") == "true" else Format.TEXT


def written(form: Format, problems: Iterable[Problem], context: ReportContext) -> str:
    """Return ``problems`` in ``form``."""
    return _FORMATS[form](problems, context)


def _text(problems: Iterable[Problem], context: ReportContext) -> str:
    return text(problems, context.language)


def _github(problems: Iterable[Problem], context: ReportContext) -> str:
    lines = []
    for problem in problems:
        at = shown(problem.at)
        place = {"file": at.path, "line": at.line, "col": at.column, "title": problem.rule.title[context.language]}
        properties = ",".join(f"{name}={_property(str(value))}" for name, value in place.items())
        link = context.link(problem.rule)
        words = f"{problem.message[context.language]} [{problem.rule.name}]" + (f"\n{link}" if link else "")
        lines.append(f"::{problem.severity.value} {properties}::{_command_text(words)}\n")
    return "".join(lines)


def _command_text(text: str) -> str:
    """Return ``text`` escaped for a workflow command."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """Return ``text`` escaped for a property of a workflow command."""
    return _command_text(text).replace(":", "%3A").replace(",", "%2C")


def _gitlab(problems: Iterable[Problem], context: ReportContext) -> str:
    counts: Counter[tuple[str, ...]] = Counter()
    issues = []
    for problem in problems:
        at = shown(problem.at)
        description = problem.message[context.language]
        # Not the line: a problem is the same when lines are added before it.
        same = (problem.rule.name, at.path, description)
        counts[same] += 1
        fingerprint = hashlib.sha256("\0".join((*same, str(counts[same]))).encode()).hexdigest()
        severity = "major" if problem.is_error else "minor"
        issue = {"description": description, "check_name": problem.rule.name, "fingerprint": fingerprint, "severity": severity}
        issues.append(issue | {"location": {"path": at.path, "lines": {"begin": at.line}}})
    return _json(issues)


def _as_json(problems: Iterable[Problem], context: ReportContext) -> str:
    reported = [
        {
            "path": shown(problem.at).path,
            "line": problem.at.line,
            "column": problem.at.column,
            "severity": problem.severity.value,
            "rule": problem.rule.name,
            "message": problem.message[context.language],
            "addresses": list(problem.addresses),
            "link": context.link(problem.rule) or None,
        }
        for problem in problems
    ]
    return _json({"format-version": FORMAT_VERSION, "problems": reported})


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


_FORMATS = dict(zip(Format, (_text, _github, _gitlab, _as_json), strict=True))
