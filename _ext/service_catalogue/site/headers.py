"""The headers of a site, and what is made of them: the configuration of nginx, of Apache, and a ``_headers`` file, in ``deploy/``.

``python -m service_catalogue.site.headers DIR`` writes them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from service_catalogue.theme.policy import POLICY

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
#: What the name of a file looks like that holds a digest.
NAMED = r"\.[0-9a-f]{10}\.(css|js|svg|woff2)$"
#: What the files are, where a server does not know it.
TYPES = {"woff2": "font/woff2", "json": "application/json", "inv": "application/octet-stream"}


def nginx() -> str:
    """A file to include in a ``server`` of nginx."""
    return f"""\
# The service catalogue under nginx: include this file in a server {{ … }} whose "root" is the link or folder that
# "catalogue build --out" publishes to. Made by "python -m service_catalogue.site.headers deploy"; do not change it by hand.
#
# Under a path, such as /catalogue/: root is the folder that holds a link "catalogue" to the site, and error_page names
# /catalogue/404.html.
charset utf-8;
charset_types text/html text/css text/plain text/xml application/json application/javascript text/javascript;
index index.html;
error_page 404 /404.html;
gzip_static on;  # sends index.html.gz, where it is, instead of compressing index.html each time
gzip on;
gzip_vary on;
gzip_types text/css text/plain text/xml application/json application/javascript text/javascript image/svg+xml;
etag on;
{_joined(f'add_header {name} "{value}" always;' for name, value in HEADERS.items())}
add_header Cache-Control "{REVALIDATED}" always;

location ~ /\\.(?!well-known/) {{
    return 404;  # such as .git
}}

location ~ "{NAMED}" {{
    # nginx takes over no header of the server where a location has one of its own.
{_joined(f'    add_header {name} "{value}" always;' for name, value in HEADERS.items())}
    add_header Cache-Control "{IMMUTABLE}";
}}
"""


def apache() -> str:
    """A file for Apache: an ``.htaccess``, or the inside of a ``<Directory>``."""
    return f"""\
# The service catalogue under Apache 2.4: put this into the <Directory> of the site, or give it to the site as .htaccess
# with "catalogue build --extra". It takes mod_headers. Made by "python -m service_catalogue.site.headers deploy".
Options -Indexes +FollowSymLinks
DirectoryIndex index.html
AddDefaultCharset utf-8
AddCharset utf-8 .css .js .json .svg .txt .xml
ErrorDocument 404 /404.html
{_joined(f"AddType {kind} .{ending}" for ending, kind in TYPES.items())}
FileETag MTime Size
{_joined(f'Header always set {name} "{value}"' for name, value in HEADERS.items())}
Header always set Cache-Control "{REVALIDATED}"
<FilesMatch "{NAMED}">
    Header always set Cache-Control "{IMMUTABLE}" "expr=%{{REQUEST_STATUS}} == 200 || %{{REQUEST_STATUS}} == 304"
</FilesMatch>
<FilesMatch "^\\.">
    Require all denied
</FilesMatch>
"""


def headers_file() -> str:
    """A ``_headers`` file, which hosts of static sites read. They know no regular expressions: so ``_static`` is told by its folders."""
    return f"""\
/*
{_joined(f"  {name}: {value}" for name, value in HEADERS.items())}
  Cache-Control: {REVALIDATED}
/:language/_static/fonts/*
  ! Cache-Control
  Cache-Control: {IMMUTABLE}
"""


def _joined(lines: Iterator[str]) -> str:
    return "\n".join(lines)


FILES = {"nginx.conf": nginx, "apache.conf": apache, "_headers": headers_file}


def write(folder: Path) -> None:
    """Write each file into ``folder``."""
    for name, text in FILES.items():
        (folder / name).write_text(text(), "utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
