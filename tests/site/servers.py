"""The system's web servers, those that there are, in front of a folder."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_PLACES = "/usr/sbin:/usr/bin:/usr/local/bin:/opt/homebrew/bin"

_NGINX = """
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
    include {types}; default_type application/octet-stream;
    access_log off; keepalive_requests 100000;
    client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
    uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
    server {{ listen 127.0.0.1:{port}; root {root}; {inside} }}
}}
"""

#: As distributions have it: nothing is allowed but what the folder of a site says, and texts are compressed when they are sent.
_APACHE = """
Listen 127.0.0.1:{port}
ServerName localhost
PidFile {folder}/apache.pid
ErrorLog {folder}/error.log
{modules}
{user}
TypesConfig {types}
AddOutputFilterByType DEFLATE text/html text/plain text/xml text/css text/javascript application/javascript application/json
DocumentRoot {root}
<Directory />
    Options FollowSymLinks
    AllowOverride None
    Require all denied
</Directory>
<Directory {root}>
    Require all granted
    {inside}
</Directory>
"""
_MODULES = ("mpm_event", "authz_core", "unixd", "mime", "dir", "alias", "headers", "rewrite", "filter", "deflate")


@contextmanager
def nginx(root: Path, folder: Path, inside: str = "") -> Iterator[int]:
    """Yield the port at which nginx serves ``root``; its files go into ``folder``. Skips the test where there is no nginx."""
    program = _program("nginx")
    folder.mkdir(parents=True, exist_ok=True)
    types = _first("/etc/nginx/mime.types", "/usr/local/etc/nginx/mime.types", "/opt/homebrew/etc/nginx/mime.types")
    port = _free_port()
    (folder / "nginx.conf").write_text(_NGINX.format(folder=folder, types=types, port=port, root=root, inside=inside), "utf-8")
    # As root, nginx would read as somebody else, who may not read the folders of tests.
    user = ["-g", "user root;"] if os.geteuid() == 0 else []
    with _running([program, "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log"), *user], port, folder):
        yield port


@contextmanager
def apache(root: Path, folder: Path, inside: str = "") -> Iterator[int]:
    """Yield the port at which Apache serves ``root``, with ``inside`` in its ``<Directory>``. Skips the test where there is no Apache."""
    program = _program("apache2", "httpd")
    libraries = _first("/usr/lib/apache2/modules", "/usr/lib64/httpd/modules", "/opt/homebrew/lib/httpd/modules")
    types = _first("/etc/mime.types", "/opt/homebrew/etc/httpd/mime.types")
    modules = "\n".join(
        f"<IfModule !{name}_module>\nLoadModule {name}_module {path}\n</IfModule>"
        for name in _MODULES
        if (path := libraries / f"mod_{name}.so").is_file()
    )
    port = _free_port()
    folder.mkdir(parents=True, exist_ok=True)
    # As root, Apache reads as somebody else, who may not read the folders of tests.
    with tempfile.TemporaryDirectory() as name:
        sites = Path(shutil.copytree(root.parent, Path(name, "sites"), symlinks=True, copy_function=os.link))
        for closed in (Path(name), sites):
            closed.chmod(0o755)
        text = _APACHE.format(
            folder=folder,
            modules=modules,
            user="User #65534\nGroup #65534" if os.geteuid() == 0 else "",
            types=types,
            port=port,
            root=sites / root.name,
            inside=inside,
        )
        (folder / "apache.conf").write_text(text, "utf-8")
        with _running([program, "-D", "FOREGROUND", "-f", str(folder / "apache.conf")], port, folder):
            yield port


def _program(*names: str) -> str:
    for name in names:
        if found := shutil.which(name, path=_PLACES):
            return found
    pytest.skip(f"{names[0]} is not installed")


def _first(*paths: str) -> Path:
    return next(path for path in map(Path, paths) if path.exists())


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


@contextmanager
def _running(words: list[str], port: int, folder: Path) -> Iterator[None]:
    """Run the program, from when it answers at ``port`` until the end."""
    with (folder / "said").open("w") as said, subprocess.Popen(words, stdout=said, stderr=said) as process:
        try:
            for _ in range(200):
                try:
                    socket.create_connection(("127.0.0.1", port), 1).close()
                    break
                except OSError:
                    assert process.poll() is None, (folder / "said").read_text("utf-8")
                    time.sleep(0.05)
            assert (folder / "said").read_text("utf-8") == ""  # not a warning
            yield
        finally:
            process.terminate()
