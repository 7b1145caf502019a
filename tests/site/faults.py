"""Machines that fail: at the n-th thing that is written, the disk is full, or the process is killed."""

from __future__ import annotations

import errno
import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Any

from tests.forks import apart

#: What changes something on the disk. A file that is opened for writing is written to at once: half of it gets there.
_WRITING = (
    "open", "fdopen", "pwrite", "truncate", "fsync", "mkdir", "chmod", "fchmod", "replace", "rename", "link", "symlink", "unlink",
    "rmdir",
)  # fmt: skip

Fault = Callable[[], None]


def full() -> None:
    raise OSError(errno.ENOSPC, "No space left on device", "a file")


def killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@contextmanager
def failing_at(number: int, fault: Fault) -> Iterator[Callable[[], int]]:
    """From the ``number``-th thing on, everything that is written meets ``fault``; gives how many there have been."""
    count = 0
    originals = {name: getattr(os, name) for name in _WRITING}

    def counted(name: str) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            nonlocal count
            reading = name == "open" and not arguments[1] & (os.O_WRONLY | os.O_RDWR)
            if not reading:
                count += 1
                if count >= number and name != "fdopen":
                    fault()
            given = originals[name](*arguments, **named)
            if name == "fdopen" and count >= number:
                given.write = lambda content: (os.write(given.fileno(), content[: len(content) // 2]), fault())
            return given

        return call

    for name in _WRITING:
        setattr(os, name, counted(name))
    try:
        yield lambda: count
    finally:
        for name, original in originals.items():
            setattr(os, name, original)


def in_a_process(number: int, fault: Fault, action: Callable[..., object], *arguments: object) -> bool:
    """Do ``action`` in a process of its own, with ``fault`` at the ``number``-th write; true if it came to its end before."""
    try:
        apart(_do, number, fault, action, *arguments)
    except (OSError, BrokenProcessPool):
        return False
    return True


def _do(number: int, fault: Fault, action: Callable[..., object], *arguments: object) -> None:
    with failing_at(number, fault):
        action(*arguments)
