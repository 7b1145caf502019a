"""`make mutants`: plants one fault at a time in the core, and runs the tests of the module that holds it."""

from __future__ import annotations

import argparse
import ast
import copy
import functools
import importlib.abc
import importlib.machinery
import importlib.util
import os
import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import hypothesis  # noqa: F401  (imported here once, so that no process has to)
import pytest
import yaml  # noqa: F401

ROOT = Path(__file__).parents[1]
PACKAGE = Path("_ext/service_catalogue")
#: CPU seconds until a mutant counts as killed: it does not come to an end.
LIMIT = 60

_MATRIX = (
    "tests/test_matrix.py",
    "tests/test_extends.py",
    "tests/test_inherited.py",
    "tests/test_any_matrix.py",
    "tests/test_model.py",
    "tests/views/test_matrix.py",
    "tests/test_load.py",
    "tests/rules/test_missing_cell.py",
    "tests/rules/test_by_construction.py",
    "tests/rules/test_wide_matrix.py",
)
_READING = ("tests/test_reader.py", "tests/test_load.py", "tests/test_model.py")
_SERVICE = (*_READING, "tests/test_inherited.py", "tests/test_published.py", "tests/views/test_duties.py")
#: The modules that are mutated, each with its tests.
TESTS: dict[str, tuple[str, ...]] = {
    "model/matrix.py": _MATRIX,
    "model/row.py": _MATRIX,
    "model/service.py": _SERVICE,
    "model/statement.py": _SERVICE,
    "model/cell.py": (
        "tests/test_model.py",
        "tests/test_any_matrix.py",
        "tests/rules/test_unknown_letter.py",
        "tests/test_reader.py",
    ),
    "text/inline.py": ("tests/test_inline.py", "tests/rules/test_unsafe_link.py", "tests/rules/test_unknown_term.py"),
    "schema/form.py": _READING,
    "schema/ids.py": _READING,
    "schema/reader.py": _READING,
    "schema/texts.py": _READING,
}
#: The rules whose tests are not named after them.
_RULES = {
    "one_accountable": "test_counting",
    "someone_responsible": "test_counting",
    "claims": "test_claim_contradicts_matrix",
    "changed_scheme": "test_inherited",
    "ambiguous_note": "test_undefined_note",
    "__init__": "test_examples",
}


def tests_of(module: str) -> tuple[str, ...]:
    if module in TESTS:
        return TESTS[module]
    own = f"tests/rules/{_RULES.get(Path(module).stem, f'test_{Path(module).stem}')}.py"
    return (own, "tests/rules/test_examples.py", "tests/rules/test_by_construction.py")


class Mutant(NamedTuple):
    """One fault: the module, its line, what is there and what is put there, and the whole module with it."""

    module: str
    line: int
    old: str
    new: str
    source: str

    def __str__(self) -> str:
        return f"{self.module}:{self.line}: {self.old}  →  {self.new}"


_COMPARISONS = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
_OPERATORS = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult,
    ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr,
}  # fmt: skip
_CALLS = {"any": "all", "all": "any", "min": "max", "max": "min", "startswith": "endswith", "endswith": "startswith"}


def changes(node: ast.AST) -> Iterator[ast.AST]:
    """What may stand in the place of ``node``, each with one fault."""
    if isinstance(node, ast.Compare):
        for index, operator in enumerate(node.ops):
            new = copy.deepcopy(node)
            new.ops[index] = _COMPARISONS[type(operator)]()
            yield new
    elif isinstance(node, ast.BoolOp):
        new = copy.deepcopy(node)
        new.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield new
        for index in range(len(node.values)):
            left = [value for number, value in enumerate(node.values) if number != index]
            yield left[0] if len(left) == 1 else ast.BoolOp(node.op, left)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield node.operand
    elif isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        yield ast.BinOp(node.left, _OPERATORS[type(node.op)](), node.right)
    elif isinstance(node, ast.IfExp):
        yield node.body
        yield node.orelse
    elif isinstance(node, ast.Constant):
        if isinstance(node.value, bool):
            yield ast.Constant(not node.value)
        elif isinstance(node.value, int):
            yield ast.Constant(node.value + 1)
    elif isinstance(node, ast.If):
        for value in (True, False):
            yield ast.If(ast.Constant(value), node.body, node.orelse)
    elif isinstance(node, ast.Return) and node.value is not None and not isinstance(node.value, ast.Constant):
        yield ast.Return(ast.Constant(None))
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call | ast.Yield | ast.YieldFrom):
        if not isinstance(node.value, ast.Call):
            yield ast.If(ast.Constant(False), [node], [])  # still a generator
        else:
            yield ast.Pass()
    elif isinstance(node, ast.Continue):
        yield ast.Break()
    elif isinstance(node, ast.Break):
        yield ast.Continue()
    elif isinstance(node, ast.comprehension):
        for index in range(len(node.ifs)):
            left = [test for number, test in enumerate(node.ifs) if number != index]
            yield ast.comprehension(node.target, node.iter, left, node.is_async)
    elif isinstance(node, ast.Call):
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name in _CALLS:
            new = copy.deepcopy(node)
            if isinstance(new.func, ast.Name):
                new.func.id = _CALLS[name]
            else:
                new.func.attr = _CALLS[name]
            yield new


#: What has no behaviour: annotations, and the words of a rule or a message.
_WORDS = {"title", "guide", "examples", "da", "en"}


def fields(node: ast.AST) -> Iterator[tuple[object, object, ast.AST]]:
    """Every node below ``node`` with the container and the key that it stands under."""
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "type_comment", "type_params"):
            continue
        if isinstance(value, ast.AST):
            yield node, name, value
        elif isinstance(value, list):
            yield from ((value, index, item) for index, item in enumerate(value) if isinstance(item, ast.AST))


def places(node: ast.AST) -> Iterator[tuple[object, object, ast.AST]]:
    for holder, key, child in fields(node):
        if isinstance(child, ast.keyword) and child.arg in _WORDS:
            continue
        if isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING":
            continue
        yield holder, key, child
        yield from places(child)


def put(holder: object, key: object, node: ast.AST) -> None:
    if isinstance(holder, list):
        holder[key] = node
    else:
        setattr(holder, key, node)


def first_line(node: ast.AST) -> str:
    return ast.unparse(node).splitlines()[0] if not isinstance(node, ast.comprehension) else ast.unparse(node).strip()


class Change(NamedTuple):
    """What can be changed in a module, and how."""

    module: str
    tree: ast.Module
    holder: object
    key: object
    node: ast.AST
    new: ast.AST

    def made(self) -> Mutant:
        line = getattr(self.node, "lineno", 0) or getattr(getattr(self.node, "target", None), "lineno", 0)
        put(self.holder, self.key, self.new)
        source = ast.unparse(ast.fix_missing_locations(self.tree))
        put(self.holder, self.key, self.node)
        return Mutant(self.module, line, first_line(self.node), first_line(self.new), source)


def untouched(module: str) -> Mutant:
    source = ast.unparse(ast.parse((ROOT / PACKAGE / module).read_text("utf-8")))
    return Mutant(module, 0, "", "", source)


def changes_of(module: str) -> list[Change]:
    tree = ast.parse((ROOT / PACKAGE / module).read_text("utf-8"))
    return [Change(module, tree, *place, new) for place in list(places(tree)) for new in changes(place[2])]


class Planted(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports a module from a source of its own."""

    def __init__(self, mutant: Mutant) -> None:
        self.path = ROOT / PACKAGE / mutant.module
        self.source = mutant.source
        parts = Path("service_catalogue", mutant.module).with_suffix("").parts
        self.package = parts[-1] == "__init__"
        self.name = ".".join(parts[:-1] if self.package else parts)

    def find_spec(self, name: str, path: object, target: object = None) -> importlib.machinery.ModuleSpec | None:
        if name != self.name:
            return None
        return importlib.util.spec_from_file_location(
            name, self.path, loader=self, submodule_search_locations=[str(self.path.parent)] if self.package else None
        )

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self.source, str(self.path), "exec"), module.__dict__)


def fails(tests: tuple[str, ...], mutant: Mutant | None) -> bool:
    """Whether one of ``tests`` fails, or they take too long, in a process of its own that has ``mutant`` in it."""
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_CPU, (LIMIT, LIMIT + 5))
        resource.setrlimit(resource.RLIMIT_AS, (4_000_000_000, 4_000_000_000))
        silence = os.open(os.devnull, os.O_RDWR)
        for number in range(3):
            os.dup2(silence, number)
        if mutant:
            sys.meta_path.insert(0, Planted(mutant))
        options = ("-x", "-q", "-m", "not long and not content", "-p", "no:cacheprovider", "-p", "no:xdist", "--tb=no")
        os._exit(pytest.main([*options, *tests]))
    return os.waitpid(child, 0)[1] != 0


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("--count", type=int, default=400)
    parser.add_argument("--seed", type=int, default=12)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", default="", help="only modules with this in their path")
    parser.add_argument("--minutes", type=float, default=0, help="stop after so many, and report what was run")
    options = parser.parse_args(arguments)

    rules = sorted(path.name for path in (ROOT / PACKAGE / "rules").glob("*.py"))
    modules = [module for module in (*TESTS, *(f"rules/{name}" for name in rules)) if options.only in module]
    every = [change for module in modules for change in changes_of(module)]
    sample = [change.made() for change in random.Random(options.seed).sample(every, min(options.count, len(every)))]
    print(f"{len(every)} mutants, of which {len(sample)} are run (seed {options.seed})", flush=True)
    report(sample, options.jobs, time.monotonic() + options.minutes * 60 if options.minutes else float("inf"))
    return 0


def report(sample: list[Mutant], jobs: int, until: float) -> None:
    os.chdir(ROOT)
    sys.dont_write_bytecode = True
    total: Counter[str] = Counter()
    modules = {mutant.module for mutant in sample}
    lived: Counter[str] = Counter()

    @functools.cache
    def sound(tests: tuple[str, ...]) -> bool:
        """Whether ``tests`` pass where the module is put in the same way, and without a fault."""
        return not any(fails(tests, untouched(module)) for module in modules if tests_of(module) == tests)

    def one(mutant: Mutant) -> tuple[Mutant, bool | None]:
        if time.monotonic() > until:
            return mutant, None
        tests = tests_of(mutant.module)
        dead = fails(tests, mutant)
        assert not dead or sound(tests), f"these fail without a fault: {tests}"
        return mutant, dead

    with ThreadPoolExecutor(jobs) as pool:
        for mutant, dead in pool.map(one, sample):
            if dead is None:
                continue
            total[mutant.module] += 1
            if not dead:
                lived[mutant.module] += 1
                print(f"survived: {mutant}", flush=True)
    for module, count in sorted(total.items()):
        print(f"{count - lived[module]:4d} of {count:4d} killed  {module}")
    count = total.total()
    print(f"{count - lived.total():4d} of {count:4d} killed  ({(count - lived.total()) / max(count, 1):.1%})")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
