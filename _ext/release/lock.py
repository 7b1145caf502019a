"""The locks, ``requirements*.txt``: which distribution in which version, with which hashes, and what wants it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements-pip.txt", "requirements.txt", "requirements-dev.txt")
#: What the project itself wants, and what only builds and installs it, as uv calls them.
PROJECT = "service-catalogue (pyproject.toml)"
BUILD = "service-catalogue (pyproject.toml:build)"

_LOCKED = re.compile(r"(?P<name>[a-z0-9][a-z0-9._-]*)==(?P<version>[^\s;]+)(?: ; (?P<marker>[^\\]+?))? \\")
_HASH = re.compile(r" +--hash=sha256:(?P<hash>[0-9a-f]{64})(?: \\)?")
_WANTED_BY = re.compile(r" +#(?: via)? +(?P<name>\S.*)")


@dataclass
class Locked:
    """A distribution in a lock."""

    name: str
    version: str
    #: The systems that it is for, such as ``sys_platform == 'win32'``; empty: all.
    marker: str
    #: SHA-256 of each of its files, 64 hexadecimal digits.
    hashes: list[str] = field(default_factory=list)
    #: The distributions that want it; ``PROJECT`` and ``BUILD`` among them.
    wanted_by: list[str] = field(default_factory=list)


def read(lock: str) -> dict[str, Locked]:
    """What ``lock``, the text of a requirements file, holds, by name.

    Raises ``ValueError`` for a line that is none of a lock: an option, or a requirement without a version or hash.
    """
    found: dict[str, Locked] = {}
    current: Locked | None = None
    for number, line in enumerate(lock.splitlines(), 1):
        if match := _LOCKED.fullmatch(line):
            current = found[match["name"]] = Locked(match["name"], match["version"], match["marker"] or "")
        elif current and (match := _HASH.fullmatch(line)):
            current.hashes.append(match["hash"])
        elif current and (match := _WANTED_BY.fullmatch(line)):
            current.wanted_by.append(match["name"])
        elif line.strip() and not line.lstrip().startswith("#"):
            raise ValueError(f"line {number}: {line.strip()}")
    return found


def runtime(locked: dict[str, Locked]) -> set[str]:
    """The names of those that run with the catalogue, and do not only build it."""
    found = {PROJECT}
    while more := {item.name for item in locked.values() if found & set(item.wanted_by)} - found:
        found |= more
    return found - {PROJECT}
