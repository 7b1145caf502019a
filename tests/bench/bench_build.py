"""Times of the site without booklets: from nothing, after an edit, and where nothing has changed.

``SIZES=100,400,1600`` in the environment says how many services; without it, there are 100 and then 400. The real data come first.
Hugo makes the same pages before and after ours, for a neighbour on the same machine costs up to a quarter: ours is measured by the
mean of the two.
"""

from __future__ import annotations

import functools
import math
import os
import shutil
import signal
import statistics
import subprocess
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

from service_catalogue.cli.build import LOCAL_SITE

from tests.bench.first_answer import first_answers
from tests.bench.many import many_services
from tests.bench.measure import ROOT, Cost, catalogue, cost, row
from tests.bench.peer import hugo
from tests.built import LANGUAGES, Site, replace

_TERM = """\
  - id: zz-bun
    name: {da: fastelavnsbolle, en: carnival bun}
    definition: {da: En bolle., en: A bun.}
    forms: {da: [fastelavnsboller], en: [carnival buns]}
    synonyms: {da: [], en: []}
"""
_STEPS = ("from nothing", "nothing changed", "one text edited")
#: How far a build gets that is stopped: the part of the seconds that an edit takes.
_FAR = 0.6

#: The CPU seconds of each step of a generator.
Steps = dict[str, float]


def test_build(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "data", tmp_path / "real" / "data")
    print("\n\nThe site, without booklets: the real data")
    _ours(tmp_path / "real" / "data")
    found = {size: _size(tmp_path / str(size), size) for size in map(int, os.environ.get("SIZES", "100,400").split(","))}
    for (one, few), (other, many) in pairwise(found.items()):
        print(f"\nFrom {one} to {other} services CPU grows with the power of")
        for name, seconds in few.items():
            print(f"  {math.log(many[name] / seconds) / math.log(other / one):4.2f}  {name}")


def _size(folder: Path, size: int) -> Steps:
    """Return the CPU seconds of every step with ``size`` services."""
    print(f"\n\n{size} services in {len(LANGUAGES)} languages")
    data = many_services(folder, size - 1)
    before = _hugo(data, "before")
    ours = _ours(data)
    after = _hugo(data, "after")
    beside = {name: statistics.mean((seconds, after[name])) for name, seconds in before.items()}
    for name, seconds in beside.items():
        print(f"{name}: {ours[name]:.2f} s CPU, {ours[name] / seconds:.2f} × Hugo’s {seconds:.2f} s")
    row("the check alone", cost(*catalogue("check", "--data", data), summed=True))
    first_answers(Site(folder / LOCAL_SITE))
    shutil.rmtree(folder)
    return ours | {f"Hugo, {name}": seconds for name, seconds in beside.items()}


def _ours(data: Path) -> Steps:
    # As an editor builds, who believes what the check has kept.
    site = data.parent / LOCAL_SITE
    command = catalogue("build", "--no-pdf", "--data", data)
    glossary = data / "glossary.yaml"

    def add_a_term() -> None:
        glossary.write_text(glossary.read_text("utf-8") + _TERM, "utf-8")

    changes = (lambda: None, lambda: None, functools.partial(_edit, data))
    taken = {name: _step(name, command, site, change) for name, change in zip(_STEPS, changes, strict=True)}

    def edit_and_stop() -> None:
        _edit(data)
        process = subprocess.Popen(command, cwd=data.parent, stdout=subprocess.DEVNULL, start_new_session=True)
        time.sleep(taken["one text edited"].wall * _FAR)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    taken["after a stop"] = _step("after a stop", command, site, edit_and_stop)
    taken["one term more"] = _step("one term more", command, site, add_a_term)
    return {name: each.cpu for name, each in taken.items()}


def _hugo(data: Path, when: str) -> Steps:
    """Return the cost of Hugo, or nothing where it is not installed."""
    site = data.parent / f"hugo-{when}"
    command = hugo(data, site)
    if command is None:
        print("Hugo is not installed: there is nothing to compare with")
        return {}
    taken = {}
    for name in _STEPS:
        if name == "one text edited":
            _edit(data)
        measured = taken[name] = cost(*command, summed=True)
        row(f"Hugo {when}, {name}", measured)
    made = _pages(site)
    shutil.rmtree(site)
    if (ours := data.parent / LOCAL_SITE).is_dir():
        assert made == _pages(ours), "Hugo does not make the same pages"
    return {name: measured.cpu for name, measured in taken.items()}


def _edit(data: Path) -> None:
    """Write one text of one service anew; the next time as it was."""
    service = data / "services" / "2a.yaml"
    words = ["Stabil platform", "Stabil base"]
    replace(service, *(words if words[0] in service.read_text("utf-8") else reversed(words)))


def _step(name: str, command: tuple[str, ...], site: Path, change: Callable[[], None]) -> Cost:
    """Build after ``change``, and say what that took and how many files of the site are others."""
    before = _files(site)
    change()
    taken = cost(*command, cwd=site.parents[1], summed=True)
    row(name, taken)
    after = _files(site)
    written = [path for path, status in after.items() if before.get(path) != status]
    of_search = [path for path in written if "search" in path.parts]
    removed, size = before.keys() - after.keys(), sum((site / path).stat().st_size for path in written) / 1e6
    print(f"  {len(written)} files written ({size:.1f} MB), {len(of_search)} of them of the search; {len(removed)} removed")
    return taken


def _pages(site: Path) -> set[str]:
    """Return the pages that are made of data alone; Hugo makes no others."""
    kinds = ("services", "tasks", "layers", "parties")
    return {path.relative_to(site).as_posix() for kind in kinds for path in site.glob(f"*/{kind}/**/*.html")}


def _files(site: Path) -> dict[Path, tuple[int, int]]:
    found = {path.relative_to(site.resolve()): path.stat() for path in site.resolve().rglob("*") if path.is_file()}
    return {path: (status.st_mtime_ns, status.st_ino) for path, status in found.items()}
