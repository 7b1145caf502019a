"""Runs cases, each in a process of its own whose time and memory the system limits; ``main`` is the command ``python -m tests.hostile [category …]``."""

from __future__ import annotations

import argparse
import functools
import itertools
import json
import os
import resource
import shutil
import tempfile
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from service_catalogue.check.checker import check
from service_catalogue.messages.problem import Severity

from tests.folders import SMALL, Found, assert_inside, assert_told
from tests.hostile.case import Case
from tests.hostile.outputs import OUTPUTS

#: Generous, since tests run beside others; the bench reports what each case takes.
_CPU_SECONDS, _MEMORY = 20, 2_000_000_000


class Outcome(NamedTuple):
    """What became of a case."""

    name: str
    #: ``refused`` or ``accepted``.
    verdict: str
    #: What is not as it should be.
    faults: list[str]
    #: CPU seconds.
    seconds: float
    #: Of the whole process, in MB.
    memory: float


def run(cases: Iterable[Case]) -> Iterator[Outcome]:
    """Yield the outcome of each case, in order."""
    _warm()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(shutil.copytree(SMALL, Path(name) / "data"))
        for case in cases:
            yield _limited(case, folder)


@functools.cache
def _warm() -> None:
    """Import and compile what every case needs, so that a case is not charged for it."""
    result = check(SMALL)
    for output in OUTPUTS.values():
        assert list(output(result)) == [], "the small catalogue itself"


def _limited(case: Case, folder: Path) -> Outcome:
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        tempfile.tempdir = str(folder.parent)  # nothing is tidied up where a process ends like this
        try:
            verdict, faults = _outcome(case, folder)
        except BaseException:
            verdict, faults = "", [traceback.format_exc(limit=-1)]
        # A pipe holds 64 kB, and a fault may quote all of a text.
        os.write(writer, json.dumps((verdict, [fault[:1_000] for fault in faults[:9]])).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        said = pipe.read()
    _, status, usage = os.wait4(child, 0)
    for file in case.files:
        (folder / file).unlink(missing_ok=True)
        if (SMALL / file).is_file():
            shutil.copy(SMALL / file, folder / file)
    verdict, faults = json.loads(said) if said else ("", [f"the process ended with status {status}"])
    return Outcome(case.name, verdict, faults, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def _outcome(case: Case, folder: Path) -> tuple[str, list[str]]:
    for file, content in case.files.items():
        (folder / file).write_bytes(content)
    result = check(folder)
    for problem in result.problems[:50] if case.others else result.problems:
        assert_told(problem)
        assert_inside(problem)
    found = [
        Found(Path(problem.at.path).relative_to(folder).as_posix(), problem.at.line, problem.at.column, problem.rule.name)
        for problem in result.problems
        if problem.severity is Severity.ERROR or problem.rule.name in {place.rule for place in case.expected}
    ]
    expected = list(case.expected)
    faults = []
    if not set(expected) <= set(found) if case.others else found != expected:
        faults.append(f"expected {[tuple(place) for place in expected[:9]]}, found {[tuple(place) for place in found[:9]]}")
    for name, output in OUTPUTS.items():
        faults += [f"{name}: {fault}" for fault in output(result, case.shown)]
    return "refused" if result.failed else "accepted", faults


_HEAD = f"{'category':<44}{'cases':>7}{'refused':>9}{'accepted':>10}{'faults':>8}{'worst CPU':>11}{'worst memory':>14}"


def row(name: str, found: list[Outcome]) -> str:
    """How many cases there are by outcome, and the most that one took, below ``_HEAD``."""
    verdicts = Counter(outcome.verdict for outcome in found)
    faults = sum(bool(outcome.faults) for outcome in found)
    seconds, memory = (max((getattr(one, name) for one in found), default=0) for name in ("seconds", "memory"))
    return f"{name:<44}{len(found):>7}{verdicts['refused']:>9}{verdicts['accepted']:>10}{faults:>8}{seconds:>9.2f} s{memory:>11.0f} MB"


def main(arguments: list[str]) -> int:
    """Run the categories that are named, all if none is; with ``--few N`` only N cases of each. Gives 1 if there is a fault."""
    from tests.hostile.categories import CATEGORIES

    parser = argparse.ArgumentParser(prog="tests.hostile")
    parser.add_argument("categories", nargs="*", default=CATEGORIES)
    parser.add_argument("--few", type=int)
    options = parser.parse_args(arguments)
    outcomes: dict[str, list[Outcome]] = {}
    print(_HEAD, flush=True)
    for category in options.categories:
        cases = list(CATEGORIES[category]())
        few = options.few or len(cases)
        outcomes[category] = list(run(cases[(2 * number + 1) * len(cases) // (2 * few)] for number in range(few)))
        print(row(category, outcomes[category]), flush=True)
        for outcome in outcomes[category]:
            for fault in outcome.faults:
                print(f"  {outcome.name}: {fault}")
            if outcome.seconds > 1 or outcome.memory > 200:
                print(f"  {outcome.name}: {outcome.seconds:.2f} s CPU, {outcome.memory:.0f} MB")
    every = list(itertools.chain.from_iterable(outcomes.values()))
    print(row("all", every))
    return int(any(outcome.faults for outcome in every))
