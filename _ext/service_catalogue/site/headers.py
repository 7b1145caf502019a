"""The headers of a site, and what is made of them: the configuration of nginx, of Apache, and a ``_headers`` file, in ``deploy/``.

``python -m service_catalogue.site.headers DIR`` writes them; without ``DIR``, into ``deploy``.
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
NAMED = r"\.[0-9a-f]{10}\.(css|js|svg|woff2)"
#: What is never sent: hidden files such as ``.git``, and former editions, which stand beside a site under a path and may have been taken back.
HIDDEN = r"/\.(?!well-known/)|\.editions/"
#: The endings of compressed copies.
COPIES = r"\.br|\.gz"
#: What the files are, by their endings.
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


def nginx() -> str:
    """A file to include in a ``server`` of nginx."""
    return f"""\
# The service catalogue under nginx: include this file in a server {{ … }} whose "root" is the link or folder that
# "catalogue build --out" publishes to. Made by "python -m service_catalogue.site.headers deploy".
#
# Under a path, such as /catalogue/: publish to "catalogue" in the folder that is root, and change /404.html below to
# /catalogue/404.html. A second catalogue there needs only location /other/ {{ error_page 404 /other/404.html; }}
charset utf-8;
charset_types text/css text/csv text/plain text/xml application/json application/javascript text/javascript;
index index.html;
error_page 404 /404.html;
gzip_static on;  # sends index.html.gz, where it is, instead of compressing index.html each time
gzip on;
gzip_vary on;
gzip_types text/css text/csv text/plain text/xml application/json application/javascript text/javascript image/svg+xml;
etag on;
{_joined(f'add_header {name} "{value}" always;' for name, value in HEADERS.items())}
add_header Cache-Control "{REVALIDATED}" always;

location ~ "{HIDDEN}" {{
    return 404;  # such as .git, and former editions
}}

location ~ "\\.csv$" {{
    types {{ text/csv csv; }}  # which the types of nginx lack
}}

location ~ "{NAMED}$" {{
    # nginx takes over no header of the server where a location has one of its own.
{_joined(f'    add_header {name} "{value}" always;' for name, value in HEADERS.items())}
    add_header Cache-Control "{IMMUTABLE}";
}}
"""


def apache() -> str:
    """A file for Apache: an ``.htaccess``, or the inside of a ``<Directory>``."""
    return f"""\
# The service catalogue under Apache 2.4: put this into the <Directory> of the site, or give it to the site as .htaccess
# with "catalogue build --extra"; then the server has to say "AllowOverride FileInfo Indexes Options". It takes mod_alias,
# mod_dir, mod_headers, mod_mime and mod_rewrite. Made by "python -m service_catalogue.site.headers deploy".
#
# Under a path, such as /catalogue/: change /404.html below to /catalogue/404.html.
Options -Indexes +FollowSymLinks
DirectoryIndex index.html
ErrorDocument 404 /404.html
FileETag MTime Size
# Such as .git, and former editions.
RedirectMatch 404 "{HIDDEN}"
{_joined(f'Header always set {name} "{value}"' for name, value in HEADERS.items())}
Header always set Cache-Control "{REVALIDATED}"
<FilesMatch "{NAMED}({COPIES})?$">
    Header always set Cache-Control "{IMMUTABLE}" "expr=%{{REQUEST_STATUS}} == 200 || %{{REQUEST_STATUS}} == 304"
</FilesMatch>

# The compressed copies are sent, where they are, instead of compressing each time.
RewriteEngine On
RewriteCond "%{{HTTP:Accept-Encoding}}" "\\bbr\\b"
RewriteCond "%{{REQUEST_FILENAME}}.br" -f
RewriteRule "^(.+)$" "%{{REQUEST_URI}}.br" [L]
RewriteCond "%{{HTTP:Accept-Encoding}}" "\\bgzip\\b"
RewriteCond "%{{REQUEST_FILENAME}}.gz" -f
RewriteRule "^(.+)$" "%{{REQUEST_URI}}.gz" [L]
AddEncoding br .br
AddEncoding gzip .gz
<FilesMatch "\\.({"|".join(COMPRESSED)})({COPIES})?$">
    Header merge Vary Accept-Encoding
</FilesMatch>

# Said of the copies too, and not left to what the server takes .gz to be.
{_joined(_typed(ending, kind) for ending, kind in TYPES.items())}
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


def _typed(ending: str, kind: str) -> str:
    return f"""\
<FilesMatch "\\.{ending}({COPIES})?$">
    ForceType "{kind}"
</FilesMatch>"""


def _joined(lines: Iterator[str]) -> str:
    return "\n".join(lines)


FILES = {"nginx.conf": nginx, "apache.conf": apache, "_headers": headers_file}


def write(folder: Path) -> None:
    """Write each file into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in FILES.items():
        (folder / name).write_text(text(), "utf-8")


if __name__ == "__main__":
    write(Path(*sys.argv[1:2] or ["deploy"]))
