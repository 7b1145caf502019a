"""The data as JSON files beside a site, from which the catalogue can be read again."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

from service_catalogue import FORMAT_VERSION
from service_catalogue.check.digest import files_in, is_record
from service_catalogue.model.matrix import read_data
from service_catalogue.store import Store, digest_of_program


def published_data(folder: Path, digest: str, store: Store | None = None) -> Iterator[tuple[str, bytes]]:
    """Yield the path and the content of each JSON file with the data of ``folder``, from which the catalogue can be read.

    What is in a folder there, as each service, has a file of its own; the last file has all else, their names and the digest.
    """

    def said(name: str, raw: bytes) -> str:
        def make() -> str:
            value = raw.decode("utf-8", "replace") if is_record(name) else read_data(name, raw)[0]
            return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

        key = f"{digest_of_program()} {hashlib.sha256(raw).hexdigest()}"
        text: str = store.compute(f"data/{name}", key, make) if store else make()
        return text

    files = files_in(folder)
    parts = [name for name in files if "/" in name]
    for name in parts:
        yield part_of_data(name), said(name, files[name].read_bytes()).encode("utf-8", "surrogatepass")
    shared = ",".join(f"{json.dumps(name)}:{said(name, path.read_bytes())}" for name, path in files.items() if name not in parts)
    text = f'{{"format-version":"{FORMAT_VERSION}","digest":{json.dumps(digest)},"files":{{{shared}}},"parts":{json.dumps(parts)}}}\n'
    yield "data.json", text.encode("utf-8", "surrogatepass")


def part_of_data(name: str) -> str:
    """Return the path, beside ``data.json``, of the file with the content of ``name``, a path in the data."""
    return f"data/{name}.json"
