"""What the files of ``api/v1`` hold, as JSON Schemas, which are published beside them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from service_catalogue.model.vocabulary import (
    CatalogueStatus,
    Count,
    Duty,
    NoteKind,
    ServiceStatus,
    State,
    StatementKind,
)

Schema = Mapping[str, object]

_STRING: Schema = {"type": "string"}
_ID: Schema = {"type": "string", "minLength": 1}
_DAY: Schema = {"type": "string", "format": "date"}
#: A plain text in each language.
_TEXT: Schema = {"type": "object", "additionalProperties": _STRING, "minProperties": 1}
_NULL: Schema = {"type": "null"}


def _object(**properties: Schema) -> Schema:
    """An object with exactly these keys; ``answers_for`` is ``answers-for``."""
    named = {name.rstrip("_").replace("_", "-"): schema for name, schema in properties.items()}
    return {"type": "object", "properties": named, "required": list(named), "additionalProperties": False}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, _NULL]}


def _one_of(values: type[Enum]) -> Schema:
    return {"enum": [value.value for value in values]}


def _told(schema: Schema, description: str) -> Schema:
    return {**schema, "description": description}


_IDS = _list(_ID)
_WITHDRAWN = _told(_or_null(_object(on=_DAY, reason=_TEXT)), "The first day on which it no longer applies, and why.")
_CITED: Mapping[str, Schema] = {"standards": _IDS, "see_also": _IDS}
_NAMED: Mapping[str, Schema] = {"id": _ID, "name": _TEXT}
_ABOUT = _object(tasks=_IDS, layers=_IDS, parties=_IDS)
_CLAIM = _object(
    party=_told(_or_null(_ID), "Null where the source does not say whom."),
    does=_IDS,
    answers_for=_IDS,
    ensures=_IDS,
    may_do=_IDS,
    promises=_or_null(_TEXT),
    may=_or_null(_TEXT),
    owns=_told(_or_null(_TEXT), "What the party owns: compared with no row of a matrix."),
    condition=_or_null(_TEXT),
    notes=_IDS,
    on=_IDS,
)
_DEPARTURE: Mapping[str, Schema] = {
    "id": _ID,
    "at": _told(_list(_STRING), "As it is written."),
    "cells": _told(_list(_STRING), "The addresses of the cells for which it stands."),
    "notes": _IDS,
    "from_": _told(_or_null(_ID), "The service that it is inherited from."),
}
_CELL: Schema = {
    "type": "object",
    "properties": {
        "task": _ID,
        "party": _ID,
        "roles": _told(_STRING, "Letters of the scheme, in its order."),
        "notes": _IDS,
        "state": _one_of(State),
    },
    "required": ["task", "party", "roles", "notes", "state"],
    "additionalProperties": _told(_ID, "The value on each axis of the matrix, by the id of the axis."),
}
_MATRIX_KEYS: Mapping[str, Schema] = {
    "scheme": _ID,
    "axes": {"type": "object", "additionalProperties": _IDS},
    "parties": _IDS,
    "extends": _told(_or_null(_ID), "The service whose matrix it takes over; the cells of that are here too."),
    "default": _told(_or_null(_object(text=_TEXT, cells=_list(_STRING))), "Who has the tasks that are not listed."),
    "empty": _told(_list(_object(group=_ID, reason=_TEXT)), "Groups without a task here, and why."),
    "tasks": _list(_object(id=_ID, notes=_IDS, cadence=_or_null(_TEXT))),
    "cells": _list(_CELL),
}
#: One of several has an id and a name.
_ONE_OF_SEVERAL = _object(**_NAMED, **_MATRIX_KEYS)
_MATRIX: Schema = {"anyOf": [_object(**_MATRIX_KEYS), _ONE_OF_SEVERAL]}

#: How a catalogue stands.
_STANDING: Mapping[str, Schema] = {
    "languages": _list(_STRING),
    "authoritative": _told(_STRING, "The language that prevails."),
    "status": _one_of(CatalogueStatus),
    "owner": _TEXT,
    "approval": _or_null(_object(by=_TEXT, date=_DAY, evidence=_TEXT)),
}

_CATALOGUE = _object(
    name=_TEXT,
    summary=_TEXT,
    **_STANDING,
    version=_or_null(_STRING),
    digest=_told({"type": "string", "pattern": "^[0-9a-f]{12}$"}, "Of the data, as in data.json."),
    services=_list(
        _object(
            id=_ID,
            code=_STRING,
            name=_TEXT,
            status=_or_null(_one_of(ServiceStatus)),
            withdrawn=_WITHDRAWN,
            data=_told(_STRING, "Relative to the folder of this file, as the next two."),
            csv=_told(_STRING, "The cells of its matrices, a line each."),
            xlsx=_told(_STRING, "The same for people, in every language."),
            page=_told(_TEXT, "In each language, relative to the root of the site."),
        )
    ),
    parties=_list(_object(**_NAMED, short=_or_null(_TEXT), definite=_or_null(_TEXT), withdrawn=_WITHDRAWN)),
    layers=_list(_object(**_NAMED, withdrawn=_WITHDRAWN)),
    axes=_list(_object(**_NAMED, values=_list(_object(**_NAMED)))),
    tasks=_list(
        _object(
            **_NAMED,
            groups=_told(_IDS, "The outermost first."),
            description=_or_null(_TEXT),
            withdrawn=_WITHDRAWN,
            **_CITED,
        )
    ),
    groups=_list(_object(**_NAMED, parent=_or_null(_ID))),
    schemes=_list(
        _object(
            **_NAMED,
            letters=_list(
                _object(
                    letter=_STRING,
                    word=_TEXT,
                    meaning=_TEXT,
                    duty=_told({"enum": [*(duty.value for duty in Duty), None]}, "What a party with it does in a task."),
                    count=_told(_one_of(Count), "How many parties have it in a task, at each place on the axes."),
                )
            ),
        )
    ),
    terms=_list(
        _object(
            **_NAMED,
            definition=_TEXT,
            synonyms={"type": "object", "additionalProperties": _list(_STRING)},
            from_=_or_null(_TEXT),
            withdrawn=_WITHDRAWN,
            **_CITED,
        )
    ),
    standards=_list(
        _object(
            **_NAMED,
            edition=_or_null(_STRING),
            description=_or_null(_TEXT),
            clauses=_list(_object(id=_ID, title=_TEXT)),
        )
    ),
)

_SERVICE = _object(
    **_NAMED,
    catalogue=_told(_object(**_STANDING), "How the catalogue stands that the service is from, as in catalogue.json."),
    code=_STRING,
    family=_or_null(_TEXT),
    motto=_or_null(_TEXT),
    lead=_or_null(_TEXT),
    summary=_told(_or_null(_ID), "The statement that stands for the service."),
    contact=_told(_or_null(_ID), "The statement that says whom to ask."),
    baseline=_told(_or_null(_ID), "The statement that holds for all that the service binds its parties to."),
    choices=_object(on_call=_or_null(_ID), environments=_or_null(_ID)),
    provider=_ID,
    status=_or_null(_one_of(ServiceStatus)),
    version=_or_null(_STRING),
    valid=_object(from_=_or_null(_DAY), to=_or_null(_DAY)),
    withdrawn=_WITHDRAWN,
    approver=_or_null(_TEXT),
    source=_or_null(_object(title=_TEXT, owner=_TEXT, date=_or_null(_DAY), not_stated=_list(_TEXT))),
    changed=_or_null(_DAY),
    sections=_told(_list(_object(**_NAMED)), "All of them, in the order of the text; which one is in another is not said."),
    statements=_list(
        _object(
            id=_ID,
            section=_ID,
            text=_TEXT,
            kind=_or_null(_one_of(StatementKind)),
            about=_ABOUT,
            claims=_list(_CLAIM),
            **_CITED,
        )
    ),
    matrix=_told(_or_null(_MATRIX), "The only one, or the first of several."),
    matrices=_told(_list(_ONE_OF_SEVERAL), "Empty where there are not several."),
    notes=_list(
        _object(
            id=_ID,
            number=_STRING,
            kind=_one_of(NoteKind),
            text=_TEXT,
            from_=_told(_or_null(_ID), "The service that it is inherited from."),
            about=_ABOUT,
            claims=_list(_CLAIM),
        )
    ),
    tensions=_list(_object(**_DEPARTURE, text=_TEXT)),
    exceptions=_list(_object(**_DEPARTURE, rule=_STRING, reason=_TEXT)),
)

_MOVED = _object(id=_ID, moved=_told(_STRING, "Where the service is now, relative to the folder of catalogue.json."))

_DIALECT = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
#: By the name of the file, in ``api/v1/schema/``.
SCHEMAS: Mapping[str, Schema] = {
    "catalogue.json": {**_DIALECT, "title": "api/v1/catalogue.json", **_CATALOGUE},
    "service.json": {**_DIALECT, "title": "api/v1/services/<id>.json", "anyOf": [_SERVICE, _MOVED]},
}
