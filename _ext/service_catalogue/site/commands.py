"""The commands for what is published: list the editions, go back to one, verify one."""

from __future__ import annotations

import sys
from pathlib import Path

from service_catalogue.diff.states import StateError, digests_in
from service_catalogue.failure import Refused
from service_catalogue.messages import message
from service_catalogue.site.editions import Editions
from service_catalogue.site.lock import locked
from service_catalogue.site.manifest import manifest_in
from service_catalogue.site.publish import GRACE
from service_catalogue.site.verify import faults_of, reading_of


def editions(site: Path, keep: str | None, language: str) -> int:
    """List the editions, the newest first; ``keep`` is a digest, or a PDF that has one, whose editions are kept for ever."""
    kept = Editions(site)
    found = kept.all()
    if not found:
        raise Refused("failure.no-editions", site=site)
    if keep:
        cited = [digest for digest in _digests(Path(keep)) if kept.find(digest)] if keep.endswith(".pdf") else [keep]
        if not cited or not kept.find(cited[0]):
            raise Refused("failure.no-edition", digest=keep, site=site)
        with locked(kept.folder):
            kept.cite(cited[0])
    for imprint in found:
        notes = message("editions.current")[language] if imprint.edition == kept.current else ""
        notes += message("editions.cited")[language] if kept.is_cited(imprint) else ""
        digest, made = imprint.made_from.get("data", "–"), f"{kept.made_at(imprint.edition):%Y-%m-%d %H:%M}"
        print(message("editions.row", edition=imprint.edition, made=made, digest=digest, notes=notes)[language])
    return 0


def rollback(site: Path, digest: str, language: str) -> int:
    """Publish the edition ``digest`` again, or the one before the current. Raises ``Refused``."""
    kept = Editions(site)
    if not kept.current:
        raise Refused("failure.no-editions", site=site)
    with locked(kept.folder):
        kept.tidy()
        target = _target(kept, digest)
        if damaged := kept.faults(target):
            raise Refused("failure.damaged", digest=target, files=damaged)
        kept.switch(target, GRACE)
    print(message("editions.back", site=site, edition=target)[language])
    return 0


def _target(kept: Editions, digest: str) -> str:
    """The edition that ``digest`` begins the digest of, or the one before the current. Raises ``Refused``."""
    if digest:
        found = kept.find(digest)
        if len(found) > 1:
            raise Refused("failure.several", digest=digest, files=[imprint.edition for imprint in found])
    else:
        digests = [imprint.edition for imprint in kept.all()]
        found = kept.all()[digests.index(kept.current) + 1 :][:1] if kept.current in digests else []
    if not found and not digest:
        raise Refused("failure.no-earlier", site=kept.site)
    if not found:
        raise Refused("failure.no-edition", digest=digest, site=kept.site)
    return found[0].edition


def verify(what: str, site: Path, language: str) -> int:
    """Compare a folder or a site at an address with its manifest; of a PDF, say which edition of ``site`` it is from.

    Gives 1 if something differs, or no edition is known. Raises ``Refused``, and ``OSError`` for a PDF that cannot be read.
    """
    if what.endswith(".pdf") and "://" not in what:
        return _verify_pdf(Path(what), site, language)
    try:
        reading = reading_of(what)
    except OSError as error:
        print(message("editions.no-manifest", what=what, reason=error.strerror or str(error))[language], file=sys.stderr)
        return 1
    faults = list(faults_of(reading))
    for told in (*(message("editions.foreign", path=path) for path in reading.foreign), *faults):
        print(told[language])
    edition, count = reading.manifest.edition, len(reading.compared)
    if faults:
        print(message("editions.faulty", what=what, edition=edition, count=count, faults=len(faults))[language])
        return 1
    print(message("editions.whole", what=what, edition=edition, count=count)[language])
    return 0


def _verify_pdf(file: Path, site: Path, language: str) -> int:
    digests = _digests(file)
    kept = Editions(site)
    current = manifest_in(site)
    known = [*kept.all(), *([current.imprint] if current else [])]
    found = [imprint for imprint in known if imprint.made_from.get("data") in digests]
    if not found:
        print(message("editions.unknown", file=file, digest=digests[0], site=site)[language], file=sys.stderr)
        return 1
    edition = next((each for each in found if current and each.edition == current.edition), found[0])
    is_current = current is not None and edition.edition == current.edition
    key = "editions.is-current" if is_current else "editions.is-older"
    print(message(key, file=file, digest=edition.made_from["data"], edition=edition.edition)[language])
    return 0


def _digests(file: Path) -> list[str]:
    """The data digests in a PDF. Raises ``Refused`` if it has none or is no PDF, and ``OSError``."""
    try:
        found = digests_in(file)
    except StateError as error:
        if isinstance(error.__cause__, OSError):
            raise error.__cause__ from None
        raise Refused("diff.unreadable", path=file) from None
    if not found:
        raise Refused("failure.no-digest", file=file)
    return found
