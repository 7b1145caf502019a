"""The stack of a service: the values of its first axis, as a rule its layers, each divided by who answers for its tasks."""

import itertools
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from service_catalogue.model.matrix import Matrix
from service_catalogue.model.service import Service
from service_catalogue.model.vocabulary import Duty, State
from service_catalogue.text import capitalised
from service_catalogue.views.edition import Edition
from service_catalogue.views.elements import colour
from service_catalogue.views.matrix import MatrixViews
from service_catalogue.views.page import Kind
from service_catalogue.views.piece import Link, Rich, plain, text
from service_catalogue.views.status import named

#: The least share of a slab, in per cent, with room for a number on a phone; and for a name beside it, with its length.
_ROOM_FOR_NUMBER, _ROOM_FOR_NAME, _ROOM_FOR_LETTER = 9, 14, 2.9


@dataclass(frozen=True)
class Share:
    """Number of a layer's tasks that a party answers for."""

    party: Rich
    #: The name of the party within a sentence.
    definite: str
    count: int
    #: The colour and pattern of its part of the slab, from 0.
    colour: int
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
    counts: dict[str, int] = {}
    for share in itertools.chain.from_iterable(layer.shares for layer in layers):
        counts[share.definite] = counts.get(share.definite, 0) + share.count
    parties = edition.words.list([edition.words("stack.party", party=name, count=count) for name, count in counts.items()])
    key = "stack.total" if all(layer.link.document.startswith("layers/") for layer in layers) else "stack.total-places"
    words = edition.words(key, parties=parties, total=sum(layer.total for layer in layers))
    return StackView(layers, capitalised(words) if layers else "", matrix)


def service_shares(edition: Edition, service: Service) -> tuple[LayerShares, ...]:
    """Return the slab of each value of the first axis of the service's matrices."""
    shares = (matrix_shares(edition, service, matrix) for matrix in service.all_matrices)
    return tuple(itertools.chain.from_iterable(shares))


def matrix_shares(edition: Edition, service: Service, matrix: Matrix) -> Iterator[LayerShares]:
    """Yield the slab of each value of the first axis of a matrix."""
    letters = set(edition.catalogue.scheme(matrix.scheme).with_duty(Duty.ANSWERS_FOR))
    answering = [cell for cell in matrix.cells if letters & set(cell.letters)]
    if not answering or not matrix.axes:  # as in a new service, of which everything is to be agreed
        return
    axis, values = next(iter(matrix.axes.items()))
    for value in values:
        cells = [cell for cell in matrix.cells if cell.values[0] == value]
        counts = Counter(str(cell.party) for cell in answering if cell.values[0] == value)
        total = len({(cell.task, cell.values) for cell in cells if cell.state is not State.NOT_APPLICABLE})
        shares = tuple(_shares(edition, service, matrix, counts, max(total, sum(counts.values()), 1)))
        sentence = edition.words.list(
            [f"{plain(share.party)} {share.count}" for share in shares[:-1]]
            + [edition.words("share", party=plain(share.party), count=share.count, total=total) for share in shares[-1:]]
            or [f"0 {edition.words('part.count', total=total)}"]
        )
        name = named(edition, edition.catalogue.axis_values[axis][value])
        if matrix.name:
            name = (*text(f"{edition.plain(matrix.name)}: "), *name)
        see = f"{matrix.id}.{axis}={value}" if matrix.id else f"{axis}={value}"
        views = MatrixViews(edition, service, matrix)
        link = Link(f"layers/{value}") if axis == "layer" else Link(views.document, views.part_anchor)
        yield LayerShares(see, name, link, total, shares, sentence)


def _shares(edition: Edition, service: Service, matrix: Matrix, counts: Counter[str], whole: int) -> Iterator[Share]:
    before = 0
    for party in matrix.parties:
        if count := counts[party]:
            found = edition.catalogue.party(party)
            width, name = 100 * count / whole, edition.plain(found.short or found.name)
            yield Share(
                party=edition.name(found.name),
                definite=edition.definite(found),
                count=count,
                colour=colour(service, party),
                start=round(100 * before / whole, 2),
                width=round(width, 2),
                number=str(count) if width >= _ROOM_FOR_NUMBER else "",
                name=name if width >= _ROOM_FOR_NAME + _ROOM_FOR_LETTER * len(name) else "",
            )
            before += count


def matrix_link(edition: Edition, service: Service) -> Link | None:
    """Return a link to the first matrix of ``service``."""
    matrix = next((MatrixViews(edition, service, matrix) for matrix in service.all_matrices), None)
    return Link(matrix.document, matrix.part_anchor) if matrix else None
