"""The form in which somebody changes a file of data in a browser: its page, and what it shows and checks of each file."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from service_catalogue.editing.changes import EditableObjects
from service_catalogue.messages import Location
from service_catalogue.model import NoteKind, Task, Term, json_schema
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.fields import walk_of
from service_catalogue.model.matrix import Matrix
from service_catalogue.model.reviewed import address_of
from service_catalogue.model.service import Service
from service_catalogue.model.statement import Note, RecordedException, Section, Statement, Tension
from service_catalogue.views.edition import Edition
from service_catalogue.views.page import LEAD, Page, PageAddress, PartKind, index_page, title_of

CHANGE_DOCUMENT = "change"
#: The objects that the form shows.
_SHOWN = (Service, Section, Statement, Note, Tension, RecordedException, Task, Term)


@dataclass(frozen=True)
class ChangeForm:
    """The page of the form: the languages of texts, and the files that can be changed."""

    languages: dict[str, str]
    #: The id of a service, or empty; the title, and the location.
    files: tuple[tuple[str, str, Location], ...]


CHANGE: PartKind[ChangeForm] = PartKind("change")


def change_page(edition: Edition, address: PageAddress) -> Page:
    """Return the page of the form, which lists the services where it is opened without an address."""
    catalogue = edition.catalogue
    files = [(str(service.id), title_of(edition, service), Location(service.at.path)) for service in catalogue.services]
    others = (("nav.glossary", catalogue.terms), ("nav.tasks", catalogue.tasks))
    files += [("", edition.words(key), Location(things[0].at.path)) for key, things in others if things]
    languages = {str(language): edition.language_name(language) for language in catalogue.identity.languages}
    return index_page(
        edition,
        address,
        edition.words("change.lead"),
        (LEAD.part(edition.words("change.lead")), CHANGE.part(ChangeForm(languages, tuple(files)))),
    )


def addresses(catalogue: Catalogue) -> Mapping[Location, str]:
    """Return the address of each object that the form shows, by its location."""
    known = walk_of(catalogue).objects.items()
    return {thing.at: address_of(name) for name, thing in known if isinstance(thing, (*_SHOWN, Matrix))}


def form(edition: Edition, objects: EditableObjects, path: str) -> dict[str, object]:
    """Return what the form shows of the file at ``path``: its objects and cells with their places in the text."""
    languages = edition.catalogue.identity.languages
    known = sorted((thing.at, address) for address, thing in objects.by_address.items() if isinstance(thing, _SHOWN))
    shown: list[dict[str, Any]] = []
    for address in (address for at, address in known if at.path == path):
        thing = objects.by_address[address]
        more = {Service: ["notes.-"], Section: ["statements.-"], Statement: ["kind"], Note: ["kind"]}.get(type(thing), ())
        name = (
            title_of(edition, thing)
            if isinstance(thing, Service)
            else edition.plain(thing.name)
            if hasattr(thing, "name")
            else ""
        )
        values = objects.texts(address, languages, more)
        shown.append({"at": address, "kind": type(thing).__name__, "name": name, "values": values})
    keys = {value["key"].rpartition(".")[0] for one in shown for value in one["values"]}
    named = {key: f"diff.field.{re.sub(r'[.][0-9]+', '', key)}" for key in keys}
    service = next((service for service in edition.catalogue.services if service.at.path == path), None)
    schemas = json_schema.objects(edition.catalogue, edition.language)
    return {
        "objects": shown,
        "fields": {key: edition.words(name) for key, name in sorted(named.items()) if name in edition.words.table},
        "grids": [_grid(edition, objects, service, matrix) for matrix in service.all_matrices] if service else [],
        "joint": [note.id for note in service.notes if note.kind is NoteKind.JOINT] if service else [],
        "schemas": {name: {key: schemas[name]["properties"][key] for key in ("id", "kind")} for name in ("Statement", "Note")},
    }


def _grid(edition: Edition, objects: EditableObjects, service: Service, matrix: Matrix) -> dict[str, object]:
    """Return a matrix: its letters and how they are counted, its parties, and a line for each task at each place."""
    scheme, named = edition.catalogue.scheme_of(matrix), edition.catalogue.objects
    lines = []
    for row in matrix.rows:
        for values in matrix.places:
            place = (edition.plain(edition.value_name(value, axis)) for value, axis in zip(values, matrix.axes, strict=True))
            cells = [
                objects.texts(address, (), [""])[0] if (address := f"{service.id}.{cell.address}") in objects.by_address
                else {"now": str(cell.written)}
                for cell in matrix.cells_at(row.task, values)
            ]  # fmt: skip
            lines.append({"task": edition.plain(named["task"][row.task].name), "place": ", ".join(place), "cells": cells})
    return {
        "at": address_of(f"matrix:{service.id}.{matrix.id or ''}"),
        "name": edition.plain(matrix.name) if matrix.name else "",
        "order": scheme.cell_order if scheme else "",
        "letters": [
            {
                "letter": one.letter,
                "word": edition.plain(one.word),
                "verb": edition.role_verbs(scheme, one.letter),
                "count": one.count.value,
            }
            for one in scheme.letters
        ]
        if scheme
        else [],
        "parties": [edition.plain(named["party"][party].name) for party in matrix.parties],
        "lines": lines,
    }
