"""The SHA-256 of files: of one that has not been touched since, what was found when it was last read."""

# ruff: noqa: PTH116 – a ``Path`` of each file takes ten times as long

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path

from service_catalogue.kept import Kept
from service_catalogue.site.files import Source, is_plain, pieces

_NAME = "digests.json"
#: A file may be written twice in the time that its file system tells apart; what is as new as this is read again.
_NANOSECONDS_TOO_NEW = 100_000_000


class Digests:
    """The digests of files, which are ``kept`` from one build to the next.

    A file is known by its place on the disk, its size and its time, so that all names of one file share what is known of it.
    """

    def __init__(self, kept: Kept | None = None) -> None:
        self._kept = kept
        self._known: dict[str, str] = (kept.read(_NAME, "") or {}) if kept else {}
        self._asked: dict[str, str] = {}

    def of(self, source: Source) -> str:
        """The digest of the content of ``source``. Raises ``OSError``."""
        return hashlib.sha256(source).hexdigest() if isinstance(source, bytes) else self._of_file(source, os.stat(source))

    def _of_file(self, path: str | Path, status: os.stat_result) -> str:
        """The digest of a file, whose ``status`` is known. Raises ``OSError``."""
        key = f"{status.st_dev} {status.st_ino} {status.st_size} {status.st_mtime_ns}"
        digest = self._asked.get(key) or self._known.get(key)
        if digest is None:
            now, digest = time.time_ns(), digest_of(path)
            if now - status.st_mtime_ns < _NANOSECONDS_TOO_NEW:
                return digest
        self._asked[key] = digest
        return digest

    def holds(self, path: str | Path, digest: str) -> bool:
        """True if ``path`` is a plain file with the right mode and this digest."""
        try:
            status = os.lstat(path)
            return is_plain(status) and self._of_file(path, status) == digest
        except OSError:
            return False

    def keep(self) -> None:
        """Keep the digests of all files that were asked for."""
        if self._kept and self._asked != self._known:
            self._kept.write(_NAME, "", self._asked)


def digest_of(path: str | Path) -> str:
    """The digest of the file ``path``, which is read. Raises ``OSError``."""
    made = hashlib.sha256()
    for piece in pieces(path):
        made.update(piece)
    return made.hexdigest()
