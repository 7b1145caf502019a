"""The program: what of this package and of its libraries decides what is made of the data."""

from __future__ import annotations

import functools
import hashlib
from importlib import metadata
from pathlib import Path

#: The libraries that pages, assets, booklets and workbooks are made with.
_LIBRARIES = (
    *("PyYAML", "Sphinx", "docutils", "myst-parser", "sphinx-design", "snowballstemmer"),
    *("fonttools", "fontpkg-ibm-plex-sans", "typst", "pikepdf", "XlsxWriter"),
)
_PACKAGE = Path(__file__).parent
#: The prose and settings that a wheel brings along: no program.
_PROJECT = "project/"


@functools.cache
def digest_of_program() -> str:
    """The first 12 hexadecimal digits of the SHA-256 of every file of the package, and of the versions of its libraries."""
    digest = hashlib.sha256()
    for library in _LIBRARIES:
        digest.update(f"{library} {metadata.version(library)}\n".encode())
    for path in sorted(_PACKAGE.rglob("*")):
        name = path.relative_to(_PACKAGE).as_posix()
        if path.is_file() and path.suffix != ".pyc" and not name.startswith(_PROJECT):
            digest.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]
