"""How long the check takes, beside the bare parsing of the same files by PyYAML's C loader."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.bench.many import many_services
from tests.bench.measure import best, catalogue, row

_PARSE = "import pathlib, sys, yaml\nfor path in pathlib.Path(sys.argv[1]).rglob('*.yaml'): yaml.load(path.read_bytes(), yaml.CSafeLoader)"


def test_check(tmp_path: Path) -> None:
    data = many_services(tmp_path, 200, size=10_000)
    print("\n\nThe check, cold, of 200 services of 10 kB (asked: 2 s), of one file among few, and of the real data")
    row("catalogue check, 200 services of 10 kB", best(3, *catalogue("check", "--data", data)))
    row("the same files only parsed (yaml.CSafeLoader)", best(3, sys.executable, "-c", _PARSE, str(data)))
    row("catalogue check, the real data", best(3, *catalogue("check")))
    row("nothing but Python's own start", best(3, sys.executable, "-c", ""))
