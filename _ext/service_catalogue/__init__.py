"""The catalogue of IT services: who does what, from YAML to pages, booklets and data."""

from pathlib import Path

__version__ = "0.1.0"

#: The version of the format of each JSON file and record; ``export`` has one of its own. The second number rises when a key is added,
#: the first when one changes its meaning or goes.
FORMAT_VERSION = "1.0"

PACKAGE = Path(__file__).resolve().parent
#: The folder of ``conf.py`` and of the prose for catalogues without any: in the wheel, else in the repository.
PROJECT = next((folder for folder in (PACKAGE / "project", PACKAGE.parents[1]) if (folder / "conf.py").is_file()), PACKAGE)


def setup(app: object) -> dict[str, object]:
    """Set up the Sphinx extension: ``extensions = ["service_catalogue"]``."""
    from service_catalogue import sphinx_ext

    return sphinx_ext.setup(app)  # type: ignore[arg-type]  # the core names no class of Sphinx: it works without
