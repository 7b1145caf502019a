"""Waits for changes of files, for the commands that run until interrupted."""

import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

_SECONDS_BETWEEN_LOOKS = 0.05
#: Number of looks at an emptied file before it counts as changed: many editors empty a file before they write it.
_LOOKS_AT_EMPTY = 20


def changes(folders: Callable[[], Iterable[Path]]) -> Iterator[None]:
    """Yield once at the start, and after each change in the ``folders`` that there are, until interrupted."""
    reported = now = _state(folders())
    looks = 0
    yield
    while True:
        before = now
        time.sleep(_SECONDS_BETWEEN_LOOKS)
        now = _state(folders())
        # A file that is still changing may be partly written.
        if now != reported and now == before:
            emptied = any(size == 0 and reported.get(path) != (time, size) for path, (time, size) in now.items())
            looks = looks + 1 if emptied else 0
            if not emptied or looks > _LOOKS_AT_EMPTY:
                reported, looks = now, 0
                yield


def _state(folders: Iterable[Path]) -> dict[Path, tuple[int, int]]:
    """Return time and size of each file."""
    stamps = {}
    for folder in folders:
        for path in folder.rglob("[!.]*"):  # a lock or journal is no change
            try:
                status = path.stat()
            except OSError:  # removed meanwhile
                continue
            stamps[path] = (status.st_mtime_ns, status.st_size)
    return stamps
