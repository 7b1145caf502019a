"""Runs commands and says what they took, for tables that stand side by side in one run."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Cost:
    """What one run of a command took."""

    wall: float
    cpu: float
    #: Of the largest process, in MB.
    memory: float


def cost(*command: str, cwd: Path = ROOT) -> Cost:
    """Run ``command`` to its end and measure it; raises if it fails."""
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Cost(time.perf_counter() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def best(repeats: int, *command: str) -> Cost:
    """The quickest of ``repeats`` runs, which disturbs by other work least."""
    return min((cost(*command) for _ in range(repeats)), key=lambda found: found.wall)


def catalogue(*arguments: str | Path) -> tuple[str, ...]:
    """The console command, run by this Python."""
    return (sys.executable, "-m", "service_catalogue", *map(str, arguments))


def row(name: str, found: Cost) -> None:
    print(f"{name:<58} {found.wall:7.2f} s wall {found.cpu:7.2f} s CPU {found.memory:7.0f} MB")
