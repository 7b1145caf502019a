"""Resolves the address of a row or a cell to its matrix, task, axis values and party."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.matrix import Matrix
from service_catalogue.model.published_ids import Ids
from service_catalogue.model.shared_objects import Letter


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
        """A letter, as it is meant in the matrix."""
        scheme = self.catalogue.scheme_of(self.matrix)
        return scheme.by_letter.get(sign) if scheme else None


def located(name: str, states: Sequence[Catalogue]) -> Located | None:
    """The row or the cell ``name`` (``cell:2a.backup.middleware.customer``), in the first of ``states`` that has it.

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
    """The matrices of ``service``, found by a former id where a state does not have this one."""
    for catalogue in states:
        services = catalogue.objects["service"]
        if found := services.get(service) or next((services[id] for id in _former(service, states) if id in services), None):
            yield from ((catalogue, matrix) for matrix in found.all_matrices)


def _former(service: str, states: Iterable[Catalogue]) -> Iterator[str]:
    for catalogue in states:
        yield from Ids(catalogue).former.get(("service", service), ())


def _read(catalogue: Catalogue, service: str, matrix: Matrix, address: str) -> Located:
    task, *rest = matrix.parts(address)
    values = {str(axis): value for axis, value in zip(matrix.axes, rest, strict=False)}
    return Located(catalogue, service, matrix, task, values, ".".join(rest[len(values) :]))
