"""What an earlier build made: kept with what it was made from, and made again where anything about it is in doubt."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import pickle
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from service_catalogue.program import digest_of_program

#: Characters of a seal.
_SEAL = 32


class Kept:
    """Values in ``folder``, a file each: sealed, so that a damaged, foreign or half-written one is not used.

    A value is one that JSON can hold, or any object. Whoever can write to ``folder`` can run code here through an object.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._asked: set[Path] = set()

    def once(self, name: str, made_from: str, make: Callable[[], Any]) -> Any:
        """What ``make`` gives; not made if it is kept under ``name``, a relative path, as made from ``made_from``.

        What is made is given as JSON reads it: with lists in the place of tuples.
        """
        kept = self.read(name, made_from)
        if kept is not None:
            return kept
        made = make()
        self.write(name, made_from, made)
        return json.loads(json.dumps(made))

    def read(self, name: str, made_from: str) -> Any:
        """What is kept under ``name``, if it was made from ``made_from``; else ``None``."""
        raw = self._read(name, made_from)
        return None if raw is None else json.loads(bytes(raw))

    def write(self, name: str, made_from: str, value: object) -> None:
        """Keep ``value``, which is not ``None``, under ``name``."""
        self._write(name, made_from, json.dumps(value, separators=(",", ":")).encode())

    def read_object(self, name: str, made_from: str) -> Any:
        """The object that is kept under ``name``, if it was made from ``made_from`` and by the same program; else ``None``."""
        raw = self._read(name, f"{digest_of_program()} {made_from}")
        return None if raw is None else pickle.loads(raw)

    def write_object(self, name: str, made_from: str, value: object) -> None:
        """Keep the object ``value``, which is not ``None``, under ``name``."""
        self._write(name, f"{digest_of_program()} {made_from}", pickle.dumps(value, pickle.HIGHEST_PROTOCOL))

    def object_once(self, name: str, made_from: str, make: Callable[[], Any]) -> Any:
        """The object that ``make`` gives; not made if it is kept under ``name`` as made from ``made_from``."""
        kept = self.read_object(name, made_from)
        if kept is None:
            kept = make()
            self.write_object(name, made_from, kept)
        return kept

    def forget(self, name: str) -> None:
        """Keep nothing under ``name`` any more."""
        self._path(name).unlink(missing_ok=True)

    def spare(self, name: str) -> None:
        """Let what is kept under ``name`` stay, as if it had been asked for."""
        self._path(name)

    def tidy(self) -> None:
        """Remove what nobody has asked for."""
        for path in self._folder.rglob("*"):
            if path.is_file() and path not in self._asked:
                with contextlib.suppress(OSError):
                    path.unlink()

    def _read(self, name: str, made_from: str) -> memoryview | None:
        path = self._path(name)
        with contextlib.suppress(OSError):
            content = memoryview(path.read_bytes())  # of which there is no second copy: some of what is kept is large
            stamp = _stamp(made_from)
            seal, content = content[:_SEAL], content[_SEAL:]
            if content[: len(stamp)] == stamp and seal == _seal(content):
                return content[len(stamp) :]
        return None

    def _write(self, name: str, made_from: str, content: bytes) -> None:
        path = self._path(name)
        stamp = _stamp(made_from)
        partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
        path.parent.mkdir(parents=True, exist_ok=True)
        with partial.open("wb") as file:
            file.writelines((_seal(stamp, content), stamp, content))
        partial.replace(path)

    def _path(self, name: str) -> Path:
        path = self._folder / name
        self._asked.add(path)
        return path


def state_of(path: Path) -> list[int]:
    """The size and the time of a file, by which one that has been changed since is known; nothing where it is not there."""
    try:
        status = path.stat()
    except OSError:
        return []
    return [status.st_size, status.st_mtime_ns]


def _stamp(made_from: str) -> bytes:
    return b"\n%b\n" % made_from.encode()


def _seal(*content: bytes | memoryview) -> bytes:
    # Another Python may make something else, for it has other tables of characters.
    made = hashlib.blake2b(sys.version.encode(), digest_size=_SEAL // 2)
    for each in content:
        made.update(each)
    return made.hexdigest().encode()
