"""The files of data in one layout."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Enum
from pathlib import Path

from service_catalogue.model.row import ROW_KEYS
from service_catalogue.yaml.atomic_write import write_whole
from service_catalogue.yaml.layout import CannotFormat, formatted
from service_catalogue.yaml.source import read


class Outcome(Enum):
    """What became of a file; its value names the message."""

    FORMATTED = "formatted"
    #: It would be changed.
    DIFFERS = "differs"
    #: It cannot be read, or has a part of YAML that is not used.
    UNREADABLE = "unreadable"


def in_layout(text: str) -> str:
    """``text`` in the one layout: the cells of a matrix aligned. Raises :class:`CannotFormat`."""
    return formatted(text, aligned_below="cells", unaligned=ROW_KEYS)


def format_files(paths: Iterable[Path], write: bool) -> Iterator[tuple[Path, Outcome]]:
    """Put each file of ``paths`` into the layout, if ``write``; gives those that are not in it, and what became of them."""
    for path in paths:
        raw = path.read_bytes()
        value, problems = read(path.as_posix(), raw)
        if value is None or problems:
            yield path, Outcome.UNREADABLE
            continue
        try:
            made = in_layout(raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")).encode()
        except CannotFormat:
            yield path, Outcome.UNREADABLE
            continue
        if made == raw:
            continue
        # A layout that changes what is said would be a fault here, and must not reach the file.
        if read(path.as_posix(), made) != (value, []):
            yield path, Outcome.UNREADABLE
        elif write:
            write_whole(path, made)
            yield path, Outcome.FORMATTED
        else:
            yield path, Outcome.DIFFERS
