"""The Atom feed of what has changed, in one language."""

from __future__ import annotations

import uuid

from service_catalogue.sphinx_ext.templates import environment
from service_catalogue.views.changes import sections_of
from service_catalogue.views.edition import Edition
from service_catalogue.views.status import notice


def feed(edition: Edition, base: str) -> str:
    """The feed of the changes that have been recorded; ``base`` is where the language is published, empty if that is not known.

    It is read away from the site, so that it says itself that the catalogue is a restatement, and which language prevails.
    Its ids are made from names and dates alone: they stay the same wherever the site is.
    """
    identity = edition.catalogue.identity
    name = edition.plain(identity.name)
    own = f"{identity.owner[identity.authoritative]}/{identity.name[identity.authoritative]}/{edition.language}"
    entries = [
        {
            "date": entry.date.isoformat(),
            "title": f"{name}: {edition.words.date(entry.date)}",
            "id": _urn(f"{own}/{entry.date.isoformat()}"),
            "sections": sections_of(edition, entry),
        }
        for entry in edition.catalogue.changelog
    ]
    title, owner = f"{name}: {edition.words('diff.title')}", edition.plain(identity.owner)
    prevails = "" if edition.prevails else edition.words("frame.prevails", language=edition.prevailing)
    subtitle = " ".join(filter(None, (notice(edition), prevails)))
    shown = environment().get_template("root/changes.atom")
    return shown.render(
        edition=edition, title=title, subtitle=subtitle, owner=owner, id=_urn(own), base=base, entries=entries
    ).lstrip()


def _urn(name: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_URL, name).urn
