"""Approvals: the objects that each covers, by digest, and the changes since."""

import itertools
import json
from collections.abc import Iterator, Mapping
from typing import NamedTuple, cast

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.fields import OF_SERVICE, Leaf, Walk
from service_catalogue.model.service import Service
from service_catalogue.model.shared_objects import Approval
from service_catalogue.model.traversal import passages, references
from service_catalogue.yaml.values import digest

#: The folder of the records in that of the data: a file for each service that is approved, and one for the catalogue.
APPROVED_FOLDER = "approved"
#: The name of the catalogue's file; no service may have it as its id.
WHOLE = "catalogue"
#: Fields that an approval does not cover: they follow from it.
_NOT_COVERED = ("approval", "status")

#: The digest of each object that an approval covers, by its kind and id; cells are covered by their row.
Covered = Mapping[str, str]


def covered(catalogue: Catalogue, service: Service | None) -> Covered:
    """Return what an approval of ``service`` covers: its file, what it extends, and the shared objects that these name.

    Without a service, everything in the catalogue.
    """
    of_services, shared = _digests(catalogue)
    if service is None:
        return dict(sorted({**shared, **{name: one for found in of_services.values() for name, one in found.items()}}.items()))
    named = set(_named(catalogue, service))
    found = {name: one for name, one in shared.items() if name in named}
    for id in (service.id, *(base.id for base in _all_bases(service))):
        found |= of_services.get(str(id), {})
    return dict(sorted(found.items()))


def _digests(catalogue: Catalogue) -> tuple[dict[str, dict[str, str]], dict[str, str]]:
    """Return the digest of each object: those of services by the id of the service, and the shared ones."""
    if "approvals" in catalogue.derived:
        return cast(tuple[dict[str, dict[str, str]], dict[str, str]], catalogue.derived["approvals"])
    matrices = [(service.id, matrix) for service in catalogue.services for matrix in service.all_matrices]
    cells = [(id, matrix, cell) for id, matrix in matrices for cell in matrix.cells]
    rows = {f"cell:{id}.{cell.address}": f"row:{id}.{matrix.address(cell.task, ())}" for id, matrix, cell in cells}
    values: dict[str, list[str]] = {}
    for place, leaf in Walk(catalogue).leaves.items():
        kind = place.object.partition(":")[0]
        if place.field.partition(".")[0] not in _NOT_COVERED and kind != "search-words":
            said = json.dumps([f"{place.object} {place.field}", _plain(leaf)], ensure_ascii=False, sort_keys=True)
            values.setdefault(rows.get(place.object, place.object), []).append(said)
    of_services: dict[str, dict[str, str]] = {}
    shared: dict[str, str] = {}
    for name, lines in values.items():
        kind, _, id = name.partition(":")
        target = of_services.setdefault(id.partition(".")[0], {}) if kind in ("service", "topic", *OF_SERVICE) else shared
        target[name] = digest("\n".join(sorted(lines)).encode("utf-8", "surrogatepass"))
    catalogue.derived["approvals"] = of_services, shared
    return of_services, shared


def _named(catalogue: Catalogue, service: Service) -> Iterator[str]:
    """Yield the objects that ``service`` and what it extends name, themselves, and the terms with a form in their texts."""
    services = (service, *_all_bases(service))
    for one in services:
        yield f"service:{one.id}"
        yield from (f"{kind}:{id}" for kind, id in named_by(catalogue, one))
    tasks = (catalogue.objects["task"].get(row.task) for one in services for matrix in one.all_matrices for row in matrix.rows)
    found = (passage.text for one in (*services, *tasks) for passage in passages(one))
    texts = "\n".join(words for text in found for words in text.values()).casefold()
    for term in catalogue.terms:
        forms = itertools.chain([term.id], *map(term.written, term.name))
        if any(form.casefold() in texts for form in forms):
            yield f"term:{term.id}"


def _all_bases(service: Service) -> Iterator[Service]:
    for base in service.bases.values():
        yield base
        yield from _all_bases(base)


def named_by(catalogue: Catalogue, service: Service) -> Iterator[tuple[str, str]]:
    """Yield the kind and id of the shared objects that ``service`` names, with the letters of its matrices and their terms."""
    for kind, id in references(service):
        yield ("layer" if kind == "value" and id in catalogue.objects["layer"] else kind), str(id)
    for matrix in service.all_matrices:
        for row in matrix.rows:
            yield "task", str(row.task)
            task = catalogue.objects["task"].get(row.task)
            yield from (("group", str(group.id)) for group in (catalogue.group_path(task.group) if task else ()))
        for axis, values in matrix.axes.items():
            yield from (("layer" if axis == "layer" else "value", str(value)) for value in values)
        scheme = catalogue.scheme_of(matrix)
        yield from (("letter", f"{scheme.id}.{letter.letter}") for letter in (scheme.letters if scheme else ()) if scheme)
        yield from (("term", str(letter.term)) for letter in (scheme.letters if scheme else ()) if letter.term)


class Standing(NamedTuple):
    """The newest approval of a service or of the whole, and what has changed since."""

    approval: Approval
    #: The objects that are new, changed or gone; ``None`` without a record of what the approval covered.
    changes: tuple[str, ...] | None


def standing(catalogue: Catalogue, service: Service | None) -> Standing | None:
    """Return how far the approval of ``service`` holds: its own, or that of the whole catalogue; ``None`` if neither is approved."""
    own = _newest(catalogue, service, str(service.id) if service else WHOLE)
    if own or service is None:
        return own
    whole = _newest(catalogue, None, WHOLE)
    if whole is None or whole.changes is None:
        return whole
    now, known = covered(catalogue, service), catalogue.approved[WHOLE]
    mine = {*now, *(name for name in known if name.partition(":")[2].partition(".")[0] == service.id)}
    return whole._replace(changes=tuple(name for name in whole.changes if name in mine))


def _newest(catalogue: Catalogue, service: Service | None, name: str) -> Standing | None:
    """Return the own approval of ``service``, or of the whole."""
    approvals = service.approval if service else catalogue.identity.approval
    if not approvals:
        return None
    known, newest = catalogue.approved.get(name), approvals[-1]
    if known is None or newest.digest != digest(record(known).encode()):
        return Standing(newest, None)
    now = covered(catalogue, service)
    return Standing(newest, tuple(each for each in dict.fromkeys((*known, *now)) if known.get(each) != now.get(each)))


def record(items: Covered) -> str:
    """Return the text of a record: one line for each object."""
    return "".join(f"{digest} {name}\n" for name, digest in sorted(items.items()))


def read_record(text: str) -> Covered:
    """Return the content of a record; a line that is no item is an object that is gone."""
    lines = (line.partition(" ") for line in text.splitlines() if line)
    return {name: written for written, _, name in lines}


def _plain(leaf: Leaf) -> object:
    return {str(key): " ".join(str(text).split()) for key, text in leaf.items()} if isinstance(leaf, Mapping) else leaf
