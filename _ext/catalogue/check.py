"""Load and rules in one: what the command line and the build both ask."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from catalogue import load, reader, rules, source
from catalogue.model import Catalogue
from catalogue.problem import Problem, Rule, Severity

#: Every rule, in the order of the editors' guide.
RULES: tuple[Rule, ...] = (*load.RULES, *source.RULES, *reader.RULES, *rules.RULES)


@dataclass(frozen=True)
class CheckResult:
    """A catalogue and what is wrong with it."""

    #: ``None`` if so much is unreadable that there is no catalogue.
    catalogue: Catalogue | None
    #: Each once, in the order of files, lines and columns.
    problems: tuple[Problem, ...]

    @property
    def failed(self) -> bool:
        """Whether there is anything that nothing may be built from."""
        return self.catalogue is None or any(problem.severity is Severity.ERROR for problem in self.problems)


def check(folder: Path) -> CheckResult:
    """Read the data in ``folder`` and hold them to every rule."""
    loaded = load.load(folder)
    found = list(loaded.problems)
    if loaded.catalogue:
        found += rules.run(loaded.catalogue)
    unique = {problem.order: problem for problem in found}
    return CheckResult(loaded.catalogue, tuple(unique[order] for order in sorted(unique)))
