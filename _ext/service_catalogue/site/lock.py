"""The lock of a folder: one command at a time."""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path

from service_catalogue.messages.failure import Refused
from service_catalogue.site.files import FILE_MODE, LOCK, make_folder

#: Seconds to wait for a lock: the processes of a command that was killed end a moment after it.
_PATIENCE = 2.0


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the lock of ``folder``, which is made if it is missing, and removed if it stays empty. Raise ``Refused``."""
    was_there = folder.is_dir()
    make_folder(folder)
    path = folder / LOCK
    descriptor = _taken(path)
    try:
        os.truncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        with contextlib.suppress(OSError):
            path.unlink()
            if not was_there:
                folder.rmdir()  # only if it is empty
        os.close(descriptor)


def _taken(path: Path) -> int:
    """Return the descriptor of the lock at ``path``, which is held from now on. Raise ``Refused``."""
    end = time.monotonic() + _PATIENCE
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, FILE_MODE)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # Whoever held the lock may have removed the file meanwhile: then this is the lock of nothing.
            if path.exists() and os.path.samestat(os.fstat(descriptor), path.stat()):
                return descriptor
        except BlockingIOError:
            if time.monotonic() > end:
                text = os.pread(descriptor, 20, 0).strip()
                os.close(descriptor)
                raise Refused("failure.busy", folder=path.parent, process=int(text) if text.isdigit() else "?") from None
            time.sleep(0.05)
        os.close(descriptor)
