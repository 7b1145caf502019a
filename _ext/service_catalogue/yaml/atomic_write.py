"""Atomic writes of data files: on a full disk and while another process reads."""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path


def write_whole(path: Path, content: bytes) -> None:
    """Write ``content`` to ``path``; if that fails, the file is unchanged."""
    whole = path.resolve()  # the target of a link
    partial = whole.with_name(f".{whole.name}.{os.getpid()}.partial")
    try:
        partial.write_bytes(content)
        if whole.exists():
            shutil.copymode(whole, partial)
        partial.replace(whole)
    except BaseException as error:
        with contextlib.suppress(OSError):
            partial.unlink()
        if isinstance(error, OSError):
            error.filename, error.filename2 = str(path), None
        raise
