"""Times of the check, beside the bare parsing of the same files by PyYAML's C loader."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.bench.many import many_services
from tests.bench.measure import Cost, best, catalogue, row

_PARSE = "import pathlib, sys, yaml\nfor path in pathlib.Path(sys.argv[1]).rglob('*.yaml'): yaml.load(path.read_bytes(), yaml.CSafeLoader)"


#: Checks a folder, and again after a file has changed; says what the second time took.
_AGAIN = """
import pathlib, resource, sys, time
from service_catalogue.check.checker import check
folder, changed = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[1], sys.argv[2])
check(folder)
changed.write_text(changed.read_text('utf-8') + '# changed\\n', 'utf-8')
before, started = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
check(folder)
wall, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_SELF)
print(wall, after.ru_utime - before.ru_utime, after.ru_stime - before.ru_stime, after.ru_maxrss / 1024)
"""


def _again(data: Path, changed: str) -> Cost:
    def once() -> Cost:
        done = subprocess.run([sys.executable, "-c", _AGAIN, data, changed], capture_output=True, text=True, check=True)
        return Cost(*map(float, done.stdout.split()))

    return min((once() for _ in range(3)), key=lambda found: found.wall)


def test_check(tmp_path: Path) -> None:
    data = many_services(tmp_path, 200, size=10_000)
    print("\n\nThe check of 200 services of 10 kB: cold (asked: 2 s), and again when one file has changed (asked: 0.5 s)")
    row("catalogue check, 200 services of 10 kB", best(3, *catalogue("check", "--data", data)))
    row("again, as --live does, when a service has changed", _again(data, "services/s7.yaml"))
    row("again, as --live does, when the glossary has changed", _again(data, "glossary.yaml"))
    row("the same files only parsed (yaml.CSafeLoader)", best(3, sys.executable, "-c", _PARSE, str(data)))
    row("catalogue check, the real data", best(3, *catalogue("check")))
    row("nothing but Python's own start", best(3, sys.executable, "-c", ""))
