"""Catalogues of any size, made from the real one."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from tests.bench.measure import ROOT

#: The beginning of a text for readers, on the line of its language or, folded, on the next.
_BEGINNING = re.compile(r"\b(?:da|en): (?:>-?\n\s+)?(?=[^\W\d_])")


def many_services(folder: Path, count: int, size: int | None = None) -> Path:
    """A copy of the data in ``folder`` with ``count`` more services, each a file of about ``size`` bytes (as 2A if not given)."""
    data = folder / "data"
    shutil.copytree(ROOT / "data", data)
    model = (data / "services" / "2a.yaml").read_text("utf-8")
    if size is not None:
        model = _shortened(model, size)
    for number in range(count):
        text = model.replace("id: 2a\n", f"id: s{number}\n", 1).replace("code: 2A\n", f"code: S{number}\n", 1)
        (data / "services" / f"s{number}.yaml").write_text(_varied(text, number), "utf-8")
    return data


def _varied(text: str, number: int) -> str:
    """``text`` with other words in each text for readers: of equal ones, what is worked out is worked out only once."""
    return _BEGINNING.sub(rf"\g<0>S{number} – ", text)


def _shortened(model: str, size: int) -> str:
    """``model`` without its text, and with as many rows of its matrix as ``size`` allows."""
    head, rest = model.split("sections:\n", 1)
    matrix = rest[rest.index("matrix:\n") :]
    before, cells = matrix.split("  cells:\n", 1)
    rows = cells[: cells.index("\nnotes:")]
    notes = cells[cells.index("\nnotes:") : cells.index("\nexceptions:")]
    keep = [line for line in head.splitlines(keepends=True) if not line.startswith(("summary:", "contact:", "#"))]
    text = "".join(keep) + before + "  cells:\n" + rows + notes
    text += "\nexceptions:\n  - rule: someone-responsible\n    at: backup.applications\n    reason: {da: Note 6., en: Note 6.}\n"
    return text + "sections:\n" + _filler(size - len(text.encode()))


def _filler(size: int) -> str:
    statement = (
        "      - id: said-{number}\n        text: {{da: Kunden kontakter servicedesken., en: The customer contacts it.}}\n"
    )
    head = "  - id: said\n    name: {da: Udsagn, en: Statements}\n    statements:\n"
    count = max(1, (size - len(head)) // len(statement))
    return head + "".join(statement.format(number=number) for number in range(count))
