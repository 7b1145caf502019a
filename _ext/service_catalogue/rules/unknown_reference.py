"""An id that is referred to has to exist."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from service_catalogue.messages import Message, message
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.departure import Departure
from service_catalogue.model.identity import Identity
from service_catalogue.model.matrix import Matrix
from service_catalogue.model.published import Ids
from service_catalogue.model.service import Service
from service_catalogue.model.walk import references
from service_catalogue.problem import Problem, Rule, did_you_mean, nearest, quote
from service_catalogue.rules.missing_translation import are_clear, meant_for_others
from service_catalogue.rules.unneeded_exception import covers
from service_catalogue.schema.kinds import Unread
from service_catalogue.yaml.values import Scalar, scalar

RULE = Rule(
    "unknown-reference",
    failing="provider: provder\n",
    passing="provider: provider\n",
    file="services/hosting.yaml",
)


class Unknown(NamedTuple):
    """A reference to nothing: the kind of what is referred to, its id, and the ids that there are."""

    kind: str
    id: Scalar
    known: Iterable[str]

    @property
    def meant(self) -> tuple[str, str]:
        """The same for every reference that is meant for the same thing."""
        kind, id = self.kind, str(self.id)
        if kind == "object" and ":" in id:  # task:backup
            kind, _, id = id.partition(":")
        return "value" if kind == "layer" else kind, id


def check(catalogue: Catalogue) -> Iterator[Problem]:
    return reported(catalogue, (found for service in (None, *catalogue.services) for found in found_in(catalogue, service)))


def found_in(catalogue: Catalogue, service: Service | None) -> Iterator[Unknown | Problem]:
    """The references to nothing in ``service``, or without one those in what belongs to none, and what else is wrong with references there."""
    for found in _in_service(catalogue, service) if service else _everywhere(catalogue):
        if isinstance(found, Problem):
            yield found
            continue
        id = service.id if service else ""
        if not (_is_meant_for_unclear(found, id, catalogue) or catalogue.is_displaced(found.id, id)):
            yield found._replace(known=tuple(found.known))  # and not what goes by these names: it may be kept


def reported(catalogue: Catalogue, found: Iterable[Unknown | Problem]) -> Iterator[Problem]:
    """One problem for each thing that does not exist, at the first reference to it: a renamed id is one slip."""
    recorded = list(Ids(catalogue).published)
    published = {*(f"{kind}:{id}" for kind, id in recorded), *(id for _, id in recorded)}
    published.update(id.partition(".")[2] for kind, id in recorded if kind == "statement")
    by_meant: dict[tuple[str, str], list[Unknown]] = {}
    for each in found:
        if isinstance(each, Unknown):
            by_meant.setdefault(each.meant, []).append(each)
        else:
            yield each
    for same in by_meant.values():
        kind, id, known = min(same, key=lambda each: (each.kind == "object", each.id.at))
        known = catalogue.objects["service"] if kind == "service" else known  # there may be others than when it was found
        kind = "layer" if any(each.kind == "layer" for each in same) else kind
        new = [name for name in known if name not in published]
        # A reference may be met more than once, in an object and in one that inherits it.
        more = len({each.id.at for each in same}) - 1
        yield RULE.problem(
            id.at,
            none=message(f"unknown-reference.{kind}"),
            id=quote(id),
            hint=did_you_mean(id, new if id in published and nearest(id, new) else known),
            more=message("unknown-reference.more", count=more) if more else Message(""),
        )


def _known(catalogue: Catalogue) -> Mapping[str, Mapping[str, object]]:
    """What can be referred to from anywhere, by kind."""
    return {**catalogue.by_kind, "clause": catalogue.cited}


def _is_meant_for_unclear(each: Unknown, service: str, catalogue: Catalogue) -> bool:
    """Whether ``each`` may be meant for something that has no id of its own: it was an id, or it is like no other."""
    kind, id = each.meant
    if each.kind == "object":
        return not catalogue.unclear.isdisjoint((kind, f"{kind}:{id.partition('.')[0]}"))
    if kind == "clause":
        standard = id.partition(".")[0]
        return ("standard" if standard not in catalogue.objects["standard"] else f"clause:{standard}") in catalogue.unclear
    scopes = ["statement", "note"] if kind == "address" else [kind]
    if catalogue.unclear.isdisjoint((kind, *(f"{scope}:{service}" for scope in scopes))):
        return False
    names = {(kind, id), ("layer", id), ("statement", f"{service}.{id}")}
    return not names.isdisjoint(Ids(catalogue).published) or not nearest(each.id, each.known)


def _everywhere(catalogue: Catalogue) -> Iterator[Unknown]:
    for items in (catalogue.parties, catalogue.layers, catalogue.groups, catalogue.tasks, catalogue.schemes, catalogue.terms):
        yield from unknown_in(items, _known(catalogue), catalogue)
    if identity := catalogue.read_identity:
        yield from _check_authoritative(identity)
    for exception in identity.exceptions if identity else ():
        for address in exception.at_:
            kind, _, id = address.partition(":")
            if address not in catalogue.addresses_of_exceptions and not _unread(kind, id, catalogue):
                yield Unknown("object", address, catalogue.addresses_of_exceptions)
    vanished = Ids(catalogue).vanished_services
    for words in catalogue.search_words:
        kind, _, id = words.for_.partition(":")
        owner = id.partition(".")[0]
        is_vanished = kind in ("service", "statement", "note") and owner in vanished
        is_undefined = kind == "note" and _is_referred_to(id, catalogue)
        is_reported = is_vanished or is_undefined or _unread(kind, owner, catalogue)
        if words.for_ and words.for_ not in catalogue.searchable and not is_reported:
            yield Unknown("object", words.for_, catalogue.searchable)


def _is_referred_to(note: str, catalogue: Catalogue) -> bool:
    """Whether the service of ``note`` refers to it in a matrix: if it does not exist, that is reported there."""
    service = catalogue.objects["service"].get(note.partition(".")[0])
    return service is not None and any(note.partition(".")[2] in matrix.notes for matrix in service.all_matrices)


def _in_service(catalogue: Catalogue, service: Service) -> Iterator[Unknown | Problem]:
    known = {
        **_known(catalogue),
        "statement": service.statements,
        "value": {id: value for values in catalogue.axis_values.values() for id, value in values.items()},
    }
    yield from unknown_in(service, known, catalogue)
    if not any(matrix.unread for matrix in service.all_matrices):
        own = tuple(departure for departure in service.departures if not departure.owner)
        yield from _unknown_addresses(service, own, catalogue)
    yield from _check_extends(service, catalogue)
    yield from _check_axes(service, catalogue)


def _unknown_addresses(service: Service, departures: Iterable[Departure], catalogue: Catalogue) -> Iterator[Unknown]:
    """The addresses in ``departures`` that the service does not have, but those that a reported slip in its matrices hides."""
    known = catalogue.addresses_of(service)
    tasks = catalogue.objects["task"]
    no_letters = not all(scheme and scheme.is_clear for scheme in map(catalogue.scheme_of, service.all_matrices))
    hidden: set[str] = set()
    for matrix in service.all_matrices:
        if matrix.displaced or any(row.task not in tasks for row in matrix.rows):  # one of these rows may be meant
            hidden.update(matrix.address(task, ()) for task in tasks if matrix.row(task) is None)
        if unclear_values(matrix, catalogue):
            hidden.update(matrix.address(row.task, ()) for row in matrix.rows)
        hidden.update(matrix.address(row.task, path) for row in matrix.rows for path in row.written if not _is_on(path, matrix))
    for departure in departures:
        for address in departure.at_:
            if (
                address
                and address not in known
                and not covers(hidden, address)
                and not (no_letters and address.startswith("letter."))
            ):
                yield Unknown("address", address, known)


def unclear_values(matrix: Matrix, catalogue: Catalogue) -> bool:
    """Whether an axis of ``matrix`` lacks a value, or has one that does not exist or one twice: what stands at another may be meant for it."""
    return any(
        not values
        or isinstance(values, Unread)
        or len(set(values)) < len(values)
        or any(_is_unknown(value, axis, catalogue) for value in values)
        for axis, values in matrix.axes.items()
    )


def _is_unknown(value: Scalar, axis: str, catalogue: Catalogue) -> bool:
    known = catalogue.axis_values.get(axis, ())
    return value not in known and not _unread("layer" if axis == "layer" else "axis", value, catalogue)


def _check_authoritative(identity: Identity) -> Iterator[Unknown]:
    language, languages = identity.authoritative, identity.languages
    if language and language not in languages and are_clear(languages) and not any(meant_for_others(identity)):
        yield Unknown("language", language, languages)


def unknown_in(thing: object, known: Mapping[str, Mapping[str, object]], catalogue: Catalogue) -> Iterator[Unknown]:
    """The references in ``thing`` that lead to none of the ``known``, by their kind."""
    for kind, id in references(thing):
        if kind in known and id not in known[kind] and not _unread(kind, id, catalogue):
            yield Unknown(kind, id, known[kind])


def _unread(kind: str, id: str, catalogue: Catalogue) -> bool:
    """Whether what ``id`` refers to may be there, in something that could not be read."""
    if kind == "value":
        return not catalogue.unread_kinds.isdisjoint(("layer", "axis"))
    if kind == "clause":
        return "standard" in catalogue.unread_kinds
    return kind in catalogue.unread_kinds or (kind in ("service", "statement", "note") and id in catalogue.unread_services)


def _check_extends(service: Service, catalogue: Catalogue) -> Iterator[Problem]:
    for matrix in service.all_matrices:
        base = catalogue.base_of(matrix)
        if matrix.extends and base is not None and base.matrix is None and base.id != service.id:
            yield RULE.problem(matrix.extends.at, "extends", service=quote(base.id))
        if base is None or base.matrix is None or base.matrix.unread:
            continue
        own = {row.task: row for row in matrix.rows if not row.inherited}
        for task in matrix.remove:
            if task in own:
                yield RULE.problem(task.at, "removed", task=quote(task), line=own[task].at.line)
            elif base.matrix.row(task) is None and task in catalogue.objects["task"]:
                yield RULE.problem(task.at, "nothing-removed", service=quote(base.id), task=quote(task))


def _is_on(path: tuple[Scalar, ...], matrix: Matrix) -> bool:
    """Whether every value of ``path`` is on its axis; one that is not is reported."""
    return all(value in values for value, values in zip(path, matrix.axes.values(), strict=False))


def _check_axes(service: Service, catalogue: Catalogue) -> Iterator[Unknown]:
    for matrix in service.all_matrices:
        for axis, values in matrix.axes.items():
            known = catalogue.axis_values.get(axis)
            if known is None:
                if values and not _unread("axis", axis, catalogue):  # one without values is reported for that
                    yield Unknown("axis", axis, catalogue.axis_values)
                continue
            for value in values:
                if _is_unknown(value, axis, catalogue) and not value.unread:
                    yield Unknown("layer" if axis == "layer" else "value", value, known)
        axes = list(matrix.axes.values())
        for row in matrix.rows if not (matrix.unread or unclear_values(matrix, catalogue)) else ():
            wrong = {
                value.at: (value, values)
                for path in row.written
                for value, values in zip(path, axes, strict=False)
                if value not in values
            }
            for value, values in wrong.values():
                # What is inherited is right where it stands: the axis is what has changed.
                axis = next(axis for axis, known in matrix.axes.items() if known is values)
                yield Unknown("value", value if value.at.path == service.at.path else scalar(value, axis.at), values)
            for path in row.written:
                if len(path) > len(axes):  # possible where the axes are those of an extended matrix
                    yield Unknown("value", path[len(axes)], ())
