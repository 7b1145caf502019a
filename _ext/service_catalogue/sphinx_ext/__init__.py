"""The catalogue as a Sphinx extension: the only part that knows Sphinx and docutils, and it is thin."""

from __future__ import annotations

from pathlib import Path

from sphinx.application import Sphinx

from service_catalogue import __version__
from service_catalogue.sphinx_ext import directive, domain, frame, html, nodes, origin, parser, prose, settings

THEME = Path(__file__).parent.parent / "theme"


def setup(app: Sphinx) -> dict[str, object]:
    app.add_html_theme("catalogue", THEME)
    for part in (settings, nodes, domain, parser, prose, directive, frame, html, origin):
        part.setup(app)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
