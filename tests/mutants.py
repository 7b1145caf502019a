"""`make mutants`: plants one fault at a time in the core, and runs the tests that reach it.

The tests are collected once, and run once to learn which lines each of them reaches. A fault in a function is put into
a fork of that process as the function's code; the tests that reach its line are run, the shortest first, until one
fails. What lives on, and what is run at import, is tried again in a process that imports the module with the fault in
it, by all the tests of that module: so no fault survives for a reason that lies in this tool.
"""

from __future__ import annotations

import argparse
import ast
import copy
import functools
import gc
import hashlib
import importlib.abc
import importlib.machinery
import importlib.util
import os
import pickle
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from types import CodeType, FrameType, FunctionType, ModuleType
from typing import Any, NamedTuple

import hypothesis  # noqa: F401  (imported here once, so that no process has to)
import pytest
import yaml  # noqa: F401

ROOT = Path(__file__).parents[1]
PACKAGE = Path("_ext/service_catalogue")
#: CPU seconds until a mutant counts as killed: it does not come to an end.
LIMIT = 60
#: CPU seconds until the run of all tests without a fault is given up.
LIMIT_OF_ALL = 3600
#: The tests that are run: all that find a fault in the core quickly.
OPTIONS = ("-x", "-q", "-m", "not long and not content", "-p", "no:cacheprovider", "-p", "no:xdist", "--tb=no")

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
_READING = ("tests/test_reader.py", "tests/test_load.py", "tests/test_model.py", "tests/test_one_slip.py")
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
#: What is tested by what others keep of it.
_ALSO = {
    "__init__": ("tests/rules/test_unneeded_exception.py", "tests/test_kept.py"),
    "found": ("tests/test_kept.py",),
    "stale_translation": ("tests/diff/test_translations.py",),
    **dict.fromkeys(
        ("missing_cell", "undefined_note", "unknown_reference", "unneeded_exception"), ("tests/rules/test_inherited.py",)
    ),
}


def tests_of(module: str) -> tuple[str, ...]:
    if module in TESTS:
        return TESTS[module]
    own = f"tests/rules/{_RULES.get(Path(module).stem, f'test_{Path(module).stem}')}.py"
    shared = (
        "tests/rules/test_examples.py",
        "tests/rules/test_by_construction.py",
        "tests/test_one_slip.py",
        *_ALSO.get(Path(module).stem, ()),
    )
    return (own, *shared) if (ROOT / own).exists() else shared


class Mutant(NamedTuple):
    """One fault: the module, the lines of the node, what is there and what is put there, and the module's code with it."""

    module: str
    line: int
    end: int
    old: str
    new: str
    code: CodeType
    #: Whether it is in the body of a function, and so takes effect when that is called.
    called: bool

    def __str__(self) -> str:
        return f"{self.module}:{self.line}: {self.old}  →  {self.new}"

    @property
    def path(self) -> str:
        return str(ROOT / PACKAGE / self.module)


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
    #: The same change has the same number in every run, so that a sample stays the same where a module is edited.
    number: int

    def made(self) -> Mutant:
        node = self.node.target if isinstance(self.node, ast.comprehension) else self.node
        line, end = getattr(node, "lineno", 0), getattr(node, "end_lineno", 0)
        bodies = (node.body for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef))
        called = any(body[0].lineno <= line <= (body[-1].end_lineno or 0) for body in bodies)
        put(self.holder, self.key, self.new)
        code = compile(ast.fix_missing_locations(self.tree), str(ROOT / PACKAGE / self.module), "exec", dont_inherit=True)
        put(self.holder, self.key, self.node)
        return Mutant(self.module, line, end, first_line(self.node), first_line(self.new), code, called)


def untouched(module: str) -> Mutant:
    path = ROOT / PACKAGE / module
    return Mutant(module, 0, 0, "", "", compile(path.read_text("utf-8"), str(path), "exec", dont_inherit=True), False)


def changes_of(module: str, seed: int) -> list[Change]:
    tree = ast.parse((ROOT / PACKAGE / module).read_text("utf-8"))
    seen: Counter[str] = Counter()
    found = []
    for place in list(places(tree)):
        for new in changes(place[2]):
            name = f"{seed} {module} {first_line(place[2])} {first_line(new)}"
            seen[name] += 1
            number = int.from_bytes(hashlib.sha256(f"{name} {seen[name]}".encode()).digest()[:8])
            found.append(Change(module, tree, *place, new, number))
    return found


class Planted(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports a module with a fault in it."""

    def __init__(self, mutant: Mutant) -> None:
        self.path = Path(mutant.path)
        self.code = mutant.code
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
        exec(self.code, module.__dict__)


def fork(run: Callable[[], object], limit: int) -> int:
    """The id of a silent process that runs ``run``, and ends with 0 unless that raises or takes ``limit`` CPU seconds."""
    child = os.fork()
    if child:
        return child
    resource.setrlimit(resource.RLIMIT_CPU, (limit, LIMIT_OF_ALL))
    resource.setrlimit(resource.RLIMIT_AS, (4_000_000_000, 4_000_000_000))
    silence = os.open(os.devnull, os.O_RDWR)
    for number in range(3):
        os.dup2(silence, number)
    try:
        os._exit(int(bool(run())))
    except BaseException:
        os._exit(1)


def fails(tests: tuple[str, ...], mutant: Mutant) -> bool:
    """Whether one of ``tests`` fails, or they take too long, in a process of its own that imports ``mutant``."""

    def run() -> int:
        sys.meta_path.insert(0, Planted(mutant))
        return pytest.main([*OPTIONS, *tests])

    return os.waitpid(fork(run, LIMIT), 0)[1] != 0


def codes(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from codes(constant)


def function_name(code: CodeType) -> tuple[str, int]:
    return code.co_qualname, code.co_firstlineno


class Warm:
    """A process of pytest that has collected the tests: tells of each mutant whether a test that reaches it fails."""

    def __init__(self, sample: list[Mutant], jobs: int, until: float, tell: Callable[[int, bool], None]) -> None:
        self.sample, self.jobs, self.until, self.tell = sample, jobs, until, tell
        self.paths = {mutant.path for mutant in sample}
        self.functions: dict[str, list[FunctionType]] = {path: [] for path in self.paths}

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        gc.unfreeze()  # the check freezes what it has read
        for function in gc.get_objects():
            if isinstance(function, FunctionType) and function.__code__.co_filename in self.paths:
                self.functions[function.__code__.co_filename].append(function)
        gc.collect()
        gc.freeze()
        reached, seconds = self.recorded(session)
        running: dict[int, int] = {}
        for number, mutant in enumerate(self.sample):
            own = tests_of(mutant.module)
            chosen = [
                item
                for item in session.items
                if item.nodeid.startswith(own)
                and any((mutant.path, line) in reached[item.nodeid] for line in range(mutant.line, mutant.end + 1))
            ]
            if not mutant.called or not chosen or time.monotonic() > self.until:
                self.tell(number, False)
                continue
            # Those of the first file are about the module itself.
            chosen.sort(key=lambda item: (not item.nodeid.startswith(own[0]), seconds[item.nodeid]))
            running[fork(functools.partial(self.killed, mutant, chosen, seconds), LIMIT)] = number
            if len(running) == self.jobs:
                self.wait(running)
        while running:
            self.wait(running)
        return True

    def wait(self, running: dict[int, int]) -> None:
        child, status = os.wait()
        self.tell(running.pop(child), status != 0)

    def recorded(self, session: pytest.Session) -> tuple[dict[str, set[tuple[str, int]]], dict[str, float]]:
        """The lines that each test reaches, and how long it takes."""
        read, write = os.pipe()

        def run() -> None:
            reached: dict[str, set[tuple[str, int]]] = {}
            seconds = {}
            lines: set[tuple[str, int]] = set()

            def line(frame: FrameType, event: str, _: object) -> Any:
                lines.add((frame.f_code.co_filename, frame.f_lineno))
                return line

            def call(frame: FrameType, event: str, _: object) -> Any:
                return line if frame.f_code.co_filename in self.paths else None

            for item, following in zip(session.items, [*session.items[1:], None], strict=True):
                lines.clear()
                start = time.process_time()
                sys.settrace(call)
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
                sys.settrace(None)
                seconds[item.nodeid] = time.process_time() - start
                reached[item.nodeid] = set(lines)
            with os.fdopen(write, "wb") as file:
                pickle.dump((reached, seconds), file)

        child = fork(run, LIMIT_OF_ALL)
        os.close(write)
        with os.fdopen(read, "rb") as file:
            content = file.read()
        assert os.waitpid(child, 0)[1] == 0, "tests fail without a fault"
        return pickle.loads(content)  # type: ignore[no-any-return]

    def killed(self, mutant: Mutant, items: list[pytest.Item], seconds: dict[str, float]) -> None:
        """Raises where one of ``items`` fails with ``mutant``, or takes much longer than without it."""
        named = {function_name(code): code for code in codes(mutant.code)}
        for function in self.functions[mutant.path]:
            function.__code__ = named[function_name(function.__code__)]
        for item, following in zip(items, [*items[1:], None], strict=True):
            limit = int(time.process_time() + 3 + 3 * seconds[item.nodeid])
            resource.setrlimit(resource.RLIMIT_CPU, (limit, LIMIT_OF_ALL))
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            os._exit(1)


def warm(sample: list[Mutant], jobs: int, until: float) -> Iterator[tuple[int, bool]]:
    """The number of each mutant, in the order in which they end, and whether it was killed without importing it anew."""
    read, write = os.pipe()
    go, let_go = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)

        def tell(number: int, dead: bool) -> None:
            os.write(write, f"{number} {int(dead)}\n".encode())
            os.read(go, 1)  # what lives on is tried anew before the next

        tests = sorted({test for mutant in sample for test in tests_of(mutant.module)})
        silence = os.open(os.devnull, os.O_RDWR)
        os.dup2(silence, 1)
        os._exit(pytest.main([*OPTIONS, *tests], plugins=[Warm(sample, jobs, until, tell)]))
    os.close(write)
    with os.fdopen(read) as answers:
        for answer in answers:
            number, dead = answer.split()
            yield int(number), dead == "1"
            os.write(let_go, b".")
    assert os.waitpid(child, 0)[1] == 0, "the tests could not be run without a fault"


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
    if not modules:
        parser.error(f"no module that is tried has {options.only!r} in its path")
    every = [change for module in modules for change in changes_of(module, options.seed)]
    every.sort(key=lambda change: change.number)
    sample = [change.made() for change in every[: options.count]]
    print(f"{len(every)} mutants, of which {len(sample)} are run (seed {options.seed})", flush=True)
    report(sample, options.jobs, time.monotonic() + options.minutes * 60 if options.minutes else float("inf"))
    return 0


def report(sample: list[Mutant], jobs: int, until: float) -> None:
    os.chdir(ROOT)
    sys.dont_write_bytecode = True
    total: Counter[str] = Counter()
    lived: Counter[str] = Counter()

    @functools.cache
    def sound(tests: tuple[str, ...], module: str) -> bool:
        """Whether ``tests`` pass where the module is put in the same way, and without a fault."""
        return not fails(tests, untouched(module))

    def anew(mutant: Mutant) -> bool | None:
        if time.monotonic() > until:
            return None
        tests = tests_of(mutant.module)
        dead = fails(tests, mutant)
        assert not dead or sound(tests, mutant.module), f"these fail without a fault: {tests}"
        return dead

    def count(mutant: Mutant, dead: bool | None) -> None:
        if dead is None:
            return
        total[mutant.module] += 1
        if not dead:
            lived[mutant.module] += 1
            print(f"survived: {mutant}", flush=True)

    for index, dead in warm(sample, jobs, until):
        count(sample[index], True if dead else anew(sample[index]))
    for module, number in sorted(total.items()):
        print(f"{number - lived[module]:4d} of {number:4d} killed  {module}")
    number = total.total()
    print(f"{number - lived.total():4d} of {number:4d} killed  ({(number - lived.total()) / max(number, 1):.1%})")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
