"""The form in which somebody changes a file of data in a browser: its page, and what it shows and checks of each file."""

from collections.abc import Mapping

from service_catalogue.editing.changes import EditableObjects
from service_catalogue.messages.problem import Location
from service_catalogue.model import json_schema
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.fields import walk_of
from service_catalogue.model.matrix import Matrix, Row
from service_catalogue.model.reviewed import address_of
from service_catalogue.model.service import Service
from service_catalogue.model.shared import Task, Term
from service_catalogue.model.statement import Note, RecordedException, Section, Statement, Tension
from service_catalogue.views.edition import Edition
from service_catalogue.views.page import LEAD, Page, PageAddress, PartKind, index_page, title_of

CHANGE_DOCUMENT = "change"
#: The classes of what the form shows, with the keys that it changes besides texts; one that ends in ``-`` adds to a list.
_SHOWN: dict[type, tuple[str, ...]] = dict.fromkeys((Tension, RecordedException, Task, Term), ())
_SHOWN |= {Statement: ("kind",), Note: ("kind",), Service: ("notes.-",), Section: ("statements.-",)}

#: The id, the title and the file of each service.
CHANGE: PartKind[tuple[tuple[str, str, Location], ...]] = PartKind("change")


def change_page(edition: Edition, address: PageAddress) -> Page:
    """Return the page of the form, which lists the services where it is opened without an address."""
    services = [(service.id, title_of(edition, service), Location(service.at.path)) for service in edition.catalogue.services]
    lead = edition.words("change.lead")
    return index_page(edition, address, lead, (LEAD.part(lead), CHANGE.part(tuple(services))))


def addresses(catalogue: Catalogue) -> Mapping[Location, str]:
    """Return the address of each object that the form shows, by its location; of a row, that of its matrix."""
    known = walk_of(catalogue).objects.items()
    names = {name: f"matrix:{name[4:].rpartition('.')[0]}" if isinstance(thing, Row) else name for name, thing in known}
    return {thing.at: address_of(names[name]) for name, thing in known if type(thing) in (*_SHOWN, Matrix, Row)}


def form(edition: Edition, objects: EditableObjects, path: str) -> dict[str, object]:
    """Return the content of the form for the file at ``path``: its objects and cells with their places in the text."""
    languages, shown = edition.catalogue.identity.languages, []
    known = sorted((thing.at, address) for address, thing in objects.by_address.items() if type(thing) in _SHOWN)
    for address in (address for at, address in known if at.path == path):
        thing = objects.by_address[address]
        name = edition.plain(thing.name) if hasattr(thing, "name") else ""
        values = objects.texts(address, languages, _SHOWN[type(thing)])
        shown.append({"at": address, "kind": type(thing).__name__, "name": name, "values": values})
    services = [service for service in edition.catalogue.services if service.at.path == path]
    schemas = json_schema.objects(edition.catalogue, edition.language)
    return {
        "objects": shown,
        "grids": [_grid(edition, objects, service, matrix) for service in services for matrix in service.all_matrices],
        "notes": {note.id: note.kind.value for service in services for note in service.notes},
        "schemas": {name: {key: schemas[name]["properties"][key] for key in ("id", "kind")} for name in ("Statement", "Note")},
    }


def _grid(edition: Edition, objects: EditableObjects, service: Service, matrix: Matrix) -> dict[str, object]:
    """Return a matrix: its letters and how they are counted, and its cells by task, place and party."""
    scheme, cells = edition.catalogue.scheme(matrix.scheme), []
    for cell in matrix.cells:
        address = f"{service.id}.{cell.address}"
        value = objects.texts(address, (), [""])[0] if address in objects.by_address else {"now": str(cell.written)}
        place = ", ".join(edition.plain(edition.value_name(*pair)) for pair in zip(cell.values, matrix.axes, strict=True))
        task, party = (edition.catalogue.objects[kind][getattr(cell, kind)].name for kind in ("task", "party"))
        cells.append({"task": edition.plain(task), "place": place, "party": edition.plain(party), "value": value})
    letters = [
        (one.letter, edition.plain(one.word), edition.role_verbs(scheme, one.letter), one.count.value) for one in scheme.letters
    ]
    name = edition.plain(matrix.name) if matrix.name else ""
    at = address_of(f"matrix:{service.id}.{matrix.id or ''}")
    return {"at": at, "name": name, "order": scheme.cell_order, "letters": letters, "cells": cells}
