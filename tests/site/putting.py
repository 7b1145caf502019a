"""Publishing files as the command does, without building them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from service_catalogue.site.editions import manifest_of
from service_catalogue.site.publish import Publication, publish, publishing

from tests.built import contents

RECORD = "v/editions.json"


def put(files: Mapping[str, bytes], site: Path, grace: float = 0) -> str:
    """Publish as the command does; gives the edition."""
    manifest = manifest_of(files, {"data": hashlib.sha256(files["index.html"]).hexdigest()[:12]})
    with publishing(site, as_folder=False):
        former = {f"v/{path}": f"{site}/v/{path}" for path in contents(site / "v")}
        mine = {f"v/{manifest.edition}/{path}": content for path, content in files.items()}
        publish(files, manifest, to(site, grace), {**former, **mine, RECORD: manifest.edition.encode()})
    return manifest.edition


def to(site: Path, grace: float = 0, *, synced: bool = True) -> Publication:
    return Publication(site, None, (), grace, synced, site)
