"""What values say, as a short number: a reflow, a comment or another order of keys changes nothing."""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from service_catalogue.yaml.values import Value

#: How many hexadecimal digits are shown.
_DIGITS = 12
_PACKAGE = Path(__file__).parents[1]
#: What of the package is read or run; what else the wheel brings along, the prose, is no program.
_PROGRAM = ("*.py", "*.typ", "locale/*.yaml")


def canonical(value: Value) -> str:
    """``value`` as JSON, in one way: keys in the order of their characters, no spaces, nothing escaped that need not be."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(text: str) -> str:
    """The first 12 hexadecimal digits of the SHA-256 of ``text``, which is canonical JSON."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]


def digest_of_files(files: Mapping[str, str]) -> str:
    """The digest of several files, whose canonical JSON is given by their names: that of one object with a key for each."""
    members = (f"{json.dumps(name, ensure_ascii=False)}:{files[name]}" for name in sorted(files))
    return digest("{" + ",".join(members) + "}")


@functools.cache
def digest_of_program() -> str:
    """The digest of this package: of the path and the text of each of its files that are run or set."""
    files = {path for pattern in _PROGRAM for path in _PACKAGE.rglob(pattern)}
    named = {path.relative_to(_PACKAGE).as_posix(): path for path in files}
    return digest_of_files(
        {name: json.dumps(path.read_text("utf-8")) for name, path in named.items() if not name.startswith("project/")}
    )
