"""Reads one file of the data, with a report if it cannot be read."""

import stat
from pathlib import Path

from service_catalogue.check.digest import FOLDERS
from service_catalogue.messages.problem import CheckRule, Location
from service_catalogue.model.matrix import read_data
from service_catalogue.schema.reader import Reader
from service_catalogue.yaml.source import MAX_BYTES
from service_catalogue.yaml.values import Value

WRONG_FILE = CheckRule("wrong-file")


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
    """Return whether it is a file or a folder, which opening reports; a link may lead out of the data, and a pipe may never end."""
    if path.is_symlink() or (path.parent.name in FOLDERS and path.parent.is_symlink()):
        return False
    mode = path.stat().st_mode
    return stat.S_ISREG(mode) or stat.S_ISDIR(mode)


def parsed(path: Path, raw: bytes | None, reader: Reader) -> Value | None:
    """Return the value that ``raw``, the bytes of ``path``, hold; ``None`` if they cannot be parsed, which is reported."""
    if raw is None:
        return None
    value, problems = read_data(path.as_posix(), raw)
    reader.problems.extend(problems)
    return value
