"""``python -m tests.rooms`` lists the packages, each with its purpose and what it imports, the highest first."""

from __future__ import annotations

import ast
import functools

from tests.test_architecture import MODULES, ORDER, layer, own


def purpose(package: str) -> str:
    """Return the purpose of ``package``: the first line of its docstring."""
    module = f"service_catalogue.{package}"
    docstring = ast.get_docstring(ast.parse(MODULES[module].read_text("utf-8"))) or ""
    return docstring.partition("\n")[0].rstrip(".:").replace("``", "")


@functools.cache
def imported(package: str) -> tuple[str, ...]:
    """Return the packages that ``package`` imports, in the order of their levels."""
    found = {layer(name) for module in MODULES if layer(module) == package for name in own(module)}
    return tuple(sorted(found - {package, "__init__"}, key=ORDER.index))


@functools.cache
def level(package: str) -> int:
    return 1 + max(map(level, imported(package)), default=0)


def drawn() -> str:
    """Return the packages, a line each and a line with what they import, from the top down."""
    packages = sorted(
        (package for package in ORDER if package not in ("__init__", "__main__")),
        key=lambda package: (-level(package), ORDER.index(package)),
    )
    lines = []
    for package in packages:
        lines.append(f"{level(package):>2}  {package:<11} {purpose(package)}")
        if imported(package):
            lines.append(f"{'':16}← {' '.join(imported(package))}")
    return "\n".join(lines)


if __name__ == "__main__":
    print(drawn())
