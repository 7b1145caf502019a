"""`make audit` fails where a package is vulnerable, and where it could not be asked about.

pip-audit is real; the service that it asks is one of this machine.
"""

from __future__ import annotations

import http.server
import json
import os
import subprocess
import threading
from collections.abc import Iterator

import pytest

from tests.folders import ROOT
from tests.test_locks import LOCKS, requirements

FAULT = {
    "vulns": [
        {"id": "PLANTED-1", "summary": "A planted fault.", "affected": [{"package": {"name": "jinja2", "ecosystem": "PyPI"}}]}
    ]
}


class Service(http.server.ThreadingHTTPServer):
    """A service that answers as OSV does."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        #: The status and the answer about jinja2; any other package is fine.
        self.answer: tuple[int, object] = (200, {})
        self.asked: set[str] = set()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def audit(self) -> subprocess.CompletedProcess[str]:
        options = f"ARGS=--vulnerability-service osv --osv-url http://127.0.0.1:{self.server_address[1]}/"
        return subprocess.run(
            ["make", "--no-print-directory", "--old-file=.venv/dev", "audit", options],
            cwd=ROOT,
            env={**os.environ, "NO_PROXY": "127.0.0.1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body are sent as one
    server: Service

    def do_POST(self) -> None:
        package = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        name = package["package"]["name"]
        self.server.asked.add(f"{name}=={package['version']}")
        status, answer = self.server.answer if name == "jinja2" else (200, {})
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture
def service() -> Iterator[Service]:
    with Service() as service:
        yield service
        service.shutdown()


def test_fine(service: Service) -> None:
    """Each locked package is asked about, also those that install the rest."""
    done = service.audit()
    assert done.returncode == 0, done.stdout
    locked = {words for lock in LOCKS for words in requirements(lock)}
    assert {words.strip() for words in locked if ";" not in words} <= service.asked
    assert service.asked <= {words.partition(";")[0].strip() for words in locked}


@pytest.mark.parametrize(
    ("status", "answer", "report"), [(200, FAULT, "PLANTED-1"), pytest.param(503, {}, "ServiceError", marks=pytest.mark.long)]
)
def test_vulnerable_or_not_known(service: Service, status: int, answer: object, report: str) -> None:
    service.answer = status, answer
    done = service.audit()
    assert done.returncode != 0
    assert report in done.stdout
