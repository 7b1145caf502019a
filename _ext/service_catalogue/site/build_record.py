"""The record of a build's inputs and outputs: where neither has changed, nothing is done.

It is read before anything else is imported, so this module imports next to nothing, and makes no ``Path`` of each file.
"""

# ruff: noqa: PTH109, PTH115, PTH116, PTH118, PTH119, PTH208

import contextlib
import json
import os
import stat
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from service_catalogue import PACKAGE, PROJECT
from service_catalogue.files import LOCK, state_folder
from service_catalogue.site import digest_of, prose_in, read_json, write

#: The file about the folder of the work, outside of the tree: a digest of the rest, then the rest as JSON.
KEY = "unchanged.json"
#: Files of the project that a build reads, if they exist.
_OF_PROJECT = ("conf.py", "docutils.conf", "locales")
#: Prefixes of variables that Python, Sphinx, Typst or the report may read.
_VARIABLES = ("DOCUTILS", "LANG", "LC_", "NO_COLOR", "PYTHON", "SOURCE_DATE_EPOCH", "TERM", "TYPST", "TZ")


def report_if_unchanged(words: Sequence[str]) -> str | None:
    """Return the report of the last build; ``None`` if the command with these ``words`` is another one, or has work to do."""
    if words[:1] != ["build"]:
        return None
    # The folder of the work, as it is usually given. Where it is given otherwise, the key that is found names other words.
    pairs = [(word.partition("="), following) for word, following in zip(words, [*words[1:], ""], strict=True)]
    folders = [parts[2] or following for parts, following in pairs if parts[0] == "--work"]
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        seal, _, text = (state_folder(Path(folders[-1] if folders else "_build")) / KEY).read_bytes().partition(b"\n")
        key = read_json(text) if seal.decode() == digest_of(text) else None
        if isinstance(key, dict) and key["made-from"] == _made_from(words, key["docs"], key["inputs"]):
            return str(key["report"]) if key["left"] == _digest(_walked(key["outputs"])) else None
    return None


def forget(work: Path) -> None:
    """Forget the last build, whose outputs are about to change."""
    (state_folder(work) / KEY).unlink(missing_ok=True)


class Build:
    """A build that is about to begin: its inputs are recorded now, its outputs by :meth:`remember`."""

    def __init__(self, words: Sequence[str], work: Path, docs: Path, inputs: Iterable[Path]) -> None:
        """Forget the last build; record the ``words`` of the command, the project, the prose in ``docs``, and the other ``inputs``."""
        forget(work)
        self._path, self._words = state_folder(work) / KEY, words
        self._docs, self._inputs = str(docs.absolute()), [str(path.absolute()) for path in inputs]
        self._made_from = ""
        with contextlib.suppress(OSError):
            self._made_from = _made_from(words, self._docs, self._inputs)

    def remember(self, report: str, outputs: Iterable[Path]) -> None:
        """Record ``outputs`` and the ``report``, unless an input has been changed meanwhile. Locks, held now, will be gone."""
        roots = [str(path.absolute()) for path in outputs]
        with contextlib.suppress(OSError):
            if self._made_from == _made_from(self._words, self._docs, self._inputs):
                read = {"made-from": self._made_from, "docs": self._docs, "inputs": self._inputs}
                key = {**read, "outputs": roots, "left": _digest(_walked(roots, LOCK)), "report": report}
                text = json.dumps(key).encode()
                write(f"{digest_of(text)}\n".encode() + text, self._path, self._path.with_suffix(".partial"))


def _made_from(words: Sequence[str], docs: str, inputs: Sequence[str]) -> str:
    """Return a digest of the command, its folder (paths are relative to it), Python, the packages, the project and the inputs."""
    variables = sorted([*item] for item in os.environ.items() if item[0].startswith(_VARIABLES))
    installed = []
    for folder in filter(os.path.isdir, sys.path):
        with os.scandir(folder) as entries:
            # The name holds the version; the time differs for another distribution with the same one.
            installed += sorted((entry.name, entry.stat().st_mtime_ns) for entry in entries if entry.name.endswith("-info"))
    project = [PACKAGE, *prose_in(PROJECT / "docs", Path(docs)), *(PROJECT / name for name in _OF_PROJECT)]
    python = [sys.version, sys.path, installed, sys.stdout.isatty()]
    return _digest([list(words), os.getcwd(), variables, python, _walked([*map(str, project), *inputs], "__pycache__")])


def _digest(value: object) -> str:
    return digest_of(json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass"))


def _walked(roots: Iterable[str], left_out: str = "") -> list[object]:
    """Return each file, folder and link at or below ``roots`` not named ``left_out``, as it was last written. Raise ``OSError``."""
    return [list(_files(root, left_out)) for root in roots]


def _files(path: str, left_out: str) -> Iterator[tuple[object, ...]]:
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
            yield from _files(os.path.join(path, name), left_out)
    else:
        yield path, status.st_mode, status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino
