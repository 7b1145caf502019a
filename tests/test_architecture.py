"""Imports run one way, and the core needs no Sphinx."""

from __future__ import annotations

import ast
import functools
import subprocess
import sys
from collections import Counter
from pathlib import Path

from tests.folders import ROOT

PACKAGE = ROOT / "_ext" / "service_catalogue"
#: From the bottom up: a module may import those below it and, inside a package, those beside it.
ORDER = (
    "__init__", "files", "timings", "store", "messages", "yaml", "schema", "model", "text", "locale", "rules", "check", "editing", "views", "search", "export", "pdf", "diff", "theme",
    "sphinx_ext", "site", "cli", "__main__",
)  # fmt: skip
#: Packages of outputs: none may import another.
SIDE_BY_SIDE = {"export", "search", "pdf"}
#: What the core may import besides the standard library, by package; those above may import more.
ALLOWED = {
    "messages": {"yaml"},
    "yaml": {"yaml"},
    "locale": {"yaml"},
    "search": {"snowballstemmer"},
    "editing": {"defusedxml", "openpyxl", "yaml"},
    "export": {"xlsxwriter"},
    "diff": {"pikepdf"},
}
SHELL = {"theme", "sphinx_ext", "pdf", "site", "cli", "__main__"}


def layer(module: str) -> str:
    """Return the layer of ``service_catalogue.views.edition``: views."""
    return [*module.split("."), "__init__"][1]


def modules() -> dict[str, Path]:
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = ("service_catalogue", *path.relative_to(PACKAGE).with_suffix("").parts)
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


MODULES = modules()


@functools.cache
def imports(path: Path) -> set[str]:
    """Return the modules that a file imports, anywhere in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            found |= {
                f"{node.module}.{alias.name}" if f"{node.module}.{alias.name}" in MODULES else node.module for alias in node.names
            }
    return found


def own(module: str) -> set[str]:
    if module == "service_catalogue":
        return set()  # its ``setup`` imports the extension, when Sphinx calls it
    return {name for name in imports(MODULES[module]) if name.split(".")[0] == "service_catalogue"}


def test_a_module_imports_only_what_is_below_it():
    assert {layer(module) for module in MODULES} <= set(ORDER), "a new layer: add it to ORDER"
    imported = [(module, name) for module in MODULES for name in own(module)]
    assert [pair for pair in imported if ORDER.index(layer(pair[1])) > ORDER.index(layer(pair[0]))] == []
    beside = [(module, name) for module, name in imported if {layer(module), layer(name)} <= SIDE_BY_SIDE]
    assert [(module, name) for module, name in beside if layer(module) != layer(name)] == []


def test_the_core_imports_the_standard_library_and_yaml():
    for module in (module for module in MODULES if layer(module) not in SHELL):
        foreign = {name.split(".")[0] for name in imports(MODULES[module])} - set(sys.stdlib_module_names) - {"service_catalogue"}
        assert foreign <= ALLOWED.get(layer(module), set()), module


def test_sphinx_is_imported_in_its_own_room():
    importing = {
        layer(module)
        for module, path in MODULES.items()
        if any(name.split(".")[0] in ("sphinx", "docutils") for name in imports(path))
    }
    assert importing == {"sphinx_ext"}


def test_no_modules_import_each_other_in_a_circle():
    """No two modules import each other, not by a way round either."""
    done: set[str] = set()

    def visit(module: str, way: tuple[str, ...]) -> None:
        assert module not in way, " → ".join((*way, module))
        if module not in done:
            for name in sorted(own(module) & set(MODULES)):
                if name != module.rpartition(".")[0]:
                    visit(name, (*way, module))
            done.add(module)

    for module in MODULES:
        visit(module, ())


BLOCKED = """
import sys

class Block:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("sphinx", "docutils", "myst_parser", "jinja2"):
            raise ImportError(f"{name} is blocked")

sys.meta_path.insert(0, Block())
from pathlib import Path
from service_catalogue import cli, search, views
from service_catalogue.check import checker as check
from service_catalogue.check import report
from service_catalogue.export import json
from service_catalogue.views.edition import Edition
result = check.check(Path(sys.argv[1]))
assert not result.failed, report.text(result.problems, "en")
assert [make() for *_, make in json.makers(result.catalogue)]
for address in views.addresses(result.catalogue):
    views.page(Edition(result.catalogue, "da"), address)
assert cli.main(["check", "--data", sys.argv[1]]) == 0
assert not {"sphinx", "docutils", "jinja2"} & set(sys.modules)
print("fine")
"""


def test_the_core_works_without_sphinx():
    done = subprocess.run([sys.executable, "-c", BLOCKED, "data"], cwd=ROOT, capture_output=True, encoding="utf-8")
    assert (done.returncode, done.stdout.splitlines()[-1:]) == (0, ["fine"]), done.stderr


def test_the_package_is_the_one_that_is_tested():
    import service_catalogue

    assert Path(service_catalogue.__file__).parent == PACKAGE


def test_a_class_name_means_one_thing():
    """But for the cell of a workbook, whose digest has the name."""
    trees = [ast.parse(path.read_text("utf-8")) for path in MODULES.values()]
    names = Counter(node.name for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef))
    assert [name for name, count in names.items() if count > 1] == ["Cell"]


def test_each_room_says_what_it_is_for():
    for room in (path for path in PACKAGE.iterdir() if path.is_dir() and (path / "__init__.py").exists()):
        first = (room / "__init__.py").read_text("utf-8").splitlines()[0]
        assert first.startswith('"""') and len(first) > 20, room


def test_an_init_says_what_its_package_offers_and_no_more():
    lines = {path: len(path.read_text("utf-8").splitlines()) for path in PACKAGE.rglob("__init__.py")}
    assert {path: count for path, count in lines.items() if count > 120} == {}
