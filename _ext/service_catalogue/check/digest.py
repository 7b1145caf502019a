"""The data digest: which files are data, and the canonical JSON of each."""

import hashlib
import itertools
import json
from collections.abc import Callable, Iterable
from pathlib import Path

from service_catalogue.model.approvals import APPROVED_FOLDER, header_of
from service_catalogue.model.catalogue import (
    FILES,
    IDENTITY_FILE,
    SERVICES_FOLDER,
    WORDS_FOLDER,
)
from service_catalogue.model.matrix import read_data
from service_catalogue.model.published_ids import PUBLISHED_FILE
from service_catalogue.model.reviewed import REVIEWED_FOLDER
from service_catalogue.yaml.values import DIGITS, canonical

FOLDERS = (SERVICES_FOLDER, WORDS_FOLDER)


def is_data(path: str) -> bool:
    """Return whether the file at ``path``, relative to the folder, is data, or can have the header of an approval."""
    folder, _, name = path.rpartition("/")
    if folder == APPROVED_FOLDER:
        return name.endswith(".txt")
    return path in (IDENTITY_FILE, *FILES) if not folder else folder in FOLDERS and name.endswith(".yaml")


def is_record(path: str) -> bool:
    """Return whether the file at ``path``, relative to the folder, records what was confirmed, or what an approval covers, or signs that."""
    folder, _, name = path.rpartition("/")
    return folder in (REVIEWED_FOLDER, APPROVED_FOLDER) and name.endswith((".txt", ".txt.sig"))


def digest_of_data(paths: Iterable[str], canonical: Callable[[str], bytes]) -> str:
    """Return the digest of one JSON object with the files at ``paths``; ``canonical`` returns the canonical JSON of one.

    Records, of published ids and of what has been confirmed, are no part of it; of one of an approval, its header is.
    """
    hashed = hashlib.sha256(b"{")
    parts = ((name, canonical(name)) for name in sorted(filter(is_data, paths)))
    for number, (name, content) in enumerate(part for part in parts if part[1]):
        hashed.update(b"," * bool(number) + json.dumps(name, ensure_ascii=False).encode("utf-8", "surrogatepass") + b":")
        hashed.update(content)
    hashed.update(b"}")
    return hashed.hexdigest()[:DIGITS]


def files_in(folder: Path) -> dict[str, Path]:
    """Return the files of a catalogue in ``folder``, records included, in the order of their paths."""
    paths = itertools.chain.from_iterable(map(folder.rglob, ("*.yaml", "*.txt", "*.sig")))
    files = {path.relative_to(folder).as_posix(): path for path in paths if path.is_file() and not path.is_symlink()}
    return {name: files[name] for name in sorted(files) if is_data(name) or name == PUBLISHED_FILE or is_record(name)}


def canonical_file(name: str, raw: bytes) -> bytes:
    """Return the content of a file as canonical JSON, ``null`` if it cannot be parsed; nothing for a record without a header."""
    if is_record(name) and not (raw := header_of(raw.decode("utf-8", "replace").replace("\r\n", "\n")).encode()):
        return b""
    return canonical(read_data(name, raw)[0])


def data_digest(folder: Path) -> str:
    """Return the data digest of ``folder``."""
    files = files_in(folder)
    return digest_of_data(files, lambda name: canonical_file(name, files[name].read_bytes()))
