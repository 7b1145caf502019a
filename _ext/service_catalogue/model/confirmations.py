"""The confirmed translations: the digests of both texts when a translation was last confirmed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping
from enum import Enum
from typing import NamedTuple

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.fields import texts_by_place
from service_catalogue.schema.kinds import Localized
from service_catalogue.yaml.transaction import Transaction
from service_catalogue.yaml.values import composed

#: The file of the record in the folder of the data.
LOCK_FILE = "translations-lock.yaml"

_DIGITS = 12
_SPACES = re.compile(r"[ \t\r\n]+")
_HEAD = """\
# Against which text each translation was last confirmed: a digest of the authoritative text, then one of the translation.
# `catalogue translations` lists what has changed since; `catalogue translations --confirm ID` writes this file.
confirmed:
"""


class Standing(Enum):
    """The relation of an unconfirmed translation to its original."""

    #: The authoritative text has changed, and the translation has not.
    STALE = "stale"
    #: Both have changed.
    REWRITTEN = "rewritten"
    #: It has never been confirmed.
    NEW = "new"


class Unconfirmed(NamedTuple):
    """A translation whose present text is not confirmed."""

    #: As in :func:`~service_catalogue.model.fields.texts_by_place`.
    place: str
    text: Localized
    language: str
    standing: Standing
    #: The digest of the authoritative text against which it was confirmed; empty if it never was.
    confirmed: str


def text_digest(text: str) -> str:
    """Return a digest of a text that does not depend on its line breaks."""
    words = composed(_SPACES.sub(" ", text).strip(" "))
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]


def unconfirmed(catalogue: Catalogue) -> tuple[Unconfirmed, ...]:
    """Return the translations that are not confirmed, in the order of the catalogue; none if there is no lock.

    A text that has moved together with its translation stays confirmed.
    """
    if catalogue.lock is None or catalogue.read_identity is None:
        return ()
    if "unconfirmed" not in catalogue.derived:
        catalogue.derived["unconfirmed"] = tuple(_unconfirmed(catalogue))
    left: tuple[Unconfirmed, ...] = catalogue.derived["unconfirmed"]
    return left


def _unconfirmed(catalogue: Catalogue) -> Iterator[Unconfirmed]:
    texts = texts_by_place(catalogue)
    for language in _translated(catalogue):
        by_place = {
            place: _digests(text, catalogue, language) for place, text in texts.items() if _is_whole(text, catalogue, language)
        }
        locked = _locked(catalogue, language)
        # A text that was confirmed at a place with another text now may have moved.
        moved = {said for place, said in locked.items() if by_place.get(place) != said}
        for place, said in by_place.items():
            own, _, translation = said.partition(" ")
            confirmed, _, before = locked.get(place, "").partition(" ")
            if confirmed == own or said in moved:
                continue
            standing = Standing.NEW
            if confirmed:
                standing = Standing.STALE if translation == before else Standing.REWRITTEN
            yield Unconfirmed(place, texts[place], language, standing, confirmed)


def stale_texts(catalogue: Catalogue, language: str) -> frozenset[object]:
    """Return the :attr:`~service_catalogue.yaml.values.Scalar.place` of each stale translation into ``language``."""
    stale = (each for each in unconfirmed(catalogue) if each.standing is Standing.STALE and each.language == language)
    return frozenset(each.text[language].place for each in stale)


def confirm(change: Transaction, catalogue: Catalogue, wanted: Collection[str]) -> int:
    """Record the translations of the texts at the places ``wanted`` as confirmed, beside those that are; return how many are new."""
    texts = texts_by_place(catalogue)
    left = {(each.place, each.language): each.confirmed for each in unconfirmed(catalogue)}
    lines, count = [_HEAD], 0
    for language in _translated(catalogue):
        lines.append(f"  {language}:\n")
        locked, last = _locked(catalogue, language), ""
        for place in sorted(place for place in texts if _is_whole(texts[place], catalogue, language)):
            is_open = catalogue.lock is None or (place, language) in left
            if place in wanted or not is_open:
                digests = _digests(texts[place], catalogue, language)
                count += is_open
            elif place in locked:  # unchanged: what has changed is still to be listed
                digests = locked[place]
            else:
                continue
            # A line for each object, so that git can merge the confirmations of two branches.
            name, _, field = place.partition("/")
            lines += [f"    {name}:\n"] if name != last else []
            lines.append(f"      {field}: {digests}\n")
            last = name
    change.write(change.folder / LOCK_FILE, "".join(lines).encode())
    return count


def _locked(catalogue: Catalogue, language: str) -> dict[str, str]:
    """Return the digests in the lock for ``language``, by place."""
    by_object = catalogue.lock.get(language) if catalogue.lock is not None else None
    return {f"{name}/{field}": str(digests) for name, fields in (by_object or {}).items() for field, digests in fields.items()}


def _translated(catalogue: Catalogue) -> tuple[str, ...]:
    identity = catalogue.identity
    return tuple(str(language) for language in identity.languages if language != identity.authoritative)


def _is_whole(text: Localized, catalogue: Catalogue, language: str) -> bool:
    """Return whether both the authoritative text and the one in ``language`` are present."""
    return not (text.unread or text.cut_at(catalogue.identity.languages)) and all(
        (said := text.get(code)) is not None and said.strip() for code in (catalogue.identity.authoritative, language)
    )


def _digests(text: Localized, catalogue: Catalogue, language: str) -> str:
    return f"{text_digest(text[catalogue.identity.authoritative])} {text_digest(text[language])}"


def places_of(names: Collection[str], texts: Mapping[str, Localized]) -> dict[str, list[str]]:
    """Return the places of texts for each of ``names``, a place or an object; empty if there are none."""
    return {name: [place for place in texts if name in (place, place.partition("/")[0])] for name in names}
