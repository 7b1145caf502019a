"""Runs commands and says what they took, for tables that stand side by side in one run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
#: How often the memory of all processes together is looked at, in seconds.
_EVERY = 0.1


@dataclass(frozen=True)
class Cost:
    """The cost of one run of a command."""

    #: Seconds; of CPU, those of all its processes.
    wall: float
    user: float
    system: float
    #: Of the largest process, in MB; 0 where it ended before somebody looked.
    memory: float
    #: Of all its processes at once, each page that they share counted once, in MB; 0 where nobody looked.
    summed: float = 0

    @property
    def cpu(self) -> float:
        return self.user + self.system


def cost(*command: str, cwd: Path = ROOT, summed: bool = False) -> Cost:
    """Run ``command`` to its end and measure it; raises if it fails. To look at the ``summed`` memory takes a little CPU itself."""
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL)
    largest, together = [0.0], [0.0]
    ended = threading.Event()

    def look() -> None:
        # What the system says at the end holds what this process had when it began the other.
        while not ended.wait(_EVERY):
            tree = [*_tree(process.pid)]
            largest[0] = max(largest[0], *map(_peak, tree))
            if summed:
                together[0] = max(together[0], sum(map(_share, tree)))

    looking = threading.Thread(target=look)
    looking.start()
    _, status, usage = os.wait4(process.pid, 0)
    ended.set()
    looking.join()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Cost(time.perf_counter() - started, usage.ru_utime, usage.ru_stime, largest[0], together[0])


def _tree(process: int) -> Iterator[int]:
    """Yield a process and all below it; only itself where the system does not list them."""
    yield process
    try:
        children = Path(f"/proc/{process}/task/{process}/children").read_text("ascii").split()
    except OSError:
        return
    for child in map(int, children):
        yield from _tree(child)


def _peak(process: int) -> float:
    """Return the most memory that a process has had, in MB."""
    return _told(process, "status", "VmHWM")


def _share(process: int) -> float:
    """Return the memory of a process in MB; of what it shares with others, its share."""
    return _told(process, "smaps_rollup", "Pss")


def _told(process: int, file: str, name: str) -> float:
    """Return a figure that the system gives in kB, in MB; 0 where it gives none."""
    try:
        found = re.search(rf"^{name}:\s+(\d+)", Path(f"/proc/{process}/{file}").read_text("ascii"), re.MULTILINE)
    except OSError:
        return 0
    return int(found[1]) / 1024 if found else 0


def best(repeats: int, *command: str) -> Cost:
    """Return the quickest of ``repeats`` runs, the one least disturbed by other work."""
    return min((cost(*command) for _ in range(repeats)), key=lambda found: found.wall)


def catalogue(*arguments: str | Path) -> tuple[str, ...]:
    """Return the console command, run by this Python."""
    return (sys.executable, "-m", "service_catalogue", *map(str, arguments))


def row(name: str, found: Cost) -> None:
    together = f"   {found.summed:5.0f} MB together" if found.summed else ""
    cpu = f"{found.cpu:7.2f} s CPU ({found.user:.2f} + {found.system:.2f})"
    memory = f" {found.memory:7.0f} MB" if found.memory else ""
    print(f"{name:<58} {found.wall:7.2f} s wall {cpu:<28}{memory}{together}")
