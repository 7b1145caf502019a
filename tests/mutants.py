"""Mutants of the code, and how many the tests of each package notice: ``make mutants ARGS='--count 40 rules'``.

Each is made in a copy of the project, and those that nothing notices are shown. ``mutants.txt`` has the figures of each run.
"""

import argparse
import ast
import datetime
import os
import random
import re
import shutil
import sys
import tempfile
import tomllib
from collections import Counter
from pathlib import Path

from cosmic_ray.commands.init import init
from cosmic_ray.mutating import mutate_and_test
from cosmic_ray.testing import run_tests
from cosmic_ray.work_db import use_db
from cosmic_ray.work_item import MutationSpec, TestOutcome

ROOT = Path(__file__).resolve().parents[1]
#: By package, the tests that have to notice.
TESTS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["mutants"]
FIGURES = ROOT / "tests" / "mutants.txt"
#: Of the mutants of so many runs of every package, the last, this share has to be noticed of all, and of each package.
RUNS, ALL, EACH = 4, 0.85, 0.75


def is_run(spec: MutationSpec) -> bool:
    """Return whether the place of a mutant is code that is run, and no annotation."""
    nodes = ast.walk(ast.parse(Path(spec.module_path).read_text("utf-8")))
    notes = [note for node in nodes for name in ("annotation", "returns") if (note := getattr(node, name, None))]
    return not any((at.lineno, at.col_offset) <= spec.start_pos < (at.end_lineno, at.end_col_offset) for at in notes)


def drawn(package: str, chance: random.Random) -> list[MutationSpec]:
    """Return one mutant of each place of a package, in the order of ``chance``."""
    base, places = Path("_ext/service_catalogue", package), {}
    with use_db("mutants.sqlite") as db:
        init(sorted(base.rglob("*.py")) or [base.with_suffix(".py")], db, {})
        for spec in sorted((item.mutations[0] for item in db.work_items), key=str):
            places.setdefault((spec.module_path, spec.start_pos), []).append(spec)
    return [chance.choice(places[place]) for place in chance.sample(sorted(places), len(places))]


def tried(package: str, count: int, seed: int) -> str:
    """Try ``count`` mutants of a package, show those that nothing notices, and return the line of its figures."""
    command = f"{ROOT}/.venv/bin/python -m pytest -qxp no:cacheprovider -m 'not long and not manual' {TESTS[package]}"
    outcome, said = run_tests(command, 3600)
    assert outcome is TestOutcome.SURVIVED, f"the tests of {package} fail before anything is changed:\n{said}"
    specs = [spec for spec in drawn(package, random.Random(f"{seed} {package}")) if is_run(spec)][:count]
    results = [mutate_and_test([spec], command, 3600) for spec in specs]
    left = [result.diff for result in results if result.test_outcome is not TestOutcome.KILLED]
    print(*left, sep="\n")
    return f"{datetime.date.today()} seed {seed} {package}: {len(specs) - len(left)} of {len(specs)}"


parser = argparse.ArgumentParser(prog="mutants")
parser.add_argument("packages", nargs="*", default=[*TESTS])
parser.add_argument("--count", type=int, default=300, help="of all packages together")
parser.add_argument("--seed", type=int, default=datetime.date.today().toordinal())
options = parser.parse_args()
with tempfile.TemporaryDirectory() as folder:
    os.chdir(shutil.copytree(ROOT, f"{folder}/project", ignore=shutil.ignore_patterns(".git", ".venv", "_build", "__pycache__")))
    os.environ["PYTHONPATH"] = str(Path("_ext").resolve())
    for package in options.packages:
        line = tried(package, options.count // len(options.packages), options.seed)
        print(line, flush=True)
        FIGURES.write_text(f"{FIGURES.read_text('utf-8')}{line}\n", "utf-8")
noticed, every = Counter[str](), Counter[str]()
for package, some, of in re.findall(r" (\w+): (\d+) of (\d+)$", FIGURES.read_text("utf-8"), re.MULTILINE)[-RUNS * len(TESTS) :]:
    noticed[package] += int(some)
    every[package] += int(of)
few = [package for package in every if noticed[package] < EACH * every[package]]
print(f"Of the last {every.total()}, {noticed.total()} were noticed; too few of {', '.join(few) or 'no package'}.")
sys.exit(bool(few) or noticed.total() < ALL * every.total())
