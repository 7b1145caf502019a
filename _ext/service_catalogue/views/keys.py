"""The keys of the files of data, as the schemas for editors describe them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from service_catalogue.locale import Borrowed
from service_catalogue.messages import languages
from service_catalogue.model import json_schema
from service_catalogue.views.edition import Edition
from service_catalogue.views.page import Kind, Part

#: The class of each kind of object whose keys can be shown.
CLASSES = {
    "catalogue": "Identity",
    "party": "Party",
    "layer": "Layer",
    "axis": "Axis",
    "value": "AxisValue",
    "group": "Group",
    "task": "Task",
    "scheme": "Scheme",
    "letter": "Letter",
    "term": "Term",
    "standard": "Standard",
    "clause": "Clause",
    "search-words": "SearchWords",
    "service": "Service",
    "section": "Section",
    "statement": "Statement",
    "claim": "Claim",
    "matrix": "Matrix",
    "row": "Row",
    "note": "Note",
    "tension": "Tension",
    "exception": "RecordedException",
}

Schema = Mapping[str, Any]


@dataclass(frozen=True)
class Value:
    """A value that a key may have."""

    value: str
    words: str


@dataclass(frozen=True)
class KeyView:
    """A key, with those of the object that holds it before it: ``source.title``."""

    name: str
    is_required: bool
    words: str
    values: tuple[Value, ...]


KEYS: Kind[tuple[KeyView, ...]] = Kind("keys")


def keys(edition: Edition, kind: str) -> Part[tuple[KeyView, ...]]:
    """Return the keys of an object of ``kind``."""
    language = edition.words.language
    schemas = json_schema.objects(edition.catalogue, language)
    shown = str if language in languages() else Borrowed
    return KEYS.part(tuple(_keys(schemas, schemas[CLASSES[kind]], shown)))


def _keys(schemas: Mapping[str, Schema], schema: Schema, shown: type[str], within: str = "") -> Iterator[KeyView]:
    (mapping,) = (one for one in _alternatives(schema) if "properties" in one)
    for name, value in mapping["properties"].items():
        values = tuple(Value(str(one["const"]), shown(_plain(one))) for one in _alternatives(value) if "const" in one)
        yield KeyView(within + name, name in mapping.get("required", ()), shown(_plain(value)), values)
        for one in _alternatives(value):
            inner = one.get("$ref", "").removeprefix("#/definitions/")
            if inner and inner != "Localized" and "properties" in schemas[inner] and inner not in CLASSES.values():
                yield from _keys(schemas, schemas[inner], shown, f"{within}{name}.")


def _alternatives(schema: Schema) -> Iterator[Schema]:
    """Yield ``schema``, or each of the schemas of which a value has to meet one."""
    if "anyOf" not in schema:
        yield schema
    for one in schema.get("anyOf", ()):
        yield from _alternatives(one)


def _plain(schema: Schema) -> str:
    """Return the description, whose Markdown is for text editors, as plain text."""
    return str(schema.get("description", "")).replace("`", "")
