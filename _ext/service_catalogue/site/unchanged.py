"""Where nothing has changed nothing is done: what a build was made from, and what it left, are remembered beside its work.

The command asks here before it imports anything else, so this imports next to nothing, and makes no ``Path`` of each file.
"""

# ruff: noqa: PTH109, PTH115, PTH116, PTH118, PTH119, PTH123, PTH208

from __future__ import annotations

import contextlib
import functools
import hashlib
import json
import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from service_catalogue import PACKAGE, PROJECT
from service_catalogue.site.files import LOCK, write

#: The file in the folder of the work: a digest of the rest, then the rest as JSON.
KEY = "unchanged.json"
#: What of the project a build reads, if it is there.
_OF_PROJECT = ("conf.py", "docs", "docutils.conf", "locales")
#: How the names of variables begin that Python, Sphinx, Typst or the report may ask for.
_VARIABLES = ("DOCUTILS", "LANG", "LC_", "NO_COLOR", "PYTHON", "SOURCE_DATE_EPOCH", "TERM", "TYPST", "TZ")

#: What is recorded of a file.
_Told = Callable[[str, os.stat_result], object]


def said_before(words: Sequence[str]) -> str | None:
    """What the last build has to say again; ``None`` if the command with these ``words`` is not that build, or has work to do."""
    if words[:1] != ["build"]:
        return None
    try:
        program, _ = _program()
        seal, _, text = (_work(words) / KEY).read_text("utf-8").partition("\n")
        if seal != _digest(text):
            return None
        key = json.loads(text)
        is_same = (
            key["command"] == _command(words)
            and key["program"] == program
            and key["made-from"] == _digest(_walked(key["inputs"], _content))  # first, for there are few of these files
            and key["left"] == _digest(_walked(key["outputs"], _stat))
        )
        return str(key["said"]) if is_same else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _work(words: Sequence[str]) -> Path:
    """The folder of the work, as it is usually given. Where it is given otherwise, the key that is found names other words."""
    found = "_build"
    for word, following in zip(words, [*words[1:], ""], strict=True):
        if word == "--work":
            found = following
        elif word.startswith("--work="):
            found = word.partition("=")[2]
    return Path(found)


def forget(work: Path) -> None:
    """What the build before has left is about to change."""
    (work / KEY).unlink(missing_ok=True)


class Build:
    """A build that is about to begin: what it reads is noted now, and what it leaves by :meth:`remember`."""

    def __init__(self, words: Sequence[str], work: Path, inputs: Iterable[Path]) -> None:
        """``words`` are those of the command, ``inputs`` what it reads besides the project. The build before is forgotten."""
        forget(work)
        self._path = work / KEY
        self._inputs = [str(path.absolute()) for path in inputs]
        self._key: dict[str, object] | None = None
        with contextlib.suppress(OSError):
            self._touched = _digest(_walked(self._inputs, _stat))
            self._key = {
                "command": _command(words),
                "program": _program()[0],
                "inputs": self._inputs,
                "made-from": _digest(_walked(self._inputs, _content)),
            }

    def remember(self, said: str, outputs: Iterable[Path]) -> None:
        """All has been built, and is in ``outputs``: the next time, ``said`` is all there is to do.

        Nothing is remembered if something that was read has been changed meanwhile. Locks, which are held now, will be gone.
        """
        if self._key is None:
            return
        roots = [str(path.absolute()) for path in outputs]
        with contextlib.suppress(OSError):
            if (_digest(_walked(self._inputs, _stat)), _digest(_project(_stat))) == (self._touched, _program()[1]):
                text = json.dumps({**self._key, "outputs": roots, "left": _digest(_walked(roots, _stat, LOCK)), "said": said})
                write(f"{_digest(text)}\n{text}".encode(), self._path, self._path.with_suffix(".partial"))


def _command(words: Sequence[str]) -> list[object]:
    """What is asked, and where: paths and texts are relative to that."""
    return [
        list(words),
        os.getcwd(),
        sys.stdout.isatty(),
        sorted([*item] for item in os.environ.items() if item[0].startswith(_VARIABLES)),
    ]


@functools.cache
def _program() -> tuple[str, str]:
    """What builds, as it was when this process began: the digest of Python, of what is installed and of the project; and of its state."""
    touched = _digest(_project(_stat))
    installed = []
    for folder in filter(os.path.isdir, sys.path):
        with os.scandir(folder) as entries:
            # The name holds the version; the time tells of another distribution with the same one.
            installed += sorted((entry.name, entry.stat().st_mtime_ns) for entry in entries if entry.name.endswith("-info"))
    return _digest([sys.version, sys.path, installed, _project(_content)]), touched


def _project(told: _Told) -> list[object]:
    return [_walked([str(PACKAGE)], told, "__pycache__"), _walked([str(PROJECT / name) for name in _OF_PROJECT], told)]


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()


def _walked(roots: Iterable[str], told: _Told, left_out: str = "") -> list[object]:
    """Every file, folder and link at or below ``roots``, and ``told`` of each file; but nothing that is called ``left_out``.

    Raises ``OSError`` if something cannot be read.
    """
    return [list(_files(root, told, left_out)) for root in roots]


def _files(path: str, told: _Told, left_out: str) -> Iterator[tuple[object, ...]]:
    if os.path.basename(path) == left_out:
        return
    try:
        status = os.lstat(path)
    except FileNotFoundError:
        return
    if stat.S_ISLNK(status.st_mode):
        yield path, os.readlink(path)
        status = os.stat(path)
    if stat.S_ISDIR(status.st_mode):
        yield path, status.st_mode
        for name in sorted(os.listdir(path)):
            yield from _files(os.path.join(path, name), told, left_out)
    else:
        yield path, told(path, status)


def _stat(path: str, status: os.stat_result) -> object:
    return [status.st_mode, status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino]


def _content(path: str, status: os.stat_result) -> object:
    if not stat.S_ISREG(status.st_mode):
        raise OSError(f"{path} is no file")
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()
