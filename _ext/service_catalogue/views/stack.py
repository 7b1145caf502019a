"""The stack of a service: the values of its first axis, as a rule its layers, each divided by who answers for its tasks."""

import itertools
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from service_catalogue.model.matrix import Matrix
from service_catalogue.model.service import Service
from service_catalogue.model.vocabulary import Duty
from service_catalogue.text import capitalised
from service_catalogue.views.controls import Held, divided, held, together
from service_catalogue.views.edition import Edition
from service_catalogue.views.elements import colour
from service_catalogue.views.matrix import MatrixViews
from service_catalogue.views.page import Kind
from service_catalogue.views.piece import Link, Rich, text
from service_catalogue.views.status import named

#: The least share of a slab, in per cent, with room for a number on a phone; and for a name beside it, with its length.
_ROOM_FOR_NUMBER, _ROOM_FOR_NAME, _ROOM_FOR_LETTER = 9, 14, 2.9


@dataclass(frozen=True)
class Share:
    """Number of a layer's tasks that a party answers for, or several together, or of which nobody does yet."""

    party: str
    #: The name of the party within a sentence.
    definite: str
    count: int
    #: The colours and patterns of its part of the slab, from 0: one for each party.
    colours: tuple[int, ...]
    #: The beginning and the width of its part, in per cent of the slab.
    start: float
    width: float
    #: Empty if its part has no room for it.
    number: str
    name: str


@dataclass(frozen=True)
class LayerShares:
    """Shares of the tasks of one layer, or of one value of another axis: a slab of the stack."""

    #: The query that shows it in the matrix: *layer=middleware*.
    see: str
    layer: Rich
    link: Link
    total: int
    shares: tuple[Share, ...]
    #: The shares in words.
    words: str


@dataclass(frozen=True)
class StackView:
    """Stack of a service."""

    layers: tuple[LayerShares, ...]
    #: The number of tasks that each party answers for.
    words: str
    #: The page on which a slab filters the matrix; ``None`` if it links to the page of the layer.
    matrix: Link | None = None


SHARES: Kind[StackView] = Kind("shares")


def stack(edition: Edition, service: Service, matrix: Link | None = None) -> StackView:
    """Return the stack of ``service``; without slabs if no matrix has an axis, or nobody answers for a task in one that has."""
    layers = service_shares(edition, service)
    counts = Counter[str]()
    for share in sorted(itertools.chain.from_iterable(layer.shares for layer in layers), key=lambda share: len(share.colours)):
        counts[share.definite if share.colours else ""] += share.count
    undecided = counts.pop("", 0)
    parties = edition.words.list([edition.words("stack.party", party=name, count=count) for name, count in counts.items()])
    key = "stack.total" if all(layer.link.document.startswith("layers/") for layer in layers) else "stack.total-places"
    words = edition.words(key, parties=parties, total=sum(layer.total for layer in layers))
    words += f" {edition.words('stack.undecided', count=undecided)}" if undecided else ""
    return StackView(layers, capitalised(words) if layers else "", matrix)


def service_shares(edition: Edition, service: Service) -> tuple[LayerShares, ...]:
    """Return the slab of each value of the first axis of the service's matrices."""
    shares = (matrix_shares(edition, service, matrix) for matrix in service.all_matrices)
    return tuple(itertools.chain.from_iterable(shares))


def matrix_shares(edition: Edition, service: Service, matrix: Matrix) -> Iterator[LayerShares]:
    """Yield the slab of each value of the first axis of a matrix."""
    letters = set(edition.catalogue.scheme(matrix.scheme).with_duty(Duty.ANSWERS_FOR))
    tasks = [*held(matrix, letters)]
    if not matrix.axes or not any(task.parties for task in tasks):  # as in a new service, of which everything is to be agreed
        return
    axis, values = next(iter(matrix.axes.items()))
    for value in values:
        here = [task for task in tasks if task.values[0] == value]
        total, shares = len(here), tuple(_shares(edition, service, matrix, here))
        sentence = edition.words.list(
            [f"{share.party} {share.count}" for share in shares[:-1]]
            + [edition.words("share", party=share.party, count=share.count, total=total) for share in shares[-1:]]
            or [f"0 {edition.words('part.count', total=total)}"]
        )
        name = named(edition, edition.catalogue.axis_values[axis][value])
        if matrix.name:
            name = (*text(f"{edition.plain(matrix.name)}: "), *name)
        see = f"{matrix.id}.{axis}={value}" if matrix.id else f"{axis}={value}"
        views = MatrixViews(edition, service, matrix)
        link = Link(f"layers/{value}") if axis == "layer" else Link(views.document, views.part_anchor)
        yield LayerShares(see, name, link, total, shares, sentence)


def _shares(edition: Edition, service: Service, matrix: Matrix, tasks: list[Held]) -> Iterator[Share]:
    before = 0
    for ids, count in divided(matrix, tasks):
        width, name = 100 * count / len(tasks), together(edition, ids)
        yield Share(
            party=together(edition, ids, lambda party: edition.plain(party.name)),
            definite=together(edition, ids, edition.definite),
            count=count,
            colours=tuple(colour(service, id) for id in ids),
            start=round(100 * before / len(tasks), 2),
            width=round(width, 2),
            number=str(count) if width >= _ROOM_FOR_NUMBER else "",
            name=name if width >= _ROOM_FOR_NAME + _ROOM_FOR_LETTER * len(name) else "",
        )
        before += count


def matrix_link(edition: Edition, service: Service) -> Link | None:
    """Return a link to the first matrix of ``service``."""
    matrix = next((MatrixViews(edition, service, matrix) for matrix in service.all_matrices), None)
    return Link(matrix.document, matrix.part_anchor) if matrix else None
