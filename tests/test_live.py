"""The live preview: the check and the site, made again at each change."""

from __future__ import annotations

import http.client
import itertools
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from service_catalogue.check import watcher
from service_catalogue.cli.build import captured_errors
from service_catalogue.messages.failure import Refused, explain
from service_catalogue.site import live

from tests.built import copy_catalogue, give_cache
from tests.folders import DESK, copy, plant, table_of
from tests.forks import apart

TABLE = table_of(__file__)


@contextmanager
def running(folder: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Run the command on ``folder`` until it is interrupted, as by Ctrl-C; it has to end well then, without output."""
    command = [sys.executable, "-m", "service_catalogue", *arguments, "--live", "--data", str(folder), "--lang", "en"]
    # What a shell starts in the background does not hear an interrupt, and hands that on.
    hear = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=folder.parent, preexec_fn=hear
    ) as process:
        try:
            yield process
            process.send_signal(signal.SIGINT)
            assert (process.stdout.read(), process.stderr.read(), process.wait()) == ("", "", 0)
        finally:
            process.kill()


def test_the_live_check_reports_again_after_each_edit(tmp_path):
    folder = copy(tmp_path)
    with running(folder, "check") as process:
        assert process.stdout.readline() == "7 files checked: no errors.\n"
        plant(folder, (DESK, "code: D1", "code: [D1]"))
        assert process.stdout.readline() == "Checking data again …\n"
        assert process.stdout.readline().startswith("data/services/desk.yaml:2:7: error: ")
        assert process.stdout.readline() == "7 files checked: 1 error, 0 warnings.\n"
        assert process.stdout.readline().startswith("Not checked yet because of errors: ")
        plant(folder, (DESK, "code: [D1]", "code: D2"))
        assert process.stdout.readline() == "Checking data again …\n"
        assert process.stdout.readline() == "7 files checked: no errors.\n"


def events(address: str) -> Iterator[dict]:
    """Yield the events that the preview sends to an open page."""
    with urllib.request.urlopen(f"{address}_live/events", timeout=60) as answer:
        for line in answer:
            if line.startswith(b"data: "):
                yield json.loads(line.removeprefix(b"data: "))


def read(address: str) -> str:
    with urllib.request.urlopen(address) as page:
        return page.read().decode()


def test_the_live_site_is_built_again_after_each_edit(tmp_path):
    folder = copy_catalogue(tmp_path)
    give_cache(tmp_path / "_build")
    with running(folder, "build", "--no-pdf", "--port", "0") as process:
        done = next(line for line in process.stdout if line.startswith("Done"))
        assert done.endswith(" pages.\n")  # and not how to see the site live, which is what is running
        line = next(line for line in process.stdout if "http://" in line)
        address = next(word for word in line.split() if word.startswith("http://"))
        with urllib.request.urlopen(f"{address}en/services/desk.html") as page:
            assert page.headers["Content-Security-Policy"].startswith("default-src 'none'")
            assert "D7" not in page.read().decode()
        with pytest.raises(urllib.error.HTTPError) as missing:
            urllib.request.urlopen(f"{address}nowhere.html")
        assert missing.value.code == 404
        assert b"<html" in missing.value.read()
        # An open page is told.
        told = events(address)
        first = next(told)
        assert first["problem"] == ""
        plant(folder, (DESK, "code: D1", "code: [D1]"))
        state = next(told)
        assert state["build"] == first["build"]
        assert state["problem"].startswith("data/services/desk.yaml:2:7: error: ")
        plant(folder, (DESK, "code: [D1]", "code: D7"))
        state = next(told)
        assert (state["build"] != first["build"], state["problem"]) == (True, "")
        assert "D7" in read(f"{address}en/services/desk.html")
        told.close()
        # The line that says that it is built; what follows is read when the command is interrupted.
        next(line for line in process.stdout if line.startswith("Done"))


@pytest.mark.long
def test_the_live_site_at_another_host(tmp_path):
    folder = copy_catalogue(tmp_path)
    give_cache(tmp_path / "_build")
    with running(folder, "build", "--no-pdf", "--port", "0", "--host", "localhost") as process:
        line = next(line for line in process.stdout if "http://" in line)
        address = next(word for word in line.split() if word.startswith("http://"))
        assert address.startswith("http://localhost:")
        assert "D1" in read(f"{address}en/services/desk.html")


@pytest.fixture
def served(tmp_path):
    """Yield the address of a server of the page for what is missing, and of a file that is larger than what a connection holds."""
    (tmp_path / "404.html").write_text("<head></head>Not here", "utf-8")
    (tmp_path / "api").mkdir()
    (tmp_path / "api" / "large.json").write_bytes(b" " * 20_000_000)
    with live.server(tmp_path, 0, preview=live.Preview("en")) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_address
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("path", ["/none", "/none.html", "/%00", "/%00.html", f"/{'a' * 5000}", f"/{'a' * 5000}.html", "/api/"])
def test_what_is_not_there_is_answered_with_its_page(served, capfd, path):
    with pytest.raises(urllib.error.HTTPError) as told:
        urllib.request.urlopen(f"http://{served[0]}:{served[1]}{path}")
    page = told.value.read()
    assert (told.value.code, b"Not here" in page, b"/_live/live.js" in page) == (404, True, True)
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(("host", "status"), TABLE["hosts"])
def test_it_answers_to_its_own_name_alone(served, capfd, host, status):
    """A page elsewhere may let its own name lead to this machine, and so read what is served here."""
    connection = http.client.HTTPConnection(*served)
    connection.request("GET", "/api/large.json", headers={"Host": host})
    assert connection.getresponse().status == status
    connection.close()
    assert capfd.readouterr().err == ""


#: What a page of the preview sends with changes, and what another one may send.
OWN = {"Origin": "http://localhost:8000", "X-Catalogue-Token": "{token}"}


@pytest.mark.parametrize(("path", "headers", "status"), TABLE["posts"])
def test_it_takes_changes_from_its_own_pages_alone(tmp_path, capfd, path, headers, status):
    (tmp_path / "404.html").write_text("<head></head>", "utf-8")
    taken: list[bytes] = []
    preview = live.Preview("en", lambda content: taken.append(content) or "done")
    with live.server(tmp_path, 0, preview=preview) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        connection = http.client.HTTPConnection(*server.server_address)
        connection.putrequest("POST", path, skip_host=True)
        known = {"Host": "localhost:8000", **OWN, "Content-Length": "4", **headers}
        for name, value in known.items():
            if value is not None:
                connection.putheader(name, value.replace("{token}", preview.token))
        connection.endheaders(b"{}\n\n")
        answer = connection.getresponse()
        assert (answer.status, taken) == (status, [b"{}\n\n"] if status == 200 else [])
        server.shutdown()
    assert capfd.readouterr().err == ""


def test_who_leaves_before_a_page_is_there_is_no_fault(served, capfd):
    before = threading.enumerate()  # another test's pages may still wait for what is new
    with socket.create_connection(served) as visitor:
        visitor.sendall(b"GET /api/large.json HTTP/1.0\r\n\r\n")
        visitor.recv(1)
        answering = [one for one in threading.enumerate() if "process_request_thread" in one.name and one not in before]
    assert answering
    for thread in answering:
        thread.join()
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(("host", "reason"), [
    ("nohost.invalid", ""),  # how a system says that it knows no such name is its own
    ("192.0.2.1", "(Cannot assign requested address)"),
])  # fmt: skip
def test_a_host_that_is_not_here_is_named(tmp_path, host, reason):
    with pytest.raises(Refused) as refused:
        live.serve([tmp_path], tmp_path, (host, 8779), lambda: "", lambda: None, live.Preview("en"))
    said = explain(refused.value)["en"]
    assert said.startswith(f"The site cannot be shown at {host}, port 8779 ({reason.strip('()')}")
    assert said.endswith("Choose others with --host and --port.")


def test_a_port_that_is_in_use_is_named(tmp_path):
    with live.server(tmp_path, 0) as other:
        port = other.server_address[1]
        with pytest.raises(Refused) as refused:
            live.serve([tmp_path], tmp_path, ("127.0.0.1", port), lambda: "", lambda: None, live.Preview("en"))
    assert explain(refused.value)["en"] == f"Port {port} is in use. Choose another with --port."


@pytest.mark.parametrize(("written", "told"), [
    ({1: "second", 3: "third"}, [2, 4]),
    ({1: "second", 2: "third"}, [3]),  # which changed still
    # Editors empty a file first, and on a busy disk it is seen so for a while. Whoever leaves it empty is told in the end.
    ({1: "", 9: "second"}, [10]),
    ({1: ""}, [22]),
    ({1: "", 25: "second"}, [22, 26]),
])  # fmt: skip
def test_a_change_is_told_when_the_file_is_written(tmp_path, monkeypatch, written, told):
    file, looks, found = tmp_path / "a.yaml", itertools.count(1), [0]
    file.write_text("first")

    def sleep(seconds: float) -> None:
        found[0] = next(looks)
        if found[0] > 30:
            raise KeyboardInterrupt
        if (text := written.get(found[0])) is not None:
            file.write_text(text)
            os.utime(file, (found[0], found[0]))

    monkeypatch.setattr(watcher.time, "sleep", sleep)
    after = []
    with pytest.raises(KeyboardInterrupt):
        for _ in watcher.changes(lambda: [tmp_path]):
            after.append(found[0])
    assert after == [0, *told]


def test_a_build_forks_in_a_process_without_threads_and_an_exception_does_not_end_it(tmp_path):
    """A copy of a process with threads lacks them, and may wait for what they have locked."""
    told, errors = apart(_served_three_times, tmp_path)
    first, problem, last = told
    assert (first, last) == ("", "")
    assert "RuntimeError: broken" in problem
    assert errors == f"{problem}\n"


def _served_three_times(folder):
    """Serve a site whose second build fails; return the events that pages receive, and the errors."""
    steps, told = iter(["", RuntimeError("broken"), ""]), []

    def build() -> str:
        assert threading.active_count() == 1, "a copy would lack the others"
        step = next(steps)
        if isinstance(step, Exception):
            raise step
        return step

    with captured_errors() as errors, pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setattr(live, "changes", lambda folders: iter(range(3)))
        patch.setattr(live.Preview, "report", lambda self, problem: told.append(problem))
        live.serve([folder], folder, ("127.0.0.1", 0), build, lambda: None, live.Preview("en"))
    return told, "".join(errors)


def test_errors_of_child_processes_are_captured(capfd):
    with captured_errors() as captured:
        subprocess.run([sys.executable, "-c", "import sys; sys.stderr.write('from a child')"], check=True)
    assert captured == ["from a child"]
    assert capfd.readouterr().err == "from a child"
