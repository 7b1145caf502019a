"""Rows and cells by their addresses, and the objects that a change affects."""

import functools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from service_catalogue.diff.change import Change
from service_catalogue.model.approvals import named_by
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.fields import OF_SERVICE, walk_of
from service_catalogue.model.matrix import Matrix
from service_catalogue.model.published_ids import Ids
from service_catalogue.model.shared_objects import Letter
from service_catalogue.views.edition import Edition


class Located(NamedTuple):
    """A row or a cell, in one state of the catalogue."""

    catalogue: Catalogue
    service: str
    matrix: Matrix
    task: str
    #: By axis; of a row, none.
    values: dict[str, str]
    #: Empty for a row.
    party: str

    def letter(self, sign: str) -> Letter | None:
        """Return a letter, as defined in the scheme of the matrix."""
        scheme = self.catalogue.scheme_of(self.matrix)
        return scheme.by_letter.get(sign) if scheme else None


def located(name: str, states: Sequence[Catalogue]) -> Located | None:
    """Return the row or cell ``name`` (``cell:2a.backup.middleware.customer``) in the first of ``states`` that has it.

    If none has the address, as after a rename, the prefix decides on the matrix; ``None`` if no matrix fits.
    """
    service, _, address = name.partition(":")[2].partition(".")
    known = [*_matrices(service, states)]
    for catalogue, matrix in known:
        if address in matrix.addresses:
            return _read(catalogue, service, matrix, address)
    for catalogue, matrix in known:
        if matrix.id is None or address.startswith(f"{matrix.id}."):
            return _read(catalogue, service, matrix, address)
    return None


def _matrices(service: str, states: Sequence[Catalogue]) -> Iterator[tuple[Catalogue, Matrix]]:
    """Yield the matrices of ``service``, or of its former id, in each state."""
    for catalogue in states:
        services = catalogue.objects["service"]
        if owner := services.get(service) or next((services[id] for id in _former(service, states) if id in services), None):
            yield from ((catalogue, matrix) for matrix in owner.all_matrices)


def _former(service: str, states: Iterable[Catalogue]) -> Iterator[str]:
    for catalogue in states:
        yield from Ids(catalogue).former.get(("service", service), ())


def _read(catalogue: Catalogue, service: str, matrix: Matrix, address: str) -> Located:
    task, *rest = matrix.parts(address)
    values = {str(axis): value for axis, value in zip(matrix.axes, rest, strict=False)}
    return Located(catalogue, service, matrix, task, values, ".".join(rest[len(values) :]))


def page_of(change: Change, catalogue: Catalogue) -> str:
    """Return the page and the anchor of what has changed, from the root of a language; empty if no page shows it."""
    kind, _, id = change.place.partition(":")
    service, _, own = id.partition(".")
    if kind in OF_SERVICE and service in catalogue.objects["service"]:
        anchors = {"statement": own, "cell": own, "section": f"part.{own}", "matrix": "part.matrix"}
        return f"services/{service}.html#{anchors.get(kind, f'{kind}.{own}')}"
    if kind in ("service", "task", "party", "layer", "standard") and id in catalogue.by_kind[kind]:
        return f"{'parties' if kind == 'party' else f'{kind}s'}/{id}.html"
    if kind == "booklet":
        return f"../{id}"
    return f"glossary.html#{id}" if kind == "term" and id in catalogue.objects["term"] else ""


def mentions(edition: Edition) -> Iterator[tuple[str, str]]:
    """Yield each term in a statement, a note or the name of a task, with the kind and id of the object that mentions it."""
    for name, thing in walk_of(edition.catalogue).objects.items():
        kind = name.partition(":")[0]
        text = thing.name if kind == "task" else thing.text if kind in ("statement", "note") else None
        if text and edition.language in text:
            yield from ((term, name) for term in edition.terms_in(edition.plain(text)))


@dataclass(frozen=True)
class Touched:
    """The objects that changes between two states affect."""

    old: Catalogue
    new: Catalogue

    def by(self, change: Change) -> tuple[str, ...]:
        """Return the objects that ``change`` affects, by kind and id: sorted, without the one at its place."""
        return tuple(sorted(set(self._found(change)) - {change.place}))

    def _found(self, change: Change) -> Iterator[str]:
        kind, _, id = change.place.partition(":")
        if change.party:
            yield f"party:{change.party}"
        if kind in OF_SERVICE:
            service = id.partition(".")[0]
            yield f"service:{service}"
            if kind in ("row", "cell", "matrix"):
                yield from (f"service:{other}" for other in change.heirs)
        if kind in ("row", "cell") and (spot := located(change.place, (self.new, self.old))):
            yield f"task:{spot.task}"
            yield from (f"layer:{value}" for axis, value in spot.values.items() if axis == "layer")
        elif kind not in ("service", *OF_SERVICE):
            yield from (
                f"service:{service}" for service in self._users.get((kind, id if kind == "letter" else id.rpartition(".")[2]), ())
            )
        if kind == "term":
            found_in = (name for edition in self._editions for term, name in mentions(edition) if term == id and "." in name)
            yield from (f"service:{name.partition(':')[2].partition('.')[0]}" for name in found_in)

    @functools.cached_property
    def _users(self) -> dict[tuple[str, str], list[str]]:
        """The services that refer to an object."""
        users: dict[tuple[str, str], list[str]] = {}
        for catalogue in (self.old, self.new):
            for service in catalogue.services:
                for key in set(named_by(catalogue, service)):
                    users.setdefault(key, []).append(service.id)
        return users

    @functools.cached_property
    def _editions(self) -> tuple[Edition, ...]:
        return tuple(Edition(self.new, language) for language in self.new.identity.languages)
