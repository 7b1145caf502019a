"""The data digest of a folder, a revision or a site: a short name for what the files of a catalogue say, however they are written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from service_catalogue.check.load import FILES, IDENTITY_FILE, SERVICES_FOLDER
from service_catalogue.model.confirmed import LOCK_FILE
from service_catalogue.model.published import PUBLISHED_FILE
from service_catalogue.yaml.digest import canonical, digest_of_files
from service_catalogue.yaml.source import read


def is_data(path: str) -> bool:
    """True if the file at ``path``, relative to the folder of the data, says something of the catalogue; a record does not."""
    folder, _, name = path.rpartition("/")
    return path in (IDENTITY_FILE, *FILES) if not folder else folder == SERVICES_FOLDER and name.endswith(".yaml")


def files_in(folder: Path) -> dict[str, bytes]:
    """The files of a catalogue in ``folder``, the records among them: their bytes by path."""
    paths = (path for path in folder.rglob("*.yaml") if path.is_file() and not path.is_symlink())
    found = {path.relative_to(folder).as_posix(): path for path in paths}
    return {name: found[name].read_bytes() for name in sorted(found) if is_data(name) or name in (PUBLISHED_FILE, LOCK_FILE)}


def canonical_file(name: str, raw: bytes) -> str:
    """What a file says, as canonical JSON; ``null`` if it cannot be parsed."""
    value, _ = read(name, raw)
    return "null" if value is None else canonical(value)


def digest_of_data(files: Mapping[str, str]) -> str:
    """The data digest of files, whose canonical JSON is given by path: SHA-256 of the whole, 12 hexadecimal digits.

    What has been published and which translations are confirmed is no part of it.
    """
    return digest_of_files({path: said for path, said in files.items() if is_data(path)})


def data_digest(folder: Path) -> str:
    """The data digest of ``folder``."""
    return digest_of_data({name: canonical_file(name, raw) for name, raw in files_in(folder).items()})


def published_data(folder: Path) -> str:
    """The data of ``folder`` as one JSON file, from which the catalogue can be read again, with their digest."""
    values = {name: read(name, raw)[0] for name, raw in files_in(folder).items()}
    return json.dumps({"digest": data_digest(folder), "files": values}, ensure_ascii=False, indent=1) + "\n"
