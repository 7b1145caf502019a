"""The data digest of a folder, a revision or a site: a short name for what the files of a catalogue say, however they are written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

from service_catalogue.check.files import digest_of_data, is_data
from service_catalogue.model.confirmations import LOCK_FILE
from service_catalogue.model.published_ids import PUBLISHED_FILE
from service_catalogue.store import Store, digest_of_program
from service_catalogue.yaml.digest import canonical
from service_catalogue.yaml.source import read


def files_in(folder: Path) -> dict[str, Path]:
    """The files of a catalogue in ``folder``, the records among them, in the order of their paths in it."""
    paths = (path for path in folder.rglob("*.yaml") if path.is_file() and not path.is_symlink())
    found = {path.relative_to(folder).as_posix(): path for path in paths}
    return {name: found[name] for name in sorted(found) if is_data(name) or name in (PUBLISHED_FILE, LOCK_FILE)}


def canonical_file(name: str, raw: bytes) -> bytes:
    """What a file says, as canonical JSON; ``null`` if it cannot be parsed."""
    return canonical(read(name, raw)[0])


def data_digest(folder: Path) -> str:
    """The data digest of ``folder``."""
    files = files_in(folder)
    return digest_of_data(files, lambda name: canonical_file(name, files[name].read_bytes()))


def published_data(folder: Path, digest: str, store: Store | None = None) -> Iterator[bytes]:
    """Yield the parts of one JSON file with the data of ``folder``, from which the catalogue can be read again, and their digest."""

    def said(name: str, raw: bytes) -> str:
        def make() -> str:
            return json.dumps(read(name, raw)[0], ensure_ascii=False, separators=(",", ":"))

        key = f"{digest_of_program()} {hashlib.sha256(raw).hexdigest()}"
        text: str = store.compute(f"data/{name}", key, make) if store else make()
        return text

    yield f'{{"digest":{json.dumps(digest)},"files":{{'.encode()
    for number, (name, path) in enumerate(files_in(folder).items()):
        told = f"{',' if number else ''}{json.dumps(name, ensure_ascii=False)}:{said(name, path.read_bytes())}"
        yield told.encode("utf-8", "surrogatepass")
    yield b"}}\n"
