"""Shapes of JSON values: from each one come both the value of an object of the model and its JSON Schema."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from typing import Any

from service_catalogue.export.cells import ServiceCell, cells
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.service import Service
from service_catalogue.views.edition import Edition

Schema = Mapping[str, object]


@dataclass(frozen=True)
class Context:
    """Inputs of a value besides the object that it is about."""

    editions: Sequence[Edition]
    about: Service | None = None
    #: The address of the site with a slash at its end; empty if it has none.
    root: str = ""

    @property
    def catalogue(self) -> Catalogue:
        return self.editions[0].catalogue

    @property
    def service(self) -> Service:
        """The service of the file, which the file of the catalogue lacks."""
        assert self.about
        return self.about

    @functools.cached_property
    def cells(self) -> tuple[ServiceCell, ...]:
        return tuple(cells(self.catalogue, self.service))

    @functools.cached_property
    def sections(self) -> Mapping[str, str]:
        """The section of each statement."""
        return {statement.id: section.id for section in self.service.all_sections for statement in section.statements}


@dataclass(frozen=True)
class Shape:
    """Kind of JSON values."""

    schema: Schema
    #: Returns the JSON value of a value of the model.
    encode: Callable[[Any, Context], object] = lambda value, context: value
    #: Returns the value of the model for an object; the default is its attribute with the name of the key.
    get: Callable[[Any, Context], object] | None = None

    def of(self, get: Callable[[Any, Context], object]) -> Shape:
        """Return this shape with another function that gets its value."""
        return replace(self, get=get)

    def at(self, attribute: str) -> Shape:
        """Return this shape for an attribute that has another name than the key."""
        return self.of(lambda value, context: getattr(value, attribute))

    def described(self, description: str) -> Shape:
        return replace(self, schema={**self.schema, "description": description})


def _day(day: date, context: Context) -> str:
    return day.isoformat()


def _text(text: Any, context: Context) -> Mapping[str, str]:
    return {edition.language: edition.plain(text) for edition in context.editions}


STRING = Shape({"type": "string"})
ID = Shape({"type": "string", "minLength": 1})
DAY = Shape({"type": "string", "format": "date"}, _day)
#: A plain text in each language.
TEXT = Shape({"type": "object", "additionalProperties": STRING.schema, "minProperties": 1}, _text)


def page(address: Callable[[Any, Context], str]) -> Shape:
    """Return the shape of the page at ``address`` in each language."""
    return Shape(
        {**TEXT.schema, "description": "In each language: absolute if the site has an address, else relative to its root."},
        lambda path, context: {one.language: f"{context.root}{one.language}/{path}" for one in context.editions},
        address,
    )


def one_of(values: type[Enum]) -> Shape:
    return Shape({"enum": [value.value for value in values]}, lambda value, context: value.value)


def array(items: Shape) -> Shape:
    return Shape(
        {"type": "array", "items": items.schema}, lambda values, context: [items.encode(value, context) for value in values]
    )


def mapping(values: Shape, **schema: object) -> Shape:
    """Return the shape of an object with any keys."""
    return Shape(
        {"type": "object", "additionalProperties": values.schema, **schema},
        lambda items, context: {key: values.encode(value, context) for key, value in items.items()},
    )


def optional(shape: Shape) -> Shape:
    """Return the shape of a value that may be null, which replaces an empty one."""
    return Shape(
        {"anyOf": [shape.schema, {"type": "null"}]},
        lambda value, context: shape.encode(value, context) if value else None,
        shape.get,
    )


def record(**fields: Shape) -> Shape:
    """Return the shape of an object with exactly these keys: ``answers_for`` is ``answers-for``, and ``from_`` is ``from``."""
    named = {name.rstrip("_").replace("_", "-"): field for name, field in fields.items()}
    getters = [(key, field, field.get or field.at(name).get) for (key, field), name in zip(named.items(), fields, strict=True)]

    def encode(value: Any, context: Context) -> object:
        return {key: field.encode(get(value, context), context) for key, field, get in getters if get}

    properties = {key: field.schema for key, field in named.items()}
    return Shape({"type": "object", "properties": properties, "required": list(named), "additionalProperties": False}, encode)


IDS = array(ID)
