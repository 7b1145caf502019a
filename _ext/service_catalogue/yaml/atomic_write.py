"""Atomic writes of files: on a full disk and while another process reads."""

import contextlib
import os
import shutil
from pathlib import Path

from service_catalogue.state import refuse_links

#: Modes that a web server needs, whatever the umask of the builder.
FILE_MODE, FOLDER_MODE = 0o644, 0o755

#: The lock in a folder; it exists while a command works there.
LOCK = ".catalogue.lock"


def write_whole(path: Path, content: bytes, top: Path | None = None, *, synced: bool = True) -> None:
    """Write ``content`` to ``path``, which is no link, nor in one below ``top``; if that fails, the file is unchanged."""
    refuse_links(path, top)
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    partial.unlink(missing_ok=True)
    try:
        with partial.open("xb") as file:
            file.write(content)
            file.flush()
            if synced:
                os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, partial)
        partial.replace(path)
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
