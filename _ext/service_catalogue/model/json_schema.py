"""JSON Schemas of the files of data, for text editors: with the objects of the catalogue as choices."""

import contextlib
import dataclasses
import functools
import itertools
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from service_catalogue.files import refuse_links, write_whole
from service_catalogue.model import NoteRef, SearchWords
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
from service_catalogue.model.service import Service
from service_catalogue.schema import Line, Localized
from service_catalogue.schema.json_schema import NOTHING, TEXT, EditorSchemas, Schema, SchemaChoice, one_of, or_nothing
from service_catalogue.yaml import Keyed

#: Where the schemas are, from the folder of the data.
FOLDER = "../_build/schema"

#: The kinds that only the service itself refers to.
_OWN = ("statement", "note", "address")


def files(catalogue: Catalogue) -> dict[str, str]:
    """Return the text of each schema, by file name."""
    return {name: json.dumps(schema, ensure_ascii=False, indent=1) + "\n" for name, schema in _made(catalogue).items()}


def _made(catalogue: Catalogue) -> dict[str, Schema]:
    """Return each schema, by file name."""
    makers: dict[str, Callable[[EditorSchemas], Schema]] = {
        IDENTITY_FILE: lambda schemas: schemas.object(Identity),
        **{name: functools.partial(_lists, kinds) for name, kinds in FILES.items()},
        f"{SERVICES_FOLDER}/": lambda schemas: schemas.object(Service),
        PUBLISHED_FILE: lambda schemas: _file({"published": schemas.object(Published)}),
    }
    choices, own, schemas_by_file = _choices(catalogue), _of_services(catalogue), dict[str, Schema]()
    for name, make in makers.items():
        schemas_by_file[schema_name(name)] = _whole(
            _schemas(catalogue, choices | (own if name == f"{SERVICES_FOLDER}/" else {})), make
        )
    return schemas_by_file


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
    return EditorSchemas(languages, special, choices, frozenset(_OWN))


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
    statements = dict.fromkeys(str(id) for service in catalogue.services for id in service.outline.statements if id)
    notes = dict.fromkeys(str(id) for service in catalogue.services for id in service.outline.notes if id)
    addresses = dict.fromkeys((*statements, *(f"note.{id}" for id in notes), *map(str, filter(None, catalogue.objects["task"]))))
    return {kind: tuple(map(SchemaChoice, ids)) for kind, ids in zip(_OWN, (statements, notes, addresses), strict=True)}


def _clauses(catalogue: Catalogue) -> Iterator[SchemaChoice]:
    """Yield the standards and their clauses, as they are referred to."""
    for standard in catalogue.standards:
        yield SchemaChoice(str(standard.id), _paragraphs(_names(standard.name), *standard.description.values()))
        for clause in standard.clauses:
            yield SchemaChoice(f"{standard.id}.{clause.id}", _paragraphs(_names(standard.name), _names(clause.title)))


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


def _file(properties: Mapping[str, Schema]) -> Schema:
    return _keys(properties) | {"required": list(properties)}


def _lists(kinds: Mapping[str, type], schemas: EditorSchemas) -> Schema:
    schema = _file({key: schemas.of(tuple[kind, ...]) for key, kind in kinds.items()})  # type: ignore[valid-type]
    return schema | {"required": [key for key in kinds if key not in OPTIONAL_LISTS]}


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
        *(SchemaChoice(state, schemas.described(f"Cell.{state}")) for state in (NO_ROLE, "n/a", "tbd")),
    ]
    cell = {"anyOf": [*one_of(choices)["anyOf"], TEXT]}
    return {"anyOf": [{"type": "array", "items": cell}, cell]}


def _each(schemas: EditorSchemas, kind: str, value: Schema) -> dict[str, Schema]:
    """Return a key for each object of ``kind``, with its description and the schema of its ``value``."""
    return {choice.value: {"description": choice.description, "anyOf": [value]} for choice in schemas.choices.get(kind, ())}


def _keys(properties: Mapping[str, Schema]) -> Schema:
    return {"type": "object", "properties": properties, "additionalProperties": False}
