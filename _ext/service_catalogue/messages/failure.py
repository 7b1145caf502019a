"""Errors that end a command, their explanation and exit status."""

from __future__ import annotations

import errno
import os
import signal
import sys
import tempfile
import threading
import traceback
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import BrokenExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multiprocessing.context import ForkContext, ForkServerContext, SpawnContext

from service_catalogue.messages.quotation import quote
from service_catalogue.messages.suggestion import did_you_mean
from service_catalogue.messages.texts import Message, message


class Refused(Exception):
    """The command was used wrongly, conflicts with another, or would destroy something: nothing is changed."""

    def __init__(self, key: str | Message, /, files: Sequence[Path | str] = (), **values: object) -> None:
        super().__init__(key, files, values)
        named = [*map(str, files[:_NAMED]), *(["…"] if len(files) > _NAMED else [])]
        self.said = key if isinstance(key, Message) else message(key, files=named, **values)


def refuse_unknown(id: str, known: Collection[str], key: str = "new.unknown") -> None:
    """Raise :class:`Refused` if ``id`` is none of ``known``."""
    if id not in known:
        raise Refused(key, id=quote(id), hint=did_you_mean(id, known))


class Incorrect(Refused):
    """The data have to be corrected first."""


class ProcessEnded(Exception):
    """A process of the command was ended from outside."""


EXIT_FINE, EXIT_PROBLEMS, EXIT_USAGE = 0, 1, 2
#: As in a shell: 128 and the number of the signal.
EXIT_INTERRUPTED = 130
#: The default folder for intermediate files.
WORK = Path("_build")

#: The names of messages by the number of an error of the system.
_OF_SYSTEM = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT), "full"),
    **dict.fromkeys((errno.EACCES, errno.EPERM, errno.EROFS), "forbidden"),
    **dict.fromkeys((errno.ENOTDIR, errno.EEXIST), "not-folder"),
    errno.ENOENT: "missing",
    errno.EISDIR: "is-folder",
    **dict.fromkeys((errno.ELOOP, errno.ENXIO), "not-plain"),
}
#: Maximum number of files in a message.
_NAMED = 10


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Delay Ctrl-C to the end of the block, in which processes are forked: Python loses a signal during a fork.

    The processes never receive it; whoever forks them ends them.
    """
    masks = hasattr(signal, "pthread_sigmask")
    if masks:
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        if masks:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


def process_context() -> ForkContext | ForkServerContext | SpawnContext:
    """Return how processes of a command begin: as copies of this one, which inherit what is read; on Windows and beside threads, anew."""
    import multiprocessing

    if hasattr(os, "fork") and threading.active_count() > 1:
        return multiprocessing.get_context("forkserver")
    return multiprocessing.get_context("fork") if hasattr(os, "fork") else multiprocessing.get_context("spawn")


def status_of(error: BaseException) -> int:
    """Return the exit status of a command that ``error`` ended."""
    if isinstance(error, Refused):
        return EXIT_PROBLEMS if isinstance(error, Incorrect) else EXIT_USAGE
    return EXIT_INTERRUPTED if isinstance(error, KeyboardInterrupt) else EXIT_PROBLEMS


def fail(reason: Message, language: str, status: int = EXIT_PROBLEMS) -> int:
    """Report ``reason`` on standard error; return the exit status."""
    print(reason[language], file=sys.stderr)
    return status


def explain(error: BaseException, work: Path = WORK) -> Message:
    """Return a message about an error, with its remedy. The traceback of an unexpected ``error`` is written to a file in ``work``."""
    reason: Message | None = getattr(error, "said", None)
    if reason:
        return reason
    if isinstance(error, KeyboardInterrupt):
        return message("failure.interrupted")
    if isinstance(error, BrokenExecutor | ProcessEnded):
        return message("failure.killed")
    if isinstance(error, ModuleNotFoundError):
        return message("failure.not-installed", file=error.name or str(error))
    return _of_system(error) if isinstance(error, OSError) else _unexpected(error, work)


def _of_system(error: OSError) -> Message:
    """Return a message about an error of the operating system, with its path."""
    # Of two files, as in a renaming, the second is the new one.
    named, reason = error.filename2 or error.filename, error.strerror or str(error)
    file = named or "–"
    key = _OF_SYSTEM.get(error.errno or 0, "refused")
    if key == "full" and not named:  # an error while writing, or in another process, names no file
        key = "full-somewhere"
    return message(f"failure.{key}", file=file, reason=reason)


def _unexpected(error: BaseException, work: Path) -> Message:
    """Write the traceback into a file, in ``work`` or in the temporary folder of the system; return the message that names it."""
    for folder in (work, None):
        try:
            if folder:
                folder.mkdir(parents=True, exist_ok=True)
            descriptor, file = tempfile.mkstemp(".txt", "catalogue-error-", folder)
            with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace") as opened:
                opened.writelines(traceback.format_exception(error))
            words = " ".join(f"{type(error).__name__}: {error}".split())
            return message("failure.unexpected", error=words, file=file)
        except OSError as failed:
            reason = failed
    return _of_system(reason)  # this has to be corrected first
