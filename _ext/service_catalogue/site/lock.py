"""One command at a time in a folder, and no process that outlives the command."""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import functools
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from service_catalogue.failure import Refused
from service_catalogue.site.files import FILE_MODE, LOCK, make_folder

#: Seconds until the processes of a command that was killed have ended too.
_PATIENCE = 5.0
_PR_SET_PDEATHSIG = 1


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the lock of ``folder``, which is made if it is missing, and removed if nothing has come into it. Raises ``Refused``."""
    was_there = folder.is_dir()
    make_folder(folder)
    path = folder / LOCK
    descriptor = _taken(path, time.monotonic() + _PATIENCE)
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


def _taken(path: Path, end: float) -> int:
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, FILE_MODE)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # Whoever held the lock may have removed the file meanwhile: then this is the lock of nothing.
            if path.exists() and os.path.samestat(os.fstat(descriptor), path.stat()):
                return descriptor
        except BlockingIOError:
            text = os.pread(descriptor, 20, 0).strip()
            holder = int(text) if text.isdigit() else 0
            if _is_alive(holder) or time.monotonic() > end:
                os.close(descriptor)
                raise Refused("failure.busy", folder=path.parent, process=holder or "?") from None
            time.sleep(0.05)
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)


def _is_alive(process: int) -> bool:
    if not process:
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


@functools.cache
def end_children_with_parent() -> None:
    """From here on, a process that is forked ends when the one that forked it does."""
    parent = 0

    def remember() -> None:
        nonlocal parent
        parent = os.getpid()

    os.register_at_fork(before=remember, after_in_child=lambda: _follow(parent))


def _follow(parent: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it ended before the kernel was asked
            os._exit(1)
    else:
        threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)
