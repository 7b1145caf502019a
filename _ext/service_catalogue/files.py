"""Files of the program: opened without links, written whole, and the folder for state that no proposal can bring.

It is read before anything else is imported, so this module imports next to nothing.
"""

# ruff: noqa: PTH100, PTH111, PTH123

import contextlib
import errno
import hashlib
import os
import shutil
import stat
from pathlib import Path

#: Bytes of a file that are in memory at once.
PIECE = 1 << 20
#: Flags of ``os.open`` with which no link is followed and no pipe waited for.
_PLAIN = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


def state_folder(folder: Path) -> Path:
    """Return the folder for what the program writes about ``folder`` and trusts again. Raise ``OSError``.

    It is in the git directory of ``folder``, else in the user's folder for states: git brings no file to either.
    """
    path = Path(os.path.realpath(folder))
    for top in (path, *path.parents):
        if git := _git_directory(top):
            return git / "catalogue" / _name(path.relative_to(top))
    named = (os.environ.get(name, "") for name in ("XDG_STATE_HOME", "LOCALAPPDATA"))
    # Of a user without a home the last is relative, which would be in the tree.
    home = next((each for each in map(Path, (*named, os.path.expanduser("~/.local/state"))) if each.is_absolute()), None)
    if home is None:
        raise OSError(errno.ENOENT, os.strerror(errno.ENOENT), "$XDG_STATE_HOME")
    return home / "service-catalogue" / _name(path)


def _git_directory(top: Path) -> Path | None:
    """Return the git directory of a working tree; ``None`` if there is none, or somebody else's."""
    git = top / ".git"
    try:
        if git.is_file():  # of a further working tree, or of a submodule
            git = top / git.read_text("utf-8").removeprefix("gitdir:").strip()
        owner = git.stat().st_uid
    except (OSError, ValueError):
        return None
    return git if getattr(os, "geteuid", lambda: owner)() == owner and os.access(git, os.W_OK) else None


def _name(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path.as_posix())).hexdigest()[:16]


def refuse_links(path: Path, top: Path | None = None) -> None:
    """Raise ``OSError`` if ``path`` is a link, or a folder between it and ``top``: what is written would be elsewhere."""
    path, top = Path(os.path.abspath(path)), Path(os.path.abspath(top or path.parent))
    for each in (path, *path.parents):
        if each.is_symlink() and top in each.parents:
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(each))


def open_plain(path: str | Path, flags: int) -> int:
    """Return a descriptor of the plain file ``path``, as an ``opener``. Raise ``OSError`` for a link or a pipe.

    A file that has a name elsewhere too is opened for reading alone.
    """
    descriptor = os.open(path, flags | _PLAIN, 0o644)
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode) or (flags & os.O_RDWR and status.st_nlink > 1):
        os.close(descriptor)
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
    return descriptor


#: Modes that a web server needs, whatever the umask of the builder.
FILE_MODE, FOLDER_MODE = 0o644, 0o755

#: The lock in a folder; it exists while a command works there.
LOCK = ".catalogue.lock"


def write_whole(path: Path, content: bytes, top: Path | None = None, *, synced: bool = True) -> None:
    """Write ``content`` to ``path``, which is no link, nor in one below ``top``; if that fails, the file is unchanged."""
    refuse_links(path, top)
    path.parent.mkdir(parents=True, exist_ok=True)
    mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else None
    write_by(path.with_name(f".{path.name}.{os.getpid()}.partial"), path, content, mode, synced=synced)


def write_by(partial: Path, target: Path, source: bytes | str | Path, mode: int | None, *, synced: bool) -> None:
    """Write ``source``, bytes or a file to copy, to ``target`` by renaming ``partial``.

    If that fails, the target is unchanged. A file that is not ``synced`` may be empty after a power cut.
    """
    partial.unlink(missing_ok=True)
    try:
        with partial.open("xb") as file:
            if isinstance(source, bytes):
                file.write(source)
            else:
                with open(source, "rb") as original:
                    shutil.copyfileobj(original, file, PIECE)
            if mode is not None:
                partial.chmod(mode)
            file.flush()
            if synced:
                os.fsync(file.fileno())
        partial.replace(target)
    except BaseException as error:
        with contextlib.suppress(OSError):
            partial.unlink()
        if isinstance(error, OSError) and error.filename in (None, str(partial)):  # a full disk names no file
            error.filename, error.filename2 = str(target), None
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
