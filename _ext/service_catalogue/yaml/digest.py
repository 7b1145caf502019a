"""What values say, as a short number: a reflow, a comment or another order of keys changes nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator

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
    return _digest(parts)


def digest_of_files(names: Iterable[str], canonical: Callable[[str], bytes]) -> str:
    """The digest of the files ``names``, of each of which ``canonical`` gives the canonical JSON: that of one object with a key for each."""
    return _digest(_object(names, canonical))


def _object(names: Iterable[str], canonical: Callable[[str], bytes]) -> Iterator[bytes]:
    """The parts of the object; not all in memory together."""
    yield b"{"
    for number, name in enumerate(sorted(names)):
        yield b"," if number else b""
        yield json.dumps(name, ensure_ascii=False).encode("utf-8", "surrogatepass") + b":"
        yield canonical(name)
    yield b"}"


def _digest(parts: Iterable[bytes]) -> str:
    made = hashlib.sha256()
    for part in parts:
        made.update(part)
    return made.hexdigest()[:_DIGITS]
