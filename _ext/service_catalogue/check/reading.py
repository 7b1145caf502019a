"""The files of data, each read once as long as its bytes stay the same."""

from __future__ import annotations

import hashlib
import stat
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from service_catalogue.check.files import SERVICES_FOLDER
from service_catalogue.kept import Kept
from service_catalogue.problem import Location, Problem, Rule
from service_catalogue.schema.displaced import displaced_words
from service_catalogue.schema.reader import Reader
from service_catalogue.yaml.digest import canonical
from service_catalogue.yaml.source import MAX_BYTES, read
from service_catalogue.yaml.values import Value

WRONG_FILE = Rule(
    "wrong-file",
    failing="id: web-hosting\n",
    passing="id: hosting\n",
    file="services/hosting.yaml",
)


@dataclass(frozen=True)
class File:
    """What one file gave."""

    #: A digest of its bytes; ``None`` if it could not be opened.
    digest: str | None
    #: ``None`` if it could not be read.
    content: Any
    problems: tuple[Problem, ...]
    #: The words of what is not read of it, as its key is unknown or there twice.
    displaced: frozenset[str]
    #: What it says, in one way of writing it; compressed, for it is wanted once.
    _said: bytes

    @property
    def canonical(self) -> bytes:
        return zlib.decompress(self._said)


def read_once(path: Path, name: str, make: Callable[[Reader, Value], Any], kept: Kept | None) -> File:
    """What ``make`` gives of the value in ``path``, whose ``name`` is the path in the folder; it may use nothing but this value.

    What was read without a problem is ``kept``, and not read again before its bytes have changed.
    """
    reader = Reader()
    raw = _bytes(path, reader)
    digest = hashlib.sha256(raw).hexdigest() if raw is not None else None
    stamp = f"{digest} {path.as_posix()!r}"
    known: File | None = kept.read_object(name, stamp) if kept and digest else None
    if known is None:
        value = _value(path, raw, reader)
        content = make(reader, value) if value is not None else None
        known = File(
            digest,
            content,
            tuple(reader.problems),
            displaced_words(value) | reader.displaced,
            zlib.compress(canonical(value), level=1),
        )
        if kept and digest and not known.problems:
            kept.write_object(name, stamp, known)
    return known


def displaced_in(files: Mapping[str, File]) -> dict[str, frozenset[str]]:
    """What is not read of ``files``, which are given by name, as :attr:`Catalogue.displaced` has it."""
    found: dict[str, frozenset[str]] = {}
    for name, file in files.items():
        if file.displaced:
            owner = Path(name).stem if name.startswith(f"{SERVICES_FOLDER}/") else ""
            found[owner] = found.get(owner, frozenset()) | file.displaced
    return found


def read_file(path: Path, reader: Reader) -> Value | None:
    """What the file ``path`` holds; ``None``, after a report, if it cannot be read."""
    return _value(path, _bytes(path, reader), reader)


def _bytes(path: Path, reader: Reader) -> bytes | None:
    try:
        if not _is_plain(path):
            reader.report(WRONG_FILE.problem(Location(path.as_posix()), "not-plain"))
            return None
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        reader.report(WRONG_FILE.problem(Location(path.as_posix()), "missing"))
    except OSError as error:
        reader.report(WRONG_FILE.problem(Location(path.as_posix()), "not-opened", reason=error.strerror))
    return None


def _is_plain(path: Path) -> bool:
    """True for a plain file or a folder, which opening reports; a link may lead out of the data, and a pipe may never end."""
    if path.is_symlink() or (path.parent.name == SERVICES_FOLDER and path.parent.is_symlink()):
        return False
    mode = path.stat().st_mode
    return stat.S_ISREG(mode) or stat.S_ISDIR(mode)


def _value(path: Path, raw: bytes | None, reader: Reader) -> Value | None:
    if raw is None:
        return None
    value, problems = read(path.as_posix(), raw)
    reader.problems.extend(problems)
    return value
