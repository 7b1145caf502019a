"""Load and rules in one: what the command line and the build both ask."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from service_catalogue import rules
from service_catalogue.check import json_schema, load
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.problem import Problem, Rule, Severity
from service_catalogue.schema import form
from service_catalogue.yaml import source

#: Every rule, in the order of the editors' guide.
RULES: tuple[Rule, ...] = (*load.RULES, json_schema.OUTDATED, *source.RULES, *form.RULES, *rules.RULES)


@dataclass(frozen=True)
class CheckResult:
    """A catalogue and what is wrong with it."""

    #: ``None`` if ``catalogue.yaml`` could not be read.
    catalogue: Catalogue | None
    #: Each once, in the order of files, lines and columns.
    problems: tuple[Problem, ...]
    #: Number of files that were checked.
    files: int

    @property
    def failed(self) -> bool:
        """Whether there is anything that nothing may be built from."""
        return self.catalogue is None or any(problem.severity is Severity.ERROR for problem in self.problems)

    @property
    def form_errors(self) -> tuple[Problem, ...]:
        """The errors that keep something from being read; what breaks a rule of meaning is read all the same."""
        of_meaning = {rule.name for rule in rules.RULES}
        return tuple(
            problem for problem in self.problems if problem.severity is Severity.ERROR and problem.rule.name not in of_meaning
        )


class Checker:
    """Checks a folder, again and again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def check(self) -> CheckResult:
        """Read the data and hold them to every rule."""
        loaded = load.load(self._folder)
        found = [*loaded.problems, *rules.run(loaded.partial)]
        # The schemas are made of what is right, and made again by then.
        if loaded.catalogue and not any(problem.severity is Severity.ERROR for problem in found):
            found += json_schema.outdated(self._folder, loaded.catalogue)
        unique = {problem.order: problem for problem in found}
        return CheckResult(loaded.catalogue, tuple(unique[order] for order in sorted(unique)), loaded.files)


def check(folder: Path) -> CheckResult:
    """Read the data in ``folder``, once, and hold them to every rule."""
    return Checker(folder).check()
