"""The catalogue as a Sphinx extension: the only package that imports Sphinx and docutils."""

from __future__ import annotations

from sphinx.application import Sphinx

from service_catalogue import __version__
from service_catalogue.sphinx_ext import (
    asset_names,
    assets,
    config,
    directives,
    domain,
    guard,
    labels,
    pages,
    prose,
    roles,
    theme,
    visitors,
)
from service_catalogue.store import digest_of_program


def setup(app: Sphinx) -> dict[str, object]:
    """Register every part of the extension."""
    for part in (config, domain, labels, roles, directives, visitors, prose, guard, theme, asset_names, assets, pages):
        part.setup(app)
    return {
        "version": __version__,
        # A change of the package makes every document anew.
        "env_version": int(digest_of_program(), 16),
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
