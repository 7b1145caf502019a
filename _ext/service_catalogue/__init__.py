"""The catalogue of IT services: who does what, from YAML to pages, booklets and data."""

from __future__ import annotations

__version__ = "0.1.0"


def setup(app: object) -> dict[str, object]:
    """The entry point of Sphinx: ``extensions = ["service_catalogue"]``."""
    from service_catalogue import sphinx_ext

    return sphinx_ext.setup(app)  # type: ignore[arg-type]  # the core names no class of Sphinx: it works without
