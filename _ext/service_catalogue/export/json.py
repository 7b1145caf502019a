"""The JSON files of the catalogue and of each service, with all languages and plain texts, and their JSON Schemas."""

import functools
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from service_catalogue.export.shapes import (
    DAY,
    ID,
    IDS,
    STRING,
    TEXT,
    Context,
    Schema,
    Shape,
    array,
    mapping,
    one_of,
    optional,
    page,
    record,
)
from service_catalogue.model import vocabulary
from service_catalogue.model.approvals import standing
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.published_ids import Ids
from service_catalogue.model.service import Service
from service_catalogue.model.service_facts import LinkKind, OptionKind, Situation
from service_catalogue.views.edition import Edition

#: The version of the form of the files.
FORMAT = "1.2"

_WITHDRAWN = optional(record(on=DAY, reason=TEXT)).described("The first day on which it no longer applies, and why.")
_CITED = {"standards": IDS, "see_also": IDS}
_NAMED = {"id": ID, "name": TEXT}
_WAYS = dict.fromkeys(("telephone", "mail", "form"), optional(STRING))
#: The addresses of a file in each language, from one with a gap for it.
_IN_EACH = replace(TEXT, encode=lambda address, context: {one.language: address.format(one.language) for one in context.editions})
_TOPICS = array(record(**_NAMED, words=mapping(array(STRING)).described("By which people ask for it, by language."))).described(
    "Subjects that it says nothing about."
)


def _in_service(anchor: Callable[[Any], str]) -> Shape:
    """Return the shape of the page of an object in the service of the file."""
    return page(lambda value, context: f"services/{context.service.id}.html#{anchor(value)}")


def _head(path: str) -> dict[str, Shape]:
    """Return the first keys of the file at ``path``."""
    return {
        "$id": ID.of(lambda value, context: f"{context.root}api/v1/{path.format(id=getattr(value, 'id', ''))}").described(
            "The address of this file, as in “page”."
        ),
        "format_version": STRING.of(lambda value, context: FORMAT).described(
            "The second number rises when a key is added, the first when one changes its meaning or goes."
        ),
    }


def _within(part: str, attribute: str, shape: Shape) -> Shape:
    """Return ``shape`` for an attribute of a part that an object may lack."""
    return shape.of(lambda value, context: getattr(found, attribute) if (found := getattr(value, part)) else ())


def _itself(value: Any, context: Context) -> Any:
    return value


_ABOUT = record(**{key: _within("about", key, IDS) for key in ("tasks", "layers", "parties")}).of(_itself)
_CLAIMS = array(
    record(
        party=optional(ID).described("Null where the source does not say whom."),
        **dict.fromkeys(("does", "answers_for", "ensures", "may_do"), IDS),
        kind=optional(one_of(vocabulary.ClaimKind)).described(
            "Null for a duty, and where its tasks or words say that it is none."
        ),
        quote=optional(TEXT).described(
            "The passage of the text that makes the claim. Without one and without words: the whole text."
        ),
        promises=optional(TEXT),
        may=optional(TEXT),
        owns=optional(TEXT).described("What the party owns: compared with no row of a matrix."),
        condition=optional(TEXT),
        notes=IDS.at("note"),
        on=IDS,
    )
)
_OWNER = optional(ID).described("The service that it is inherited from.").at("owner")
_DEPARTURE = {
    "at": array(STRING).described("As it is written.").at("at_"),
    "cells": array(STRING)
    .described("The addresses of the cells for which it stands.")
    .of(lambda departure, context: [found.cell.address for found in context.cells if departure in found.departures]),
    "notes": IDS,
    "from_": _OWNER,
}
_CELL_KEYS = {
    "task": ID,
    "party": ID,
    "roles": STRING.described("Letters of the scheme, in its order."),
    "notes": IDS,
    "state": one_of(vocabulary.State),
}
_CELL_PAGE = page(lambda path, context: path)
_CELL = Shape(
    {
        **record(**_CELL_KEYS, page=_CELL_PAGE).schema,
        "additionalProperties": ID.described("The value on each axis of the matrix, by the id of the axis.").schema,
    },
    lambda found, context: {
        **found.values,
        "page": _CELL_PAGE.encode(f"services/{context.service.id}.html#{found.cell.address}", context),
    },
)


def _empty_groups(matrix: Any, context: Context) -> list[object]:
    """Return the groups without a task; one that is empty in an extended matrix may have tasks in this one."""
    filled = {context.catalogue.task(row.task).group for row in matrix.rows}
    return [empty for empty in matrix.empty if empty.group not in filled]


_MATRIX_KEYS = {
    "scheme": ID,
    "axes": mapping(IDS),
    "parties": IDS,
    "extends": optional(ID).described("The service whose matrix it takes over; the cells of that are here too."),
    "default": optional(record(text=TEXT, cells=array(STRING))).described("Who has the tasks that are not listed."),
    "empty": array(record(group=ID, reason=TEXT)).described("Groups without a task here, and why.").of(_empty_groups),
    "tasks": array(record(id=ID.at("task"), notes=IDS.at("note"), cadence=optional(TEXT))).at("rows"),
    "cells": array(_CELL).of(lambda matrix, context: [found for found in context.cells if found.matrix is matrix]),
}
_ONLY, _ONE_OF_SEVERAL = record(**_MATRIX_KEYS), record(**_NAMED, **_MATRIX_KEYS)
_MATRIX = Shape(
    {"anyOf": [_ONLY.schema, _ONE_OF_SEVERAL.schema]},
    lambda matrix, context: (_ONE_OF_SEVERAL if matrix.id else _ONLY).encode(matrix, context),
)

_APPROVED = {"by": TEXT, "date": DAY, "evidence": TEXT, "digest": optional(STRING).described("Of the record of what it covers.")}
#: The newest approval of the catalogue.
_APPROVAL = optional(record(**_APPROVED)).of(lambda approved, context: next(reversed(approved.approval), None))

#: The status of a catalogue: the prevailing language, and the approval of its owner.
_STANDING = {
    "languages": array(STRING),
    "authoritative": STRING.described("The language that prevails."),
    "status": one_of(vocabulary.CatalogueStatus),
    "owner": TEXT,
    "approval": _APPROVAL,
}


def _address(suffix: str) -> Callable[[Any, Context], str]:
    return lambda service, context: f"services/{service.id}.{suffix}"


def _shared(kind: str, shape: Shape) -> Shape:
    return array(shape).of(lambda identity, context: getattr(context.catalogue, kind))


_DIGEST = Shape({"type": "string", "pattern": "^[0-9a-f]{12}$"})

_CATALOGUE = record(
    **_head("catalogue.json"),
    name=TEXT,
    tagline=TEXT,
    summary=TEXT,
    **_STANDING,
    version=optional(STRING),
    digest=_DIGEST.described("Of the data, as in data.json.").of(lambda identity, context: context.catalogue.digest),
    topics=_TOPICS,
    situations=array(record(situation=one_of(Situation), tasks=IDS)).described("The tasks that a situation means."),
    services=_shared(
        "services",
        record(
            id=ID,
            code=STRING,
            name=TEXT,
            status=optional(one_of(vocabulary.ServiceStatus)),
            withdrawn=_WITHDRAWN,
            data=STRING.described("Relative to the folder of this file, as the next three.").of(_address("json")),
            csv=STRING.described("The cells of its matrices, a line each.").of(_address("csv")),
            xlsx=STRING.described("The same for people, in every language.").of(_address("xlsx")),
            markdown=_IN_EACH.described("Its text and its matrices in each language.").of(_address("{}.md")),
            page=_IN_EACH.described("In each language, relative to the root of the site.").of(
                lambda service, context: f"{{}}/services/{service.id}.html"
            ),
        ),
    ),
    parties=_shared(
        "parties",
        record(
            **_NAMED,
            page=page(lambda party, _: f"parties/{party.id}.html"),
            short=optional(TEXT),
            definite=optional(TEXT),
            genitive=optional(TEXT),
            term=optional(ID),
            withdrawn=_WITHDRAWN,
        ),
    ),
    layers=_shared("layers", record(**_NAMED, term=optional(ID), withdrawn=_WITHDRAWN)),
    axes=_shared("axes", record(**_NAMED, values=array(record(**_NAMED)))),
    tasks=_shared(
        "tasks",
        record(
            id=ID,
            groups=IDS.described("The outermost first.").of(
                lambda task, context: [group.id for group in context.catalogue.group_path(task.group)]
            ),
            name=TEXT,
            page=page(lambda task, context: f"tasks/{task.id}.html"),
            description=optional(TEXT),
            withdrawn=_WITHDRAWN,
            **_CITED,
        ),
    ),
    groups=_shared("groups", record(**_NAMED, parent=optional(ID))),
    schemes=_shared(
        "schemes",
        record(
            **_NAMED,
            letters=array(
                record(
                    letter=STRING,
                    word=TEXT,
                    predicate=optional(TEXT),
                    verb=optional(TEXT),
                    meaning=TEXT,
                    term=optional(ID),
                    duty=Shape(
                        {"enum": [*(duty.value for duty in vocabulary.Duty), None]}, lambda duty, _: duty.value if duty else None
                    ).described("What a party with it does in a task."),
                    count=one_of(vocabulary.Count).described("How many parties have it in a task, at each place on the axes."),
                )
            ),
        ),
    ),
    terms=_shared(
        "terms",
        record(
            **_NAMED,
            page=page(lambda term, context: f"glossary.html#{term.id}"),
            definition=TEXT,
            synonyms=mapping(array(STRING)).of(
                lambda term, context: {one.language: term.synonyms.get(one.language, ()) for one in context.editions}
            ),
            from_=optional(TEXT),
            withdrawn=_WITHDRAWN,
            **_CITED,
        ),
    ),
    standards=_shared(
        "standards",
        record(**_NAMED, edition=optional(STRING), description=optional(TEXT), clauses=array(record(id=ID, title=TEXT))),
    ),
)


_KNOWN_KEYS = record(
    **_head("services/{id}.json"),
    digest=_DIGEST.described("Of the files of data that this one depends on.").of(
        lambda service, context: context.catalogue.inputs[service.id][:12]
    ),
    id=ID,
    code=STRING,
    name=TEXT,
    catalogue=record(**_STANDING)
    .described("The status of the catalogue that the service is from, as in catalogue.json.")
    .of(lambda service, context: context.catalogue.identity),
    family=optional(TEXT),
    motto=optional(TEXT),
    lead=optional(TEXT),
    summary=optional(ID).described("The statement that is shown as the summary of the service."),
    contact=optional(ID).described("The statement that says whom to ask."),
    provider=ID,
    parties=IDS.described("The parties that the document binds, if it names them."),
    status=optional(one_of(vocabulary.ServiceStatus)),
    version=optional(STRING),
    valid=record(from_=_within("valid", "from_", optional(DAY)), to=_within("valid", "to", optional(DAY))).of(_itself),
    withdrawn=_WITHDRAWN,
    approver=optional(TEXT),
    approval=optional(
        record(
            **{key: _within("approval", key, shape) for key, shape in _APPROVED.items()},
            holds=Shape({"type": "boolean"})
            .of(lambda found, context: found.changes == ())
            .described("Whether nothing that it covers has changed since."),
        )
    )
    .described("Its own, or that of the catalogue.")
    .of(lambda service, context: standing(context.catalogue, service)),
    source=optional(record(title=TEXT, owner=TEXT, date=optional(DAY), not_stated=array(TEXT))),
    service_owner=optional(record(party=ID, function=TEXT)),
    contacts=array(record(party=ID, function=TEXT, situations=array(one_of(Situation)), **_WAYS, hours=optional(TEXT))),
    links=array(record(kind=one_of(LinkKind), url=STRING, name=TEXT)),
    levels=array(record(what=TEXT, target=TEXT, measured=optional(TEXT), document=optional(TEXT))).described(
        "Without a document, an aim that is not agreed."
    ),
    tags=array(STRING),
    rests_on=array(record(service=ID, parties=mapping(ID))),
    topics=_TOPICS,
    undefined_words=array(TEXT).described("Words that its text uses without defining them."),
    changed=optional(DAY),
    sections=array(record(**_NAMED))
    .described("All sections in the order of the text, without their nesting.")
    .at("all_sections"),
    statements=array(
        record(
            id=ID,
            page=_in_service(lambda statement: statement.id),
            section=ID.of(lambda statement, context: context.sections[statement.id]),
            text=TEXT,
            kind=optional(one_of(vocabulary.StatementKind)),
            about=_ABOUT,
            **_CITED,
            claims=_CLAIMS,
        )
    ).of(lambda service, context: service.statements.values()),
    matrix=optional(_MATRIX)
    .described("The only one, or the first of several.")
    .of(lambda service, context: next(iter(service.all_matrices), None)),
    matrices=array(_ONE_OF_SEVERAL).described("Empty where there are not several."),
    baseline=optional(ID).described("The statement that holds for all that the service binds its parties to."),
    choices=record(
        on_call=_within("choices", "on_call", optional(ID)),
        environments=_within("choices", "environments", optional(ID)),
        other=array(
            record(
                id=ID.of(lambda option, context: option[0]),
                kind=one_of(OptionKind).of(lambda option, context: option[1].kind),
                on=ID.of(lambda option, context: option[1].on),
                name=TEXT.of(lambda option, context: option[1].name),
                asks=mapping(TEXT).of(lambda option, context: option[1].asks),
            )
        ).of(lambda service, context: service.choices.other.items() if service.choices else ()),
    ).of(_itself),
    notes=array(
        record(
            id=ID,
            page=_in_service(lambda note: f"note.{note.id}"),
            number=STRING.of(lambda note, context: context.service.number_of_note(note.id)),
            kind=one_of(vocabulary.NoteKind),
            text=TEXT,
            from_=_OWNER,
            about=_ABOUT,
            claims=_CLAIMS,
        )
    ),
    tensions=array(record(id=ID, **_DEPARTURE, text=TEXT)),
    exceptions=array(
        record(
            id=ID.of(lambda exception, context: context.service.id_of_departure(exception)),
            rule=STRING,
            **_DEPARTURE,
            reason=TEXT,
        )
    ),
)


def _with_x_keys(service: Service, context: Context) -> object:
    """Return the JSON value of a service with its keys that begin with ``x-``, as they are written."""
    known: Any = _KNOWN_KEYS.encode(service, context)
    return {**known, **service.x_keys}


_SERVICE = Shape({**_KNOWN_KEYS.schema, "patternProperties": {"^x-": {}}}, _with_x_keys)
_MOVED = record(id=ID, moved=STRING.described("Where the service is now, relative to the folder of catalogue.json."))

_DIALECT = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
#: The schemas, by the name of the file in ``api/v1/schema/``.
SCHEMAS: Mapping[str, Schema] = {
    "catalogue.json": {**_DIALECT, "$id": "catalogue.json", "title": "api/v1/catalogue.json", **_CATALOGUE.schema},
    "service.json": {
        **_DIALECT,
        "$id": "service.json",
        "title": "api/v1/services/<id>.json",
        "anyOf": [_SERVICE.schema, _MOVED.schema],
    },
}


def files(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """Yield the path of each JSON file below ``api/v1``, and its text."""
    yield from ((name, make()) for name, _, make in makers(catalogue))


def makers(catalogue: Catalogue, base_url: str = "") -> Iterator[tuple[str, Service | None, Callable[[], str]]]:
    """Yield for each JSON file its path, its service if it has one, and what makes its text; ``base_url`` is that of the site."""
    former = Ids(catalogue).former
    editions = [Edition(catalogue, language) for language in catalogue.identity.languages]
    root = base_url and f"{base_url.rstrip('/')}/"
    yield "catalogue.json", None, lambda: _dump(_CATALOGUE.encode(catalogue.identity, Context(editions, None, root)))
    for service in catalogue.services:
        path = f"services/{service.id}.json"
        yield path, service, functools.partial(_service_text, service, Context(editions, service, root))
        for old in former.get(("service", service.id), ()):
            yield f"services/{old}.json", service, functools.partial(_dump, {"id": old, "moved": path})
    yield from ((f"schema/{name}", None, functools.partial(_dump, schema)) for name, schema in SCHEMAS.items())


def _service_text(service: Service, context: Context) -> str:
    return _dump(_SERVICE.encode(service, context))


def _dump(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n"
