"""The limits of a whole catalogue, known from the sizes of its files before any is read."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from service_catalogue.yaml.source import MAX_BYTES

#: The most files, and the most megabytes in all of them; of each, no more than MAX_BYTES are read.
LIMITS: dict[str, Any] = {"count": 5_000, "bytes": 100}
#: The endings of files from which a catalogue is read, or which may be meant to.
_SUFFIXES = (".yaml", ".yml", ".json", ".txt")


def is_too_large(sizes: Iterable[int]) -> bool:
    """Return whether files of these ``sizes`` are more than a catalogue may have. Once it is known, no more sizes are asked for."""
    total = 0
    for count, size in enumerate(sizes, 1):
        total += min(size, MAX_BYTES)
        if count > LIMITS["count"] or total > LIMITS["bytes"] * 1_000_000:
            return True
    return False


def sizes_in(folder: Path) -> Iterator[int]:
    """Yield the size of each file in ``folder`` that may be data; names with a leading dot belong to programs (``.git``)."""
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (os.lstat(f"{parent}/{name}").st_size for name in names if name.lower().endswith(_SUFFIXES))
