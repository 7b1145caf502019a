"""What values say, as a short number: a reflow, a comment or another order of keys changes nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from service_catalogue.yaml.values import Value

#: How many hexadecimal digits are shown.
_DIGITS = 12


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
