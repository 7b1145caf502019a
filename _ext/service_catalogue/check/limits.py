"""The most files and megabytes that a catalogue may have."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from service_catalogue.yaml.source import MAX_BYTES

#: The most files, and the most megabytes in all of them, by variable; of each, at most MAX_BYTES are read.
_LIMITS = {"CATALOGUE_MAX_FILES": 5_000, "CATALOGUE_MAX_MB": 100}
#: The endings of files from which a catalogue is read, or which may be meant to.
_SUFFIXES = (".yaml", ".yml", ".json", ".txt")


def limits() -> dict[str, Any]:
    """Return the most files and megabytes of a catalogue: those of the environment, which no proposal can set, else the defaults."""
    given = ((os.environ.get(name, ""), default) for name, default in _LIMITS.items())
    return dict(zip(("count", "bytes"), (int(text) if text.isdecimal() else default for text, default in given), strict=True))


def is_too_large(sizes: Iterable[int]) -> bool:
    """Return whether files of these ``sizes`` are more than a catalogue may have. Once it is known, no more sizes are asked for."""
    total, most = 0, limits()
    for count, size in enumerate(sizes, 1):
        total += min(size, MAX_BYTES)
        if count > most["count"] or total > most["bytes"] * 1_000_000:
            return True
    return False


def sizes_in(folder: Path) -> Iterator[int]:
    """Yield the size of each file in ``folder`` that may be data; names with a leading dot belong to programs (``.git``)."""
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (os.lstat(f"{parent}/{name}").st_size for name in names if name.lower().endswith(_SUFFIXES))
