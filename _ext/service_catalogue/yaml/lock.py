"""The lock of a folder: one command at a time."""

import contextlib
import os
import time
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from service_catalogue.messages.failure import Refused
from service_catalogue.state import open_plain
from service_catalogue.yaml.atomic_write import LOCK, make_folder

#: Seconds to wait for a lock: the processes of a command that was killed end a moment after it.
_PATIENCE = 2.0


@contextlib.contextmanager
def locked(folder: Path, patience: float = _PATIENCE) -> Iterator[None]:
    """Hold the lock of ``folder``, which is made if it is missing, and removed if it stays empty. Raise ``Refused``."""
    was_there = folder.is_dir()
    make_folder(folder)
    path = folder / LOCK
    descriptor = _taken(path, patience)
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            path.unlink()
            if not was_there:
                folder.rmdir()  # only if it is empty
        os.close(descriptor)


def _taken(path: Path, patience: float) -> int:
    """Return the descriptor of the lock at ``path``, which is held from now on. Raise ``Refused``."""
    end = time.monotonic() + patience
    while True:
        descriptor = open_plain(path, os.O_RDWR | os.O_CREAT)
        try:
            _lock(descriptor)
            # Whoever held the lock may have removed the file meanwhile: then this is the lock of nothing.
            if path.exists() and os.path.samestat(os.fstat(descriptor), path.stat()):
                return descriptor
        except (BlockingIOError, PermissionError):
            if time.monotonic() > end:
                os.close(descriptor)
                raise Refused("failure.busy", folder=path.parent) from None
            time.sleep(0.05)
        os.close(descriptor)


def _lock(descriptor: int) -> None:
    """Lock the file. Raise ``BlockingIOError`` or ``PermissionError`` if another process has it."""
    if find_spec("fcntl"):
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return
    windows: Any = import_module("msvcrt")
    windows.locking(descriptor, windows.LK_NBLCK, 1)
