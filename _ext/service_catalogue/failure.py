"""How a command ends: its status, and what ends it that is no fault of the data, as one sentence that says what to do."""

from __future__ import annotations

import errno
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import BrokenExecutor
from contextlib import contextmanager
from pathlib import Path

from service_catalogue.messages import Message, message


class Refused(Exception):
    """The command would destroy something, or meets another: nothing is changed. ``key`` is that of the message."""

    def __init__(self, key: str, /, files: Sequence[Path | str] = (), **values: object) -> None:
        super().__init__(key, files, values)
        self.key, self.files, self.values = key, list(files), values


class ProcessEnded(Exception):
    """A process of the command was ended from outside."""


EXIT_FINE, EXIT_PROBLEMS, EXIT_USAGE = 0, 1, 2
#: As a shell has it: 128 and the number of the signal.
EXIT_INTERRUPTED = 130
#: What ends a command without being a fault of the program.
FAILURES = (OSError, KeyboardInterrupt, BrokenExecutor, ProcessEnded, ImportError, Refused)

_FULL = (errno.ENOSPC, errno.EDQUOT)
_FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)
#: How many files a sentence names.
_NAMED = 10


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Ctrl-C waits for the end of the block, in which processes are forked: Python loses one that comes in the midst of that.

    The processes never see it. Whoever forks them ends them.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


def explain(error: BaseException) -> Message:
    """What happened and what to do about it; ``error`` is one of ``FAILURES``."""
    if isinstance(error, Refused):
        named = [*map(str, error.files[:_NAMED]), *(["…"] if len(error.files) > _NAMED else [])]
        return message(error.key, files=named, **error.values)
    if isinstance(error, KeyboardInterrupt):
        return message("failure.interrupted")
    if isinstance(error, BrokenExecutor | ProcessEnded):
        return message("failure.killed")
    if isinstance(error, ImportError):
        return message("failure.not-installed", file=error.name or str(error))
    assert isinstance(error, OSError), error
    # Of two files, as in a renaming, the second is the one that comes to be.
    named, reason = error.filename2 or error.filename, error.strerror or str(error)
    file = named or "–"
    if error.errno in _FULL:
        # What fails in the midst of writing, or in another process, does not say where.
        return message("failure.full", file=file) if named else message("failure.full-somewhere")
    if error.errno in _FORBIDDEN:
        return message("failure.forbidden", file=file, reason=reason)
    if error.errno == errno.ENOENT:
        return message("failure.missing", file=file)
    return message("failure.refused", file=file, reason=reason)
