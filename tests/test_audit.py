"""`make audit` tells apart: vulnerable, fine, and could not ask. pip-audit is real; the service that it asks is one of this machine."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from release import audit
from release.audit import COULD_NOT_ASK, FINE, VULNERABLE, all_locked
from release.lock import LOCKS, read

from tests.built import run
from tests.folders import ROOT

#: A port on which nobody listens.
NOBODY = "http://127.0.0.1:9"


def vulnerable(name: str) -> dict:
    """What a service answers about ``name``, in the form of OSV."""
    return {
        "vulns": [
            {"id": "PLANTED-1", "summary": "A planted fault.", "affected": [{"package": {"name": name, "ecosystem": "PyPI"}}]}
        ]
    }


class Service:
    """A service that knows of ``faults``, by the name of the distribution: an answer, or the status with which it refuses."""

    def __init__(self) -> None:
        self.faults: dict[str, dict | int] = {}
        self.asked: set[tuple[str, str]] = set()
        service = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1  # head and body are sent as one

            def do_POST(self) -> None:
                question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                name = question["package"]["name"]
                service.asked.add((name, question["version"]))
                fault = service.faults.get(name, {})
                body = b"" if isinstance(fault, int) else json.dumps(fault).encode()
                self.send_response(fault if isinstance(fault, int) else 200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *arguments: object) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def audit(self, *options: str) -> CompletedProcess[str]:
        address = f"http://127.0.0.1:{self.server.server_address[1]}/"
        return run("-m", "release.audit", "--vulnerability-service", "osv", "--osv-url", address, *options, NO_PROXY="127.0.0.1")


@pytest.fixture
def service() -> Iterator[Service]:
    service = Service()
    yield service
    service.server.shutdown()
    service.server.server_close()


def test_fine(service: Service) -> None:
    """And every lock is asked about, what is for other systems and what installs the rest too."""
    done = service.audit()
    assert done.returncode == FINE, done.stdout
    assert service.asked == {
        (item.name, item.version) for lock in LOCKS for item in read((ROOT / lock).read_text("utf-8")).values()
    }
    assert {"pip", "setuptools", "colorama", "pytest"} <= {name for name, _ in service.asked}
    assert done.stdout == f"None of {len(service.asked)} locked distributions is known to be vulnerable.\n"


@pytest.mark.parametrize("name", ["colorama", *(pytest.param(name, marks=pytest.mark.long) for name in ("jinja2", "pip"))])
def test_vulnerable(service: Service, name: str) -> None:
    service.faults[name] = vulnerable(name)
    done = service.audit()
    assert done.returncode == VULNERABLE, done.stdout
    assert done.stdout.startswith(f"{name} {all_locked()[name].version}: PLANTED-1: A planted fault.\n")


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda service: service.faults.update(jinja2=503), id="a refusal", marks=pytest.mark.long),
        pytest.param(
            lambda service: service.faults.update({"typst": 429, "jinja2": vulnerable("jinja2")}), id="a refusal after a fault"
        ),
        pytest.param(
            lambda service: service.faults.update(jinja2={"unexpected": 1}), id="an answer that is none", marks=pytest.mark.long
        ),
        pytest.param(lambda service: service.server.server_close(), id="nobody listens", marks=pytest.mark.long),
    ],
)
def test_could_not_ask(service: Service, spoil: Callable[[Service], object]) -> None:
    spoil(service)
    done = service.audit()
    assert done.returncode == COULD_NOT_ASK, done.stdout
    assert done.stdout.startswith("Could not ask about ")
    assert "This says nothing of their safety." in done.stdout
    assert "Traceback" not in done.stdout


def test_asking_about_nothing_is_not_fine(service: Service) -> None:
    assert service.audit("--dry-run").returncode == COULD_NOT_ASK


def test_without_a_network_the_usual_service_cannot_be_asked() -> None:
    done = run("-m", "release.audit", HTTPS_PROXY=NOBODY, https_proxy=NOBODY, NO_PROXY="", no_proxy="")
    assert done.returncode == COULD_NOT_ASK, done.stdout


def test_without_pip_audit_nothing_can_be_asked(tmp_path: Path) -> None:
    (tmp_path / "pip_audit.py").write_text("raise SystemExit('broken')\n", "utf-8")
    done = run("-m", "release.audit", PYTHONPATH=str(tmp_path))
    assert (done.returncode, "broken" in done.stdout) == (COULD_NOT_ASK, True)


@pytest.mark.parametrize("lock", [None, "jinja2>=3\n"])
def test_a_lock_that_cannot_be_read_is_not_fine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lock: str | None) -> None:
    for name in LOCKS if lock else ():
        (tmp_path / name).write_text(lock, "utf-8")
    monkeypatch.setattr(audit, "ROOT", tmp_path)
    assert audit.main([]) == COULD_NOT_ASK
