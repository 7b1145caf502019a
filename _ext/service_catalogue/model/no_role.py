"""Cells without a role, which files write with a sign of their own."""

import re
from collections.abc import Iterator
from typing import Any

from service_catalogue.messages.problem import Problem
from service_catalogue.yaml.source import read
from service_catalogue.yaml.values import Map, Scalar, Seq, Value

#: The sign of a cell without a role. ``-`` in brackets is no YAML 1.2, so it is written with an en dash.
NO_ROLE = "–"
#: What begins a cell without a role, however it is written.
_NO_ROLE = re.compile(r"\s*[-–.](?=\s|$)")


def read_data(path: str, raw: bytes) -> tuple[Value | None, list[Problem]]:
    """Return the value that ``raw`` holds, and every problem in it; a cell without a role is ``-``, however it is written."""
    value, problems = read(path, raw)
    for cells, key, cell in _without_role(value):
        cells[key] = cell.saying(_NO_ROLE.sub("-", cell))
    return value, problems


def with_dashes(text: str) -> str:
    """Return ``text``, the YAML of a file of data, with :data:`NO_ROLE` in each cell without a role."""
    signs = list(text)
    for _, _, cell in _without_role(read("", text.encode("utf-8", "surrogatepass"))[0]):
        start = cell.span[0] if cell.is_plain else cell.span[0] + 1
        if signs[start : start + 1] in (["-"], ["."]):
            signs[start] = NO_ROLE
    return "".join(signs)


def _without_role(value: Value | None) -> Iterator[tuple[Map | Seq, Any, Scalar]]:
    """Yield each cell without a role, with the list or mapping that it is in and its index or key there."""
    if isinstance(value, Map):
        for key in ("matrix", "matrices"):
            yield from _without_role_in(value.get(key, Map()), ())


def _without_role_in(value: Value, path: tuple[str, ...]) -> Iterator[tuple[Map | Seq, Any, Scalar]]:
    """``path`` has the keys from ``cells`` on: ``cells``, a task, values of axes; it is empty outside of cells."""
    if isinstance(value, Scalar):
        return
    for key, inner in list(value.items() if isinstance(value, Map) else enumerate(value)):
        if path and isinstance(inner, Scalar) and _NO_ROLE.match(inner):
            yield value, key, inner
        elif path[1:] and key in ("note", "cadence"):
            continue
        elif path or key == "cells":
            yield from _without_role_in(inner, (*path, str(key)))
        else:
            yield from _without_role_in(inner, ())
