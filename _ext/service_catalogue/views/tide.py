"""The tide line: a matrix at thumb size, a square a task and place, and a line where another party begins to answer for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from service_catalogue.model.service import Service
from service_catalogue.model.vocabulary import Duty
from service_catalogue.views.edition import Edition
from service_catalogue.views.matrix import MatrixViews
from service_catalogue.views.parts import colour
from service_catalogue.views.piece import plain

#: The largest matrix that can be seen at thumb size: tasks, and places on the axes.
_MAX_TASKS, _MAX_PLACES = 80, 12
#: The distance from one square to the next, across and down, and the space between two groups of tasks.
_ACROSS, _DOWN, _BETWEEN = 8, 9, 5
#: The form of a party's squares, by its colour, so that it is told from others in grey: whole, three bars, two bars, a low half, a bar
#: in the middle, a bar at the foot. Each is a list of bars: how far down it begins, and how high it is.
_FORMS = (((0, 8),), ((0, 2), (3, 2), (6, 2)), ((0, 3), (5, 3)), ((4, 4),), ((3, 2),), ((7, 1),))


@dataclass(frozen=True)
class TideView:
    """A matrix at thumb size, as paths of SVG."""

    width: int
    height: int
    #: The squares of each party that answers for tasks: the party's colour, and their path, those beside each other in one.
    squares: tuple[tuple[int, str], ...]
    #: What parts the squares that are drawn in one.
    gaps: str
    #: A hole in the squares of those who answer for a task that they do not carry out.
    holes: str
    line: str
    #: The same in words.
    words: str


def tide(edition: Edition, service: Service) -> TideView | None:
    """The first matrix of ``service``; ``None`` if nobody answers for tasks in its scheme, or if it is too large to be seen."""
    for matrix in service.all_matrices[:1]:
        views = MatrixViews(edition, service, matrix)
        fits = 1 < len(matrix.rows) <= _MAX_TASKS and len(matrix.places) <= _MAX_PLACES
        if fits and views.scheme.with_duty(Duty.ANSWERS_FOR):
            return _tide(views)
    return None


def _tide(views: MatrixViews) -> TideView:
    matrix, scheme, edition = views.matrix, views.scheme, views.edition
    answers, does = (set(scheme.with_duty(duty)) for duty in (Duty.ANSWERS_FOR, Duty.DOES))
    columns = list(_columns(views))
    holes = ""
    held: dict[tuple[int, int], int] = {}
    counts: dict[str, int] = {}
    for across, (task, x, _) in enumerate(columns):
        for down, values in enumerate(matrix.places):
            cells = matrix.cells_at(task, values)
            answering = next((cell for cell in cells if answers & set(cell.letters)), None)
            if answering is None:
                continue
            held[across, down] = colour(matrix, answering.party)
            counts[answering.party] = counts.get(answering.party, 0) + 1
            if does and not does & set(answering.letters):
                holes += f"M{x + 2} {down * _DOWN + 2}h3v4h-3z"
    parties = [
        edition.words("stack.party", party=plain(edition.name(edition.catalogue.party(party).name)), count=counts[party])
        for party in matrix.parties
        if party in counts
    ]
    return TideView(
        width=columns[-1][1] + _ACROSS + 1,
        height=len(matrix.places) * _DOWN + 1,
        squares=tuple(_squares(columns, len(matrix.places), held)),
        gaps="".join(f"M{x - 0.5} 0v{len(matrix.places) * _DOWN}" for _, x, begins in columns if not begins),
        holes=holes,
        line="".join(_line(columns, len(matrix.places), held)),
        words=edition.words("tide.words", tasks=len(columns), places=len(matrix.places), parties=edition.words.list(parties)),
    )


def _columns(views: MatrixViews) -> Iterator[tuple[str, int, bool]]:
    """Each task, where its squares stand across, and whether a group begins with it."""
    x, before = 0, None
    tasks = [(row.task, views.edition.catalogue.task(row.task).group) for row in views.matrix.rows]
    order = list(dict.fromkeys(group for _, group in tasks))
    for task, group in sorted(tasks, key=lambda one: order.index(one[1])):
        begins = before is not None and group != before
        x += _BETWEEN if begins else 0
        yield task, x, begins
        x, before = x + _ACROSS, group


def _squares(columns: list[tuple[str, int, bool]], places: int, held: dict[tuple[int, int], int]) -> Iterator[tuple[int, str]]:
    for party in sorted(set(held.values())):
        path = ""
        for down in range(places):
            start: int | None = None
            for across, (_, x, begins) in enumerate(columns):
                if start is not None and (begins or held.get((across, down)) != party):
                    path += _bars(party, start, columns[across - 1][1], down)
                    start = None
                if start is None and held.get((across, down)) == party:
                    start = x
            if start is not None:
                path += _bars(party, start, columns[-1][1], down)
        yield party, path


def _bars(party: int, start: int, end: int, down: int) -> str:
    """The squares from ``start`` to ``end`` in one, in the form of the party."""
    width = end - start + _ACROSS - 1
    return "".join(f"M{start} {down * _DOWN + top}h{width}v{height}h-{width}z" for top, height in _FORMS[party])


def _line(columns: list[tuple[str, int, bool]], places: int, held: dict[tuple[int, int], int]) -> Iterator[str]:
    """The border between squares of different parties."""
    for across, (_, x, begins) in enumerate(columns):
        for down in range(places):
            here = held.get((across, down))
            below = held.get((across, down + 1))
            left = held.get((across - 1, down))
            if below is not None and here is not None and below != here:
                yield f"M{x - 0.5} {down * _DOWN + 8.5}h{_ACROSS}"
            if not begins and left is not None and here is not None and left != here:
                yield f"M{x - 0.5} {down * _DOWN - 0.5}v{_DOWN}"
