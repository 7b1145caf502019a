"""The headers of a site, and the files that servers take them from: the configuration of nginx, of Apache, and a ``_headers`` file.

``python -m service_catalogue.site.headers DIR`` writes them; without ``DIR``, into ``deploy``.
"""

import sys
from importlib import resources
from pathlib import Path

from jinja2 import Environment

from service_catalogue.theme import POLICY

#: The headers of every file.
HEADERS = {
    "Content-Security-Policy": f"{POLICY}; frame-ancestors 'none'",
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
#: A file whose name holds the digest of its content never changes.
IMMUTABLE = "public, max-age=31536000, immutable"
#: All others are asked for anew, and sent only if they have changed.
REVALIDATED = "no-cache"
#: The types of the files, by their endings.
TYPES = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "svg": "image/svg+xml",
    "txt": "text/plain; charset=utf-8",
    "xml": "text/xml; charset=utf-8",
    "woff2": "font/woff2",
    "md": "text/markdown; charset=utf-8",
    "inv": "application/octet-stream",
}
#: The endings of files that are sent compressed.
COMPRESSED = ("html", "css", "js", "json", "csv", "svg", "txt", "xml")
#: The files; their templates are in the folder ``deploy`` beside this module.
FILES = ("nginx.conf", "apache.conf", "_headers")


def text_of(name: str) -> str:
    """Return the text of one of ``FILES``."""
    environment = Environment(trim_blocks=True, keep_trailing_newline=True)
    template = environment.from_string(resources.files(__package__).joinpath("deploy", name).read_text("utf-8"))
    return template.render(HEADERS=HEADERS, REVALIDATED=REVALIDATED, IMMUTABLE=IMMUTABLE, TYPES=TYPES, COMPRESSED=COMPRESSED)


def write(folder: Path) -> None:
    """Write each file into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        (folder / name).write_text(text_of(name), "utf-8")


if __name__ == "__main__":
    write(Path(*sys.argv[1:2] or ["deploy"]))
