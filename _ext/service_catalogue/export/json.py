"""The JSON and CSV files of the catalogue and of each service, with their JSON Schemas."""

from __future__ import annotations

import functools
import itertools
import json
import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, is_dataclass
from datetime import date
from enum import Enum
from importlib import resources
from typing import Any, NamedTuple

from service_catalogue.model.approvals import ApprovalStanding, approval_standing
from service_catalogue.model.catalogue import FILES, Catalogue, Identity
from service_catalogue.model.json_schema import Schema, Schemas
from service_catalogue.model.kinds import State
from service_catalogue.model.lifecycle import Approval
from service_catalogue.model.matrix import Cell, EmptyGroup, Matrix, Row
from service_catalogue.model.published_ids import Ids
from service_catalogue.model.references import GroupRef, NoteRef, PartyRef, SchemeRef, ServiceRef, TaskRef
from service_catalogue.model.service import Choices, Option, Service, Validity
from service_catalogue.model.shared import Party, Scheme, SearchWords, Task, Term
from service_catalogue.model.standard import Standard
from service_catalogue.model.statement import About, Claim, Departure, Note, RecordedException, Section, Statement, Tension
from service_catalogue.schema.fields import fields_of, may_be_empty
from service_catalogue.schema.types import Day, Id, Line, Localized
from service_catalogue.views.edition import Edition
from service_catalogue.views.plain import csv_text
from service_catalogue.yaml.values import Keyed


class ServiceCell(NamedTuple):
    """A cell of a service, with what is attached to it."""

    matrix: Matrix
    cell: Cell
    #: The value on each axis.
    place: dict[str, str]
    #: The letters, in the order of the scheme.
    roles: str
    #: The notes of its row.
    task_notes: tuple[str, ...]
    #: The departures about the cell, its task, or its task at its place.
    departures: tuple[Departure, ...]


def cells(catalogue: Catalogue, service: Service) -> Iterator[ServiceCell]:
    """Yield the cells of each matrix of ``service``."""
    for matrix in service.all_matrices:
        scheme = catalogue.scheme(matrix.scheme)
        for cell in matrix.cells:
            place: dict[str, str] = dict(zip(matrix.axes, cell.values, strict=True))
            notes = tuple(map(str, matrix.row_of(cell.task).note))
            departures = service.departures_at(*matrix.around(cell))
            yield ServiceCell(matrix, cell, place, scheme.in_order(cell.letters), notes, departures)


def table(catalogue: Catalogue, service: Service) -> str:
    """Return the cells of ``service`` as CSV in long form, with a column for the matrix if there are several.

    The notes and departures of a row are repeated in each of its cells, so that a line can be read by itself. The last column, which
    is there if anything is withdrawn, names the withdrawn task, layer and party of a cell.
    """
    axes = dict.fromkeys(itertools.chain.from_iterable(matrix.axes for matrix in service.all_matrices))
    columns = [*(["matrix"] if service.matrices else []), "task", *axes]
    columns += ["party", "roles", "notes", "state", "departures", "task-notes"]
    service_cells = [*cells(catalogue, service)]
    if any(_withdrawn(catalogue, each) for each in service_cells):
        columns.append("withdrawn")
    rows: list[list[object]] = [[*columns]]
    for each in service_cells:
        departures = map(service.name_of_departure, each.departures)
        cell = each.cell
        line = each.place | {
            "task": cell.task,
            "party": cell.party,
            "roles": each.roles,
            "notes": " ".join(cell.notes),
            "state": cell.state.value,
            "departures": " ".join(departures),
            "task-notes": " ".join(each.task_notes),
            "withdrawn": " ".join(_withdrawn(catalogue, each)),
        }
        line["matrix"] = each.matrix.id or ""
        rows.append([line.get(column, "") for column in columns])
    return csv_text(rows)


def _withdrawn(catalogue: Catalogue, each: ServiceCell) -> list[str]:
    """Return the withdrawn among the task, the layer and the party of a cell, by kind and id: ``task:backup``."""
    layer = each.place.get("layer")
    things = (catalogue.task(each.cell.task), layer and catalogue.layer(layer), catalogue.party(each.cell.party))
    kinds = ("task", "layer", "party")
    return [f"{kind}:{thing.id}" for kind, thing in zip(kinds, things, strict=True) if thing and thing.withdrawn]


#: The version of the form of the files.
FORMAT = "2.0"


@dataclass(frozen=True)
class ServiceContext:
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


class Key(NamedTuple):
    """A key of an object in JSON."""

    #: Of its value, as in the model.
    annotation: Any
    #: Returns its value in the model, for the object.
    get: Callable[[Any, ServiceContext], Any]
    #: Empty for the description of the field.
    description: str = ""
    #: The class and the key of the field.
    field: str = ""


class _Digest(Line):
    """A digest of data."""


class _Listed(NamedTuple):
    """A service in the file of the catalogue."""

    service: Service


class _Status(NamedTuple):
    """The status of the catalogue, in the file of a service."""

    identity: Identity


class _OneOfSeveral(NamedTuple):
    """A matrix of a service with several."""

    matrix: Matrix


class _NamedOption(NamedTuple):
    """An option of an annex, with its id."""

    id: str
    option: Option


class _Moved(NamedTuple):
    """The file of a service under a former id."""

    id: str
    moved: str


def _keys_of(kind: type) -> dict[str, Key]:
    fields = fields_of(kind) if is_dataclass(kind) else {}
    keys: dict[str, Key | None] = {**_FIRST.get(kind, {})}
    for key in sorted(fields, key=lambda key: fields[key][0] not in kind.__annotations__):  # inherited ones last
        name, annotation, _ = fields[key]
        keys[key] = _at(annotation, name)
    keys |= _EXCEPTIONS.get(kind, {})
    return {key: one._replace(field=one.field or f"{kind.__name__}.{key}") for key, one in keys.items() if one}


#: The keys of an object in JSON; none for a class without.
_keys: Callable[[type], dict[str, Key]] = functools.cache(_keys_of)


def _at(annotation: Any, attribute: str, description: str = "") -> Key:
    """Return the key of an ``attribute`` of an object or of a part of it (``cell.task``); an empty one that may be null is."""
    get, may_be_null = operator.attrgetter(attribute), may_be_empty(annotation)
    return Key(annotation, lambda value, context: get(value) or None if may_be_null else get(value), description)


def _of_part(part: str, kind: type, *names: str) -> dict[str, Key | None]:
    """Return the keys of a part of an object, for the object: those with ``names``, or all."""

    def of_object(key: Key) -> Key:
        return key._replace(get=lambda value, context: key.get(getattr(value, part), context))

    return {name: of_object(key) for name, key in _keys(kind).items() if name in (names or _keys(kind))}


def _page(path: str) -> Key:
    """Return the key of the addresses of a page, whose ``path`` is below the folder of its language."""
    return _by_language(
        "{1.root}{2}/" + path, "In each language: absolute if the site has an address, else relative to its root."
    )


def _file(path: str, description: str) -> Key:
    """Return the key of the address of a file about a service."""
    return Key(Line, lambda listed, context: path.format(listed.service.id), description)


def _by_language(path: str, description: str) -> Key:
    """Return the key of addresses by language: ``path`` with the object, the context and the language."""

    def get(value: Any, context: ServiceContext) -> Mapping[str, str]:
        return {one.language: path.format(value, context, one.language) for one in context.editions}

    return Key(Localized, get, description)


def _never_null(attribute: str, kind: type) -> Key:
    """Return the key of an object that is there with all its keys even where the data lack it."""
    return Key(kind, lambda value, context: getattr(value, attribute) or kind(at=value.at))


def _head(path: str, digest: Callable[[Any, ServiceContext], str], of: str) -> dict[str, Key]:
    """Return the first keys of the file at ``path``."""
    return {
        "$id": Key(
            Id, lambda value, context: f"{context.root}api/v1/{path.format(value)}", "The address of this file, as in “page”."
        ),
        "format-version": Key(
            Line,
            lambda value, context: FORMAT,
            "The second number rises when a key is added, the first when one changes its meaning or goes.",
        ),
        "digest": Key(_Digest, digest, of),
    }


def _shared(name: str, kind: type) -> Key:
    return Key(tuple[kind, ...], lambda identity, context: getattr(context.catalogue, name))  # type: ignore[valid-type]


_OWNER = _at(ServiceRef | None, "owner", "The service that it is inherited from.")
_DEPARTURE = {
    "cells": Key(
        tuple[Line, ...],
        lambda departure, context: [each.cell.address for each in context.cells if departure in each.departures],
        "The addresses of the cells for which it stands.",
    ),
    "from": _OWNER,
}
#: The keys with which a file begins, by the class of its object.
_FIRST: dict[type, dict[str, Key]] = {
    Identity: _head("catalogue.json", lambda identity, context: context.catalogue.digest, "Of the data, as in data.json."),
    Service: _head(
        "services/{0.id}.json",
        lambda service, context: context.catalogue.inputs[service.id][:12],
        "Of the files of data that this one depends on.",
    ),
}
#: By class: the keys in JSON that are no field or not as the field, and the fields that are not published.
_EXCEPTIONS: dict[type, dict[str, Key | None]] = {
    Identity: {
        **dict.fromkeys(("site", "brand", "words", "legal-words")),  # of the pages
        **dict.fromkeys(("rules", "exceptions", "publish", "confirmed-by")),  # of the check
        "redirects": None,  # the files of services with former ids
        "approval": Key(Approval | None, lambda one, context: next(reversed(one.approval), None), "The newest."),
        "services": Key(tuple[_Listed, ...], lambda identity, context: map(_Listed, context.catalogue.services)),
        **{key: _shared(key, kind) for kinds in FILES.values() for key, kind in kinds.items() if kind is not SearchWords},
    },
    Party: {"page": _page("parties/{0.id}.html")},
    Task: {
        "group": None,
        "groups": Key(
            tuple[GroupRef, ...],
            lambda task, context: [group.id for group in context.catalogue.group_path(task.group)],
            "The outermost first.",
        ),
        "page": _page("tasks/{0.id}.html"),
    },
    Scheme: {"cell-order": None},  # the letters of a cell are in it
    Term: {
        **dict.fromkeys(("lang", "forms", "scope")),  # of links
        "page": _page("glossary.html#{0.id}"),
        "synonyms": Key(
            Keyed[tuple[Line, ...]],
            lambda term, context: {one.language: term.synonyms.get(one.language, ()) for one in context.editions},
        ),
    },
    Standard: {"description": _at(Localized | None, "description")},
    Claim: {"note": None, "notes": _at(tuple[NoteRef, ...], "note")},
    Section: {"statements": None, "sections": None, "from": _OWNER},
    Statement: {
        "from": _OWNER,
        "page": _page("services/{1.service.id}.html#{0.id}"),
        "section": Key(Id, lambda statement, context: context.sections[statement.id]),
        "about": _never_null("about", About),
    },
    Note: {
        "page": _page("services/{1.service.id}.html#note.{0.id}"),
        "number": Key(Line, lambda note, context: context.service.number_of_note(note.id)),
        "from": _OWNER,
        "about": _never_null("about", About),
    },
    Tension: {**_DEPARTURE},
    RecordedException: {"id": Key(Id, lambda one, context: context.service.id_of_departure(one)), **_DEPARTURE},
    Choices: {"other": Key(tuple[_NamedOption, ...], lambda choices, context: map(_NamedOption._make, choices.other.items()))},
    Row: {
        **dict.fromkeys(("written", "inherited", "task", "note")),
        "id": _at(TaskRef, "task"),
        "notes": _at(tuple[NoteRef, ...], "note"),
    },
    Matrix: {
        **dict.fromkeys(("id", "name", "remove", "rows")),
        "scheme": _at(SchemeRef, "scheme"),
        "empty": Key(tuple[EmptyGroup, ...], lambda matrix, context: context.catalogue.empty_groups(matrix)),
        "tasks": _at(tuple[Row, ...], "rows"),
        "cells": Key(
            tuple[ServiceCell, ...],
            lambda matrix, context: [each for each in context.cells if each.matrix is matrix],
            "With those of the matrix that it extends.",
        ),
    },
    ServiceCell: {
        "task": _at(TaskRef, "cell.task"),
        "party": _at(PartyRef, "cell.party"),
        "roles": _at(Line, "roles", "Letters of the scheme, in its order."),
        "notes": _at(tuple[NoteRef, ...], "cell.notes"),
        "state": _at(State, "cell.state"),
        "page": _page("services/{1.service.id}.html#{0.cell.address}"),
    },
    Service: {
        "catalogue": Key(
            _Status, lambda _, context: _Status(context.catalogue.identity), "The status of its catalogue, as in catalogue.json."
        ),
        "approval": Key(
            ApprovalStanding | None,
            lambda service, context: approval_standing(context.catalogue, service),
            "Its own, or that of the catalogue.",
        ),
        "changed": Key(Day | None, lambda service, context: context.catalogue.changed(service.id), "By the record of changes."),
        "valid": _never_null("valid", Validity),
        "choices": _never_null("choices", Choices),
        "sections": _at(tuple[Section, ...], "all_sections", "All in the order of the text, without their nesting."),
        "statements": Key(tuple[Statement, ...], lambda service, context: service.statements.values()),
        "matrix": Key(
            Matrix | _OneOfSeveral | None,
            lambda service, context: service.matrix or next(map(_OneOfSeveral, service.matrices), None),
            "The only one, or the first of several.",
        ),
        "matrices": Key(
            tuple[_OneOfSeveral, ...],
            lambda service, _: map(_OneOfSeveral, service.matrices),
            "Empty where there are not several.",
        ),
    },
}
_EXCEPTIONS |= {
    _Status: _of_part("identity", Identity, "languages", "authoritative", "status", "owner", "approval"),
    _Listed: {
        **_of_part("service", Service, "id", "code", "name", "status", "withdrawn"),
        "data": _file("services/{}.json", "Relative to the folder of this file, as the next three."),
        "csv": _file("services/{}.csv", "The cells of its matrices, a line each."),
        "xlsx": _file("services/{}.xlsx", "The same for people, in every language."),
        "markdown": _by_language("services/{0.service.id}.{2}.md", "Its text and its matrices in each language."),
        "page": _by_language("{2}/services/{0.service.id}.html", "In each language, relative to the root of the site."),
    },
    _OneOfSeveral: {"id": _at(Id, "matrix.id"), "name": _at(Localized, "matrix.name"), **_of_part("matrix", Matrix)},
    _NamedOption: {"id": _at(Id, "id"), **_of_part("option", Option)},
    _Moved: {
        "id": _at(Id, "id"),
        "moved": _at(Line, "moved", "Where the service is now, relative to the folder of catalogue.json."),
    },
    ApprovalStanding: {
        **_of_part("approval", Approval),
        "holds": Key(bool, lambda one, context: one.changes == (), "Whether nothing that it covers has changed since."),
    },
}


#: By class: keys of an object whose names depend on the data.
_MORE: dict[type, Callable[[Any], Mapping[str, object]]] = {
    Service: operator.attrgetter("x_keys"),
    ServiceCell: operator.attrgetter("place"),
}


def _encoded(value: Any, context: ServiceContext) -> object:
    """Return ``value`` in JSON."""
    kind = value.__class__  # a service whose content is read later is one of its class
    if keys := _keys(kind):
        known = {key: _encoded(one.get(value, context), context) for key, one in keys.items()}
        return {**known, **_MORE[kind](value), **known} if kind in _MORE else known
    if isinstance(value, Localized):
        return {edition.language: edition.plain(value) for edition in context.editions}
    if isinstance(value, Mapping):
        return {key: _encoded(item, context) for key, item in value.items()}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, str | bool | None) else [_encoded(item, context) for item in value]


class _PublishedSchemas(Schemas):
    """Makes the schemas of the files."""

    def keys(self, kind: type) -> Mapping[str, tuple[Any, bool, Schema]]:
        def more(key: Key) -> Schema:
            return {"description": key.description} if key.description else self.shown(key.field)

        return {name: (key.annotation, True, more(key)) for name, key in _keys(kind).items()}


def _cell_schema(schemas: Schemas) -> Schema:
    value = schemas.text(Id) | {"description": "The value on each axis of the matrix, by the id of the axis."}
    return schemas.object(ServiceCell) | {"additionalProperties": value}


@functools.cache
def schemas() -> Mapping[str, Schema]:
    """Return the schemas, by the name of the file in ``api/v1/schema/``."""
    digest = {"type": "string", "pattern": "^[0-9a-f]{12}$"}
    schemas = _PublishedSchemas(("en",), {_Digest: lambda schemas: digest, ServiceCell: _cell_schema})
    service = {"title": "api/v1/services/<id>.json", "anyOf": [schemas.of(Service), schemas.of(_Moved)]}
    files = {"catalogue.json": {"title": "api/v1/catalogue.json", **schemas.of(Identity)}, "service.json": service}
    files["change.json"] = json.loads(resources.files(__package__).joinpath("change.json").read_text("utf-8"))
    return {
        name: {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": name, **file} for name, file in files.items()
    }


def makers(catalogue: Catalogue, base_url: str = "") -> Iterator[tuple[str, Service | None, Callable[[], str]]]:
    """Yield for each JSON file its path, its service if it has one, and the function that makes its text; ``base_url`` is the address of the site."""
    former = Ids(catalogue).former
    editions = [Edition(catalogue, language) for language in catalogue.identity.languages]
    root = base_url and f"{base_url.rstrip('/')}/"
    yield "catalogue.json", None, functools.partial(_text, catalogue.identity, ServiceContext(editions, None, root))
    for service in catalogue.services:
        path, context = f"services/{service.id}.json", ServiceContext(editions, service, root)
        yield path, service, functools.partial(_text, service, context)
        for old in former.get(("service", service.id), ()):
            yield f"services/{old}.json", service, functools.partial(_text, _Moved(old, path), context)
    yield from ((f"schema/{name}", None, functools.partial(_dump, schema)) for name, schema in schemas().items())


def _text(value: object, context: ServiceContext) -> str:
    return _dump(_encoded(value, context))


def _dump(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n"
