"""The commands for what is published: list the editions, go back to one, verify one."""

from __future__ import annotations

import sys
from pathlib import Path

from service_catalogue.failure import Refused
from service_catalogue.site import pdf_digest
from service_catalogue.site.editions import Editions
from service_catalogue.site.lock import locked
from service_catalogue.site.manifest import Manifest, manifest_in
from service_catalogue.site.publish import GRACE
from service_catalogue.site.verify import Reading, faults_of, reading_of

_SAID = {
    "current": {"da": "vises nu", "en": "current"},
    "cited": {"da": "bevares", "en": "kept"},
    "data": {"da": "data {digest}", "en": "data {digest}"},
    "back": {"da": "{site} viser nu udgaven {edition}.", "en": "{site} shows the edition {edition} now."},
    "whole": {
        "da": "{what}: udgaven {edition}, {count} filer, ingen fejl.",
        "en": "{what}: the edition {edition}, {count} files, nothing wrong.",
    },
    "faulty": {
        "da": "{what}: udgaven {edition}, {count} filer, {faults} fejl.",
        "en": "{what}: the edition {edition}, {count} files, {faults} faults.",
    },
    "foreign": {"da": "{path}: hører ikke til udgaven", "en": "{path}: is not part of the edition"},
    "is-from": {
        "da": "{file} er fra data {digest}: udgaven {edition}{current}.",
        "en": "{file} is from the data {digest}: the edition {edition}{current}.",
    },
    "is-current": {"da": ", som vises nu", "en": ", which is the current one"},
    "is-older": {"da": ", som ikke vises nu", "en": ", which is not the current one"},
    "unknown": {
        "da": "{file} er fra data {digest}. Ingen udgave af {site} er lavet af dem.",
        "en": "{file} is from the data {digest}. No edition of {site} is made from them.",
    },
}


def editions(site: Path, keep: str | None, language: str) -> int:
    """List the editions, the newest first; ``keep`` is a digest, or a PDF that has one, whose editions are kept for ever."""
    kept = Editions(site)
    found = kept.all()
    if not found:
        raise Refused("no-editions", site=site)
    if keep:
        digest = pdf_digest.read(Path(keep)) if keep.endswith(".pdf") else keep
        if not kept.find(digest):
            raise Refused("no-edition", digest=digest, site=site)
        with locked(kept.folder):
            kept.cite(digest)
    for manifest in found:
        notes = [_SAID["data"][language].format(digest=manifest.made_from.get("data", "–"))]
        notes += [_SAID["current"][language]] if manifest.edition == kept.current else []
        notes += [_SAID["cited"][language]] if kept.is_cited(manifest) else []
        print(f"{manifest.edition}  {', '.join(notes)}")
    return 0


def rollback(site: Path, digest: str, language: str) -> int:
    """Publish the edition ``digest`` again, or the one before the current. Raises ``Refused``."""
    kept = Editions(site)
    if not kept.current:
        raise Refused("no-editions", site=site)
    with locked(kept.folder):
        kept.tidy()
        target = _target(kept, digest)
        if damaged := kept.faults(target):
            raise Refused("damaged", digest=target.edition, files=damaged)
        kept.switch(target.edition, GRACE)
    print(_SAID["back"][language].format(site=site, edition=target.edition))
    return 0


def _target(kept: Editions, digest: str) -> Manifest:
    if digest:
        found = kept.find(digest)
        if len(found) > 1:
            raise Refused("several", digest=digest, files=[manifest.edition for manifest in found])
    else:
        digests = [manifest.edition for manifest in kept.all()]
        found = kept.all()[digests.index(kept.current) + 1 :][:1] if kept.current in digests else []
    if not found:
        raise Refused("no-edition", digest=digest, site=kept.site)
    return found[0]


def verify(what: str, site: Path, language: str) -> int:
    """Compare a folder or a site at an address with its manifest; of a PDF, say which edition of ``site`` it is from.

    Gives 1 if something differs, or no edition is known. Raises ``Refused``, and ``OSError`` for what cannot be read.
    """
    if what.endswith(".pdf") and "://" not in what:
        return _verify_pdf(Path(what), site, language)
    reading = reading_of(what)
    faults = [str(fault) for fault in faults_of(reading)]
    for path in reading.foreign:
        print(_SAID["foreign"][language].format(path=path))
    for fault in faults:
        print(fault)
    _sum_up(what, reading, len(faults), language)
    return 1 if faults else 0


def _sum_up(what: str, reading: Reading, faults: int, language: str) -> None:
    manifest = reading.manifest
    said = _SAID["faulty" if faults else "whole"][language]
    print(said.format(what=what, edition=manifest.edition, count=len(manifest.files), faults=faults))


def _verify_pdf(file: Path, site: Path, language: str) -> int:
    digest = pdf_digest.read(file)
    kept = Editions(site)
    known = [*kept.all(), *filter(None, [manifest_in(site)])]
    found = [manifest for manifest in known if digest.startswith(manifest.made_from.get("data", "–"))]
    if not found:
        print(_SAID["unknown"][language].format(file=file, digest=digest, site=site), file=sys.stderr)
        return 1
    current = manifest_in(site)
    edition = next((each for each in found if current and each.edition == current.edition), found[0])
    told = _SAID["is-current" if current and edition.edition == current.edition else "is-older"][language]
    print(_SAID["is-from"][language].format(file=file, digest=digest[:12], edition=edition.edition, current=told))
    return 0
