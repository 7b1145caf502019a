"""``python -m tests.editing.lock FILE`` removes from a lock of npm the addresses of those who ask for money."""

from __future__ import annotations

import json
import sys
from pathlib import Path

if __name__ == "__main__":
    path = Path(sys.argv[1])
    lock = json.loads(path.read_text("utf-8"))
    for package in lock["packages"].values():
        package.pop("funding", None)
    path.write_text(json.dumps(lock, ensure_ascii=False, indent=2) + "\n", "utf-8")
