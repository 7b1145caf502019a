"""Transactions: all that a command changes in files is changed, or nothing, also on a full disk or after the process was killed.

The journal of a transaction, outside of the tree, has the former content of each file that is about to change. It is removed when
all is written: where there is one, a command was stopped, and the next one that changes files restores them.
"""

import base64
import contextlib
import glob
import hashlib
import json
import os
import time
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeAlias

from service_catalogue.files import LOCK, make_folder, open_plain, refuse_links, state_folder, sync, write_whole
from service_catalogue.messages.failure import Refused
from service_catalogue.messages.texts import Message, message

#: Seconds to wait for a lock: the processes of a command that was killed end a moment after it.
_PATIENCE_FOR_LOCK = 2.0


@contextlib.contextmanager
def locked(folder: Path, patience: float = _PATIENCE_FOR_LOCK) -> Iterator[None]:
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


#: The name of a journal among the data, where a proposal can put one: it is not believed.
JOURNAL = ".catalogue.journal"
#: Seconds to wait for another command that changes the data.
_PATIENCE = 60.0
#: The suffixes of files that commands change: in the data, and by the folder beside them.
_DATA, _BESIDE = (".yaml", ".txt", ".sig", ".json"), {"docs": (".md", ".rst"), "import": (".yaml",)}

#: The content of a file; ``None`` if there is none.
_Content: TypeAlias = bytes | None


class Transaction:
    """The changes to files by one command, and the folder of the data, which is locked."""

    def __init__(self, folder: Path) -> None:
        """Read the files of data as they are now."""
        self.folder = folder
        self._read: dict[Path, _Content] = {}
        for path in (*folder.rglob("*.yaml"), *folder.rglob("*.txt")):
            with contextlib.suppress(OSError):  # what cannot be read is reported by the check
                self._read[path] = _content(path)
        self._changes: dict[Path, _Content] = {}
        #: The former content of each file changed so far, and the digests of those that it got.
        self._entries: dict[Path, tuple[_Content, list[str]]] = {}

    def read(self, path: Path) -> bytes:
        """Return the content of ``path`` at the start of the transaction, with the changes since. Raise ``OSError``."""
        content = self._changes.get(path) or self._read.get(path)
        if content is None:
            content = self._read[path] = path.read_bytes()
        return content

    def write(self, path: Path, content: bytes) -> None:
        """Give ``path`` this ``content`` when the changes are applied."""
        self._read.setdefault(path, _content(path))
        self._changes[path] = content

    def move(self, old: Path, new: Path) -> None:
        """Give ``new`` the content of ``old``, and remove that, when the changes are applied."""
        self.write(new, self.read(old))
        self.remove(old)

    def remove(self, path: Path) -> None:
        """Remove ``path`` when the changes are applied."""
        self._read.setdefault(path, _content(path))
        self._changes.pop(path, None)  # removed last
        self._changes[path] = None

    def apply(self) -> None:
        """Write the changes; until the end of the transaction they can be undone.

        Raise ``Refused`` if another program has changed a file meanwhile, and ``OSError``.
        """
        changes = {path: content for path, content in self._changes.items() if content != self._read[path]}
        if not changes:
            return
        for path in changes:
            refuse_links(path, _top(path, self.folder))
            if _content(path) != self._read[path]:
                raise Refused("failure.changed", file=path)
            self._entries.setdefault(path, (self._read[path], []))[1].append(_digest(changes[path]))
        self._write_journal()
        for path, content in changes.items():
            _put(path, content)
        self._read |= changes
        self._changes.clear()

    def _write_journal(self) -> None:
        files = {
            os.path.relpath(path, self.folder): [before if before is None else base64.b64encode(before).decode(), digests]
            for path, (before, digests) in self._entries.items()
            if _may_restore(path, before, self.folder)
        }
        journal = _journal(self.folder)
        try:
            journal.parent.mkdir(0o700, parents=True, exist_ok=True)
            write_whole(journal, json.dumps({"folder": os.path.realpath(self.folder), "files": files}).encode())
        except OSError as error:
            error.filename = str(next(iter(self._changes)))  # the file that the user knows
            raise
        sync(journal.parent)


@contextlib.contextmanager
def transaction(folder: Path) -> Iterator[Transaction]:
    """Lock the data in ``folder``, and apply the changes at the end; undo them if an exception ends the block. Raise ``Refused``."""
    with locked(folder, _PATIENCE):
        _restore(folder)
        for left in folder.rglob(".*.partial"):
            left.unlink()
        change = Transaction(folder)
        try:
            yield change
            change.apply()
            _forget(folder, {path.parent for path in change._entries})
        except BaseException:
            with contextlib.suppress(OSError):  # the journal stays, and the next command restores the files
                _restore(folder)
            raise


def recover(folder: Path) -> Message:
    """Undo what a command that was stopped has changed; return what was done, or an empty message. Raise ``Refused``, ``OSError``."""
    if not _journal(folder).exists():
        return Message("")
    with locked(folder, _PATIENCE):
        return _restore(folder)


def is_stopped(folder: Path) -> bool:
    """Return whether a command was stopped while it changed files. Raise ``Refused`` for a journal among the data."""
    if not _journal(folder).exists():
        return False
    with locked(folder, _PATIENCE):  # it may be at work
        return _journal(folder).exists()


def _journal(folder: Path) -> Path:
    if os.path.lexists(folder / JOURNAL):
        raise Refused("failure.in-tree", file=folder / JOURNAL)
    return state_folder(folder) / "journal"


def _restore(folder: Path) -> Message:
    """Restore the files in the journal, except files edited since."""
    journal = _journal(folder)
    try:
        record = json.loads(journal.read_bytes())
        entries = [
            (
                Path(os.path.normpath(folder / name)),
                None if before is None else base64.b64decode(before, validate=True),
                [*map(str, digests)],
            )
            for name, (before, digests) in record["files"].items()
        ]
        if record["folder"] != os.path.realpath(folder) or not all(_may_restore(*entry[:2], folder) for entry in entries):
            raise ValueError
    except FileNotFoundError:
        return Message("")
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError):
        raise Refused("failure.journal", file=journal, folder=folder) from None
    for path, *_ in entries:
        refuse_links(path, _top(path, folder))
    restored, edited = [], []
    for path, before, digests in entries:
        for partial in path.parent.glob(f".{glob.escape(path.name)}.*.partial"):
            partial.unlink()
        now = _content(path)
        if now != before and _digest(now) in digests:
            _put(path, before)
            restored.append(path.as_posix())
        elif now != before:
            edited.append(path.as_posix())
    _forget(folder, {path.parent for path, _, _ in entries if path.parent.is_dir()})
    if not restored and not edited:
        return Message("")
    done, left = (
        message(f"failure.{key}", files=files) if files else "" for key, files in (("restored", restored), ("edited", edited))
    )
    return message("failure.stopped", done=done, left=left)


def _forget(folder: Path, changed: set[Path]) -> None:
    """Remove the journal, once the names in the folders ``changed`` survive a power cut."""
    sync(*sorted(changed))
    journal = _journal(folder)
    with contextlib.suppress(FileNotFoundError):
        journal.unlink()
        sync(journal.parent)
    with contextlib.suppress(OSError):  # it holds something, or was never made
        journal.parent.rmdir()


def _may_restore(path: Path, before: _Content, folder: Path) -> bool:
    """Return whether commands change ``path``, or made it: what they make beside the data is of any name."""
    home = folder.absolute()
    first = Path(os.path.relpath(path, home.parent)).parts[0]
    suffixes = {**_BESIDE, home.name: _DATA}.get(first, ())
    return first != ".." and "\0" not in str(path) and (before is None or path.suffix in suffixes)


def _top(path: Path, folder: Path) -> Path:
    """Return ``folder`` for a file of the data, else the folder around it."""
    folder = folder.absolute()
    return folder if path.absolute().is_relative_to(folder) else folder.parent


def _put(path: Path, content: _Content) -> None:
    path.unlink() if content is None else write_whole(path, content)


def _content(path: Path) -> _Content:
    try:
        return path.read_bytes() if path.is_file() else None
    except FileNotFoundError:
        return None


def _digest(content: _Content) -> str:
    return hashlib.sha256(content).hexdigest() if content is not None else ""
