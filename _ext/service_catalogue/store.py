"""Values that an earlier build computed, cached on disk as JSON and found again by a digest of their inputs."""

import contextlib
import functools
import hashlib
import json
import os
import shutil
import stat
import sys
from collections.abc import Callable, Iterable, Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

from service_catalogue.files import refuse_links, state_folder, write_whole

#: The libraries on which pages, assets, booklets and workbooks depend.
_LIBRARIES = (
    *("PyYAML", "Sphinx", "docutils", "Jinja2", "myst-parser", "sphinx-design", "snowballstemmer"),
    *("typst", "pikepdf", "XlsxWriter"),
)
_PACKAGE = Path(__file__).parent
#: The prose and settings in a wheel: no program.
_PROJECT = "project/"


@functools.cache
def digest_of_program() -> str:
    """Return 12 hexadecimal digits of the SHA-256 of the package's files and the metadata of the libraries."""
    digest = hashlib.sha256()
    for library in map(metadata.distribution, _LIBRARIES):
        # The version alone would take ten times as long: a message is parsed for it.
        digest.update((library.read_text("METADATA") or f"{library.name} {library.version}").encode())
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

    def later(self, name: str, key: str) -> Callable[[], Any]:
        """Return a function that returns the value of the entry ``name``, which counts as read."""
        self._path(name)
        return lambda: self.get(name, key)

    def put(self, name: str, key: str, value: object) -> None:
        """Store ``value``, which is not ``None``, as the entry ``name`` with this ``key``."""
        path, content = self._path(name), json.dumps(value, separators=(",", ":")).encode()
        write_whole(path, _digest(key, content) + b"\n" + content, synced=False)

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


def trusted(work: Path, *names: str) -> list[Path]:
    """Return the folders ``names`` of ``work`` without what differs from what was sealed.

    What is read back is trusted, up to code that is run. So what a command has written that failed or was stopped is removed, and
    what it has left as it was stays. Raise ``OSError``.
    """
    folders = [work / name for name in names]
    for folder in folders:
        refuse_links(folder, work.absolute().parent)
    path = state_folder(work) / "seal"
    known = path.read_bytes() if path.is_file() else b""
    digests = {known[start : start + _DIGEST] for start in range(0, len(known), _DIGEST)}
    for path in (Path(path) for path, digest in _digests(work, folders) if digest not in digests):
        shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    return folders


def seal(work: Path, folders: Iterable[Path]) -> None:
    """Seal what is in ``folders`` of ``work``."""
    path = state_folder(work) / "seal"
    with contextlib.suppress(OSError):  # without one, all is made anew
        path.parent.mkdir(0o700, parents=True, exist_ok=True)
        path.write_bytes(b"".join(digest for _, digest in _digests(work, folders)))


#: Bytes of the digest of a file in a seal.
_DIGEST = 16


def _digests(work: Path, folders: Iterable[Path]) -> Iterator[tuple[str, bytes]]:
    """Yield each path in ``folders`` of ``work`` with a digest of its name and kind, and of what changes with a file."""
    for above, inner, names in (each for folder in folders for each in os.walk(folder)):
        for path in (f"{above}/{name}" for name in (*inner, *names)):
            kind = stat.S_IFMT(os.lstat(path).st_mode)
            facts = state_of(path) if stat.S_ISREG(kind) else ""
            line = os.fsencode(f"{path.removeprefix(str(work))} {kind} {facts}")
            yield path, hashlib.blake2b(line, digest_size=_DIGEST).digest()


def state_of(path: Path | str) -> list[int]:
    """Return the size, times and inode of a file or a link, which change even if its time is put back; empty if there is none."""
    try:
        status = os.lstat(path)
    except OSError:
        return []
    return [status.st_mode, status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino]


def _digest(key: str, content: bytes) -> bytes:
    # Another Python may compute other values, as it has other tables of characters.
    return hashlib.blake2b(f"{sys.version}\n{key}\n".encode() + content, digest_size=16).hexdigest().encode()
