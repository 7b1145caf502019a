"""Values that an earlier build computed, cached on disk as JSON and found again by a digest of their inputs."""

import contextlib
import functools
import hashlib
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

#: The libraries on which pages, assets, booklets and workbooks depend.
_LIBRARIES = (
    *("PyYAML", "Sphinx", "docutils", "Jinja2", "myst-parser", "sphinx-design", "snowballstemmer"),
    *("fonttools", "fontpkg-ibm-plex-sans", "typst", "pikepdf", "XlsxWriter"),
)
_PACKAGE = Path(__file__).parent
#: The prose and settings in a wheel: no program.
_PROJECT = "project/"


@functools.cache
def digest_of_program() -> str:
    """Return 12 hexadecimal digits of the SHA-256 of the package's files and the metadata of the libraries."""
    digest = hashlib.sha256()
    for found in map(metadata.distribution, _LIBRARIES):
        # The version alone would take ten times as long: a message is parsed for it.
        digest.update((found.read_text("METADATA") or f"{found.name} {found.version}").encode())
    # By strings: a Path for each file takes three times as long.
    paths = (f"{folder}/{name}" for folder, _, names in os.walk(_PACKAGE) for name in names)
    for name in sorted(path[len(str(_PACKAGE)) + 1 :].replace(os.sep, "/") for path in paths):
        if not name.endswith(".pyc") and not name.startswith(_PROJECT):
            digest.update(name.encode() + b"\0" + (_PACKAGE / name).read_bytes() + b"\0")
    return digest.hexdigest()[:12]


class Store:
    """JSON values in ``folder``, a file each.

    An entry has a name, which is a relative path, and a key, a digest of all inputs of the value. It is
    either complete or absent: one that is damaged, half written, or of another key is not returned.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._used: set[Path] = set()

    def get(self, name: str, key: str) -> Any:
        """Return the value of the entry ``name`` if it has this ``key``, else ``None``."""
        with contextlib.suppress(OSError):
            digest, _, content = self._path(name).read_bytes().partition(b"\n")
            if digest == _digest(key, content):
                return json.loads(content)
        return None

    def put(self, name: str, key: str, value: object) -> None:
        """Store ``value``, which is not ``None``, as the entry ``name`` with this ``key``."""
        path, content = self._path(name), json.dumps(value, separators=(",", ":")).encode()
        partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
        path.parent.mkdir(parents=True, exist_ok=True)
        with partial.open("wb") as file:
            file.writelines((_digest(key, content), b"\n", content))
        partial.replace(path)

    def compute(self, name: str, key: str, make: Callable[[], Any]) -> Any:
        """Return the value of the entry ``name``; if there is none with this ``key``, store and return what ``make`` returns.

        The value is as JSON reads it, with lists for tuples.
        """
        value = self.get(name, key)
        if value is None:
            self.put(name, key, make())
            value = self.get(name, key)
        return value

    def prune(self) -> None:
        """Remove the entries that were neither read nor written through this object."""
        for path in self._folder.rglob("*"):
            if path.is_file() and path not in self._used:
                with contextlib.suppress(OSError):
                    path.unlink()

    def _path(self, name: str) -> Path:
        path = self._folder / name
        self._used.add(path)
        return path


@contextlib.contextmanager
def sealed(seal: Path, *folders: Path) -> Iterator[None]:
    """Seal what the block leaves in ``folders``; remove them first if something in them differs from what was sealed.

    A block that raises an exception leaves no seal, and what is there then is taken as it is.
    """
    with contextlib.suppress(FileNotFoundError):
        written = seal.read_bytes()
        seal.unlink()
        if written != _content(seal.parent, folders):
            for folder in folders:
                shutil.rmtree(folder, ignore_errors=True)
    yield
    seal.parent.mkdir(parents=True, exist_ok=True)
    seal.write_bytes(_content(seal.parent, folders))


def _content(root: Path, folders: Iterable[Path]) -> bytes:
    """Return a digest of the names and contents of all files in ``folders``, which are below ``root``."""
    files = sorted(str(path) for folder in folders for path in folder.rglob("*") if path.is_file())
    lines = (f"{path.removeprefix(str(root))} {hashlib.sha256(Path(path).read_bytes()).hexdigest()}\n" for path in files)
    return hashlib.sha256("".join(lines).encode("utf-8", "surrogateescape")).hexdigest().encode()


def state_of(path: Path) -> list[int]:
    """Return the size and the modification time of a file, to detect changes; an empty list if it does not exist."""
    try:
        status = path.stat()
    except OSError:
        return []
    return [status.st_size, status.st_mtime_ns]


def _digest(key: str, content: bytes) -> bytes:
    # Another Python may compute other values, as it has other tables of characters.
    made = hashlib.blake2b(f"{sys.version}\n{key}\n".encode(), digest_size=16)
    made.update(content)
    return made.hexdigest().encode()
