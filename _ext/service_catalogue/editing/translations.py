"""Sheets for translators, in YAML or XLSX: the texts that a language lacks, or whose translation is older, each with both texts.

A row has the address and the key of a text as in a change file, the digest of the translation, the text in the language that prevails, and
the translation. What ``catalogue apply`` reads from it are changes of a change file.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from service_catalogue.editing.changes import ChangeLine, Content, EditableObjects, value_digest
from service_catalogue.editing.spreadsheet import read_grids
from service_catalogue.messages import Location, Message, message, quote
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.reviewed import suspects
from service_catalogue.schema import says_nothing
from service_catalogue.yaml import Map, Seq
from service_catalogue.yaml.source import read

#: The first columns; those of the two languages follow.
_COLUMNS = ["at", "key", "was"]


def rows(catalogue: Catalogue, objects: EditableObjects, language: str) -> Iterator[dict[str, Content]]:
    """Yield the rows of the sheet for ``language``."""
    prevailing, texts = str(catalogue.identity.authoritative), _texts(objects)
    stale = {one.item.address for one in suspects(catalogue) if prevailing in one.changed and language in one.unchanged}
    for (at, key, other), text in texts.items():
        own = texts.get((at, key, language))
        # The key ``lang`` of a term has codes of languages by language, and lists are forms of words.
        if other == prevailing and key != "lang" and isinstance(text, str) and (own is None or at in stale):
            yield {"at": at, "key": key, "was": value_digest(own), prevailing: text, language: own}


def changes(path: Path, content: bytes, objects: EditableObjects) -> Iterator[ChangeLine | tuple[Location, Message]]:
    """Yield the changes in ``content``, a sheet named ``path``; of a row that is none, or whose text has changed since, its place and why."""
    texts = _texts(objects)
    for place, row in _rows(path, content):
        if [*row][:-2] != _COLUMNS:
            yield place, message("apply.no-change")
            continue
        at, key, was, text, translation = map(str, row.values())
        *_, source, language = row
        if value_digest(now := texts.get((at, key, source))) != value_digest(text):
            yield place, message("apply.changed", key=quote(f"{at}.{key}"), now=quote(now))
        elif translation:
            yield ChangeLine(at, (*key.split("."), language), was or None, translation, place)


def _texts(objects: EditableObjects) -> dict[tuple[str, str, str], Content]:
    """Return the values by address and key, whose last part may be a language."""
    keyed = ((line["at"], line.get("key", "").rpartition("."), line["now"]) for line in objects.current())
    return {(at, key, language): value for at, (key, _, language), value in keyed}


def _rows(path: Path, content: bytes) -> Iterator[tuple[Location, Mapping[Any, Any]]]:
    if path.suffix != ".xlsx":
        value, problems = read(path.as_posix(), content)
        yield from ((problem.at, {}) for problem in problems)
        items: Sequence[Any] = value if isinstance(value, Seq) else [value] if value else []
        for item in items:
            pairs = item.items() if isinstance(item, Map) else ()
            yield item.at, {key: "" if says_nothing(each) else each for key, each in pairs}
        return
    for grid in read_grids(path, content)[0]:
        head = {column: text for (row, column), text in sorted(grid.texts.items()) if row == 1}
        for row in sorted({row for row, _ in grid.texts if row > 1}):
            yield Location(path.as_posix(), row), {name: grid.texts.get((row, column), "") for column, name in head.items()}
