"""Read the files of data."""

from __future__ import annotations

import stat
from pathlib import Path

from service_catalogue.check.files import SERVICES_FOLDER
from service_catalogue.problem import Location, Rule
from service_catalogue.schema.reader import Reader
from service_catalogue.yaml.source import MAX_BYTES, read
from service_catalogue.yaml.values import Value

WRONG_FILE = Rule(
    "wrong-file",
    failing="id: web-hosting\n",
    correction=("id: web-hosting", "id: hosting"),
    file="services/hosting.yaml",
)


def read_file(path: Path, reader: Reader) -> Value | None:
    """Return the value in the file ``path``; ``None``, after a report, if it cannot be read."""
    return parsed(path, read_bytes(path, reader), reader)


def read_bytes(path: Path, reader: Reader) -> bytes | None:
    """Return the bytes of the file ``path``; ``None``, after a report, if they cannot be read."""
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


def parsed(path: Path, raw: bytes | None, reader: Reader) -> Value | None:
    """Return the value that ``raw``, the bytes of ``path``, hold; ``None`` if they cannot be parsed, which is reported."""
    if raw is None:
        return None
    value, problems = read(path.as_posix(), raw)
    reader.problems.extend(problems)
    return value
