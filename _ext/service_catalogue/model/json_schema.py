"""JSON Schemas of values of the model, from its annotations: of published JSON, and of the files of data, for text editors.

Those for text editors are for completion and descriptions, with the objects of the catalogue as choices, and reject nothing that the
reader accepts; the rules of meaning are left to the check. A scalar is always text here, but an editor types it first: where a text is
valid, so are a number and a truth value.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import itertools
import json
import os
import re
import types
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, is_dataclass
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin

from service_catalogue.files import refuse_links, write_whole
from service_catalogue.messages.texts import FALLBACK, language_for, table
from service_catalogue.model.catalogue import (
    FILES,
    IDENTITY_FILE,
    OPTIONAL_LISTS,
    SERVICES_FOLDER,
    Catalogue,
    Identity,
    Published,
    Wording,
)
from service_catalogue.model.matrix import NO_ROLE, Matrix, Row
from service_catalogue.model.published_ids import PUBLISHED_FILE
from service_catalogue.model.references import NoteRef
from service_catalogue.model.service import Service, ids_of_texts
from service_catalogue.model.shared import SearchWords
from service_catalogue.schema.fields import fields_of, plain, takes_x_keys
from service_catalogue.schema.forms import DAY_FORM, ID_FORM, LANGUAGE_CODE, MAX_ID
from service_catalogue.schema.types import Day, Id, Language, Line, Localized, Refers
from service_catalogue.yaml.values import Keyed

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

    def shown(self, name: str) -> Schema:
        """Return the description of the key ``name`` as a part of a schema."""
        return {"description": text} if (text := described(name, self.languages)) else {}


@dataclass
class EditorSchemas(Schemas):
    """Makes the schema of what the reader accepts: a value, a list of one without its list, or nothing."""

    #: The objects of each kind of reference; of a missing kind, any text is valid.
    choices: Mapping[str, tuple[SchemaChoice, ...]]
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
        more = [TEXT] if kind in _OWN else []
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
        return one_of(
            SchemaChoice(str(member.value), described(f"{kind.__name__}.{member.value}", self.languages)) for member in kind
        )

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


#: Where the schemas are, from the folder of the data.
FOLDER = "../_build/schema"

#: The kinds that only the service itself refers to; its file may add to them: their choices are offered, and any text is valid.
_OWN = ("statement", "note", "address")


def files(catalogue: Catalogue) -> dict[str, str]:
    """Return the text of each schema, by file name."""
    makers: dict[str, Callable[[EditorSchemas], Schema]] = {
        IDENTITY_FILE: lambda schemas: schemas.object(Identity),
        **{name: functools.partial(_lists, kinds) for name, kinds in FILES.items()},
        f"{SERVICES_FOLDER}/": lambda schemas: schemas.object(Service),
        PUBLISHED_FILE: lambda schemas: _file({"published": schemas.object(Published)}, ["published"]),
    }
    choices, own, texts = _choices(catalogue), _of_services(catalogue), dict[str, str]()
    for name, make in makers.items():
        schema = _whole(_schemas(catalogue, choices | (own if name == f"{SERVICES_FOLDER}/" else {})), make)
        texts[schema_name(name)] = json.dumps(schema, ensure_ascii=False, indent=1) + "\n"
    return texts


def _whole(schemas: EditorSchemas, make: Callable[[EditorSchemas], Schema]) -> Schema:
    schema = {"$schema": "http://json-schema.org/draft-07/schema#", **make(schemas)}
    return {**schema, "definitions": schemas.definitions}


def of_file(catalogue: Catalogue, kind: type, special: Mapping[type, Callable[[EditorSchemas], Schema]]) -> Schema:
    """Return the schema of a file outside of the data that is one object of ``kind``; ``special`` are classes of other forms."""
    schemas = _schemas(catalogue, _choices(catalogue))
    return _whole(dataclasses.replace(schemas, special={**schemas.special, **special}), lambda made: made.object(kind))


def objects(catalogue: Catalogue, language: str) -> dict[str, Schema]:
    """Return the schema of each kind of object by the name of its class, with descriptions in ``language`` and without choices."""
    common = _schemas(catalogue, {})
    special = {kind: make for kind, make in common.special.items() if kind is not SearchWords}
    schemas = dataclasses.replace(common, languages=(language,), special=special)
    for kind in (Identity, Service, *itertools.chain.from_iterable(kinds.values() for kinds in FILES.values())):
        schemas.of(kind)
    return schemas.definitions


def renew(data: Path, catalogue: Catalogue) -> None:
    """Write the schemas if the data name them in their first line; a folder that cannot be written to is no error."""
    with contextlib.suppress(OSError):
        if (data / IDENTITY_FILE).read_text("utf-8").startswith(modeline(IDENTITY_FILE)):
            folder = Path(os.path.normpath(data.absolute() / FOLDER))
            refuse_links(folder, data.absolute().parent)
            folder.mkdir(parents=True, exist_ok=True)
            for name, text in files(catalogue).items():
                if not ((folder / name).is_file() and (folder / name).read_bytes() == text.encode()):
                    write_whole(folder / name, text.encode())


def schema_name(file: str) -> str:
    """Return the file name of the schema for ``file``, a path in the folder of the data."""
    return "service.json" if file.startswith(f"{SERVICES_FOLDER}/") else file.replace(".yaml", ".json")


def modeline(file: str) -> str:
    """Return the first line of ``file``, which names its schema to an editor."""
    return f"# yaml-language-server: $schema={'../' * file.count('/')}{FOLDER}/{schema_name(file)}\n"


def _schemas(catalogue: Catalogue, choices: Mapping[str, tuple[SchemaChoice, ...]]) -> EditorSchemas:
    languages = tuple(map(str, catalogue.read_identity.languages)) if catalogue.read_identity else ()
    special: dict[type, Callable[[EditorSchemas], Schema]] = {
        Matrix: functools.partial(_matrix, catalogue),
        Row: functools.partial(_row, catalogue),
        Wording: lambda schemas: {"anyOf": [TEXT, schemas.of(Keyed[Line]), NOTHING]},
        SearchWords: functools.partial(_search_words, catalogue),
    }
    return EditorSchemas(languages, special, choices)


def _choices(catalogue: Catalogue) -> dict[str, tuple[SchemaChoice, ...]]:
    """Return the objects that can be referred to from anywhere, by kind."""
    choices = {
        kind: tuple(
            SchemaChoice(str(id), _paragraphs(_names(one.name), *_explained(catalogue, one))) for id, one in objects.items() if id
        )
        for kind, objects in catalogue.by_kind.items()
    }
    values = itertools.chain.from_iterable(values.items() for values in catalogue.axis_values.values())
    choices["value"] = tuple({id: SchemaChoice(str(id), _names(value.name)) for id, value in values if id}.values())
    choices["clause"] = tuple(_clauses(catalogue))
    choices["held"] = tuple(SchemaChoice(id, _names(section.name)) for id, section in catalogue.held.items())
    return choices


def _of_services(catalogue: Catalogue) -> dict[str, tuple[SchemaChoice, ...]]:
    """Return the ids of every service that it refers to itself.

    Without their texts: every other word would change the schema.
    """
    statements = dict.fromkeys(str(id) for service in catalogue.services for id in ids_of_texts(service)["statement"] if id)
    notes = dict.fromkeys(str(id) for service in catalogue.services for id in ids_of_texts(service)["note"] if id)
    addresses = dict.fromkeys((*statements, *(f"note.{id}" for id in notes), *map(str, filter(None, catalogue.objects["task"]))))
    return {kind: tuple(map(SchemaChoice, ids)) for kind, ids in zip(_OWN, (statements, notes, addresses), strict=True)}


def _clauses(catalogue: Catalogue) -> Iterator[SchemaChoice]:
    """Yield the standards and their clauses, as they are referred to."""
    for id, (standard, clause) in catalogue.cited.items():
        texts = [_names(clause.title)] if clause else standard.description.values()
        yield SchemaChoice(str(id), _paragraphs(_names(standard.name), *texts))


def _names(text: Localized) -> str:
    """Return the text in each language; once if it is the same."""
    return " · ".join(dict.fromkeys(str(words) for words in text.values() if words))


def _explained(catalogue: Catalogue, one: object) -> Iterable[str]:
    """Return the description of an object in each language, or the definition of its term."""
    term = catalogue.objects["term"].get(getattr(one, "term", None) or "")
    texts = (getattr(one, "definition", None), getattr(one, "description", None), term and term.definition)
    return next(filter(None, texts), Localized()).values()


def _paragraphs(*texts: str) -> str:
    return "\n\n".join(str(words).strip() for words in texts if words)


def _file(properties: Mapping[str, Schema], required: list[str]) -> Schema:
    return _keys(properties) | {"required": required}


def _lists(kinds: Mapping[str, type], schemas: EditorSchemas) -> Schema:
    lists = {key: schemas.of(tuple[kind, ...]) for key, kind in kinds.items()}  # type: ignore[valid-type]
    return _file(lists, [key for key in kinds if key not in OPTIONAL_LISTS])


def _search_words(catalogue: Catalogue, schemas: EditorSchemas) -> Schema:
    schema = schemas.object(SearchWords)
    schema["properties"]["for"] = one_of(_searchable(catalogue, schemas)) | schemas.shown("SearchWords.for")
    return schema


def _searchable(catalogue: Catalogue, schemas: EditorSchemas) -> Iterator[SchemaChoice]:
    described = {f"{kind}:{one.value}": one.description for kind in catalogue.by_kind for one in schemas.choices[kind]}
    for service in catalogue.services:
        name = f"{service.code} {_names(service.name)}"
        for section in service.all_sections:
            ids = (f"statement:{service.id}.{statement.id}" for statement in section.statements)
            described |= dict.fromkeys(ids, _paragraphs(name, _names(section.name)))
        described |= dict.fromkeys((f"note:{service.id}.{note.id}" for note in service.notes), name)
    return (SchemaChoice(name, described[name]) for name in catalogue.searchable)


# A matrix: its rows are keys, and hold a list of cells for each place on the axes


def _matrix(catalogue: Catalogue, schemas: EditorSchemas) -> Schema:
    schema = schemas.object(Matrix)
    properties = schema["properties"]
    del properties["rows"]
    axes = {
        axis: {"type": "array", "items": one_of(SchemaChoice(str(id), _names(value.name)) for id, value in values.items())}
        for axis, values in catalogue.axis_values.items()
    }
    properties["axes"] = or_nothing(_keys(axes)) | schemas.shown("Matrix.axes")
    properties["cells"] = or_nothing(_keys(_each(schemas, "task", schemas.of(Row)))) | schemas.shown("Matrix.cells")
    return schema


def _row(catalogue: Catalogue, schemas: EditorSchemas) -> Schema:
    place = schemas.shared("Place", lambda: _place(catalogue, schemas))
    own = {
        "note": schemas.of(tuple[NoteRef, ...]) | schemas.shown("Row.note"),
        "cadence": {"anyOf": [schemas.of(Localized)]} | schemas.shown("Row.cadence"),
        "cells": {"anyOf": [place]} | schemas.shown("Row.cells"),
    }
    return {"anyOf": [_cells(catalogue, schemas), _keys(own | _each(schemas, "value", place))]}


def _place(catalogue: Catalogue, schemas: EditorSchemas) -> Schema:
    return {"anyOf": [_cells(catalogue, schemas), _keys(_each(schemas, "value", {"$ref": "#/definitions/Place"}))]}


def _cells(catalogue: Catalogue, schemas: EditorSchemas) -> Schema:
    """Return the schema of a list of cells, one for each party, or of one cell alone."""
    letters = {letter.letter: letter for scheme in catalogue.schemes for letter in scheme.letters}
    choices = [
        *(
            SchemaChoice(str(letter), _paragraphs(_names(known.word), *known.meaning.values()))
            for letter, known in letters.items()
        ),
        *(SchemaChoice(state, described(f"Cell.{state}", schemas.languages)) for state in (NO_ROLE, "n/a", "tbd")),
    ]
    cell = {"anyOf": [*one_of(choices)["anyOf"], TEXT]}
    return {"anyOf": [{"type": "array", "items": cell}, cell]}


def _each(schemas: EditorSchemas, kind: str, value: Schema) -> dict[str, Schema]:
    """Return a key for each object of ``kind``, with its description and the schema of its ``value``."""
    return {choice.value: {"description": choice.description, "anyOf": [value]} for choice in schemas.choices.get(kind, ())}


def _keys(properties: Mapping[str, Schema]) -> Schema:
    return {"type": "object", "properties": properties, "additionalProperties": False}
