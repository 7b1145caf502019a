"""Runs cases, each in a process of its own whose time and memory the system limits; ``main`` is the command ``python -m tests.hostile [category …]``."""

from __future__ import annotations

import argparse
import functools
import json
import os
import resource
import shutil
import tempfile
import traceback
from collections.abc import Iterable, Iterator
from pathlib import Path

from service_catalogue.check.checker import check
from service_catalogue.messages.problem import Severity

from tests.folders import SMALL, Found, assert_inside, assert_reported
from tests.hostile.case import Case
from tests.hostile.outputs import OUTPUTS

#: Generous, since tests run beside others.
_CPU_SECONDS, _MEMORY = 20, 2_000_000_000


def run(cases: Iterable[Case]) -> Iterator[str]:
    """Yield what is not as it should be, each with the name of its case."""
    _warm()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(shutil.copytree(SMALL, Path(name) / "data"))
        for case in cases:
            yield from (f"{case.name}: {fault}" for fault in _limited(case, folder))


@functools.cache
def _warm() -> None:
    """Import and compile what every case needs, so that a case is not charged for it."""
    result = check(SMALL)
    for output in OUTPUTS.values():
        assert list(output(result)) == [], "the small catalogue itself"


def _limited(case: Case, folder: Path) -> list[str]:
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        tempfile.tempdir = str(folder.parent)  # nothing is tidied up where a process ends like this
        try:
            faults = _faults(case, folder)
        except BaseException:
            faults = [traceback.format_exc(limit=-1)]
        # A pipe holds 64 kB, and a fault may quote all of a text.
        os.write(writer, json.dumps([fault[:1_000] for fault in faults[:9]]).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        said = pipe.read()
    _, status = os.waitpid(child, 0)
    for file in case.files:
        (folder / file).unlink(missing_ok=True)
        if (SMALL / file).is_file():
            shutil.copy(SMALL / file, folder / file)
    return json.loads(said) if said else [f"the process ended with status {status}"]


def _faults(case: Case, folder: Path) -> list[str]:
    for file, content in case.files.items():
        (folder / file).write_bytes(content)
    result = check(folder)
    for problem in result.problems[:50] if case.others else result.problems:
        assert_reported(problem)
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
    return faults


def main(arguments: list[str]) -> int:
    """Run the categories that are named, all if none is; with ``--few N`` only N cases of each. Gives 1 if there is a fault."""
    from tests.hostile.categories import CATEGORIES

    parser = argparse.ArgumentParser(prog="tests.hostile")
    parser.add_argument("categories", nargs="*", default=CATEGORIES)
    parser.add_argument("--few", type=int)
    options = parser.parse_args(arguments)
    found = []
    for category in options.categories:
        cases = list(CATEGORIES[category]())
        few = options.few or len(cases)
        print(f"{category}: {few} of {len(cases)} cases", flush=True)
        found += [*run(cases[(2 * number + 1) * len(cases) // (2 * few)] for number in range(few))]
    print(*found, sep="\n")
    return int(bool(found))
