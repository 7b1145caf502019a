"""Files and folders of a site: written whole or not at all, safe from a power cut, with modes that are chosen, not inherited.

A site has tens of thousands of files, which are named by texts with "/": a ``Path`` of each takes ten times as long.
"""

from __future__ import annotations

import contextlib
import os
import posixpath
import stat
from collections.abc import Iterable, Iterator, Set
from pathlib import Path

#: What a web server needs, whatever the umask of the one who builds.
FILE_MODE, FOLDER_MODE = 0o644, 0o755

#: The file of a lock, in the folder that is locked; it is there while a command works.
LOCK = ".catalogue.lock"

#: Bytes that are in memory at once.
_PIECE = 1 << 20

#: The content of a file: bytes, or a file to copy.
Source = bytes | str | Path


def content_of(source: Source) -> bytes:
    return source if isinstance(source, bytes) else Path(source).read_bytes()


def pieces(source: Source) -> Iterator[bytes]:
    """The content of ``source`` piece by piece: the data of many services are one file."""
    if isinstance(source, bytes):
        yield source
        return
    with Path(source).open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece


def make_folder(folder: Path) -> None:
    """Make ``folder`` and those above it where they are missing."""
    if folder.is_dir():
        return
    missing = [each for each in (folder, *folder.parents) if not each.is_dir()]
    for each in reversed(missing):
        each.mkdir()
        each.chmod(FOLDER_MODE)


def write(source: Source, target: Path, by_way_of: Path, *, synced: bool = True) -> None:
    """Put the content of ``source`` at ``target``: a reader sees the old file or the new. ``by_way_of`` is on the same file system.

    What is not ``synced`` may be lost, or be empty, after a power cut.
    """
    make_folder(target.parent)
    with contextlib.suppress(FileNotFoundError):
        by_way_of.unlink()
    descriptor = os.open(by_way_of, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
    try:
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(descriptor, FILE_MODE)
            for piece in pieces(source):
                file.write(piece)
            file.flush()
            if synced:
                os.fsync(descriptor)
    except OSError as error:
        error.filename = error.filename or str(target)  # a full disk does not say what was being written
        raise
    by_way_of.replace(target)


def is_plain(status: os.stat_result) -> bool:
    """True of a file, and no link, with the right mode."""
    return status.st_mode == stat.S_IFREG | FILE_MODE


def says(path: Path, source: Source) -> bool:
    """True if the file ``path`` has exactly the content of ``source``."""
    size = len(source) if isinstance(source, bytes) else Path(source).stat().st_size
    if path.stat().st_size != size:
        return False
    with path.open("rb") as file:
        return all(file.read(len(piece)) == piece for piece in pieces(source))


def share(source: str, target: str) -> bool:
    """Give the file ``source`` a second name, ``target``, in a folder that is there; false if it cannot have one."""
    try:
        os.link(source, target)
    except OSError:
        return False  # a file system without links, or too many of them
    return True


def remove(folder: Path, paths: Set[str]) -> None:
    """Remove the files ``paths`` of ``folder``, and the folders below it that have nothing in them any more."""
    for path in sorted(paths):
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            (folder / path).unlink()
    for inner in sorted(folders_of(paths) - {""}, reverse=True):
        with contextlib.suppress(OSError):  # it holds something, or is gone
            (folder / inner).rmdir()


def remove_all(folder: Path) -> None:
    """Remove ``folder`` and everything in it."""
    if not folder.is_dir():
        return
    for above, folders, names in os.walk(folder, topdown=False):
        for name in names:
            Path(above, name).unlink()
        for name in folders:
            inner = Path(above, name)
            inner.unlink() if inner.is_symlink() else inner.rmdir()
    folder.rmdir()


def folders_of(paths: Iterable[str]) -> set[str]:
    """Every folder that holds one of the relative ``paths``, at any depth; empty is that which they are relative to."""
    found: set[str] = set()
    for path in paths:
        folder = posixpath.dirname(path)
        while folder not in found:
            found.add(folder)
            folder = posixpath.dirname(folder)
    return found


def sync(*folders: Path) -> None:
    """Make sure that the names in ``folders`` survive a power cut."""
    for folder in folders:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def files_in(folder: Path) -> set[str]:
    """The files of ``folder``, at any depth, relative to it."""
    found: set[str] = set()
    for above, folders, names in os.walk(folder):
        links = [name for name in folders if Path(above, name).is_symlink()]
        inner = f"{Path(above).relative_to(folder).as_posix()}/".removeprefix("./")
        found.update(f"{inner}{name}" for name in (*names, *links))
    return found
