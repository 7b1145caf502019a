"""The data digest: a short name for what the files of a catalogue say, whatever way they are written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from service_catalogue.check.load import FILES, IDENTITY_FILE, SERVICES_FOLDER
from service_catalogue.model.confirmed import LOCK_FILE
from service_catalogue.model.published import PUBLISHED_FILE
from service_catalogue.yaml.source import read
from service_catalogue.yaml.values import Map, Scalar, Seq, Value

#: How many hexadecimal digits of the SHA-256 are shown.
DIGITS = 12
_NULLS = ("~", "null", "Null", "NULL")


def is_data(path: str) -> bool:
    """True if the file at ``path``, relative to the folder of the data, says something of the catalogue; a record does not."""
    folder, _, name = path.rpartition("/")
    return path in (IDENTITY_FILE, *FILES) if not folder else folder == SERVICES_FOLDER and name.endswith(".yaml")


def files_in(folder: Path) -> dict[str, bytes]:
    """The files of a catalogue in ``folder``, the records among them: their bytes by path."""
    paths = (path for path in folder.rglob("*.yaml") if path.is_file() and not path.is_symlink())
    found = {path.relative_to(folder).as_posix(): path for path in paths}
    return {name: found[name].read_bytes() for name in sorted(found) if is_data(name) or name in (PUBLISHED_FILE, LOCK_FILE)}


def values_of(files: Mapping[str, bytes]) -> dict[str, Any]:
    """The parsed values of ``files`` as plain JSON values, by path; ``None`` for a file that cannot be parsed."""
    return {name: _parsed(name, raw) for name, raw in sorted(files.items())}


def digest_of(values: Mapping[str, Any]) -> str:
    """The data digest of the parsed values of files: SHA-256 of their canonical JSON, 12 hexadecimal digits.

    What has been published and which translations are confirmed is no part of it.
    """
    said = {path: value for path, value in values.items() if is_data(path)}
    canonical = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()[:DIGITS]


def data_digest(folder: Path) -> str:
    """The data digest of ``folder``."""
    return digest_of(values_of(files_in(folder)))


def published_data(folder: Path) -> str:
    """The data of ``folder`` as one JSON file, from which the catalogue can be read again, with their digest."""
    values = values_of(files_in(folder))
    return json.dumps({"digest": digest_of(values), "files": values}, ensure_ascii=False, indent=1) + "\n"


def _parsed(name: str, raw: bytes) -> Any:
    value, _ = read(name, raw)
    return None if value is None else _plain(value)


def _plain(value: Value) -> Any:
    if isinstance(value, Map):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, Seq):
        return [_plain(item) for item in value]
    return "" if isinstance(value, Scalar) and value in _NULLS and value.is_plain else str(value)
