"""The cells of a matrix, as every file for machines has them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.matrix import Matrix
from service_catalogue.model.service import Service


def cells(catalogue: Catalogue, matrix: Matrix) -> Iterator[dict[str, str | list[str]]]:
    """What each cell of ``matrix`` says, by key: there is one for each axis, by its name."""
    scheme = catalogue.scheme(matrix.scheme)
    for cell in matrix.cells:
        yield {
            "task": cell.task,
            **dict(zip(matrix.axes, cell.values, strict=True)),
            "party": cell.party,
            "roles": scheme.in_order(cell.letters),
            "notes": list(cell.notes),
            "state": cell.state.value,
        }


def axes(service: Service) -> tuple[str, ...]:
    """The axes that any matrix of ``service`` has, each once."""
    return tuple(dict.fromkeys(itertools.chain.from_iterable(matrix.axes for matrix in service.all_matrices)))
