"""The commands for what is published: list the editions, go back to one, verify one."""

from __future__ import annotations

import sys
from pathlib import Path

from service_catalogue.diff.states import StateError, digests_in
from service_catalogue.messages import Message, message
from service_catalogue.messages.failure import Refused
from service_catalogue.problem import visible
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
    for edition, made_from in found.items():
        notes = message("editions.current")[language] if edition == kept.current else ""
        notes += message("editions.cited")[language] if kept.is_cited(edition, made_from) else ""
        digest, made = made_from.get("data", "–"), f"{kept.made_at(edition):%Y-%m-%d %H:%M}"
        print(_line(message("editions.row", edition=edition, made=made, digest=digest, notes=notes), language))
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
    """Return the edition whose digest begins with ``digest``, or the one before the current. Raises ``Refused``."""
    if not digest:
        order = [*kept.all()]
        found = order[order.index(kept.current) + 1 :] if kept.current in order else []
        if not found:
            raise Refused("failure.no-earlier", site=kept.site)
        return found[0]
    found = kept.find(digest)
    if not found:
        raise Refused("failure.no-edition", digest=digest, site=kept.site)
    if len(found) > 1:
        raise Refused("failure.several", digest=digest, files=found)
    return found[0]


def verify(what: str, site: Path, language: str) -> int:
    """Compare a folder or a site at an address with its manifest; of a PDF, say which edition of ``site`` it is from.

    Return 1 if something differs, or no edition is known. Raises ``Refused``, and ``OSError`` for a PDF that cannot be read.
    """
    if what.endswith(".pdf") and "://" not in what:
        return _verify_pdf(Path(what), site, language)
    try:
        reading = reading_of(what)
    except OSError as error:
        reason = error.strerror or str(error)
        print(_line(message("editions.no-manifest", what=what, reason=reason), language), file=sys.stderr)
        return 1
    faults = list(faults_of(reading))
    for found in (*(message("editions.foreign", path=path) for path in reading.foreign), *faults):
        print(_line(found, language))
    key = "editions.faulty" if faults else "editions.whole"
    edition, count = reading.manifest.edition, len(reading.compared)
    print(_line(message(key, what=what, edition=edition, count=count, faults=len(faults)), language))
    return 1 if faults else 0


def _line(text: Message, language: str) -> str:
    """Return a message that may quote anyone as one line, with nothing that a terminal obeys."""
    return " ".join(visible(text[language]).split())


def _verify_pdf(file: Path, site: Path, language: str) -> int:
    digests = _digests(file)
    current = manifest_in(site)
    published = {current.edition: current.made_from} if current else {}
    known = {**published, **Editions(site).all()}
    found = [edition for edition, made_from in known.items() if made_from.get("data") in digests]
    if not found:
        print(message("editions.unknown", file=file, digest=digests[0], site=site)[language], file=sys.stderr)
        return 1
    key = "editions.is-current" if found[0] in published else "editions.is-older"
    print(message(key, file=file, digest=known[found[0]]["data"], edition=found[0])[language])
    return 0


def _digests(file: Path) -> list[str]:
    """Return the data digests in a PDF. Raises ``Refused`` if it has none or is no PDF, and ``OSError``."""
    try:
        found = digests_in(file)
    except StateError as error:
        if isinstance(error.__cause__, OSError):
            raise error.__cause__ from None
        raise Refused("diff.unreadable", path=file) from None
    if not found:
        raise Refused("failure.no-digest", file=file)
    return found
