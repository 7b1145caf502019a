"""The inventory is written when something in it is another, and not when it comes in another order."""

from __future__ import annotations

import contextlib
from pathlib import Path
from types import SimpleNamespace

import pytest
from service_catalogue.sphinx_ext import inventory

ABOUT, TASK = ("about", "About", "doc", "about", "", -1), ("backup", "Backup", "task", "tasks/backup", "", 1)


class _Builder:
    name = "html"

    def __init__(self, folder: Path) -> None:
        self.file, self.written = folder / "objects.inv", 0

    def dump_inventory(self) -> None:
        self.written += 1
        self.file.write_text("an inventory", "utf-8")


def test_an_inventory_is_written_again_for_what_is_in_it_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    builder = _Builder(tmp_path)
    monkeypatch.setattr(inventory, "_with_labels", contextlib.nullcontext)

    def dumped(*objects: tuple[object, ...]) -> int:
        domain = SimpleNamespace(name="std", get_objects=lambda: iter(objects))
        app = SimpleNamespace(
            config=SimpleNamespace(project="Desk", version=""),
            env=SimpleNamespace(domains=SimpleNamespace(sorted=lambda: [domain])),
            doctreedir=tmp_path / "doctrees",
            outdir=tmp_path,
        )
        inventory._dump(app, builder)  # type: ignore[arg-type]
        return builder.written

    assert dumped(ABOUT, TASK) == 1
    assert dumped(TASK, ABOUT) == 1, "Sphinx puts a document that is read again last"
    assert dumped(ABOUT, (*TASK[:1], "Copying", *TASK[2:])) == 2
    builder.file.write_text("half", "utf-8")
    assert dumped(ABOUT, (*TASK[:1], "Copying", *TASK[2:])) == 3
