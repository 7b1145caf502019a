"""The matrices of a folder of data, read without the catalogue's own code, for comparison with it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import yaml

_STATES = {"-": "", "–": "", "n/a": "n-a", "tbd": "tbd"}


class Expected(NamedTuple):
    """A cell: its letters in the order of the role scheme, the ids of its notes, and its state."""

    roles: str
    notes: tuple[str, ...]
    state: str


def read(path: Path) -> dict:
    """Return a file of data, with every value as text."""
    return yaml.load(path.read_text("utf-8"), Loader=yaml.CBaseLoader)


def cells(folder: Path) -> dict[str, dict[str, Expected]]:
    """Every cell of every service, by its address: service → address → cell."""
    orders = {scheme["id"]: scheme["cell-order"] for scheme in read(folder / "roles.yaml")["schemes"]}
    services = {path.stem: read(path) for path in sorted((folder / "services").glob("*.yaml"))}
    found: dict[str, dict[str, Expected]] = {}
    for id, service in services.items():
        own = [service["matrix"]] if "matrix" in service else service.get("matrices", [])
        found[id] = {}
        for written in own:
            matrix = _whole(written, services)
            prefix = [written["id"]] if "id" in written else []
            for address, text in _texts(matrix):
                letters, notes = _split(text)
                state = _STATES.get(letters)
                order = orders[matrix["scheme"]]
                roles = "" if state is not None else "".join(sorted(letters.replace(",", "").replace(" ", ""), key=order.index))
                found[id][".".join([*prefix, *address])] = Expected(roles, notes, state or "")
    return found


def matrix_count(folder: Path, service: str) -> int:
    """Return the number of matrices of a service."""
    data = read(folder / "services" / f"{service}.yaml")
    return 1 if "matrix" in data else len(data.get("matrices", []))


def _split(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the letters (which commas may part) and the notes of a cell."""
    words = text.split()
    count = 1
    while words[count - 1].endswith(","):
        count += 1
    return " ".join(words[:count]), tuple(words[count:])


def _whole(matrix: dict, services: dict) -> dict:
    """Return a matrix with the rows that it extends."""
    if "extends" not in matrix:
        return {**matrix, "cells": [(matrix, matrix["cells"])]}
    base = _whole(services[matrix["extends"]]["matrix"], services)
    kept = [({**layer, "removed": [*layer.get("removed", ()), *matrix.get("remove", ())]}, rows) for layer, rows in base["cells"]]
    return {
        **base,
        **{key: value for key, value in matrix.items() if key != "cells"},
        "cells": [*kept, (matrix, matrix.get("cells", {}))],
    }


def _texts(matrix: dict) -> Iterator[tuple[tuple[str, ...], str]]:
    """Return the text of every cell, by task, values and party; the last one written holds, then the nearest."""
    places = list(itertools.product(*matrix.get("axes", {}).values()))
    parties = matrix["parties"]
    tasks: dict[str, list] = {}
    for layer, rows in matrix["cells"]:
        for task, row in rows.items():
            if task not in layer.get("removed", ()):
                tasks.setdefault(task, []).insert(0, row)
    for task, layers in tasks.items():
        for values in places:
            written = next(found for row in layers if (found := _at(row, values)) is not None)
            for party, text in zip(parties, written, strict=True):
                yield (task, *values, party), text


def _at(row: object, values: tuple[str, ...]) -> list[str] | None:
    """Return the text of a row at a place, or ``None``."""
    common = None
    for value in (None, *values):
        if value is not None:
            row = row.get(value) if isinstance(row, dict) else row
        if row is None:
            return common
        if isinstance(row, list):
            return row
        if isinstance(row, str):
            return [row]
        common = _at(row["cells"], ()) if "cells" in row else common
    return common
