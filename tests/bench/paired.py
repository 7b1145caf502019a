"""Compares the CPU of each stage and rule with that of the last release, or of a week ago: ``make bench-paired``.

Both run in turn on the same data, so that a neighbour on the machine slows both. Fails where one is slower by more than a fifth.
"""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

from tests.bench.many import many_services
from tests.bench.measure import ROOT

#: How many times as long a stage may take, and the seconds below which chance says more than the code.
MOST, FEWEST = 1.2, 0.05
SERVICES, ROUNDS = 100, 5
_LINE = re.compile(r"^ *([\d.]+) s +\d+  (\S+)$", re.MULTILINE)


def slower(stage: str, pairs: list[tuple[float, float]]) -> str:
    """Return the sentence about a stage whose seconds before and now are ``pairs``, if it is slower than it may be."""
    before, ratio = (
        statistics.median(then for then, _ in pairs),
        statistics.median(now / (then or now or 1) for then, now in pairs),
    )
    return f"{stage}: {ratio:.2f} × the {before:.2f} s of before" if before >= FEWEST and ratio > MOST else ""


def _seconds(tree: Path, data: Path, words: str) -> dict[str, float]:
    # In CI, nothing is believed that an earlier run has kept.
    work = data.parent / tree.name
    work.mkdir(exist_ok=True)
    env = {**os.environ, "PYTHONPATH": str(tree / "_ext"), "CI": "true", "XDG_STATE_HOME": str(work / "state")}
    command = [sys.executable, "-m", "service_catalogue", *words.split(), "--data", str(data), "--timings"]
    done = subprocess.run(command, cwd=work, env=env, capture_output=True, encoding="utf-8")
    return {name: float(seconds) for seconds, name in _LINE.findall(done.stderr)}


def main() -> int:
    bases = ("describe --tags --abbrev=0 HEAD^", "rev-list -1 --before=1.week.ago HEAD")
    asked = (subprocess.run(["git", *words.split()], cwd=ROOT, capture_output=True, encoding="utf-8") for words in bases)
    base = next(filter(None, (done.stdout.strip() for done in asked)), "HEAD")
    rounds: defaultdict[str, list[tuple[float, float]]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as name:
        folder, former = Path(name, "data"), Path(name, "tree")
        subprocess.run(["git", "clone", "--quiet", "--shared", ROOT, former], check=True)
        subprocess.run(["git", "checkout", "--quiet", base], cwd=former, check=True)
        data = many_services(folder, SERVICES)
        text = data / "services" / "s0.yaml"
        for number in range(ROUNDS):  # the first build is from nothing
            text.write_text(text.read_text("utf-8").replace("S0. ", f"S0. {number} "), "utf-8")
            for words in ("check", "build --no-pdf"):
                then, now = (_seconds(tree, data, words) for tree in (former, ROOT))
                for stage in then.keys() & now.keys():
                    rounds[f"{words.split()[0]}: {stage}"].append((then[stage], now[stage]))
    lines = [*filter(None, (slower(*each) for each in sorted(rounds.items())))]
    whole = f"None of {len(rounds)} stages takes more than {MOST} × what it took at {base}."
    print(
        *lines or [whole if rounds else f"Nothing is compared: at {base}, there was no --timings, or a build failed."], sep="\n"
    )
    return 1 if lines or not rounds else 0


if __name__ == "__main__":
    sys.exit(main())
