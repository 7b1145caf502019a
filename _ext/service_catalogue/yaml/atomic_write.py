"""Atomic writes of files: on a full disk and while another process reads."""

import contextlib
import os
import shutil
from pathlib import Path

#: Modes that a web server needs, whatever the umask of the builder.
FILE_MODE, FOLDER_MODE = 0o644, 0o755

#: The lock in a folder; it exists while a command works there.
LOCK = ".catalogue.lock"


def write_whole(path: Path, content: bytes) -> None:
    """Write ``content`` to ``path``; if that fails, the file is unchanged."""
    whole = path.resolve()  # the target of a link
    partial = whole.with_name(f".{whole.name}.{os.getpid()}.partial")
    try:
        with partial.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if whole.exists():
            shutil.copymode(whole, partial)
        partial.replace(whole)
    except BaseException as error:
        with contextlib.suppress(OSError):
            partial.unlink()
        if isinstance(error, OSError):
            error.filename, error.filename2 = str(path), None
        raise


def make_folder(folder: Path) -> None:
    """Make ``folder`` and its parents where they are missing."""
    if not folder.is_dir():
        for each in reversed([each for each in (folder, *folder.parents) if not each.is_dir()]):
            each.mkdir()
            each.chmod(FOLDER_MODE)


def sync(*folders: Path, synced: bool = True) -> None:
    """Make the names in ``folders`` survive a power cut, if the publication is ``synced``."""
    for folder in folders if synced and os.name == "posix" else ():
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
