"""The languages side by side, publishing, and the live preview.

This module has the files of a site: written whole, listed, compared by digest, and read without trust.
"""

# ruff: noqa: PTH114, PTH123 – a ``Path`` of each file takes ten times as long

import contextlib
import hashlib
import json
import os
import posixpath
from collections.abc import Iterable, Mapping, Set
from pathlib import Path

from service_catalogue.files import FILE_MODE, make_folder, open_plain, refuse_links, write_by

#: Maximum size of JSON: the manifest of 200,000 files. In memory, hostile JSON takes twenty times as much.
_JSON_LIMIT = 32 << 20

#: The content of a file: bytes, or a file to copy.
Source = bytes | str | Path
#: Contents by path.
Files = Mapping[str, Source]


def read_json(source: Source) -> object:
    """Return a JSON value; ``None`` if it is missing, damaged, too large or nested too deeply: anyone may have written it."""
    try:
        if not isinstance(source, bytes):
            with open(source, "rb", opener=open_plain) as file:
                source = file.read(_JSON_LIMIT + 1)
        return json.loads(source) if len(source) <= _JSON_LIMIT else None
    except (OSError, ValueError, RecursionError):
        return None


def digest_of(source: Source) -> str:
    """Return the SHA-256 of a content. Raise ``OSError``."""
    if isinstance(source, bytes):
        return hashlib.sha256(source).hexdigest()
    with open(source, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def prose_in(*folders: Path) -> list[Path]:
    """Return the files in the ``folders`` for prose, without the manual, which is a project of its own."""
    return sorted(path for docs in folders for path in docs.glob("*") if path.name != "manual")


def write(source: Source, target: Path, by_way_of: Path, *, synced: bool = True) -> None:
    """Write ``source`` to ``target``, with the mode that a web server needs, by renaming ``by_way_of``."""
    make_folder(target.parent)
    write_by(by_way_of, target, source, FILE_MODE, synced=synced)


def remove(folder: Path, paths: Set[str]) -> None:
    """Remove the files ``paths`` of ``folder``, and the folders below it that become empty."""
    refuse_linked(folder, paths)
    for path in sorted(paths):
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            (folder / path).unlink()
    for inner in sorted(folders_of(paths) - {""}, reverse=True):
        with contextlib.suppress(OSError):  # it holds something, or is gone
            (folder / inner).rmdir()


def refuse_linked(folder: Path, paths: Iterable[str]) -> None:
    """Raise ``OSError`` if a folder of the relative ``paths`` below ``folder`` is a link, which leads elsewhere."""
    for inner in sorted(folders_of(paths) - {""}):
        refuse_links(folder / inner)


def folders_of(paths: Iterable[str]) -> set[str]:
    """Return every folder that holds one of the relative ``paths``, at any depth; the top one is empty."""
    folders: set[str] = set()
    for path in paths:
        folder = posixpath.dirname(path)
        while folder not in folders:
            folders.add(folder)
            folder = posixpath.dirname(folder)
    return folders


def files_in(folder: Path) -> set[str]:
    """Return the files of ``folder``, and the links, at any depth, relative to it."""
    paths: set[str] = set()
    start = len(f"{folder}/")
    for above, folders, names in os.walk(folder):
        links = [name for name in folders if os.path.islink(f"{above}/{name}")]
        paths.update(f"{above}/{name}"[start:].replace(os.sep, "/") for name in (*names, *links))
    return paths
