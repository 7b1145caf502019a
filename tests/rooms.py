"""``python -m tests.rooms`` draws the rooms of the package: each with what it is for and what it imports, the highest first."""

from __future__ import annotations

import ast
import functools

from tests.test_architecture import MODULES, ORDER, layer, own


def purpose(room: str) -> str:
    """Return the purpose of ``room``: the first line of its docstring."""
    module = f"service_catalogue.{room}"
    docstring = ast.get_docstring(ast.parse(MODULES[module].read_text("utf-8"))) or ""
    return docstring.partition("\n")[0].rstrip(".:").replace("``", "")


@functools.cache
def imported(room: str) -> tuple[str, ...]:
    """Return the rooms that ``room`` imports, in the order of their floors."""
    found = {layer(name) for module in MODULES if layer(module) == room for name in own(module)}
    return tuple(sorted(found - {room, "__init__"}, key=ORDER.index))


@functools.cache
def floor(room: str) -> int:
    return 1 + max(map(floor, imported(room)), default=0)


def drawn() -> str:
    """Return the rooms, a line each and a line with what they import, from the top down."""
    rooms = sorted(
        (room for room in ORDER if room not in ("__init__", "__main__")), key=lambda room: (-floor(room), ORDER.index(room))
    )
    lines = []
    for room in rooms:
        lines.append(f"{floor(room):>2}  {room:<11} {purpose(room)}")
        if imported(room):
            lines.append(f"{'':16}← {' '.join(imported(room))}")
    return "\n".join(lines)


if __name__ == "__main__":
    print(drawn())
