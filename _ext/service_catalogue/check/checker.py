"""The check: load a folder and run the rules."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from service_catalogue.check import load
from service_catalogue.check.files import read_file
from service_catalogue.messages.problem import Problem, Rule, Severity, did_you_mean, quote
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.reviewed import current
from service_catalogue.rules import RULES as RULES_OF_MEANING, suspect, unknown_reference
from service_catalogue.rules.run import run
from service_catalogue.schema import form
from service_catalogue.schema.kinds import Line
from service_catalogue.schema.reader import Reader
from service_catalogue.yaml import source
from service_catalogue.yaml.values import Keyed, Scalar

#: Every rule, in the order of the editors' guide.
RULES: tuple[Rule, ...] = (*load.RULES, *source.RULES, *form.RULES, *RULES_OF_MEANING)


Judged: TypeAlias = Callable[[Catalogue], tuple[Catalogue, list[Problem]]]


@dataclass(frozen=True)
class CheckResult:
    """A catalogue and its problems."""

    #: ``None`` if ``catalogue.yaml`` could not be read.
    catalogue: Catalogue | None
    #: Each once, in the order of files, lines and columns.
    problems: tuple[Problem, ...]
    #: Number of files that were checked.
    files: int
    #: Number of services that some rules have not checked, as they, or their bases, have errors.
    unchecked_services: int = 0
    #: Number of rules that have not run, as a file that they read has errors.
    unchecked_rules: int = 0

    @property
    def failed(self) -> bool:
        """Return whether nothing may be built."""
        return self.catalogue is None or any(problem.is_error for problem in self.problems)

    def strictly(self) -> "CheckResult":
        """Return the result with an error for each item that nobody has confirmed, if only what is confirmed is published."""
        if self.failed or self.catalogue is None:
            return self
        if not (self.catalogue.policy or self.catalogue.identity).publishes_confirmed:
            return self
        left = (review for review in current(self.catalogue).reviews if not review.is_confirmed)
        rule = replace(suspect.RULE, severity=Severity.ERROR)
        found = [replace(problem, rule=rule) for problem in suspect.unconfirmed(self.catalogue, left)]
        others = (problem for problem in self.problems if problem.rule.name != rule.name)
        return replace(self, problems=tuple(sorted((*others, *found), key=lambda problem: problem.order)))

    @property
    def form_errors(self) -> tuple[Problem, ...]:
        """Return the errors of form, which leave something unread; data that break a rule of meaning are read."""
        of_meaning = {rule.name for rule in RULES_OF_MEANING}
        return tuple(problem for problem in self.problems if problem.is_error and problem.rule.name not in of_meaning)


def check(folder: Path, judged: Judged | None = None) -> CheckResult:
    """Read the data in ``folder`` and apply every rule; ``judged`` returns them as they are judged, and problems with that."""
    loaded, found = load.load(folder), list[Problem]()
    if judged and loaded.catalogue:
        partial, found = judged(loaded.partial)
        loaded = replace(loaded, partial=partial)
    findings = run(loaded.partial, loaded.failed)
    unique = {problem.order: problem for problem in (*loaded.problems, *found, *findings.problems)}
    problems = tuple(unique[order] for order in sorted(unique))
    if loaded.catalogue:
        lenient = {rule.name for rule in RULES_OF_MEANING if rule.lenient}
        warnings = [problem for problem in problems if problem.severity is Severity.WARNING]
        loaded.catalogue.tolerated[:] = [problem for problem in warnings if problem.rule.name in lenient]
    unchecked = (findings.unchecked_services, findings.unchecked_rules) if loaded.files else (0, 0)
    return CheckResult(loaded.catalogue, problems, loaded.files, *unchecked)


def read_search_words(path: Path) -> tuple[Keyed[tuple[Scalar, ...]], list[Problem]]:
    """Return the words for each section (``<document>#<label>``) in the file ``path``, if it is there, and the problems in it."""
    reader = Reader()
    value = read_file(path, reader) if path.is_file() else None
    words: Keyed[tuple[Scalar, ...]] = Keyed() if value is None else reader.read(Keyed[tuple[Line, ...]], value)
    return words, sorted(reader.problems, key=lambda problem: problem.order)


def unknown_sections(words: Collection[Scalar], known: Collection[str]) -> Iterator[Problem]:
    """Yield a problem for each of ``words`` that names no ``known`` section."""
    for address in words:
        if address not in known:
            hint = did_you_mean(address, known)
            yield unknown_reference.RULE.problem(address.at, "section", section=quote(address), hint=hint)
