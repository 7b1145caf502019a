"""The manifest of an edition, ``edition.json``: what the edition was made from, and each file with the SHA-256 of its bytes."""

# ruff: noqa: PTH116 – a ``Path`` of each file takes ten times as long

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from service_catalogue.site.files import Source, digest_of, is_plain, read_json
from service_catalogue.store import Store

_NAME = "digests"
#: A file may be written twice in the time that its file system distinguishes; what is as new as this is read again.
_NANOSECONDS_TOO_NEW = 100_000_000


class Digests:
    """The SHA-256 of files, cached from one build to the next.

    A file is identified by its place on the disk, its size and its time, so that all names of one file share its digest.
    """

    def __init__(self, store: Store | None = None) -> None:
        self._store = store
        self._known: dict[str, str] = (store.get(_NAME, "") or {}) if store else {}
        self._asked: dict[str, str] = {}

    def of(self, source: Source) -> str:
        """Return the digest of a content. Raises ``OSError``."""
        return digest_of(source) if isinstance(source, bytes) else self._of_file(source, os.stat(source))

    def _of_file(self, path: str | Path, status: os.stat_result) -> str:
        key = f"{status.st_dev} {status.st_ino} {status.st_size} {status.st_mtime_ns}"
        digest = self._asked.get(key) or self._known.get(key)
        if digest is None:
            now, digest = time.time_ns(), digest_of(path)
            if now - status.st_mtime_ns < _NANOSECONDS_TOO_NEW:
                return digest
        self._asked[key] = digest
        return digest

    def holds(self, path: str | Path, digest: str) -> bool:
        """Return whether ``path`` is a plain file with the right mode and this digest."""
        try:
            status = os.lstat(path)
            return is_plain(status) and self._of_file(path, status) == digest
        except OSError:
            return False

    def faults(self, folder: Path, files: Mapping[str, str]) -> list[str]:
        """Return those of ``files``, digests by path, that are missing in ``folder``, or are not as they should be."""
        return [path for path, digest in files.items() if not self.holds(f"{folder}/{path}", digest)]

    def keep(self) -> None:
        """Store the digests of all files that were asked for."""
        if self._store and self._asked != self._known:
            self._store.put(_NAME, "", self._asked)


CURRENT = "edition.json"
NEXT = "edition.next.json"
#: A file is written here before it gets its name.
PARTIAL = "edition.partial"
#: Matches an empty path, or one that leaves the edition, among paths joined by ``\0``; ten times as fast as one by one.
_LEADS_OUT = re.compile(r"(?:^|\0)(?:/|\0|$)|(?:^|\0|/)\.\.(?:/|\0|$)")
#: Digits of the digest of an edition.
DIGITS = 12


@dataclass(frozen=True)
class Manifest:
    """An edition: its digest, the digests of what it was made from (data, prose, program, settings), and its files."""

    edition: str
    made_from: Mapping[str, str]
    #: The SHA-256 of each file, by its path.
    files: Mapping[str, str]

    @property
    def text(self) -> str:
        """The content of ``edition.json``."""
        return json.dumps({"edition": self.edition, **self.made_from, "files": self.files}, ensure_ascii=False, indent=1) + "\n"

    @property
    def paths(self) -> set[str]:
        """The files, with the manifest itself."""
        return {CURRENT, *self.files}


def manifest_of(files: Mapping[str, Source], made_from: Mapping[str, str], digests: Digests) -> Manifest:
    """Return the manifest of an edition that consists of ``files``."""
    listed = {path: digests.of(files[path]) for path in sorted(files)}
    inputs = json.dumps([sorted(made_from.items()), [*listed.items()]], ensure_ascii=False, separators=(",", ":"))
    return Manifest(digest_of(inputs.encode())[:DIGITS], dict(made_from), listed)


def are_inside(paths: list[str]) -> bool:
    """Return whether each of ``paths`` can be that of a file in the folder that it is relative to."""
    joined = "\0".join(paths)
    try:
        joined.encode()
    except UnicodeEncodeError:  # no file has a lone surrogate in its name
        return False
    return not paths or (joined.count("\0") < len(paths) and not _LEADS_OUT.search(joined))


def manifest_in(source: bytes | Path, name: str = CURRENT) -> Manifest | None:
    """Return the manifest in a folder, or of these bytes; ``None`` if it cannot be read, or names a file outside the edition."""
    written = read_json(source if isinstance(source, bytes) else source / name)
    if not isinstance(written, dict) or not isinstance(files := written.pop("files", None), dict):
        return None
    edition = written.pop("edition", None)
    if {*map(type, (edition, *written.values(), *files.values()))} != {str} or not are_inside([edition, *files]):
        return None
    return Manifest(edition, written, files)


def listed_in(site: Path) -> set[str]:
    """Return the files that the manifests in ``site`` list, with the manifests that can be read."""
    found: set[str] = set()
    for name in (CURRENT, NEXT):
        if manifest := manifest_in(site, name):
            found |= {*manifest.files, name}
    return found
