"""How long an editor waits in the preview, without booklets: from the save of a text to the open page with it, and to all others.

``SIZES=100,400`` in the environment says how many services; without it, there are 400. The real data come first.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import statistics
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.many import many_services
from tests.bench.measure import ROOT, catalogue
from tests.built import give_fonts, replace

_PAGE = "da/services/2a.html"
_WORDS = ("Stabil platform", "Stabil base")
#: How many edits there are, after one that finds everything as it was left.
_EDITS = 5
#: For what the preview still does when all pages are built, in seconds.
_PAUSE = 2


def test_live(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "data", tmp_path / "real" / "data")
    print("\n\nThe preview: the real data")
    _measure(tmp_path / "real" / "data")
    for size in map(int, os.environ.get("SIZES", "400").split(",")):
        print(f"\n{size} services")
        _measure(many_services(tmp_path / str(size), size - 1))


def _measure(data: Path) -> None:
    waits: list[tuple[float, float]] = []
    with _preview(data) as address, urllib.request.urlopen(f"{address}_live/events?page=/{_PAGE}") as answer:
        told = (json.loads(line.removeprefix(b"data: ")) for line in answer if line.startswith(b"data: "))
        next(told)
        for number in range(_EDITS + 1):
            time.sleep(_PAUSE)
            new, old = _WORDS[number % 2 - 1], _WORDS[number % 2]
            replace(data / "services" / "2a.yaml", old, new)
            saved = time.perf_counter()
            assert not next(told)["problem"]
            page = urllib.request.urlopen(f"{address}{_PAGE}").read().decode()
            shown = time.perf_counter() - saved
            assert new in page
            assert old not in page
            assert not next(told)["problem"]
            waits.append((shown, time.perf_counter() - saved))
    for what, seconds in zip(("the open page", "all pages"), zip(*waits[1:], strict=True), strict=True):
        print(f"  {statistics.median(seconds):5.2f} s  {what} ({', '.join(f'{each:.2f}' for each in seconds)})")


@contextmanager
def _preview(data: Path) -> Iterator[str]:
    """The preview of the catalogue in ``data``, by its address, until it is interrupted."""
    give_fonts(data.parent / "_build" / "cache" / "fonts")
    command = catalogue("build", "--live", "--no-pdf", "--port", "0", "--data", data, "--lang", "en")
    with subprocess.Popen(command, cwd=data.parent, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        line = next(line for line in process.stdout if "http://" in line)
        try:
            yield next(word for word in line.split() if word.startswith("http://"))
        finally:
            process.send_signal(signal.SIGINT)
