"""Rules about references: each leads to an object that exists, and none in a circle."""

from __future__ import annotations

import dataclasses
import functools
import itertools
from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from service_catalogue.messages.quotation import quote
from service_catalogue.messages.suggestion import did_you_mean
from service_catalogue.messages.texts import message
from service_catalogue.model.lifecycle import ServiceWithdrawal, Withdrawal
from service_catalogue.model.matrix import Matrix
from service_catalogue.model.published_ids import Ids
from service_catalogue.model.service import kept
from service_catalogue.model.statement import references
from service_catalogue.rules import Catalogue, Kind, Message, Passage, Phase, Problem, Service, Severity, Shared, rule
from service_catalogue.rules.ids import renamed_id
from service_catalogue.rules.languages import meant_for_others
from service_catalogue.rules.names import folded
from service_catalogue.text import OF_SERVICE, SHARED, ReferenceTarget, Span, SpanKind, parse, spans
from service_catalogue.yaml.source import MAX_DEPTH
from service_catalogue.yaml.values import Scalar


class Unknown(NamedTuple):
    """A reference to a missing object: its kind, its id, and the ids that exist."""

    kind: str
    id: Scalar
    known: Iterable[str]

    @property
    def meant(self) -> tuple[str, str]:
        """Return a key that is equal for all references to the same missing object."""
        kind, id = self.kind, str(self.id)
        if kind == "object" and ":" in id:  # task:backup
            kind, _, id = id.partition(":")
        return "value" if kind == "layer" else kind, id


class _InText(NamedTuple):
    """A reference in a text."""

    target: ReferenceTarget
    text: Scalar
    #: Its start and end in the text.
    place: tuple[int, int]
    #: The id of the service in which it is looked up.
    service: str


#: Every id that is referred to exists.
@rule(phase=Phase.REFERENCES)
def unknown_reference(catalogue: Catalogue) -> Iterator[Problem]:
    known = _known(catalogue)
    unknown, in_shared = [*_everywhere(catalogue, known)], _references(catalogue.shared_passages)
    dubious = [service for service in catalogue.services if not _are_known(_asked(service), known)]
    for service in dubious:
        unknown += _in_service(service, known)
        yield from _check_extends(service, catalogue)
    unknown += _in_texts(in_shared, known)
    for service in dubious:
        unknown += _in_texts(_references(service.passages, service.id), known)
    yield from reported(catalogue, unknown)
    for target, text, place, service_id in in_shared:
        if target.kind in OF_SERVICE and not service_id:
            yield unknown_reference.problem(text.locate(*place), "no-service", reference=quote(f"{target.kind}:{target.id}"))


class _Asked(dict[str, Any]):
    """Known objects by kind and id, of which there are all; it records the keys that are looked up."""

    def __init__(self, path: tuple[str, ...] = (), paths: dict[tuple[str, ...], None] | None = None) -> None:
        self.path, self.paths = path, {} if paths is None else paths

    def __missing__(self, key: object) -> Any:
        path = (*self.path, str(key))
        self.paths[path] = None
        return _Asked(path, self.paths)

    def __contains__(self, key: object) -> bool:
        return self.__missing__(key) is not None

    def get(self, key: str, _: object = None) -> Any:
        return self.__missing__(key)


@kept
def _asked(service: Service) -> list[tuple[str, ...]]:
    """Return the kinds and ids that references in ``service`` name; an empty one if it builds on others, or one is wrong in any case."""
    known = _Asked()
    if service.builds_on or [*_in_service(service, known), *_in_texts(_references(service.passages, service.id), known)]:
        return [("service", "")]
    return [path for path in known.paths if len(path) > 1]


def _are_known(paths: Iterable[Sequence[str]], known: dict[str, Any]) -> bool:
    """Return whether what is at ``paths`` is ``known``, or of a kind whose file has errors."""
    asked = ((functools.reduce(lambda there, key: there.get(key, {}), path, known.get(kind)), id) for kind, *path, id in paths)
    return all(there is None or id in there for there, id in asked)


@kept
def _referable(service: Service) -> dict[str, list[str]]:
    """Return the ids that references in texts to something in ``service`` can have, by kind."""
    cells = [address for one in service.all_matrices for address in one.by_address]
    undefined = [note for one in service.all_matrices for note in one.notes if note not in service.notes_by_id]
    return {"note": [*service.notes_by_id], "statement": [*service.statements], "cell": cells, "undefined": undefined}


def reported(catalogue: Catalogue, references: Iterable[Unknown]) -> Iterator[Problem]:
    """Yield one problem for each missing object, at the first reference to it: a renamed id is one slip."""
    reported_as_gone = set(_gone(catalogue))
    by_meant: dict[tuple[str, str], list[Unknown]] = {}
    for each in references:
        kind, id = each.meant
        if (kind, id.partition(".")[0] if kind == "address" else id) not in reported_as_gone:
            by_meant.setdefault((kind, id), []).append(each)
    for same in by_meant.values():
        kind, id, known = min(same, key=lambda each: (each.kind == "object", each.id.at))
        kind = "layer" if any(each.kind == "layer" for each in same) else kind
        # A reference may be met more than once, in an object and in one that inherits it.
        places = {each.id.at for each in same}
        more = len(places) - 1
        none, hint = message(f"unknown-reference.{kind}"), did_you_mean(_named(catalogue, kind, id) or id, known)
        if kind == "task" and (task := id.partition(".")[0]) in known:  # a place, as messages name it
            hint = message("unknown-reference.place", task=quote(task))
        others = message("unknown-reference.more", count=more) if more else Message("")
        problem = unknown_reference.problem(id.at, none=none, id=quote(id), hint=hint, more=others)
        yield dataclasses.replace(problem, also=tuple(sorted(places)))


def _gone(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """Yield, as in :attr:`Unknown.meant`, the published ids whose absence is reported by the rule about these."""
    identity = catalogue.read_identity
    if not catalogue.missing.isdisjoint(renamed_id.reads):
        return
    excepted = {at for each in identity.exceptions if each.rule == renamed_id.name for at in each.at_} if identity else ()
    for kind, id in Ids(catalogue).gone:
        if f"{kind}:{id}" not in excepted:
            own = id.partition(".")[2] or id
            yield from (("value" if kind == "layer" else kind, id), (kind, own), ("address", own))


def _named(catalogue: Catalogue, kind: str, word: str) -> str:
    """Return the id of the object of ``kind`` of which ``word`` is the name, or another word of its term; empty if there is none."""
    wanted = folded(word.replace("-", " "))
    for id, thing in catalogue.by_kind.get(kind, {}).items():
        term = catalogue.objects["term"].get(getattr(thing, "term", None) or id)
        words = [*thing.name.values()]
        if term:
            words += itertools.chain.from_iterable(map(term.written, term.name))
        if wanted in (folded(each.replace("-", " ")) for each in words):
            return str(id)
    return ""


def _known(catalogue: Catalogue) -> dict[str, Any]:
    """Return the ids that any text can refer to, by kind, without the kinds whose file has errors; and those within axes, schemes and services."""
    values = {id: value for values in catalogue.axis_values.values() for id, value in values.items()}
    services = {**catalogue.objects["service"], **dict.fromkeys(catalogue.missing_services)}
    every = {**catalogue.by_kind, "clause": catalogue.cited, "value": values, "service": services}
    known = {kind: ids for kind, ids in every.items() if kind == "service" or catalogue.missing.isdisjoint(_files_of(kind))}
    schemes = catalogue.objects["scheme"].items()
    return known | {
        "axes": catalogue.axis_values,
        "held": catalogue.held if any(service.holds for service in catalogue.services) else {},
        "letters": {id: {f"letter.{each.letter}": None for each in scheme.letters} for id, scheme in schemes},
        "in-services": {service.id: _referable(service) for service in catalogue.services if service.is_resolved},
    }


def _files_of(kind: str) -> tuple[Kind, ...]:
    """Return the files with the objects of ``kind``."""
    others = {"group": (Kind.TASK,), "clause": (Kind.STANDARD,), "value": (Kind.LAYER, Kind.AXIS)}
    return others[kind] if kind in others else (Kind[kind.upper()],)


def _everywhere(catalogue: Catalogue, known: Mapping[str, Mapping[str, object]]) -> Iterator[Unknown]:
    """Return the unknown references in what services share."""
    shared = (catalogue.parties, catalogue.layers, catalogue.groups, catalogue.tasks, catalogue.schemes, catalogue.terms)
    for items in (*shared, catalogue.read_identity):
        yield from unknown_in(items, known)
    identity, vanished = catalogue.read_identity, Ids(catalogue).vanished_services

    def may_be_there(kind: str, id: str) -> bool:
        """Return whether an object may be in a file with errors."""
        owner = id.partition(".")[0]
        if kind in ("service", "statement", "note"):
            return owner in catalogue.missing_services or owner in vanished
        return kind in catalogue.by_kind and kind not in known

    if identity and identity.authoritative not in identity.languages and not any(meant_for_others(identity)):
        yield Unknown("language", identity.authoritative, identity.languages)
    for exception in identity.exceptions if identity else ():
        for address in exception.at_:
            kind, _, id = address.partition(":")
            if address not in catalogue.addresses_of_exceptions and not may_be_there(kind, id):
                yield Unknown("object", address, catalogue.addresses_of_exceptions)
    for words in catalogue.search_words:
        kind, _, id = words.for_.partition(":")
        service, _, note = id.partition(".")
        is_undefined = kind == "note" and _is_in_matrix(note, catalogue.objects["service"].get(service))
        if words.for_ not in catalogue.searchable and not is_undefined and not may_be_there(kind, id):
            yield Unknown("object", words.for_, catalogue.searchable)


def _is_in_matrix(note: str, service: Service | None) -> bool:
    """Return whether ``service`` refers to ``note`` in a matrix: if it is missing, that is reported there."""
    return service is not None and any(note in matrix.notes for matrix in service.all_matrices)


def _in_service(service: Service, known: dict[str, Any]) -> Iterator[Unknown]:
    """Return the unknown references in ``service``; of addresses only if there are no others, on which they may depend."""
    held = dict.fromkeys(id for id in known["held"] if not id.startswith(f"{service.id}."))
    own: dict[str, Any] = {"statement": service.statements, "held": held}
    unknown = [*unknown_in(service, ChainMap(own, known))]
    for matrix in service.all_matrices:
        unknown += _on_axes(matrix, service, known)
    yield from unknown or (_in_departures(service, known) if service.is_resolved else ())


def _in_departures(service: Service, known: dict[str, Any]) -> Iterator[Unknown]:
    """Yield the unknown addresses in the departures of ``service``."""
    matrices = service.all_matrices
    letters = [known["letters"].get(matrix.scheme, {}) for matrix in matrices if matrix.scheme]
    notes = (f"note.{id}" for id in service.notes_by_id)
    addresses = dict.fromkeys(itertools.chain(service.statements, *(matrix.addresses for matrix in matrices), notes))
    for address in itertools.chain.from_iterable(departure.at_ for departure in service.departures if not departure.owner):
        is_letter = address.startswith("letter.") and ("scheme" not in known or any(address in each for each in letters))
        is_undefined = address.startswith("note.") and _is_in_matrix(address.removeprefix("note."), service)
        task = address.partition(".")[0]
        if address in addresses or is_letter or is_undefined:
            continue
        if task in known.get("task", ()) and not any(matrix.row(task) for matrix in matrices):
            yield Unknown("row", Scalar(task, address.at), ())
        else:
            yield Unknown("address", address, [*addresses, *itertools.chain.from_iterable(letters)])


def unknown_in(thing: object, known: Mapping[str, Mapping[str, object]]) -> Iterator[Unknown]:
    """Yield the references in ``thing`` to none of the ``known`` objects of their kind."""
    yield from (Unknown(kind, id, known[kind]) for kind, id in references(thing) if kind in known and id not in known[kind])


def _in_texts(references: Iterable[_InText], known: dict[str, Any]) -> Iterator[Unknown]:
    """Return the unknown references in texts, each at its place in the text."""
    for target, text, place, service in references:
        if target.kind not in (*OF_SERVICE, *SHARED):
            yield Unknown("reference", Scalar(target.kind, text.locate(*place)), (*OF_SERVICE, *SHARED))
        elif target.kind in SHARED:
            if target.kind in known and target.id not in known[target.kind]:
                yield Unknown(target.kind, Scalar(target.id, text.locate(*place)), known[target.kind])
        elif target.service and target.service not in known["service"]:
            yield Unknown("service", Scalar(target.service, text.locate(*place)), known["service"])
        elif (ids := known["in-services"].get(service)) is not None and not (
            target.id in ids[target.kind] or (target.kind == "note" and target.id in ids["undefined"])
        ):
            yield Unknown(target.kind, Scalar(target.id, text.locate(*place)), ids[target.kind])


def _references(passages: Iterable[Passage], writer: str = "") -> list[_InText]:
    """Return the references in the texts of ``passages``, those of the service ``writer`` if one is given."""
    targets = ((parse(span.target), text, span) for text, span in _spans(passages, SpanKind.REFERENCE))
    return [_InText(target, text, (span.start, span.end), target.service or writer) for target, text, span in targets]


def _spans(passages: Iterable[Passage], kind: SpanKind) -> Iterator[tuple[Scalar, Span]]:
    """Yield the spans of ``kind``, which begin with two brackets, each after its text."""
    for text in (text for passage in passages for text in passage.text.values() if "[[" in text):
        yield from ((text, span) for span in spans(text) if span.kind is kind)


def _check_extends(service: Service, catalogue: Catalogue) -> Iterator[Problem]:
    for matrix in service.all_matrices:
        base = service.base_of(matrix)
        if matrix.extends and base and base.matrix is None:
            yield unknown_reference.problem(matrix.extends.at, "extends", service=quote(base.id))
        if base is None or base.matrix is None or not base.is_resolved:
            continue
        own = {row.task: row for row in matrix.rows if not row.inherited}
        for task in matrix.remove:
            if task in own:
                yield unknown_reference.problem(task.at, "removed", task=quote(task), line=own[task].at.line)
            elif base.matrix.row(task) is None and task in catalogue.objects["task"]:
                yield unknown_reference.problem(task.at, "nothing-removed", service=quote(base.id), task=quote(task))


def _on_axes(matrix: Matrix, service: Service, known: dict[str, Any]) -> Iterator[Unknown]:
    """Yield the unknown axes of ``matrix``, and the unknown values on them; else the values in its rows that are on none."""
    is_sound = service.is_resolved
    for axis, values in matrix.axes.items():
        kind, on_axis = "layer" if axis == "layer" else "value", known["axes"].get(axis)
        if ("layer" if axis == "layer" else "axis") in known:
            wrong = [axis] if on_axis is None else [value for value in values if value not in on_axis]
            is_sound = is_sound and not wrong
            unknown = ("axis", known["axes"]) if on_axis is None else (kind, on_axis)
            yield from (Unknown(unknown[0], each, unknown[1]) for each in wrong)
    if is_sound:
        yield from _in_rows(matrix, service)


def _in_rows(matrix: Matrix, service: Service) -> Iterator[Unknown]:
    """Yield the values in the rows of ``matrix`` that are not on its axes."""
    axes = list(matrix.axes.items())
    for row in matrix.rows:
        written = [(value, *on_axis) for path in row.written for value, on_axis in zip(path, axes, strict=False)]
        wrong = {value.at: (value, axis, values) for value, axis, values in written if value not in values}
        for value, axis, values in wrong.values():
            # An inherited row is right in its own file: the axis has changed.
            yield Unknown("value", value if value.at.path == service.at.path else Scalar(value, axis.at), values)
        for path in row.written:
            if len(path) > len(axes):  # possible where the axes are those of an extended matrix
                yield Unknown("value", path[len(axes)], ())


#: No group contains itself, and no service extends itself, directly or through others.
@rule(file="tasks.yaml", phase=Phase.REFERENCES)
def circular_reference(shared: Shared) -> Iterator[Problem]:
    yield from _circles({group.id: group.parent for group in shared.groups if group.parent})


@circular_reference.also
def check_circular_reference_of_catalogue(catalogue: Catalogue) -> Iterator[Problem]:
    services = [service for service in catalogue.services if service.extended]
    yield from _circles({one.id: one.matrix.extends for one in services if one.matrix and one.matrix.extends})
    own = ((matrix.extends, service.id) for service in services for matrix in service.matrices)
    yield from (_circular_reference(extends, [id]) for extends, id in own if extends == id)


def _circles(following: Mapping[str, Scalar]) -> Iterator[Problem]:
    """Yield each circle once, at the reference of its first member, and where a chain gets too long."""
    depths: dict[str, int] = {}
    for id in following:
        path: dict[str, None] = {}
        while id in following and id not in depths and id not in path:
            path[id] = None
            id = following[id]
        if id in path:
            circle = list(path)[list(path).index(id) :]
            members = set(circle)
            first = next(member for member in following if member in members)
            start = circle.index(first)
            yield _circular_reference(following[first], circle[start:] + circle[:start])
            depths.update(dict.fromkeys(path, 0))
            continue
        depth = depths.get(id, 0)
        for member in reversed(path):
            depth += 1
            depths[member] = depth
            if depth == MAX_DEPTH + 1:
                yield circular_reference.problem(following[member].at, "too-long", most=MAX_DEPTH)


def _circular_reference(reference: Scalar, circle: list[str]) -> Problem:
    shown = circle if len(circle) <= 8 else [*circle[:7], "…"]
    way = " → ".join(map(quote, [*shown, circle[0]]))
    return circular_reference.problem(reference.at, way=way)


#: Nothing in force builds on what is withdrawn.
@rule(severity=Severity.WARNING)
def withdrawn_reference(catalogue: Catalogue) -> Iterator[Problem]:
    ended = {"", *(service.id for service in catalogue.services if _has_ended(service))}
    named = ((service, (service.id, *(id for _, id, *_ in _asked(service)))) for service in catalogue.services)
    naming = [service for service, ids in named if not (service.withdrawn or ended.isdisjoint(ids))]
    for service in naming:
        cells = (cell for matrix in service.all_matrices for cell in matrix.texts)
        notes = (("note", Scalar(note, at)) for cell in cells for note, at in cell.notes_at())
        own = ((kind, id) for kind, id in (*references(service), *notes) if id.at.path == service.at.path)
        yield from withdrawn_in(own, service, catalogue)
    own_texts = itertools.chain.from_iterable(_references(service.passages, service.id) for service in naming)
    for target, text, place, id in itertools.chain(_references(catalogue.shared_passages), own_texts):
        there = (target.kind, Scalar(target.id, text.locate(*place)))
        yield from withdrawn_in([there], catalogue.objects["service"].get(id), catalogue)


@kept
def _has_ended(service: Service) -> bool:
    return any(one.withdrawn for one in (service, *service.texts))


def withdrawn_in(named: Iterable[tuple[str, Scalar]], service: Service | None, catalogue: Catalogue) -> Iterator[Problem]:
    """Yield a problem for each id that is ``named``, with its kind, of a withdrawn service, or of a withdrawn text of ``service``."""
    for kind, id in named:
        end: Withdrawal | None = None
        if kind in ("service", "held") and (known := catalogue.objects["service"].get(id.partition(".")[0])):
            end = known.withdrawn
        elif kind in ("statement", "note", "address"):
            text = service.texts_by_address.get(f"note.{id}" if kind == "note" else id) if service else None
            end = text.withdrawn if text else None
        if end and end.on:
            successor = end.successor if isinstance(end, ServiceWithdrawal) else None
            hint = message("withdrawn-reference.successor", successor=quote(successor)) if successor else Message("")
            yield withdrawn_reference.problem(id.at, id=quote(id), date=end.on.isoformat(), hint=hint)


#: A term that a text refers to is in the glossary.
@rule(phase=Phase.REFERENCES, reads=(Kind.TERM,))
def unknown_term(passages: Sequence[Passage], shared: Shared) -> Iterator[Problem]:
    known = shared.objects["term"]
    for text, span in _spans(passages, SpanKind.TERM):
        if span.target not in known:
            hint = did_you_mean(span.target, known)
            yield unknown_term.problem(text.locate(span.start, span.end), term=quote(span.target), hint=hint)
