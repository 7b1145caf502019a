"""The JSON Schemas of values of the model, from its annotations: of published JSON, and of what the reader accepts.

That for text editors is for completion and descriptions, and rejects nothing that the reader accepts; the rules of meaning are left to
the check. A scalar is always text here, but an editor types it first: where a text is valid, so are a number and a truth value.
"""

from __future__ import annotations

import re
import types
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, is_dataclass
from enum import Enum
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin

from service_catalogue.messages import FALLBACK, language_for, table
from service_catalogue.schema import (
    DAY_FORM,
    ID_FORM,
    LANGUAGE_CODE,
    MAX_ID,
    Day,
    Id,
    Language,
    Line,
    Localized,
    Refers,
    fields_of,
    plain,
    takes_x_keys,
)
from service_catalogue.yaml import Keyed

Schema = dict[str, Any]

TEXT: Schema = {"type": ["string", "number", "boolean"]}
NOTHING: Schema = {"type": "null"}
_LANGUAGE, _ID, _DAY = (f"^{form.pattern}$" for form in (LANGUAGE_CODE, ID_FORM, DAY_FORM))
#: The numbers of YAML 1.2.
_INTEGER = re.compile(r"[-+]?[0-9]+")
_DECIMAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")


class SchemaChoice(NamedTuple):
    """A valid value, and its description in an editor: its name and its meaning, in each language."""

    value: str
    #: Language servers show a description while completing and hovering; a title, only while hovering.
    description: str = ""

    def schema(self) -> Schema:
        """Return the schema of the value, also as the number that YAML 1.2 reads it as."""
        values = typed(self.value)
        accepted: Schema = {"const": values[0]} if len(values) == 1 else {"enum": values}
        return accepted | ({"description": self.description} if self.description else {})


def typed(text: str) -> list[str | int | float]:
    """Return ``text``, and the number that an editor reads it as."""
    if _INTEGER.fullmatch(text):
        return [text, int(text)]
    return [text, float(text)] if _DECIMAL.fullmatch(text) else [text]


def one_of(choices: Iterable[SchemaChoice]) -> Schema:
    """Return the schema of any of ``choices``; without choices, nothing is valid."""
    return {"anyOf": [choice.schema() for choice in choices] or [False]}


def or_nothing(schema: Schema) -> Schema:
    return {"anyOf": [schema, NOTHING]}


@dataclass
class Schemas:
    """Makes the schema of a value in JSON from its annotation in the model."""

    #: The languages of the descriptions.
    languages: tuple[str, ...]
    #: Functions for the classes that do not have the form of their fields.
    special: Mapping[type, Callable[[Any], Schema]]

    def of(self, kind: Any) -> Schema:
        """Return the schema of a value of ``kind``."""
        origin, arguments = get_origin(kind), get_args(kind)
        if origin is Annotated:
            return self.reference(arguments[1].kind) if isinstance(arguments[1], Refers) else self.of(arguments[0])
        if origin in (types.UnionType, Union):
            return {"anyOf": [NOTHING if each is types.NoneType else self.of(each) for each in arguments]}
        if origin is tuple:
            return self.array(arguments[0])
        if origin is Keyed:
            return self.mapping(arguments[0])
        if kind in self.special:
            return self.shared(kind.__name__, lambda: self.special[kind](self))
        if self.keys(kind):
            return self.shared(kind.__name__, lambda: self.object(kind))
        return self.choice(kind) if issubclass(kind, Enum) else self.text(kind)

    def object(self, kind: type) -> Schema:
        """Return the schema of an object with the keys of ``kind``."""
        keys = self.keys(kind)
        return {
            "type": "object",
            "properties": {key: self.of(annotation) | more for key, (annotation, _, more) in keys.items()},
            "required": [key for key, (_, is_required, _) in keys.items() if is_required],
            "additionalProperties": False,
        } | ({"patternProperties": {"^x-": {}}} if takes_x_keys(kind) else {})

    def keys(self, kind: type) -> Mapping[str, tuple[Any, bool, Schema]]:
        """Return the keys of an object of ``kind``: annotation, whether it is required, and what its schema has besides."""
        raise NotImplementedError

    def shared(self, name: str, make: Callable[[], Schema]) -> Schema:
        """Return the schema ``name`` that ``make`` returns."""
        return make()

    def reference(self, kind: str) -> Schema:
        """Return the schema of the id of an object of ``kind``."""
        return self.text(Id)

    def array(self, item: Any) -> Schema:
        return {"type": "array", "items": self.of(item)}

    def mapping(self, item: Any) -> Schema:
        """Return the schema of an object with any keys."""
        return {"type": "object", "additionalProperties": self.of(item)}

    def choice(self, kind: type[Enum]) -> Schema:
        return {"enum": [member.value for member in kind]}

    def text(self, kind: type) -> Schema:
        """Return the schema of a text, of one in each language, a date or a truth value."""
        if kind is Localized:
            return self.mapping(Line) | {"minProperties": 1}
        schemas: dict[type, Schema] = {
            Id: {"type": "string", "minLength": 1},
            Day: {"type": "string", "format": "date"},
            bool: {"type": "boolean"},
        }
        return schemas.get(kind, {"type": "string"})

    def described(self, name: str) -> str:
        """Return the description of a key or a value; empty if there is none."""
        return described(name, self.languages)

    def shown(self, name: str) -> Schema:
        """Return the description of the key ``name`` as a part of a schema."""
        return {"description": text} if (text := self.described(name)) else {}


@dataclass
class EditorSchemas(Schemas):
    """Makes the schema of what the reader accepts: a value, a list of one without its list, or nothing."""

    #: The objects of each kind of reference; of a missing kind, any text is valid.
    choices: Mapping[str, tuple[SchemaChoice, ...]]
    #: The kinds that the edited file may add to: their choices are offered, and any text is valid.
    open_kinds: frozenset[str] = frozenset()
    #: The shared schemas, by name.
    definitions: dict[str, Schema] = field(default_factory=dict)

    def keys(self, kind: type) -> Mapping[str, tuple[Any, bool, Schema]]:
        fields = fields_of(kind) if is_dataclass(kind) else {}
        return {
            key: (annotation, not has_default, self.shown(f"{kind.__name__}.{key}"))
            for key, (_, annotation, has_default) in fields.items()
        }

    def shared(self, name: str, make: Callable[[], Schema]) -> Schema:
        """Return a reference to the schema ``name``, which ``make`` returns the first time."""
        if name not in self.definitions:
            self.definitions[name] = {}  # a section holds sections
            self.definitions[name] = make()
        return {"$ref": f"#/definitions/{name}"}

    def reference(self, kind: str) -> Schema:
        choices = self.choices.get(kind)
        if not choices:
            return TEXT
        more = [TEXT] if kind in self.open_kinds else []
        return self.shared(f"{kind}-id", lambda: {"anyOf": [*one_of(choices)["anyOf"], *more]})

    def array(self, item: Any) -> Schema:
        one, item_kind = self.of(item), plain(item)
        alone = [one] if isinstance(item_kind, type) and issubclass(item_kind, str) else []
        listed = {"anyOf": [{"type": "array", "items": one}, *alone, NOTHING]}
        return {"anyOf": [listed, one]} if getattr(item, "may_be_alone", False) else listed

    def mapping(self, item: Any) -> Schema:
        if get_origin(item) is tuple or item is Language:
            return or_nothing(self.by_language(self.of(item)))
        return or_nothing(super().mapping(item))

    def choice(self, kind: type[Enum]) -> Schema:
        return one_of(SchemaChoice(str(member.value), self.described(f"{kind.__name__}.{member.value}")) for member in kind)

    def text(self, kind: type) -> Schema:
        if kind is Localized:
            alone = [TEXT] if len(self.languages) == 1 else []
            by_language = self.by_language(or_nothing(TEXT))
            return self.shared("Localized", lambda: {"anyOf": [*alone, by_language]} if alone else by_language)
        patterns: dict[type, Schema] = {
            Id: {"pattern": _ID, "maxLength": MAX_ID},
            Language: {"pattern": _LANGUAGE},
            Day: {"pattern": _DAY},
        }
        return TEXT | patterns.get(kind, {})

    def by_language(self, value: Schema) -> Schema:
        """Return the schema of a mapping with a ``value`` for each language."""
        return {
            "type": "object",
            "properties": dict.fromkeys(self.languages, value),
            "patternProperties": {_LANGUAGE: value},
            "additionalProperties": False,
            "defaultSnippets": [{"label": ", ".join(self.languages), "body": dict.fromkeys(self.languages, "")}],
        }


def described(name: str, languages: Iterable[str]) -> str:
    """Return the description of a key or a value (``Service.baseline``), a paragraph for each of ``languages`` with messages."""
    keys = (f"described.{name}", f"described.{name.partition('.')[2]}")
    tables = [table(language) for language in dict.fromkeys(map(language_for, languages or (FALLBACK,)))]
    texts = (next((texts[key] for key in keys if key in texts), "") for texts in tables)
    return "\n\n".join(str(text) for text in texts if text)
