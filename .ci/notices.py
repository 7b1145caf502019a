"""Writes the notices of all licences: ``python .ci/notices.py requirements.txt THIRD-PARTY.md``, which ``make notices`` calls."""

from __future__ import annotations

import re
import sys
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

from service_catalogue.theme import licence_text

#: Parts of these are shipped in every site, with their licence; all others only run here.
SHIPPED = {
    "IBM Plex Sans": "The font of the pages is a subset of it, named Catalogue Sans. The booklets embed its glyphs.",
    "snowballstemmer": "The search script of the site carries the JavaScript version of its stemmers, which Sphinx brings.",
}
_INTRODUCTION = """\
# Third-party notices

Made by `make notices` from `requirements.txt` and the metadata of the installed distributions; not edited by hand.

The project contains no code of these distributions. Each is installed with its own licence, unchanged.
"""
_LOCKED = re.compile(r"(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;\\]+)")
_ROW = re.compile(r"\| (?P<name>\S+) \| (?P<version>\S+) \| (?P<licence>.+) \|")


class Notice(NamedTuple):
    """A distribution with its declared licence: an SPDX expression, or words of its own."""

    name: str
    version: str
    licence: str


def locked(lock: str) -> dict[str, str]:
    """Return the version of each distribution in ``lock``, the text of a requirements file."""
    matches = filter(None, map(_LOCKED.match, lock.splitlines()))
    return {match["name"]: match["version"] for match in matches}


def notices(document: str) -> list[Notice]:
    """Return the notices in ``document``, the text of ``THIRD-PARTY.md``."""
    rows = filter(None, map(_ROW.fullmatch, document.splitlines()))
    return [Notice(**match.groupdict()) for match in rows if match["name"] != "Name" and set(match["name"]) != {"-"}]


def render(lock: str, previous: str = "") -> str:
    """Return the text of ``THIRD-PARTY.md``.

    The rows of distributions for other systems are taken from ``previous``, if the version is the same.
    """
    known = {notice[:2]: notice for notice in notices(previous)}
    rows = [known.get(item) if _installed(item[0]) is None else _notice(*item) for item in locked(lock).items()]
    missing = [" ".join(item) for item, row in zip(locked(lock).items(), rows, strict=True) if row is None]
    if missing:
        raise LookupError(f"not installed: {', '.join(missing)}")
    table = [("Name", "Version", "Licence"), ("---", "---", "---"), *filter(None, rows)]
    lines = [_INTRODUCTION, *(f"| {' | '.join(row)} |" for row in table)]
    lines += ["", "## What is shipped to readers"]
    for name, use in SHIPPED.items():
        lines += ["", f"### {name}", "", use, "", "```text", licence_text(name).strip(), "```"]
    return "\n".join(lines) + "\n"


def _installed(name: str) -> metadata.Distribution | None:
    try:
        return metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return None


def _notice(name: str, version: str) -> Notice:
    distribution = metadata.distribution(name)
    if distribution.version != version:
        raise LookupError(f"{name} {version} is in the lock, but {distribution.version} is installed")
    return Notice(name, version, _declared(distribution.metadata))


def _declared(about: metadata.PackageMetadata) -> str:
    classifiers = [line.rpartition(" :: ")[2] for line in about.get_all("Classifier", []) if line.startswith("License ::")]
    candidates = [*about.get_all("License-Expression", []), *about.get_all("License", []), ", ".join(classifiers)]
    # Old metadata may have the whole text in place of the name.
    return next((text.strip() for text in candidates if text and text.strip() and "\n" not in text.strip()), "not declared")


def main(lock: str, target: str) -> int:
    """Write ``target`` from the file ``lock``, and return the exit status."""
    path = Path(target)
    previous = path.read_text("utf-8") if path.is_file() else ""
    try:
        text = render(Path(lock).read_text("utf-8"), previous)
    except LookupError as error:
        print(f"{target}: {error}", file=sys.stderr)
        return 1
    path.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
