"""Digests of files; a file that has not been touched since is not read again."""

# ruff: noqa: PTH116 – a ``Path`` of each file takes ten times as long

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from pathlib import Path

from service_catalogue.site.files import Source, digest_of, is_plain
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
