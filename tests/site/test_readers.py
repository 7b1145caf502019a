"""Readers of a site that is switched many times; it takes minutes, and prints its figures."""

from __future__ import annotations

import hashlib
import http.client
import itertools
import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from urllib.parse import urljoin

import pytest
from service_catalogue.site.editions import Editions
from service_catalogue.yaml.lock import locked

from tests.built import Site, build, copy_catalogue, replace
from tests.site.servers import nginx
from tests.site.test_publish import Files, own, put

pytestmark = pytest.mark.long

SWITCHES = 200
READERS = 4
#: Seconds for which visits that have begun find their files; the command has more.
GRACE = 0.5


@pytest.fixture(scope="module")
def two(small: Site, tmp_path_factory: pytest.TempPathFactory) -> tuple[Files, Files]:
    """Two editions of the small catalogue: their files."""
    folder = tmp_path_factory.mktemp("edited")
    copy_catalogue(folder)
    replace(folder / "data" / "services" / "desk.yaml", "The customer gets a desk.", "The customer is given a desk.")
    replace(folder / "data" / "tasks.yaml", "name: {da: Backup, en: Backup}", "name: {da: Sikkerhedskopi, en: Backup copy}")
    edited = build(folder, data=folder / "data").folder
    return own(small.folder), own(edited)


# ---- Readers ---------------------------------------------------------------------------------------------------------


class Reader(threading.Thread):
    """Visits pages with what they need, and searches, until it is stopped; counts what went wrong."""

    def __init__(self, port: int, editions: list[Files], stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.port, self.editions, self.stop = port, editions, stop
        self.visits = self.requests = 0
        self.faults: list[str] = []

    def run(self) -> None:
        pages = [
            "index.html",
            "en/index.html",
            "da/services/desk.html",
            "en/tasks/backup.html",
            "en/search.html",
            "da/glossary.html",
        ]
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        while not self.stop.is_set():
            page = pages[self.visits % len(pages)]
            self.visits += 1
            try:
                self.visit(page)
            except (OSError, http.client.HTTPException) as error:
                self.faults.append(f"refused: {error!r}")
                self.connection.close()

    def get(self, path: str) -> bytes | None:
        self.requests += 1
        self.connection.request("GET", f"/{path}")
        answer = self.connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            self.faults.append(f"{answer.status}: {path}")
            return None
        return body

    def visit(self, page: str) -> None:
        body = self.get(page)
        if body is None:
            return
        of = [edition for edition in self.editions if edition.get(page) == body]
        if not of:
            self.faults.append(f"mixed: {page}")
        for address in re.findall(r'(?:src|href)="([^":#?]+\.(?:css|js|svg))"', body.decode()):
            path = urljoin(f"/{page}", address).lstrip("/")
            asset = self.get(path)
            if asset is not None and all(edition.get(path) != asset for edition in of):
                self.faults.append(f"mixed: {page} {path}")
        if page.endswith("search.html"):
            self.search(page.rpartition("/")[0])

    def search(self, language: str) -> None:
        """As the scripts do: what names the index, the index, and parts that it names."""
        folder = f"{language}/_static/search"
        named = self.get(f"{folder}/edition.js?{time.monotonic_ns()}")
        name = re.search(rb'"index":"(index\.\w+)"', named or b"")
        if name and (index := self.get(f"{folder}/{name[1].decode()}.js")):
            for part_name, digest in re.findall(r'"(rare\.(\w+))"', index.decode()):
                part = self.get(f"{folder}/{part_name}.js")
                if part and hashlib.sha256(part.partition(b",")[2][:-3]).hexdigest()[:10] != digest:
                    self.faults.append(f"mixed: {part_name}")


def by_link(site: Path, two: Sequence[Files]) -> Iterator[None]:
    """One edition and the other, in turn, each there already."""
    editions = [put(files, site) for files in two]
    kept = Editions(site)
    for edition in itertools.cycle(editions):
        yield
        with locked(kept.folder):
            kept.tidy()
            kept.switch(edition, GRACE)


def in_place(site: Path, two: Sequence[Files]) -> Iterator[None]:
    """One edition and the other, in turn, each put into the folder file by file."""
    site.mkdir()
    for files in itertools.cycle(two):
        put(files, site, GRACE)
        yield


@pytest.mark.parametrize("switching", [by_link, in_place])
def test_readers_through_many_switches(
    tmp_path: Path,
    two: tuple[Files, Files],
    switching: Callable[[Path, Sequence[Files]], Iterator[None]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("os.fsync", lambda descriptor: None)
    site = tmp_path / "site"
    stop = threading.Event()
    switches = switching(site, two)
    next(switches)
    with nginx(site, tmp_path / "nginx") as port:
        readers = [Reader(port, list(two), stop) for _ in range(READERS)]
        for reader in readers:
            reader.start()
        for _ in range(SWITCHES):
            next(switches)
        stop.set()
        for reader in readers:
            reader.join()
    visits, requests = (sum(getattr(reader, name) for reader in readers) for name in ("visits", "requests"))
    print(f"\n{switching.__name__}: {SWITCHES} switches, {visits} visits, {requests} requests")
    assert [fault for reader in readers for fault in reader.faults] == []
    assert visits > SWITCHES
    put(two[0], site)
    assert own(site) == two[0]
