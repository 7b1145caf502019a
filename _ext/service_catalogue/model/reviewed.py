"""The record *reviewed against*: what each text, claim and tension was confirmed against, as digests.

It is the folder ``reviewed`` of the data, with a file for each service and one for what they share. A line is an item::

    2a.security-4.text da:0123456789ab en:ba9876543210 service manager

with a digest of each side, and the role of the reviewer if it was given; or the source that an item, or all of a service, was read
against: address, day, digest of the file, name. Blank lines keep the changes of two branches apart for git.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain, groupby
from typing import Any, NamedTuple

from service_catalogue.messages import Message, message
from service_catalogue.messages.problem import Location, quote
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.fields import texts_in
from service_catalogue.model.matrix import Cell
from service_catalogue.model.service import Service
from service_catalogue.model.statement import Claim, Note, Tension
from service_catalogue.schema.kinds import Localized, fields_of
from service_catalogue.yaml.source import read
from service_catalogue.yaml.transaction import Transaction
from service_catalogue.yaml.values import Map, Value, composed, digest

#: The folder of the record in the folder of the data.
REVIEWED_FOLDER = "reviewed"
#: The mark beside that folder that it was there: a catalogue that never confirmed anything has neither.
REVIEWED_MARK = "reviewed.txt"
#: The record of earlier versions, of translations alone.
FORMER_FILE = "translations-lock.yaml"

_SHARED = "shared"
_SPACES = re.compile(r"[ \t\r\n]+")
_ITEM = re.compile(r"(\S+)((?: [A-Za-z0-9-]+:[0-9a-f]{12})+)(?: (.+))?")
_SOURCE = re.compile(r"(\S+) (\d{4}-\d\d-\d\d [0-9a-f]{12} .+)")
_CLAIM = re.compile(r"claims\.\d+")
#: The sides that are no language.
_SIDES = ("claim", "text", "tension", "at", "cells")
#: The kinds of objects of a service with texts, besides statements.
_IN_SERVICE = ("section", "note", "topic", "tension", "exception", "matrix", "row")
_HEAD = "# What each text, claim and tension was confirmed against, as digests. `catalogue confirm` writes this file.\n"
_MARK = "# What was confirmed is in the folder reviewed. If it is missing, `catalogue check` reports an error.\n"


class Item(NamedTuple):
    """Texts that have to agree, and are confirmed together."""

    #: ``2a.security-4.text``, ``2a.security-4.claims.0``, ``task:backup.name``
    address: str
    #: The words to compare, the authoritative ones first. A text has a side for each language; a claim (``claim``) and a tension
    #: (``tension``) have these for their translations, and the ``text`` of the claim, or what the tension is ``at``. A row that was
    #: read in a source has its ``cells`` alone.
    sides: Mapping[str, str]
    #: The position at which each side is reported: what has it as ``at``.
    places: Mapping[str, Any]
    #: Its texts for readers.
    texts: tuple[Localized, ...]
    #: Its object and field, as in :func:`~service_catalogue.model.fields.texts_in`.
    place: str

    @property
    def digests(self) -> dict[str, str]:
        """Return the digests of its sides."""
        return {side: text_digest(words) for side, words in self.sides.items()}


class Line(NamedTuple):
    """A confirmation."""

    #: By side.
    digests: Mapping[str, str]
    #: The role of the reviewer; empty if it was not given.
    role: str = ""


class Review(NamedTuple):
    """An item, and the confirmation that is nearest to it."""

    item: Item
    #: Its digests now, by side.
    digests: Mapping[str, str]
    #: ``None`` if it was never confirmed.
    line: Line | None

    @property
    def is_confirmed(self) -> bool:
        return self.line is not None and self.digests.items() <= self.line.digests.items()

    @property
    def changed(self) -> tuple[str, ...]:
        """Return the sides that have changed since it was confirmed; a side that was not there then is not one of them."""
        known = self.line.digests if self.line else {}
        return tuple(side for side, digest in self.digests.items() if known.get(side, digest) != digest)

    @property
    def unchanged(self) -> tuple[str, ...]:
        return tuple(side for side in self.digests if side not in self.changed)


@dataclass(frozen=True)
class Record:
    """The lines of all files."""

    #: By address; several where branches were merged, each of which counts.
    lines: dict[str, list[Line]] = field(default_factory=dict)
    #: Day, digest and name of each source, by the address of what was read against it.
    sources: dict[str, str] = field(default_factory=dict)
    #: The first line of each file that is none, such as the marks of a merge.
    unreadable: list[Location] = field(default_factory=list)


def text_digest(text: str) -> str:
    """Return a digest of a text that does not depend on its line breaks."""
    words = composed(_SPACES.sub(" ", text).strip(" "))
    return digest(words.encode("utf-8", "surrogatepass"))


# ---- Items -----------------------------------------------------------------------------------------------------------


def address_of(place: str) -> str:
    """Return the address of the item with the text at ``place``, as in :func:`~service_catalogue.model.fields.texts_in`."""
    name, _, key = place.partition("/")
    kind, _, id = name.partition(":")
    service, _, own = id.partition(".")
    if kind in ("service", "statement"):
        name = id
    elif service and kind in _IN_SERVICE:
        name = f"{service}.{kind}.{own}".rstrip(".")
    of_claim = _CLAIM.match(key)
    return name if kind == "tension" else f"{name}.{of_claim[0] if of_claim else key}"


def items(catalogue: Catalogue) -> Iterator[Item]:
    """Yield the items of the catalogue: the shared ones, then those of each service."""
    return chain.from_iterable(_items_in(catalogue, service) for service in (None, *catalogue.services))


def _items_in(catalogue: Catalogue, service: Service | None) -> Iterator[Item]:
    for place, text in texts_in(catalogue, service).items():
        address = address_of(place)
        is_own = service is None or text.at.path == service.at.path
        if is_own and not (text.unread or text.cut_at(catalogue.identity.languages)) and _is_text(place):
            sides = {language: text[language] for language in _languages(catalogue) if text.get(language, "").strip()}
            if len(sides) > 1 and str(catalogue.identity.authoritative) in sides:
                yield Item(address, sides, {side: text[side] for side in sides}, (text,), place)
    if service is None:
        return
    prevailing = str(catalogue.identity.authoritative)
    for said in service.texts:
        kind = "note" if isinstance(said, Note) else "statement"
        for number, claim in enumerate(said.claims if not getattr(said, "owner", "") else ()):
            place = f"{kind}:{service.id}.{said.id}/claims.{number}"
            yield _joined(catalogue, place, "claim", claim, {"text": str(said.text.get(prevailing, ""))})
    for tension in service.tensions:
        if not tension.owner:
            named = "; ".join(_named(service, address, prevailing) for address in sorted(tension.at_))
            yield _joined(catalogue, f"tension:{service.id}.{tension.id}", "tension", tension, {"at": named})
    for matrix in service.all_matrices if service.source else ():
        own = (cell for cell in matrix.cells if cell.written.at.path == service.at.path)
        for task, cells in groupby(own, lambda cell: cell.task):
            row, place = matrix.row_of(task), f"row:{service.id}.{matrix.address(task)}"
            words = "; ".join([*sorted(row.note), *_letters(cells)])
            yield Item(address_of(f"{place}/cells"), {"cells": words}, {"cells": row}, (), place)


def _is_text(place: str) -> bool:
    """Return whether the text at ``place`` is an item of its own, and no part of a claim, a tension or an approval."""
    return not (place.startswith("tension:") or place.partition("/")[2].startswith(("claims.", "approval.")))


def _joined(catalogue: Catalogue, place: str, own: str, thing: Claim | Tension, others: Mapping[str, str]) -> Item:
    """Return the item of ``thing`` at ``place``, the side ``own``, with its translations and ``others``."""
    prevailing, *languages = _languages(catalogue)
    texts = tuple(value for value in vars(thing).values() if isinstance(value, Localized))
    sides = {own: _written(thing, prevailing)}
    for language in languages:
        if words := " ".join(text[language] for text in texts if language in text).strip():
            sides[language] = words
    sides |= others
    return Item(address_of(place), sides, dict.fromkeys(sides, thing), texts, place)


def _written(thing: Claim | Tension, language: str) -> str:
    """Return the fields of ``thing`` that are not empty, as words: ``party: customer; does: backup, restore``."""
    parts = []
    for key, (name, _, _) in sorted(fields_of(type(thing)).items()):
        value = getattr(thing, name)
        if isinstance(value, Localized):
            value = value.get(language)
        if key == "party" or (value and key != "id"):
            parts.append(f"{key}: {', '.join(sorted(map(str, value))) if isinstance(value, tuple) else value or '-'}")
    return "; ".join(parts)


def _named(service: Service, address: str, language: str) -> str:
    """Return what a tension of ``service`` names: a statement, a note, or cells; the address alone for a letter."""
    said = next((text for text in service.texts if text.address == address), None)
    if said is not None:
        return str(said.text.get(language, ""))
    cells = (cell for matrix in service.all_matrices for cell in matrix.cells if f"{cell.address}.".startswith(f"{address}."))
    return ", ".join(_letters(cells)) or address


def _letters(cells: Iterable[Cell]) -> list[str]:
    """Return the letters and notes of ``cells``, each with its address, in an order that does not depend on the file."""
    letters = (
        f"{cell.address} {''.join(sorted(cell.letters)) or cell.state.value} {' '.join(sorted(cell.notes))}" for cell in cells
    )
    return sorted(map(str.strip, letters))


def _languages(catalogue: Catalogue) -> list[str]:
    """Return the languages, that which prevails first."""
    prevailing = str(catalogue.identity.authoritative)
    return [prevailing, *(language for language in map(str, catalogue.identity.languages) if language != prevailing)]


# ---- What is confirmed -----------------------------------------------------------------------------------------------


def record_of(catalogue: Catalogue) -> Record:
    """Return the record of the catalogue; empty if it has none."""
    record = Record()
    for path, text in (catalogue.reviewed or {}).items():
        is_sound = True
        for number, line in enumerate(re.split(r"\r\n?|\n", text), 1):  # as editors count them
            if found := _ITEM.fullmatch(line):
                digests = dict(pair.split(":") for pair in found[2].split())
                record.lines.setdefault(found[1], []).append(Line(digests, found[3] or ""))
            elif found := _SOURCE.fullmatch(line):
                record.sources[found[1].removesuffix(".source")] = found[2]
            elif line.strip() and not line.startswith("#") and is_sound:
                is_sound = False
                record.unreadable.append(Location(path, number))
    return record


def reviews(catalogue: Catalogue) -> tuple[Review, ...]:
    """Return every item with the confirmation nearest to it. What has moved to another address stays confirmed."""
    record = record_of(catalogue)
    found = [(item, item.digests) for item in items(catalogue)]
    now = {item.address: digests for item, digests in found}
    lines = [(address, line) for address, lines in record.lines.items() for line in lines]
    moved = {frozenset(line.digests.items()): line for address, line in lines if line.digests != now.get(address)}

    def nearest(item: Item, digests: dict[str, str]) -> Line | None:
        elsewhere = moved.get(frozenset(digests.items()))
        lines = [*record.lines.get(item.address, ()), *((elsewhere,) if elsewhere else ())]
        return max(lines, key=lambda line: len(digests.items() & line.digests.items()), default=None)

    return tuple(Review(item, digests, nearest(item, digests)) for item, digests in found)


def suspects(catalogue: Catalogue) -> tuple[Review, ...]:
    """Return the items that are not confirmed as they are, in the order of the catalogue; none if nothing is recorded."""
    if catalogue.reviewed is None or catalogue.read_identity is None:
        return ()
    if "suspects" not in catalogue.derived:
        catalogue.derived["suspects"] = tuple(review for review in reviews(catalogue) if not review.is_confirmed)
    found: tuple[Review, ...] = catalogue.derived["suspects"]
    return found


def marks(catalogue: Catalogue, language: str) -> Mapping[object, str]:
    """Return the key of the mark of each text in ``language`` that differs in age from the one that prevails, by its place."""
    found: dict[object, str] = {}
    for review in suspects(catalogue):
        own = next(iter(review.digests))
        if language in review.digests and language != own and (own in review.changed) != (language in review.changed):
            key = "translations.mark" if own in review.changed else "translations.mark-own"
            found |= {text[language].place: key for text in review.item.texts if language in text}
    return found


def suspect_claims(catalogue: Catalogue) -> frozenset[Location]:
    """Return the positions of the claims whose statement or note has changed, and which have not."""
    old = (review for review in suspects(catalogue) if "text" in review.changed and "claim" in review.unchanged)
    return frozenset(review.item.places["claim"].at for review in old)


def changes(review: Review) -> Message:
    """Return which sides of an item have changed since it was confirmed, and which have not."""
    unchanged = own_sides(review)
    name = "changed" if unchanged else "all-changed"
    return message(f"suspect.{name}", changed=side_names(review.changed), unchanged=side_names(unchanged))


def own_sides(review: Review) -> tuple[str, ...]:
    """Return the sides that have not changed; of a claim that has not, without its translations."""
    own, unchanged = next(iter(review.digests)), review.unchanged
    return tuple(side for side in unchanged if side in _SIDES) if own in _SIDES and own in unchanged else unchanged


def side_names(sides: Iterable[str]) -> list[Message]:
    return [message(f"suspect.{side}") if side in _SIDES else message("suspect.in", language=quote(side)) for side in sides]


# ---- Writing ---------------------------------------------------------------------------------------------------------


def confirm(
    change: Transaction, catalogue: Catalogue, addresses: Collection[str], role: str = "", sources: Mapping[str, str] = {}
) -> None:
    """Record the items at ``addresses`` as confirmed by ``role``, and ``sources``, beside what the record has."""
    lines = {}
    for review in reviews(catalogue):
        address = review.item.address
        line = Line(review.digests, role) if address in addresses else review.line
        if line is not None:
            lines[address] = line
    _write(change, lines, {**record_of(catalogue).sources, **sources}, [item.address for item in items(catalogue)])


def carry(change: Transaction, before: Catalogue, after: Catalogue, kind: str, old: str, new: str) -> None:
    """Record after the rename of ``kind`` ``old`` to ``new`` what was confirmed before it: it says the same under other ids."""
    services = [
        after.objects["service"][new if (kind, service.id) == ("service", old) else service.id] for service in before.services
    ]
    now = list(items(replace(after, services=tuple(services))))
    lines, names = {}, {}
    for review, item in zip(reviews(before), now, strict=True):
        names[review.item.address] = item.address
        if review.line is not None:
            lines[item.address] = review.line._replace(digests=item.digests) if review.is_confirmed else review.line
    sources = {}
    for address, source in record_of(before).sources.items():
        for was, is_now in names.items():
            if f"{was}.".startswith(f"{address}."):
                sources[is_now[: len(is_now) - len(was) + len(address)]] = source
                break
    _write(change, lines, sources, [*names.values()])


def _write(change: Transaction, lines: Mapping[str, Line], sources: Mapping[str, str], known: Iterable[str]) -> None:
    """Write the record: ``lines``, and the ``sources`` of addresses that are ``known`` or contain one that is."""
    prefixes = {address[: dot.start()] for address in known for dot in re.finditer(r"\.|$", address)}
    written = [_line(address, line) for address, line in lines.items()]
    written += [f"{address}.source {source}" for address, source in sources.items() if address in prefixes]
    files = {name: [*each] for name, each in groupby(sorted(written, key=lambda line: (_file(line), line)), _file)}
    folder = change.folder / REVIEWED_FOLDER
    for path in folder.glob("*.txt"):
        if path.stem not in files:
            change.remove(path)
    for name, of_file in files.items():
        blocks = ("".join(f"{line}\n" for line in block) for _, block in groupby(of_file, _object))
        change.write(folder / f"{name}.txt", "\n".join([_HEAD, *blocks]).encode())
    if files:
        change.write(change.folder / REVIEWED_MARK, _MARK.encode())


def _line(address: str, line: Line) -> str:
    return " ".join(filter(None, (address, *(f"{side}:{digest}" for side, digest in line.digests.items()), line.role)))


def _file(line: str) -> str:
    """Return the name of the file of a line; addresses of shared objects begin with their kind."""
    first = line.partition(".")[0]
    return _SHARED if ":" in first or first == "catalogue" else first


def _object(line: str) -> str:
    return line.partition(" ")[0].rpartition(".")[0]


def converted(catalogue: Catalogue, raw: bytes) -> str:
    """Return the lines for ``raw``, the former record of translations. A claim or a tension is confirmed if its translations are."""
    prevailing = str(catalogue.identity.authoritative)
    found: dict[tuple[str, str], dict[str, str]] = {}
    confirmed: set[tuple[str, str, str]] = set()
    value = read(FORMER_FILE, raw)[0]
    for language, objects in _pairs(value.get("confirmed") if isinstance(value, Map) else None):
        for name, fields in _pairs(objects):
            for key, digests in _pairs(fields):
                own, _, other = str(digests).partition(" ")
                found.setdefault((address_of(f"{name}/{key}"), own), {prevailing: own})[str(language)] = other
                confirmed.add((own, str(language), other))
    lines = [_line(address, Line(digests)) for (address, _), digests in found.items()]
    for item in items(catalogue):
        pairs = ((text, language) for text in item.texts for language in _languages(catalogue)[1:] if language in text)
        if next(iter(item.sides)) in ("claim", "tension") and all(
            (text_digest(text.get(prevailing, "")), language, text_digest(text[language])) in confirmed
            for text, language in pairs
        ):
            lines.append(_line(item.address, Line(item.digests)))
    return "\n".join(lines)


def _pairs(value: Value | None) -> Iterable[tuple[str, Value]]:
    return value.items() if isinstance(value, Map) else ()
