"""What hostile and broken input takes: each case in a process of its own, everything that is shown of it included."""

from __future__ import annotations

import subprocess
import sys

from tests.bench.measure import ROOT


def test_hostile() -> None:
    print("\n\nHostile and broken input, with Python's own start (asked: 1 s and 200 MB for each)")
    subprocess.run([sys.executable, "-m", "tests.hostile"], cwd=ROOT, check=True)
