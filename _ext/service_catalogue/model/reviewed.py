"""The record of what was confirmed: of each object, digests of its texts in each language and of its data.

It is the folder ``reviewed`` of the data, with a file for each service and one for what they share. A line is an object::

    2a.security-4 da:0123456789ab en:ba9876543210 data:abcdef012345

``by.txt`` says who confirmed when, and where that can be read; its digests add up to those of all lines, so that none can be lost::

    2026-12-01 0123456789ab terminal service manager
    2026-12-01 gone 2a.t7 the source was corrected
    2026-12-01 read 2a 2bb80d537b1d the sheet.pdf

Blank lines keep the changes of two branches apart for git.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain, groupby
from pathlib import Path
from typing import Any, NamedTuple

from service_catalogue.messages.problem import Location
from service_catalogue.messages.quotation import quote
from service_catalogue.messages.texts import Message, message
from service_catalogue.model.catalogue import Catalogue, Shared
from service_catalogue.model.fields import OF_SERVICE, Leaf, Rename, Renames, Walk, same_id, walk_of
from service_catalogue.model.matrix import Cell
from service_catalogue.model.service import Service, derived
from service_catalogue.schema.types import Localized
from service_catalogue.yaml.transaction import Transaction
from service_catalogue.yaml.values import DIGITS, composed, digest

#: The folder of the record in the folder of the data.
REVIEWED_FOLDER = "reviewed"
#: The mark beside that folder that it was there: a catalogue that never confirmed anything has neither.
REVIEWED_MARK = "reviewed.txt"
#: The file that says who confirmed, in the folder of the data.
BY_FILE = f"{REVIEWED_FOLDER}/by.txt"
#: The file beside the folder of the data that says who may confirm by a review.
REVIEWERS_FILE = "reviewers.yaml"
#: The side of an object that is no language.
DATA = "data"
#: The place of a confirmation that was made by the command.
TERMINAL = "terminal"
#: Who confirmed, if no role was given.
NOBODY = "nobody named"

#: The file of what services share.
SHARED = "shared"
_BY = "by"
_SPACES = re.compile(r"[ \t\r\n]+")
_ITEM = re.compile(r"(\S+)((?: [A-Za-z0-9-]+:[0-9a-f]{12})+)")
_ENTRY = re.compile(r"\d{4}-\d\d-\d\d (?:(?P<sum>[0-9a-f]{12})|gone|read (?P<read>\S+)) (?P<rest>.+)")
_CLAIM = re.compile(r"claims\.(\d+)\.(.+)")
#: Kinds of objects whose ids begin with the id of their service.
_OF_SERVICE = ("topic", *OF_SERVICE)
#: Fields that are positions, follow from the record itself, or say only how the catalogue is published, by kind.
_LEFT_OUT = {
    "": {"approval", "changed", "in", "order"},
    "catalogue": {"confirmed-by", "legal-words", "publish", "redirects", "rules", "site", "status"},
    "term": {"forms"},
    "topic": {"words"},
}
_MARK = "# Format 1. What was confirmed is in the folder reviewed. If it is missing, `catalogue check` reports an error.\n"
_HEADS = {
    _BY: "# Format 1. Who confirmed what, and when. `catalogue confirm` writes this file.\n",
    "": "# Format 1. What was confirmed, as digests: each object’s texts by language, and its data. Written by `catalogue confirm`.\n",
}


class Item(NamedTuple):
    """An object, whose texts and data are confirmed together."""

    #: ``2a.security-4``, ``2a.note.5``, ``task:backup``
    address: str
    #: Its texts by language, that which prevails first, and its other values (``data``), a line for each field.
    sides: Mapping[str, str]
    #: What each side is reported at.
    places: Mapping[str, Any]
    #: Its texts for readers.
    texts: tuple[Localized, ...]
    #: Its name, as in :class:`~service_catalogue.model.fields.Walk`.
    name: str

    @property
    def at(self) -> Location:
        return self.places[DATA].at  # type: ignore[no-any-return]

    @property
    def digests(self) -> dict[str, str]:
        """Return the digests of its sides."""
        return {side: text_digest(words) for side, words in self.sides.items()}


class Review(NamedTuple):
    """An item, and the digests with which it was confirmed."""

    item: Item
    #: Its digests now, by side, with the ids that its references had then.
    digests: Mapping[str, str]
    #: Empty if it was never confirmed.
    confirmed: Mapping[str, str]

    @property
    def is_confirmed(self) -> bool:
        return self.digests == self.confirmed

    @property
    def changed(self) -> tuple[str, ...]:
        """Return the sides that have changed since it was confirmed, or are gone; a new side is not one of them."""
        return tuple(side for side, digest in self.confirmed.items() if self.digests.get(side) != digest)

    @property
    def unchanged(self) -> tuple[str, ...]:
        return tuple(side for side in self.digests if side not in self.changed)

    @property
    def place(self) -> Any:
        """Return the value at which it is reported: the text that has not changed, if another has, else the changed one."""
        changed, unchanged = ([side for side in each if side != DATA] for each in (self.changed, self.unchanged))
        side = next(iter(unchanged if len(changed) == 1 and unchanged else changed), DATA)
        return self.item.places.get(side, self.item)


@dataclass(frozen=True)
class Record:
    """The lines of all files."""

    #: The digests by side, by address; several where branches were merged, each of which counts.
    lines: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    #: Day, digest and name of each source, by the address of what was read against it.
    sources: dict[str, str] = field(default_factory=dict)
    #: The lines of ``by.txt``.
    entries: list[str] = field(default_factory=list)
    #: The first line of each file that is none, such as the marks of a merge.
    unreadable: list[Location] = field(default_factory=list)

    @property
    def balance(self) -> int:
        """Return the sum of all lines less that of the entries; 0 unless a line was lost, or written by another hand."""
        return _balance((_line(address, one) for address, lines in self.lines.items() for one in lines), self.entries)


def text_digest(text: str) -> str:
    """Return a digest of a text that does not depend on its line breaks."""
    words = composed(_SPACES.sub(" ", text).strip(" "))
    return digest(words.encode("utf-8", "surrogatepass"))


# ---- Items -----------------------------------------------------------------------------------------------------------


def address_of(name: str) -> str:
    """Return the address of the object ``name``, as in :class:`~service_catalogue.model.fields.Walk`."""
    kind, _, id = name.partition(":")
    service, dot, own = id.partition(".")
    if kind in ("service", "statement"):
        return id
    return f"{service}.{kind}.{own}".rstrip(".") if kind in OF_SERVICE or (kind == "topic" and dot) else name


def items(catalogue: Catalogue, rename: Rename = same_id) -> Iterator[Item]:
    """Yield the items of the catalogue: the shared ones, then those of each service, without what it has inherited."""
    walk = walk_of(catalogue) if rename is same_id else Walk(catalogue, rename)
    objects: dict[str, dict[str, Leaf]] = defaultdict(dict)
    for place, leaf in walk.leaves.items():
        name, key = walk.rows.get(place.object, place.object), place.field
        if name != place.object:  # of a cell: by its place in the row
            key = place.object.removeprefix(f"{name.replace('row', 'cell', 1)}.") + (".notes" if key == "notes" else "")
        if _is_confirmed(name, place.field) and _is_own(walk, place.object):
            objects[name][key] = leaf
    prevailing, *others = _languages(catalogue)
    for name, fields in objects.items():
        thing, texts, data = walk.objects[name], {}, []
        for key, leaf in _with_ordered_claims(fields, prevailing):
            if isinstance(leaf, Localized):
                texts[key] = leaf
            else:
                data.append(f"{key}: {_value(leaf)}")
        sides, places = {}, {DATA: thing}
        for language in (prevailing, *others):
            written = {key: text[language] for key, text in texts.items() if text.get(language, "").strip()}
            if written:
                lines = [words if key == "text" else f"{key}: {words}" for key, words in sorted(written.items())]
                sides[language], places[language] = "\n".join(lines), next(iter(written.values()))
        if data:
            sides[DATA] = "\n".join(sorted(data))
        yield Item(address_of(name), sides, places, tuple(texts.values()), name)


def items_of(catalogue: Catalogue) -> Iterator[Item]:
    """Yield the items of a catalogue that may have errors: none without its languages."""
    return items(catalogue) if catalogue.read_identity else iter(())


def _is_confirmed(name: str, field: str) -> bool:
    """Return whether the field of an object is read by who confirms the object."""
    kind, first = name.partition(":")[0], field.partition(".")[0]
    return kind != "search-words" and first not in _LEFT_OUT[""] and first not in _LEFT_OUT.get(kind, ())


def _is_own(walk: Walk, name: str) -> bool:
    """Return whether the object is written in the file of its service, or is shared."""
    kind, _, id = name.partition(":")
    service = walk.objects.get(f"service:{id.partition('.')[0]}") if kind in _OF_SERVICE else None
    thing = walk.objects[name]
    written = thing.written if isinstance(thing, Cell) else thing
    return service is None or written.at.path == service.at.path


def _with_ordered_claims(fields: Mapping[str, Leaf], prevailing: str) -> Iterator[tuple[str, Leaf]]:
    """Yield the fields of an object; the data of each claim as one, the claims in an order that does not depend on the file."""
    claims: dict[str, dict[str, Leaf]] = defaultdict(dict)
    for key, leaf in fields.items():
        if hit := _CLAIM.fullmatch(key):
            claims[hit[1]][hit[2]] = leaf
        else:
            yield key, leaf
    of_claims = []
    for claim in claims.values():
        texts = {key: leaf for key, leaf in claim.items() if isinstance(leaf, Localized)}
        words = "; ".join(f"{key}: {_value(leaf)}" for key, leaf in sorted(claim.items()) if key not in texts)
        of_claims.append((words, sorted(f"{key}: {text.get(prevailing)}" for key, text in texts.items()), texts))
    for number, (words, _, texts) in enumerate(sorted(of_claims, key=lambda claim: claim[:2]), 1):
        yield f"claim {number}", words
        yield from ((f"claim {number}, {key}", text) for key, text in texts.items())


def _value(leaf: Leaf) -> str:
    return leaf if isinstance(leaf, str) else ", ".join(sorted(leaf))


def _languages(catalogue: Catalogue) -> list[str]:
    """Return the languages, that which prevails first."""
    prevailing = str(catalogue.identity.authoritative)
    return [prevailing, *(language for language in map(str, catalogue.identity.languages) if language != prevailing)]


# ---- What is confirmed -----------------------------------------------------------------------------------------------


def record_of(catalogue: Shared) -> Record:
    """Return the record of the catalogue; empty if it has none."""
    record = Record()
    for path, text in (catalogue.reviewed or {}).items():
        is_by, is_sound = path.endswith(BY_FILE), True
        for number, line in enumerate(re.split(r"\r\n?|\n", text), 1):  # as editors count them
            if not line.strip() or line.startswith("#"):
                continue
            if is_by and (entry := _ENTRY.fullmatch(line)):
                record.entries.append(line)
                if entry["read"]:
                    record.sources[entry["read"]] = f"{line[:10]} {entry['rest']}"
            elif not is_by and (hit := _ITEM.fullmatch(line)):
                record.lines.setdefault(hit[1], []).append(dict(pair.split(":") for pair in hit[2].split()))
            elif is_sound:
                is_sound = False
                record.unreadable.append(Location(path, number))
    return record


class ReviewStanding(NamedTuple):
    """The reviews of all items, and the addresses of removed ones."""

    reviews: tuple[Review, ...]
    #: The addresses of what was confirmed and is there no more.
    gone: tuple[str, ...]


@derived
def current(catalogue: Catalogue) -> ReviewStanding:
    """Return every item with the confirmation nearest to it, and what is gone. What has moved to another address stays confirmed."""
    record, current_items = record_of(catalogue), [*items(catalogue)]
    sides = {DATA, *_languages(catalogue)}  # a language that the catalogue no longer has is nobody's
    lines = {
        address: [{side: each for side, each in one.items() if side in sides} for one in several]
        for address, several in record.lines.items()
    }
    now = {item.address for item in current_items}
    left = {frozenset(one.items()): address for address, several in lines.items() if address not in now for one in several}
    new = [(item, frozenset(item.digests.items())) for item in current_items if item.address not in lines]
    moved = {item.address: left[digests] for item, digests in new if digests in left}
    renames = (_renames(item, moved[item.address]) for item, _ in new if item.address in moved)
    renamed = Renames(dict(chain.from_iterable(renames)))
    then = [*items(catalogue, renamed)] if renamed.new else current_items
    reviews = []
    for item, before in zip(current_items, then, strict=True):
        known = lines.get(moved.get(item.address, item.address), [{}])
        reviews.append(Review(item, before.digests, _nearest(known, before.digests)))
    lost = tuple(address for address in lines if address not in now and address not in moved.values())
    return ReviewStanding(tuple(reviews), lost)


def _nearest(lines: Iterable[Mapping[str, str]], digests: Mapping[str, str]) -> Mapping[str, str]:
    return max(lines, key=lambda one: len(digests.items() & one.items()))


def _renames(item: Item, before: str) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield the kind and id of an object that has moved, and the id that it had at the address ``before``."""
    kind, _, id = item.name.partition(":")
    if kind not in ("matrix", "row"):
        yield (kind, id), before.rpartition(".")[2].rpartition(":")[2]


def suspects(catalogue: Catalogue) -> tuple[Review, ...]:
    """Return the items that are not confirmed as they are, in the order of the catalogue; none if nothing is recorded."""
    if catalogue.read_identity is None or (catalogue.reviewed is None and not catalogue.unconfirmed):
        return ()
    return tuple(review for review in current(catalogue).reviews if not review.is_confirmed)


def gone(catalogue: Catalogue) -> tuple[str, ...]:
    """Return the addresses of what was confirmed and is gone; none if something could not be read."""
    if catalogue.reviewed is None or catalogue.read_identity is None or catalogue.missing or catalogue.missing_services:
        return ()
    return current(catalogue).gone


def home(catalogue: Catalogue, address: str) -> Service | None:
    """Return the service that has, or had, what is at ``address``; ``None`` if it is shared, or its service is gone."""
    return catalogue.objects["service"].get(address.partition(".")[0])


def is_in(address: str, name: str) -> bool:
    """Return whether ``address`` is ``name`` or begins with it."""
    return f"{address}.".startswith(f"{name}.")


def reported(catalogue: Catalogue) -> list[Review]:
    """Return the items that pages mark: those that have changed since they were confirmed.

    In a catalogue that is published although something is not confirmed, all of that.
    """
    return [review for review in suspects(catalogue) if review.confirmed or catalogue.unconfirmed]


def reported_in(catalogue: Catalogue, service: Service) -> list[Review]:
    """Return those of ``service``."""
    return [review for review in reported(catalogue) if home(catalogue, review.item.address) is service]


def marked(catalogue: Catalogue) -> frozenset[object]:
    """Return the places of the texts of these items, and the names of their objects."""
    reviews = reported(catalogue)
    places = (words.place for review in reviews for text in review.item.texts for words in text.values())
    return frozenset((*places, *(review.item.name for review in reviews)))


def changes(review: Review) -> Message:
    """Return which sides of an item have changed since it was confirmed, and which have not."""
    if not review.changed:
        return message("suspect.added", added=side_names(side for side in review.digests if side not in review.confirmed))
    name = "changed" if review.unchanged else "all-changed"
    return message(f"suspect.{name}", changed=side_names(review.changed), unchanged=side_names(review.unchanged))


def side_names(sides: Iterable[str]) -> list[Message]:
    return [message(f"suspect.{side}") if side == DATA else message("suspect.in", language=quote(side)) for side in sides]


# ---- Writing ---------------------------------------------------------------------------------------------------------


def confirmed(
    catalogue: Catalogue, addresses: Collection[str], by: str, entries: Iterable[str] = (), day: str = ""
) -> dict[str, str]:
    """Return the files of the record, by path, with the items at ``addresses`` as confirmed, or as gone, on ``day`` (today).

    ``by`` is where that can be read, and the role of who confirmed; ``entries`` are further lines of ``by.txt``.
    """
    lines: dict[str, Mapping[str, str]] = {}
    now = current(catalogue)
    for review in now.reviews:
        digests = review.item.digests if review.item.address in addresses or review.is_confirmed else review.confirmed
        if digests:
            lines[review.item.address] = digests
    known = record_of(catalogue).lines
    lines |= {address: known[address][0] for address in now.gone if address not in addresses}
    return _files(catalogue, lines, by, entries, day or date.today().isoformat())


def carried(before: Catalogue, after: Catalogue, kind: str, old: str, new: str) -> dict[str, str]:
    """Return the files of the record, by path, after the rename of ``kind`` ``old`` to ``new`` what was confirmed before it: it says the same under other ids."""
    ids = {old: new} if kind == "service" else {}
    services = [after.objects["service"][ids.get(service.id, service.id)] for service in before.services]
    now = [*items(replace(after, services=tuple(services)))]
    record, then = record_of(before), current(before)
    lines: dict[str, Mapping[str, str]] = {address: record.lines[address][0] for address in then.gone}
    for review, item in zip(then.reviews, now, strict=True):
        if review.confirmed:
            lines[item.address] = item.digests if review.is_confirmed else review.confirmed
    return _files(before, lines, f"rename {kind} {old} {new}", (), date.today().isoformat())


def write(change: Transaction, record: Mapping[str, str]) -> None:
    """Write the files of a ``record``, by path, and remove the others of the folder."""
    for path in (change.folder / REVIEWED_FOLDER).glob("*.txt"):
        if path.as_posix() not in record:
            change.remove(path)
    mark = {(change.folder / REVIEWED_MARK).as_posix(): _MARK} if record else {}
    for name, text in {**record, **mark}.items():
        change.write(Path(name), text.encode())


def _files(
    catalogue: Catalogue, lines: Mapping[str, Mapping[str, str]], by: str, entries: Iterable[str], day: str
) -> dict[str, str]:
    """Return the files of ``lines``, by path, and ``by.txt``, which says that they were confirmed by ``by``."""
    written = [_line(address, digests) for address, digests in lines.items()]
    known = [*record_of(catalogue).entries, *(f"{day} {entry}" for entry in entries)]
    if left := _balance(written, known):
        known.append(f"{day} {left:012x} {by}")
    files = {name: [*each] for name, each in groupby(sorted(written, key=lambda line: (file_of(line), line)), file_of)}
    if known:
        files[_BY] = sorted(set(known))
    texts = {name: "\n".join([_HEADS.get(name, _HEADS[""]), *map("{}\n".format, of_file)]) for name, of_file in files.items()}
    return {(Path(catalogue.folder) / REVIEWED_FOLDER / f"{name}.txt").as_posix(): text for name, text in texts.items()}


def _balance(lines: Iterable[str], entries: Iterable[str]) -> int:
    """Return the sum of the digests of ``lines`` less that of ``entries``, modulo their size."""
    sums = (hit["sum"] for entry in entries if (hit := _ENTRY.fullmatch(entry)) and hit["sum"])
    left = sum(int(digest(line.encode()), 16) for line in lines) - sum(int(each, 16) for each in sums)
    return int(left % 16**DIGITS)


def _line(address: str, digests: Mapping[str, str]) -> str:
    return " ".join((address, *(f"{side}:{digest}" for side, digest in digests.items())))


def file_of(line: str) -> str:
    """Return the name of the file of a line, or an address; those of shared objects begin with their kind."""
    first = line.split()[0].partition(".")[0]
    return SHARED if ":" in first or first in ("catalogue", _BY) else first
