"""The system's nginx, if there is one, in front of a folder."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

PROGRAM = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/bin:/opt/homebrew/bin")

_CONFIGURATION = """
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


@contextmanager
def serving(root: Path, folder: Path, inside: str = "") -> Iterator[int]:
    """The port at which nginx serves ``root``; its files go into ``folder``. Skips the test where there is no nginx."""
    if not PROGRAM:
        pytest.skip("nginx is not installed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    folder.mkdir(parents=True, exist_ok=True)
    types = next(path for path in map(Path, ("/etc/nginx/mime.types", "/usr/local/etc/nginx/mime.types")) if path.is_file())
    text = _CONFIGURATION.format(folder=folder, types=types, port=port, root=root, inside=inside)
    (folder / "nginx.conf").write_text(text, "utf-8")
    # As root, nginx would read as somebody else, who may not read the folders of tests.
    words = [PROGRAM, "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log"), "-g", "user root;"]
    with subprocess.Popen(words, stderr=subprocess.DEVNULL) as process:
        try:
            for _ in range(200):
                try:
                    socket.create_connection(("127.0.0.1", port), 1).close()
                    break
                except OSError:
                    assert process.poll() is None, (folder / "error.log").read_text("utf-8")
                    time.sleep(0.05)
            yield port
        finally:
            process.terminate()
