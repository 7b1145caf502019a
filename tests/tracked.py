"""The files of the repository."""

from __future__ import annotations

import functools
import os
import subprocess
from pathlib import Path

from tests.folders import ROOT

#: Folders that are made, and never part of the repository.
_MADE = {".git", ".venv", "_build", "__pycache__", ".pytest_cache", ".ruff_cache", ".hypothesis"}


@functools.cache
def tracked() -> tuple[str, ...]:
    """Return the paths of the files in the repository or to be added to it; without git, of all that are not generated."""
    try:
        command = ["git", "-C", str(ROOT), "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
        listed = subprocess.run(command, capture_output=True, check=True).stdout.decode().split("\0")
    except (OSError, subprocess.CalledProcessError):
        listed = []
        for folder, folders, files in os.walk(ROOT):
            folders[:] = [name for name in folders if name not in _MADE]
            listed += [(Path(folder) / name).relative_to(ROOT).as_posix() for name in files]
    return tuple(sorted({path for path in listed if path and (ROOT / path).is_file()}))


def texts(*endings: str, under: str = "") -> dict[str, str]:
    """Return the text of each file by its path, without binary files."""
    found = {}
    for path in tracked():
        if path.startswith(under) and path.endswith(endings or ("",)):
            try:
                found[path] = (ROOT / path).read_bytes().decode()
            except UnicodeDecodeError:
                continue
    return found
