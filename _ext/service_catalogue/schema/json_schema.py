"""The JSON Schema of what the reader accepts, for text editors: from the same annotations.

It is for completion and descriptions, and rejects nothing that the reader accepts; the rules of meaning are left to the check. A
scalar is always text here, but an editor types it first: where a text is valid, so are a number and a truth value.
"""

from __future__ import annotations

import re
import types
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, is_dataclass
from enum import Enum
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin

from service_catalogue.messages import FALLBACK, language_for, table
from service_catalogue.schema.form import DAY_FORM, ID_FORM, LANGUAGE_CODE, MAX_ID
from service_catalogue.schema.kinds import Day, Id, Language, Localized, Refers, fields_of, takes_x_keys
from service_catalogue.yaml.values import Keyed

Schema = dict[str, Any]

TEXT: Schema = {"type": ["string", "number", "boolean"]}
NOTHING: Schema = {"type": "null"}
_LANGUAGE, _ID, _DAY = (f"^{form.pattern}$" for form in (LANGUAGE_CODE, ID_FORM, DAY_FORM))
#: The numbers of YAML 1.2.
_INTEGER = re.compile(r"[-+]?[0-9]+")
_DECIMAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")


class Choice(NamedTuple):
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


def one_of(choices: Iterable[Choice]) -> Schema:
    """Return the schema of any of ``choices``; without choices, nothing is valid."""
    return {"anyOf": [choice.schema() for choice in choices] or [False]}


def or_nothing(schema: Schema) -> Schema:
    return {"anyOf": [schema, NOTHING]}


@dataclass
class Schemas:
    """Makes the schema of a class of the model, and of every class that it holds."""

    #: The objects of each kind of reference; of a missing kind, any text is valid.
    choices: Mapping[str, tuple[Choice, ...]]
    #: The kinds that the edited file may add to: their choices are offered, and any text is valid.
    open_kinds: frozenset[str] = frozenset()
    #: The languages of the catalogue.
    languages: tuple[str, ...] = ()
    #: Functions for the classes that read themselves (``from_source``).
    special: Mapping[type, Callable[[Schemas], Schema]] = field(default_factory=dict)
    #: The shared schemas, by name.
    definitions: dict[str, Schema] = field(default_factory=dict)

    def of(self, kind: Any) -> Schema:
        """Return the schema of a value of ``kind``."""
        if get_origin(kind) is Annotated:
            kind, mark = get_args(kind)[:2]
            return self.reference(mark.kind) if isinstance(mark, Refers) else self.of(kind)
        origin = get_origin(kind)
        if origin in (types.UnionType, Union):
            return or_nothing(self.of(get_args(kind)[0]))
        if origin is tuple:
            item = get_args(kind)[0]
            listed = self._list(item)
            return {"anyOf": [listed, self.of(item)]} if getattr(item, "may_be_alone", False) else listed
        if origin is Keyed:
            return self._keyed(get_args(kind)[0])
        if kind in self.special:
            return self.shared(kind.__name__, lambda: self.special[kind](self))
        if is_dataclass(kind):
            assert isinstance(kind, type)
            return self.shared(kind.__name__, lambda: self.object(kind))
        if issubclass(kind, Enum):
            return one_of(Choice(str(member.value), self.described(f"{kind.__name__}.{member.value}")) for member in kind)
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

    def shared(self, name: str, make: Callable[[], Schema]) -> Schema:
        """Return a reference to the schema ``name``, which ``make`` returns the first time."""
        if name not in self.definitions:
            self.definitions[name] = {}  # a section holds sections
            self.definitions[name] = make()
        return {"$ref": f"#/definitions/{name}"}

    def reference(self, kind: str) -> Schema:
        """Return the schema of a reference to an object of ``kind``."""
        choices = self.choices.get(kind)
        if not choices:
            return TEXT
        more = [TEXT] if kind in self.open_kinds else []
        return self.shared(f"{kind}-id", lambda: {"anyOf": [*one_of(choices)["anyOf"], *more]})

    def object(self, kind: type, **more: Schema) -> Schema:
        """Return the schema of a mapping with the fields of the dataclass ``kind``, and ``more`` keys."""
        fields = fields_of(kind)
        properties = {key: self.of(annotation) for key, (_, annotation, _) in fields.items()} | more
        return {
            "type": "object",
            "properties": {key: schema | self.shown(f"{kind.__name__}.{key}") for key, schema in properties.items()},
            "required": [key for key, (_, _, has_default) in fields.items() if not has_default],
            "additionalProperties": False,
        } | ({"patternProperties": {"^x-": {}}} if takes_x_keys(kind) else {})

    def by_language(self, value: Schema) -> Schema:
        """Return the schema of a mapping with a ``value`` for each language."""
        return {
            "type": "object",
            "properties": dict.fromkeys(self.languages, value),
            "patternProperties": {_LANGUAGE: value},
            "additionalProperties": False,
            "defaultSnippets": [{"label": ", ".join(self.languages), "body": dict.fromkeys(self.languages, "")}],
        }

    def described(self, name: str) -> str:
        """Return the description of a key or a value in the languages of the catalogue; empty if there is none."""
        return described(name, self.languages)

    def shown(self, name: str) -> Schema:
        """Return the description of the key ``name`` as a part of a schema."""
        text = self.described(name)
        return {"description": text} if text else {}

    def _list(self, item: Any) -> Schema:
        one = self.of(item)
        several = {"type": "array", "items": one}
        plain = get_args(item)[0] if get_origin(item) is Annotated else item
        is_text = isinstance(plain, type) and issubclass(plain, str)
        return {"anyOf": [several, *([one] if is_text else []), NOTHING]}

    def _keyed(self, item: Any) -> Schema:
        if get_origin(item) is tuple or item is Language:
            return or_nothing(self.by_language(self.of(item)))
        return or_nothing({"type": "object", "additionalProperties": self.of(item)})


def described(name: str, languages: Iterable[str]) -> str:
    """Return the description of a key or a value (``Service.baseline``), a paragraph for each of ``languages`` with messages."""
    keys = (f"described.{name}", f"described.{name.partition('.')[2]}")
    tables = [table(language) for language in dict.fromkeys(map(language_for, languages or (FALLBACK,)))]
    texts = (next((texts[key] for key in keys if key in texts), "") for texts in tables)
    return "\n\n".join(str(text) for text in texts if text)
