"""Catalogues of any size, made from a frozen one."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from tests.folders import PLATFORM

#: The beginning of a text for readers, on the line of its language, in quotes or not, or, folded, on the next.
_BEGINNING = re.compile(r'\b(?:da|en): (?:>-?\n\s+|")?(?=[^\W\d_])')
#: A line, with the next one where a text is folded.
_ENTRIES = re.compile(r".*>-?\n.*\n|.*\n")
#: A key of a service with all that belongs to it.
_BLOCK = re.compile(r"^([a-z-]+):.*\n(?:(?:[ #].*)?\n)*", re.MULTILINE)
_CLAIMS = re.compile(r"^    claims:\n(?:      .*\n)*", re.MULTILINE)


def many_services(folder: Path, count: int, size: int | None = None) -> Path:
    """Return a copy of a catalogue in ``folder`` with ``count`` more services, each a file of about ``size`` bytes (as 2A if not given)."""
    data = folder / "data"
    shutil.copytree(PLATFORM, data)
    model = (data / "services" / "2a.yaml").read_text("utf-8")
    if size is not None:
        model = _shortened(model, size)
    for number in range(count):
        text = model.replace("id: 2a\n", f"id: s{number}\n", 1).replace("code: 2A\n", f"code: S{number}\n", 1)
        (data / "services" / f"s{number}.yaml").write_text(_varied(text, number), "utf-8")
    return data


def _varied(text: str, number: int) -> str:
    """``text`` with other words in each text for readers: of equal ones, what is worked out is worked out only once.

    But its family, which a service has in common with others.
    """
    return "".join(
        line if line.startswith("family:") else _BEGINNING.sub(rf"\g<0>S{number}. ", line) for line in _ENTRIES.findall(text)
    )


def _shortened(model: str, size: int) -> str:
    """``model`` with its matrix and notes, but other statements: as many as ``size`` allows, and none that anything refers to."""
    blocks = {block[1]: block[0] for block in _BLOCK.finditer(model)}
    text = "".join(blocks[key] for key in ("id", "code", "name", "provider", "matrix", "notes", "exceptions"))
    text = _CLAIMS.sub("", text)  # tensions, which are left out, explain where they differ from the matrix
    return text + "sections:\n" + _filler(size - len(text.encode()))


def _filler(size: int) -> str:
    statement = (
        "      - id: said-{number}\n        kind: information\n"
        "        text: {{da: Kunden kontakter servicedesken., en: The customer contacts the service desk.}}\n"
    )
    head = "  - id: said\n    name: {da: Udsagn, en: Statements}\n    statements:\n"
    count = max(1, (size - len(head)) // len(statement))
    return head + "".join(statement.format(number=number) for number in range(count))
