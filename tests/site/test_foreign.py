"""Foreign files, on the disk or on a server: never trusted, and never the cause of a traceback."""

from __future__ import annotations

import errno
import json
import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from service_catalogue.diff.publications import RECORD_FILE
from service_catalogue.site import read_json
from service_catalogue.site.editions import CURRENT, manifest_in

from tests.built import contents
from tests.site.test_editions import command

DEEP = b"[" * 100_000
#: JSON that is damaged, or of another kind.
DAMAGED = [b"", b"\xff", b"{", DEEP, b'{"a":' * 100_000, b"null", b"7", b'"x"', b"[[]]", b"9" * 5000, b"NaN"]


def test_json_that_is_too_large_is_none(tmp_path: Path) -> None:
    with (tmp_path / "a.json").open("wb") as file:
        file.truncate(1 << 40)  # without taking room on the disk
    assert read_json(tmp_path / "a.json") is None


PATHS = ["../x", "/x", "a/../../x", "", "a\0b", "\ud800"]


WRONG = [
    *({"files": {"a": "1", path: "2"}} for path in PATHS),
    *({key: value} for key in ("edition", "data", "files") for value in (1, None, ["x"], {"x": 1}, {"x": {"x": "y"}})),
]


@pytest.mark.parametrize("wrong", WRONG, ids=str)
def test_a_manifest_with_a_value_of_another_type_or_a_path_that_is_none_of_the_edition_is_none(wrong: dict) -> None:
    written = {"edition": "x", "data": "y", "files": {"a": "1", "a..b/..c": "2"}}
    assert manifest_in(json.dumps(written).encode()) is not None
    assert manifest_in(json.dumps(written | wrong).encode()) is None


@pytest.mark.parametrize("state", [*DAMAGED, b'{"editions": [{"edition": "../../x"}]}'], ids=range(len(DAMAGED) + 1))
def test_a_damaged_record_of_publications_is_not_begun_anew(published: Path, state: bytes) -> None:
    before = contents(published)
    (published / RECORD_FILE).unlink()
    (published / RECORD_FILE).write_bytes(state)
    for status, words in ((2, ("as-of", "2027-01-01", "--site", published)), (1, ("verify", published))):
        done = command(*words)
        assert (done.returncode, "cannot be read. Restore it" in done.stdout) == (status, True), done.stdout
    assert {**contents(published), RECORD_FILE: b""} == {**before, RECORD_FILE: b""}


# ---- Servers ---------------------------------------------------------------------------------------------------------


@contextmanager
def answering(*answers: bytes, drip: bytes = b"") -> Iterator[str]:
    """Yield the address of a server that gives each of these answers, and then the last one for ever, followed by ``drip`` again and again."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        waiting = [*answers]

        def serve() -> None:
            while True:
                try:
                    connection = server.accept()[0]
                except OSError:
                    return
                with connection:
                    try:
                        connection.recv(65536)
                        last = len(waiting) == 1
                        connection.sendall(waiting[0] if last else waiting.pop(0))
                        while last and drip:
                            time.sleep(0.01)
                            connection.sendall(drip)
                    except OSError:
                        pass

        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"
        server.shutdown(socket.SHUT_RDWR)


def ok(body: bytes, *headers: str) -> bytes:
    return "\r\n".join(["HTTP/1.1 200 OK", "Connection: close", *headers, "", ""]).encode() + body


def manifest(*paths: str) -> bytes:
    return ok(json.dumps({"edition": "0123456789ab", "files": dict.fromkeys(paths, "0" * 64)}).encode())


#: Answers to what is asked for first, the manifest.
BAD_MANIFESTS = {
    "no status": b"garbage\r\n\r\n",
    "nothing": b"",
    "an error": b"HTTP/1.1 500 Oops\r\n\r\n",
    "a chunk that is none": ok(b"zz\r\nabc", "Transfer-Encoding: chunked"),
    "cut short": ok(b"{", "Content-Length: 100"),
    "deep": ok(DEEP),
    "to itself": b"HTTP/1.1 302 Found\r\nLocation: /edition.json\r\n\r\n",
    "to a file": b"HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\n\r\n",
    "to no address": b"HTTP/1.1 302 Found\r\nLocation: http://[\r\n\r\n",
    "to another protocol": b"HTTP/1.1 302 Found\r\nLocation: ftp://127.0.0.1/x\r\n\r\n",
    "a header without end": b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000,
}


@pytest.mark.parametrize("answer", BAD_MANIFESTS.values(), ids=BAD_MANIFESTS)
def test_a_server_without_a_manifest_is_one_line(answer: bytes) -> None:
    with answering(answer) as address:
        done = command("verify", address)
    assert (done.returncode, len(done.stdout.splitlines())) == (1, 1), done.stdout
    assert f"{address} has no edition.json that can be read" in done.stdout


@pytest.mark.parametrize("address", ["http://", "http://[", "http://127.0.0.1:99999/", "http://127.0.0.1:x/", "http://\0/"])
def test_an_address_that_is_none_is_one_line(address: str) -> None:
    done = command("verify", address)
    assert (done.returncode, len(done.stdout.splitlines())) == (1, 1), done.stdout


@pytest.mark.parametrize("answer", [answer for name, answer in BAD_MANIFESTS.items() if name != "deep"])
def test_what_a_server_does_wrong_with_a_file_is_a_fault_of_that_file(answer: bytes) -> None:
    with answering(manifest("a.txt", "b\x1b[31m\u202e\n.txt"), answer) as address:
        done = command("verify", address)
    # One that cuts its answers short has a record of publications that cannot be read.
    lines = [line for line in done.stdout.splitlines() if not line.startswith("v/editions.json")]
    assert (done.returncode, len(lines)) == (1, 3), done.stdout
    assert lines[0].startswith("a.txt: ")
    assert lines[1].startswith("bU+001B[31mU+202E .txt: ")
    assert lines[2].endswith(f"the edition 0123456789ab, 2 files. Faults: {2 + answer.endswith(b'{')}.")


@pytest.mark.parametrize("start", [b"HTTP/1.1 200 OK\r\nX: ", ok(b""), ok(b"", "Transfer-Encoding: chunked")])
def test_a_server_that_never_ends_is_given_up_after_the_timeout(start: bytes) -> None:
    with answering(manifest("a.txt"), start, drip=b"1") as address:
        done = command("verify", address, "--timeout", "0.5", "--json")
    assert done.returncode == 1, done.stdout
    found = {"kind": "missing", "path": "a.txt", "reason": os.strerror(errno.ETIMEDOUT)}
    assert json.loads(done.stdout) == {"format-version": "1.0", "edition": "0123456789ab", "files": 1, "found": [found]}


def test_without_a_manifest_verify_says_so_in_words_and_in_json(tmp_path: Path) -> None:
    for what in (tmp_path, tmp_path / "nowhere", "http://127.0.0.1:9/"):
        done = command("verify", what)
        assert (done.returncode, "no edition.json" in done.stdout) == (1, True), done.stdout
        found = json.loads(command("verify", what, "--json").stdout)["found"]
        assert [(each["kind"], each["what"]) for each in found] == [("no-manifest", str(what))]


def test_a_manifest_in_a_folder_that_is_damaged_is_one_line(published: Path) -> None:
    before = contents(published)
    for damaged in DAMAGED:
        (published / CURRENT).unlink()
        (published / CURRENT).write_bytes(damaged)
        done = command("verify", published)
        assert (done.returncode, len(done.stdout.splitlines())) == (1, 1), done.stdout
    assert {**contents(published), CURRENT: b""} == {**before, CURRENT: b""}
