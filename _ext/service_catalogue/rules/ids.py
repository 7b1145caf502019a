"""Rules about ids: each is unique, and one that was published stays or redirects."""

from collections.abc import Iterable, Iterator
from typing import Any

from service_catalogue.messages.quotation import TYPED_LENGTH, quote
from service_catalogue.messages.suggestion import did_you_mean
from service_catalogue.messages.texts import message
from service_catalogue.model.published_ids import KINDS, WITHDRAWN_KINDS, Ids, Redirect
from service_catalogue.rules import Catalogue, Kind, Message, Phase, Problem, Service, Severity, Shared, rule
from service_catalogue.schema.forms import is_id
from service_catalogue.yaml.values import Scalar


#: An id belongs to one object of its kind.
@rule(phase=Phase.IDS)
def duplicate_id(service: Service, shared: Shared) -> Iterator[Problem]:
    statements = [statement for section in service.all_sections for statement in section.statements]
    yield from _of_each(service.all_sections, statements, service.notes, service.tensions, service.exceptions)
    yield from _of_each(service.all_matrices, service.topics)
    for matrix in service.all_matrices:
        yield from _twice(matrix.parties, "listed")
        for values in matrix.axes.values():
            yield from _twice(values, "listed")


@duplicate_id.also
def check_duplicate_id_of_shared(shared: Shared) -> Iterator[Problem]:
    clauses = (standard.clauses for standard in shared.standards)
    yield from _of_each(*shared.lists, *(axis.values for axis in shared.axes), *clauses)
    for scheme in shared.schemes:
        yield from _twice(letter.letter for letter in scheme.letters)
    if shared.read_identity:
        yield from _twice(shared.read_identity.languages, "listed")
        yield from _of_each(shared.read_identity.topics)


def _of_each(*kinds: Iterable[Any]) -> Iterator[Problem]:
    """Yield the problems of the ids in each of ``kinds`` of objects."""
    for objects in kinds:
        yield from _twice(one.id for one in objects)


def _twice(ids: Iterable[Scalar | None], name: str = "message") -> Iterator[Problem]:
    seen: dict[str, Scalar] = {}
    for id in filter(None, ids):
        first = seen.setdefault(id, id)
        if first is not id:
            yield duplicate_id.problem(id.at, name, id=quote(id), line=first.at.line)


#: The files with published ids, the record of these, and their redirects.
_READ = (Kind.IDENTITY, Kind.PARTY, Kind.LAYER, Kind.TASK, Kind.TERM, Kind.STANDARD, Kind.PUBLISHED, Kind.SERVICE)


#: A published id exists, or has a redirect.
@rule(acceptable=True, file="catalogue.yaml", phase=Phase.REFERENCES, reads=_READ)
def renamed_id(catalogue: Catalogue) -> Iterator[Problem]:
    ids = Ids(catalogue)
    for kind, id in ids.gone:
        address, new = f"{kind}:{id}", ids.meant(kind, id)
        if new is not None:
            own = id.rpartition(".")[2] if kind == "statement" else id
            entry = quote(f"{address}: {kind}:{id.removesuffix(own)}{new}", TYPED_LENGTH)
            yield renamed_id.problem(new.at, "misspelt", addresses=[address], id=quote(own), new=quote(new), redirect=entry)
        else:
            command = quote(f"catalogue withdraw {kind} {id}", TYPED_LENGTH)
            withdraw = message("renamed-id.withdraw", command=command) if kind in WITHDRAWN_KINDS else Message("")
            yield renamed_id.problem(id.at, addresses=[address], id=quote(id), withdraw=withdraw)


#: A redirect leads from a removed id to one that exists.
@rule(file="catalogue.yaml", phase=Phase.REFERENCES, reads=_READ)
def redirect(catalogue: Catalogue) -> Iterator[Problem]:
    ids = Ids(catalogue)
    for entry in ids.redirects.values():
        unknown = next((kind for kind in (entry.old_kind, entry.new_kind) if kind and kind not in KINDS), "")
        if unknown:
            at = entry.old.at if unknown == entry.old_kind else entry.new.at
            hint = did_you_mean(unknown, KINDS)
            yield redirect.problem(at, "kind", kind=quote(unknown), hint=hint)
            continue
        if not _can_be_old(entry.old_id):
            yield redirect.problem(entry.old.at, "no-id", old=quote(entry.old))
        yield from (_old_exists if entry.found else _new_is_missing)(ids, entry)


def _can_be_old(id: str) -> bool:
    """Return whether pages and files may have the name ``id``: the id of an object, or of a statement after its service's."""
    parts = id.split(".")
    return len(parts) <= 2 and all(map(is_id, parts))


def _old_exists(ids: Ids, entry: Redirect) -> Iterator[Problem]:
    kinds = [entry.old_kind] if entry.old_kind else entry.found
    if any(entry.old_id in ids.present[kind] for kind in kinds):
        yield redirect.problem(entry.old.at, "still-there", old=quote(entry.old))


def _new_is_missing(ids: Ids, entry: Redirect) -> Iterator[Problem]:
    kinds = [kind for kind in (entry.new_kind, entry.old_kind) if kind][:1] or KINDS
    if entry.new_id.partition(".")[0] in ids.vanished_services:  # which is reported
        return
    onward = ids.redirects.get(entry.new)
    known = sorted({id for kind in kinds for id in ids.present[kind]})
    hint = did_you_mean(entry.new_id, known)
    if onward and onward.found:
        hint = message("redirect.renamed", new=quote(onward.new))
    yield redirect.problem(entry.new.at, "nowhere", new=quote(entry.new), hint=hint)


#: Each of several matrices of a service has an id, so that no two cells share an address.
#: It is an error although the rule came later: two cells with one address make a permalink lead to the wrong one.
@rule(phase=Phase.IDS)
def matrix_without_id(service: Service, shared: Shared) -> Iterator[Problem]:
    if service.matrix and service.matrices:
        yield matrix_without_id.problem(service.matrix.at, "both")
    for matrix in service.matrices if len(service.all_matrices) > 1 else ():
        if matrix.id is None:
            yield matrix_without_id.problem(matrix.at)


_KEYS_OF_CELLS = ["matrix", "task", "party", "roles", "notes", "state", "page", "departures", "task-notes", "withdrawn"]


#: No axis has the name of a key in the files for machines, where each axis is a key.
@rule(severity=Severity.WARNING, file="axes.yaml", reads=(Kind.AXIS,))
def axis_named_as_key(shared: Shared) -> Iterator[Problem]:
    yield from (axis_named_as_key.problem(axis.id.at, axis=quote(axis.id)) for axis in shared.axes if axis.id in _KEYS_OF_CELLS)
