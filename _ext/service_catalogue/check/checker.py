"""The check: load a folder and run the rules; and the gaps between a service and those that it rests on."""

import gc
import itertools
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from service_catalogue.check import load
from service_catalogue.check.data_file import read_file
from service_catalogue.messages.problem import CheckRule, Problem, Severity
from service_catalogue.messages.quotation import quote
from service_catalogue.messages.suggestion import did_you_mean
from service_catalogue.messages.texts import FALLBACK
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.kinds import Duty
from service_catalogue.model.matrix import Cell, Matrix
from service_catalogue.model.reviewed import current
from service_catalogue.model.service import RestsOn, Service
from service_catalogue.rules import approvals, references
from service_catalogue.rules.claims import limits
from service_catalogue.rules.run import RULES as RULES_OF_MEANING, run
from service_catalogue.schema import forms
from service_catalogue.schema.reader import Reader
from service_catalogue.schema.types import Line
from service_catalogue.store import Store
from service_catalogue.timings import stage
from service_catalogue.yaml import source
from service_catalogue.yaml.values import Keyed, Scalar

#: Every rule, in the order of the editors' guide.
RULES: tuple[CheckRule, ...] = (*load.RULES, *source.RULES, *forms.RULES, *RULES_OF_MEANING)


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
        rule = replace(approvals.suspect, severity=Severity.ERROR)
        unread = [replace(problem, rule=rule) for problem in approvals.unconfirmed_problems(self.catalogue, left)]
        others = (problem for problem in self.problems if problem.rule.name != rule.name)
        return replace(self, problems=tuple(sorted((*others, *unread), key=lambda problem: problem.order)))

    @property
    def form_errors(self) -> tuple[Problem, ...]:
        """Return the errors of form, which leave something unread; data that break a rule of meaning are read."""
        of_meaning = {rule.name for rule in RULES_OF_MEANING}
        return tuple(problem for problem in self.problems if problem.is_error and problem.rule.name not in of_meaning)


def check(folder: Path, judged: Judged | None = None, store: Store | None = None) -> CheckResult:
    """Read the data in ``folder`` and apply every rule; ``judged`` returns them as they are judged, and problems with that.

    ``store`` keeps each service as it was read, and what rules report in it.
    """
    records = list[Problem]()
    gc.disable()  # what is read has no circles, and to look for them takes a third of the time
    try:
        with stage("read") as part:
            loaded = load.load(folder, store)
            part.count = loaded.files
        if judged and loaded.catalogue:
            partial, records = judged(loaded.partial)
            loaded = replace(loaded, partial=partial)
        with stage("check"):
            findings = run(loaded.partial, loaded.failed, store)
    finally:
        gc.enable()
    unique = {problem.order: problem for problem in (*loaded.problems, *records, *findings.problems)}
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
            yield references.unknown_reference.problem(address.at, "section", section=quote(address), hint=hint)


_COVER = CheckRule("cover", Severity.WARNING)


def gaps(catalogue: Catalogue) -> Iterable[Problem]:
    """Return, each once, where a provider answers for a task, and a service that it rests on does not bind its supplier likewise."""
    return {problem.message[FALLBACK]: problem for problem in _gaps(catalogue)}.values()


def _gaps(catalogue: Catalogue) -> Iterator[Problem]:
    for service in catalogue.services:
        for rest in service.rests_on:
            base = catalogue.objects["service"][rest.service]
            for theirs, own in itertools.product(base.all_matrices, service.all_matrices):
                for cell in own.cells:
                    answers = _has(catalogue, own, cell, Duty.ANSWERS_FOR)
                    if cell.party == service.provider and answers and cell.values in theirs.places:
                        yield from _gap(catalogue, (service, own), cell, rest, (base, theirs))


#: A matrix, after its service.
_Owned: TypeAlias = tuple[Service, Matrix]


def _gap(catalogue: Catalogue, owned: _Owned, cell: Cell, rest: RestsOn, based: _Owned) -> Iterator[Problem]:
    """Yield the gaps at ``cell`` of the matrix ``owned``, in the matrix ``based`` of the service that it rests on."""
    base, theirs = based
    there = theirs.cells_at(cell.task, cell.values) if theirs.row(cell.task) else ()
    doing = [one for one in there if _has(catalogue, theirs, one, Duty.DOES)]
    suppliers = [one for one in doing if one.party != rest.parties.get(cell.party)]
    names = {"place": quote(cell.address), "service": quote(base.id)}
    if not suppliers:
        if not (doing and _has(catalogue, owned[1], cell, Duty.DOES)):
            yield _COVER.problem(rest.at, "nobody", **names)
        return
    limiting = [note for one in suppliers for note in limits(*based, one)]
    if limiting and not limits(*owned, cell):
        yield _COVER.problem(rest.at, "condition", **names, note=quote(limiting[0]))
    parties = {str(one.party) for one in suppliers}
    claims = (claim for text in base.texts for claim in text.claims)
    if not any(claim.party in parties and cell.task in claim.tasks for claim in claims):
        yield _COVER.problem(rest.at, "no-statement", task=quote(cell.task), service=names["service"])


def _has(catalogue: Catalogue, matrix: Matrix, cell: Cell, duty: Duty) -> bool:
    """Return whether ``cell`` of ``matrix`` has a letter that means ``duty``."""
    return bool(set(cell.letters) & set(catalogue.scheme(matrix.scheme).with_duty(duty)))
