"""The headers of a site, and the files that servers take them from: the configuration of nginx, of Apache, and a ``_headers`` file.

``python -m service_catalogue.site.headers DIR`` writes them; without ``DIR``, into ``deploy``.
"""

import sys
import tomllib
from importlib import resources
from pathlib import Path

from jinja2 import Environment

from service_catalogue.theme import POLICY

#: The files, whose templates are beside the table of what they say.
FILES = ("nginx.conf", "apache.conf", "_headers")
_FOLDER = resources.files(__package__).joinpath("deploy")
_TABLE = tomllib.loads(_FOLDER.joinpath("headers.toml").read_text("utf-8"))
#: The headers of every file, and its own, by whether its name holds the digest of its content.
HEADERS = {"Content-Security-Policy": f"{POLICY}; frame-ancestors 'none'", **_TABLE["headers"]}
IMMUTABLE, REVALIDATED = _TABLE["immutable"], _TABLE["revalidated"]
#: The endings of files that are sent compressed.
COMPRESSED = tuple(_TABLE["compressed"])


def text_of(name: str) -> str:
    """Return the text of one of ``FILES``."""
    template = Environment(trim_blocks=True, keep_trailing_newline=True).from_string(_FOLDER.joinpath(name).read_text("utf-8"))
    return template.render({**_TABLE, "headers": HEADERS})


def write(folder: Path) -> None:
    """Write each file into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        (folder / name).write_text(text_of(name), "utf-8")


if __name__ == "__main__":
    write(Path(*sys.argv[1:2] or ["deploy"]))
