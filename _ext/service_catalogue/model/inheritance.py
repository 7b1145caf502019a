"""Inheritance: the cells, notes and departures of a service from those that its matrices extend, and the sections that it holds."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from service_catalogue.messages.problem import Location
from service_catalogue.model.matrix import Matrix
from service_catalogue.model.service import LETTER, Service
from service_catalogue.model.statement import Claim, Departure, Note, RecordedException, Section, Statement, Tension, shown_in
from service_catalogue.yaml.values import Scalar

S = TypeVar("S", bound=Scalar)
D = TypeVar("D", RecordedException, Tension)
A = TypeVar("A", Note, RecordedException, Tension)

#: The fields of a claim that are compared with a matrix.
_NAMED = ("does", "answers_for", "ensures", "may_do", "on")
#: The prefix of the address of a note.
NOTE = "note."


def inherited(service: Service, bases: Mapping[str, Service]) -> Service:
    """Return ``service`` with what its matrices extend, from ``bases``, which have that themselves; unknown ones are left to the rules.

    What comes from another service keeps its owner. Where ``service`` has a note 5 of its own, that of the service ``2a``
    is called ``2a.5`` here.
    """
    extensions: list[tuple[Matrix, Service]] = []

    def whole(matrix: Matrix) -> Matrix:
        base = bases.get(matrix.extends or "")
        if base is None or base.matrix is None:
            return matrix
        base = _for_others(base)
        assert base.matrix
        theirs = base.matrix.with_parties(matrix.parties)
        merged = matrix.with_notes_renamed(_names_of_notes(service, base)).over(theirs)
        extensions.append((merged, base))
        return merged

    extended = {str(id): bases[id] for id in service.extended if id in bases}
    resolved = replace(
        service,
        matrix=service.matrix and whole(service.matrix),
        matrices=tuple(map(whole, service.matrices)),
        bases=extended,
        is_resolved=all(id in extended and extended[id].matrix and extended[id].is_resolved for id in service.extended),
    )
    return _with_inherited_texts(_with_short_names(_with_annotations_of(resolved, extensions))) if extensions else resolved


def with_held(service: Service, services: Mapping[str, Service]) -> Service:
    """Return ``service`` with the sections that it holds, as ``services`` have them of their own; unknown ones are left to the rules."""
    owners = {id: services[id] for id in service.builds_on if id in services and id != service.id}
    known = {f"{id}.{section.id}": (section, id) for id, owner in owners.items() for section in owner.all_sections}
    taken = {reference: _held(*known[reference], reference.at) for reference in service.holds if reference in known}
    sections = (*service.sections, *shown_in(service.id, service.at.path, (*taken.values(),)))
    return replace(service, sections=sections, bases={**owners, **service.bases}) if taken else service


def _held(section: Section, owner: str, at: Location) -> Section:
    """Return ``section`` of ``owner`` for a service that holds it under the reference ``at``, where its claims are reported."""

    def claim(one: Claim) -> Claim:
        named: dict[str, Any] = {key: tuple(Scalar(str(id), at) for id in getattr(one, key)) for key in _NAMED}
        return replace(one, note=(), party=one.party and Scalar(str(one.party), at), **named)

    def statement(one: Statement) -> Statement:
        return replace(one, id=one.id.saying(f"{owner}.{one.id}"), owner=owner, claims=tuple(map(claim, one.claims)))

    return replace(
        section,
        id=section.id.saying(f"{owner}.{section.id}"),
        owner=owner,
        statements=tuple(map(statement, section.statements)),
        sections=tuple(_held(inner, owner, at) for inner in section.sections),
    )


def _for_others(service: Service) -> Service:
    """Return ``service`` for those that extend it: notes and departures are prefixed with the id of their owner."""
    names: dict[str, str] = {note.id: f"{note.owner or service.id}.{_own_id(note.id, note.owner)}" for note in service.notes}
    addresses = {f"note.{id}": f"note.{name}" for id, name in names.items()}
    addresses.update((id, f"{service.id}.{id}") for id in service.statements)

    def owned(one: A) -> A:
        owner = one.owner or service.id
        changes: dict[str, Any] = {"id": one.id and one.id.saying(f"{owner}.{_own_id(one.id, one.owner)}"), "owner": owner}
        if isinstance(one, Departure):
            changes |= {"at_": _renamed(one.at_, addresses), "notes": _renamed(one.notes, names)}
        return replace(one, **changes)

    matrix = service.matrix and service.matrix.with_notes_renamed(names)
    annotations: dict[str, Any] = {key: tuple(map(owned, getattr(service, key))) for key in ("notes", "tensions", "exceptions")}
    return replace(service, matrix=matrix, **annotations)


def _names_of_notes(service: Service, base: Service) -> Mapping[str, str]:
    """Return the names of the notes of ``base``, by their short ids that no note of ``service`` has."""
    names: dict[str, str] = {}
    for note in base.notes:
        names.setdefault(_own_id(note.id, note.owner), note.id)
    return {id: name for id, name in names.items() if id not in service.notes_by_id}


def _with_annotations_of(service: Service, extended: Iterable[tuple[Matrix, Service]]) -> Service:
    """Return ``service`` with the notes and departures that concern inherited cells."""
    departures: dict[tuple[str, str, Location], Departure] = {}
    lost: list[Tension] = []
    for matrix, base in extended:
        for departure, same, changed in _departures_in(matrix, base):
            if changed and isinstance(departure, Tension):  # a rule that is broken without its exception says so
                lost.append(replace(departure, at_=changed))
            if same:
                key = (type(departure).__name__, departure.owner, departure.at)
                known = departures[key].at_ if key in departures else ()
                departures[key] = replace(departure, at_=tuple(dict.fromkeys((*known, *same))))
    used = {note for matrix in service.all_matrices for note in matrix.notes}
    for departure in departures.values():
        used.update(departure.notes, (address.removeprefix("note.") for address in departure.at_))
    notes = {note.id: note for note in service.notes}
    for note in itertools.chain.from_iterable(base.notes for _, base in extended):
        if note.id in used:
            notes.setdefault(note.id, note)
    return replace(
        service,
        notes=tuple(notes.values()),
        tensions=(*service.tensions, *(one for one in departures.values() if isinstance(one, Tension))),
        exceptions=(*service.exceptions, *(one for one in departures.values() if isinstance(one, RecordedException))),
        lost_tensions=tuple(lost),
    )


def _with_short_names(service: Service) -> Service:
    """Return ``service`` with inherited notes under their short ids, unless another note has the same."""
    own: dict[str, str] = {note.id: _own_id(note.id, note.owner) for note in service.notes}
    short = Counter(own.values())
    names: dict[str, str] = {note.id: own[note.id] for note in service.notes if short[own[note.id]] == 1}
    addresses = {f"note.{id}": f"note.{name}" for id, name in names.items()}

    def renamed(departure: D) -> D:
        if not departure.owner:
            return departure
        at, notes = _renamed(departure.at_, addresses), _renamed(departure.notes, names)
        return replace(departure, at_=at, notes=notes)

    return replace(
        service,
        matrix=service.matrix and service.matrix.with_notes_renamed(names),
        matrices=tuple(matrix.with_notes_renamed(names) for matrix in service.matrices),
        notes=tuple(replace(note, id=_renamed((note.id,), names)[0]) for note in service.notes),
        tensions=tuple(map(renamed, service.tensions)),
        exceptions=tuple(map(renamed, service.exceptions)),
    )


def _with_inherited_texts(service: Service) -> Service:
    """Return ``service`` with the inherited texts marked as shown in it, so that references in them are resolved here."""
    fields = ("matrix", "matrices", "notes", "tensions", "exceptions")
    return replace(service, **{name: shown_in(service.id, service.at.path, getattr(service, name)) for name in fields})


def _departures_in(matrix: Matrix, base: Service) -> Iterator[tuple[Departure, tuple[Scalar, ...], tuple[Scalar, ...]]]:
    """Yield the departures of ``base`` with their addresses in ``matrix``, and those of cells that are others there.

    The first are none if a departure is about nothing that the two have in common.
    """
    theirs = base.matrix
    if theirs is None or not base.departures:
        return
    places, own_places, same_scheme = theirs.addresses, matrix.addresses, matrix.scheme == theirs.scheme
    equal = matrix.equal_addresses(theirs)
    for departure in base.departures:
        here = {address: matrix.address(".".join(theirs.parts(address))) for address in departure.at_ if address in places}
        changed = [address.saying(at) for address, at in here.items() if at in own_places and address not in equal]
        same = [
            address.saying(here.get(address, address))
            for address in departure.at_
            if (address in equal if address in here else same_scheme or not address.startswith(LETTER))
        ]
        if here:
            is_common = not equal.isdisjoint(here)
        else:
            is_common = any(one.startswith(LETTER) or one.removeprefix(NOTE) in matrix.notes for one in same)
        yield departure, tuple(same) if is_common else (), tuple(changed)


def _own_id(id: str, owner: str) -> str:
    """Return ``id`` as the service ``owner`` writes it."""
    return id.removeprefix(f"{owner}.")


def _renamed(ids: tuple[S, ...], names: Mapping[str, str]) -> tuple[S, ...]:
    """Return ``ids``, with those that are keys of ``names`` renamed."""
    return tuple(id.saying(names[id]) if id in names else id for id in ids)
