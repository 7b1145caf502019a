"""Which files of a folder are the site's: ``edition.json`` lists each with the SHA-256 of its bytes.

What it does not list belongs to somebody else and is never removed. While files are put into a folder, ``edition.next.json``
lists those that are coming, so that a publication that was cut short is known as one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

CURRENT = "edition.json"
NEXT = "edition.next.json"


def text_of(files: Mapping[Path, bytes]) -> str:
    """The manifest of an edition that consists of ``files``: its own digest, and that of each file, by path."""
    digests = {path.as_posix(): hashlib.sha256(content).hexdigest() for path, content in files.items()}
    listed = "".join(f"{path}\0{digests[path]}\n" for path in sorted(digests))
    edition = {"edition": hashlib.sha256(listed.encode()).hexdigest(), "files": dict(sorted(digests.items()))}
    return json.dumps(edition, ensure_ascii=False, indent=1) + "\n"


def listed_in(site: Path) -> set[Path]:
    """The files that the manifests in ``site`` list, with the manifests; none if it has none, or one that cannot be read."""
    found: set[Path] = set()
    for name in (CURRENT, NEXT):
        try:
            files = json.loads((site / name).read_text("utf-8"))["files"]
            paths = {Path(path) for path in files if isinstance(path, str)}
        except (OSError, ValueError, KeyError, TypeError):
            continue
        # A manifest that was changed by hand leads nowhere outside the site.
        found |= {path for path in paths if not path.is_absolute() and ".." not in path.parts} | {Path(name)}
    return found
