"""References in texts, ``[[note:5]]`` or ``[[2a.note:5]]``: what they lead to in a catalogue."""

import re
from collections.abc import Collection
from typing import NamedTuple

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.matrix import Cell, Matrix
from service_catalogue.model.service import Service
from service_catalogue.model.statement import Note

#: The kinds that belong to a service, which may be named before them.
OF_SERVICE = ("note", "statement", "cell")
_TARGET = re.compile(r"(?:(?P<service>[^.:]*)\.)?(?P<kind>[^.:]*):(?P<id>.*)")


class Target(NamedTuple):
    """A reference as it is written; ``service`` is empty where none is named."""

    service: str
    kind: str
    id: str


def parse(target: str) -> Target:
    """Return the parts of ``target``, the kind and id of a reference."""
    hit = _TARGET.fullmatch(target)
    return Target(hit["service"] or "", hit["kind"].strip(), hit["id"].strip()) if hit else Target("", "", target)


def known_ids(service: Service, kind: str) -> Collection[str]:
    """Return the ids that a reference of ``kind`` to something in ``service`` can have."""
    if kind == "note":
        return service.notes_by_id
    return service.statements if kind == "statement" else [address for one in service.all_matrices for address in one.by_address]


class FoundNote(NamedTuple):
    """A note that is referred to."""

    note: Note
    #: The service that wrote it, and its number there.
    owner: Service
    number: str
    #: Its id and number in the service in which the reference is shown; empty if it is not among its notes.
    id: str
    shown: str


def find_note(catalogue: Catalogue, named: Service, id: str, shown_in: Service | None) -> FoundNote:
    """Return the note ``id`` of ``named``, as it is numbered in ``shown_in``; raise ``KeyError`` if there is none."""
    note = named.notes_by_id[id]
    owner = catalogue.objects["service"].get(note.owner, named)
    own_id = note.id.removeprefix(f"{owner.id}.")
    number = owner.number_of_note(own_id)
    for other in shown_in.notes if shown_in else ():
        assert shown_in
        if (other.owner or shown_in.id) == owner.id and other.id.removeprefix(f"{owner.id}.") == own_id:
            return FoundNote(note, owner, number, other.id, shown_in.number_of_note(other.id))
    return FoundNote(note, owner, number, own_id, "")


def find_cell(service: Service | None, address: str) -> tuple[Matrix, Cell] | None:
    """Return the cell at ``address`` with its matrix, if ``service`` has it."""
    for matrix in service.all_matrices if service else ():
        if address in matrix.by_address:
            return matrix, matrix.by_address[address]
    return None
