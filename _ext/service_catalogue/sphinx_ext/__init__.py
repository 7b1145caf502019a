"""The catalogue as a Sphinx extension: the only package that imports Sphinx and docutils."""

from sphinx.application import Sphinx

from service_catalogue import __version__
from service_catalogue.sphinx_ext import domain, pages, project, prose, theme, translator
from service_catalogue.store import digest_of_program


def setup(app: Sphinx) -> dict[str, object]:
    """Register every part of the extension."""
    for part in (project, domain, translator, prose, theme, pages):
        part.setup(app)
    return {
        "version": __version__,
        # A change of the package makes all documents out of date.
        "env_version": int(digest_of_program(), 16),
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
