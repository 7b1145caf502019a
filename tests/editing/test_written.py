"""On a full disk nothing is lost: a command that cannot write a file leaves it as it was, and names it."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest
from service_catalogue.cli import main
from service_catalogue.yaml.atomic_write import write_whole

from tests.folders import copy, plant

TEXTS = ("--name", "da=a", "--name", "en=a", "--text", "da=a", "--text", "en=a")
REASON = ("--reason", "da=a", "--reason", "en=a")


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    folder = copy(tmp_path)
    plant(folder, ("layers.yaml", "layers:\n", "layers:  \n"))
    return folder


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def fill_disk(monkeypatch) -> None:
    """Cut each file that is written from now on in the middle."""

    def cut(path: Path, content: bytes | str, *_: object, **__: object) -> int:
        half = content[: len(content) // 2]
        with path.open("wb") as file:
            file.write(half if isinstance(half, bytes) else half.encode())
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", cut)
    monkeypatch.setattr(Path, "write_text", cut)


@pytest.mark.parametrize(
    ("arguments", "file"),
    [
        (("format",), "layers.yaml"),
        (("withdraw", "task", "restore", *REASON), "tasks.yaml"),
        (("rename", "term", "backup", "copy"), "glossary.yaml"),
        (("new", "term", "zone", *TEXTS), "glossary.yaml"),
        (("new", "service", "chair", "--provider", "provider", *TEXTS), "services/chair.yaml"),
        (("translations", "--confirm", "all"), "translations-lock.yaml"),
        (("check", "--record-ids"), "published-ids.yaml"),
        (("diff", "data", "data", "--record", "2026-12-01"), "changes/2026-12-01.json"),
    ],
)
def test_on_a_full_disk_every_file_stays_as_it_was(folder, capsys, monkeypatch, arguments, file):
    before = contents(folder)
    fill_disk(monkeypatch)
    assert main([*arguments, "--lang", "en"]) == 1
    said = f"The disk is full: data/{file} cannot be written. Make room, and run the command again.\n"
    assert capsys.readouterr().err == said
    assert contents(folder) == before


def test_the_rights_of_a_file_and_a_link_to_it_stay(tmp_path):
    file, link = tmp_path / "a", tmp_path / "b"
    file.write_bytes(b"old")
    file.chmod(0o640)
    link.symlink_to("a")
    write_whole(link, b"new")
    assert (file.read_bytes(), file.stat().st_mode & 0o777, link.readlink()) == (b"new", 0o640, Path("a"))
