"""The catalogue as a Sphinx extension: the only package that imports Sphinx and docutils."""

from __future__ import annotations

import functools
import hashlib
from importlib import metadata
from pathlib import Path

from sphinx.application import Sphinx

from service_catalogue import __version__
from service_catalogue.sphinx_ext import assets, config, directives, domain, guard, names, output, pages, prose, roles, theme

_PACKAGE = Path(__file__).parent.parent
_MADE_WITH = ("Sphinx", "docutils", "myst-parser", "sphinx-design", "snowballstemmer", "fonttools", "fontpkg-ibm-plex-sans")


def setup(app: Sphinx) -> dict[str, object]:
    """Register every part of the extension."""
    for part in (config, domain, roles, directives, output, prose, guard, theme, names, assets, pages):
        part.setup(app)
    return {
        "version": __version__,
        # A change of the package makes every document anew.
        "env_version": package_digest(),
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }


@functools.cache
def package_digest() -> int:
    """A digest of every file of the package but the prose that a wheel brings, and of the versions of what pages are made with."""
    digest = hashlib.blake2b(digest_size=7)
    for name in _MADE_WITH:
        digest.update(f"{name} {metadata.version(name)}\n".encode())
    for path in sorted(_PACKAGE.rglob("*")):
        name = path.relative_to(_PACKAGE).as_posix()
        if path.is_file() and path.suffix != ".pyc" and not name.startswith("project/"):
            digest.update(name.encode())
            digest.update(path.read_bytes())
    return int.from_bytes(digest.digest())
