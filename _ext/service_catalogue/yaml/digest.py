"""What values say, as a short number: a reflow, a comment or another order of keys changes nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from service_catalogue.yaml.values import Value

#: How many hexadecimal digits are shown.
_DIGITS = 12


def canonical(value: Value | None) -> bytes:
    """``value`` as JSON, in one way: keys in the order of their characters, no spaces, nothing escaped that need not be.

    What could not be parsed is ``null``.
    """
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8", "surrogatepass")


def digest(*parts: bytes) -> str:
    """The first 12 hexadecimal digits of the SHA-256 of ``parts``, which are canonical JSON together."""
    made = hashlib.sha256()
    for part in parts:
        made.update(part)
    return made.hexdigest()[:_DIGITS]


def digest_of_files(files: Mapping[str, bytes]) -> str:
    """The digest of several files, whose canonical JSON is given by their names: that of one object with a key for each."""
    parts = [b"{"]
    for name in sorted(files):
        parts += [b"" if len(parts) == 1 else b",", json.dumps(name, ensure_ascii=False).encode("utf-8", "surrogatepass"), b":"]
        parts.append(files[name])
    return digest(*parts, b"}")
