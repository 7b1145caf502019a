"""The tide line: a matrix at thumb size, a square a task and place, and a line where another party begins to answer for it."""

from __future__ import annotations

import itertools
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
#: The distance from one square to the next, across and down, and the space between two groups of tasks. Squares that lie under each
#: other are one dashed line.
_ACROSS, _DOWN, _BETWEEN = 8, 9, 5
#: The form of a party's squares, by its colour, so that it is told from others in grey: whole, three bars, two bars, a low half, a bar
#: in the middle, a bar at the foot. Each is what the line draws and leaves out on its way down a square.
_FORMS = ("8 1", "2 1", "3 2 3 1", "0 4 4 1", "0 3 2 4", "0 7 1 1")


@dataclass(frozen=True)
class Squares:
    """The squares of a party, as dashed lines."""

    #: The colour of the party, from 0.
    party: int
    dashes: str
    path: str


@dataclass(frozen=True)
class TideView:
    """A matrix at thumb size, as paths of SVG."""

    width: int
    height: int
    #: The squares of each party that answers for tasks.
    squares: tuple[Squares, ...]
    #: A hole in the squares of those who answer for a task that they do not carry out.
    holes: str
    #: The border between squares of different parties.
    border: str
    #: The same in words.
    words: str
    #: How to read what the picture shows beside its squares.
    caption: str


def tide(edition: Edition, service: Service) -> TideView | None:
    """The first matrix of ``service``; ``None`` if nobody answers for a task in it, or if it is too large to be seen."""
    for matrix in service.all_matrices[:1]:
        views = MatrixViews(edition, service, matrix)
        fits = 1 < len(matrix.rows) <= _MAX_TASKS and len(matrix.places) <= _MAX_PLACES
        answering = set(views.scheme.with_duty(Duty.ANSWERS_FOR))
        if fits and any(answering & set(cell.letters) for cell in matrix.cells):
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
            held[across, down] = colour(views.service, answering.party)
            counts[answering.party] = counts.get(answering.party, 0) + 1
            if does and not does & set(answering.letters):
                holes += f"M{x + 2.5} {down * _DOWN + 4}h3"
    parties = [
        edition.words("stack.party", party=plain(edition.name(edition.catalogue.party(party).name)), count=counts[party])
        for party in matrix.parties
        if party in counts
    ]
    words = edition.words("tide.words", tasks=len(columns), places=len(matrix.places), parties=edition.words.list(parties))
    border = _border(columns, len(matrix.places), held)
    shown = {"tide.column": True, "tide.line": bool(border), "tide.hole": bool(holes)}
    return TideView(
        width=columns[-1][1] + _ACROSS + 1,
        height=len(matrix.places) * _DOWN + 1,
        squares=tuple(_squares(columns, len(matrix.places), held)),
        holes=holes,
        border=border,
        words=f"{views.title}: {words}" if matrix.name else words,
        caption=" ".join(edition.words(key) for key, is_shown in shown.items() if is_shown),
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


def _squares(columns: list[tuple[str, int, bool]], places: int, held: dict[tuple[int, int], int]) -> Iterator[Squares]:
    for party in sorted(set(held.values())):
        path = ""
        at = (0, 0)
        for across, (_, x, _) in enumerate(columns):
            middle = x + _ACROSS // 2
            for start, end in _runs([held.get((across, down)) == party for down in range(places)]):
                path += f"m{middle - at[0]} {start * _DOWN - at[1]}v{(end - start) * _DOWN}"
                at = middle, end * _DOWN
        yield Squares(party, _FORMS[party], path)


def _runs(held: list[bool]) -> Iterator[tuple[int, int]]:
    """From where to where squares that are held lie under each other."""
    down = 0
    for is_held, squares in itertools.groupby(held):
        count = len(list(squares))
        if is_held:
            yield down, down + count
        down += count


def _border(columns: list[tuple[str, int, bool]], places: int, held: dict[tuple[int, int], int]) -> str:
    """The border between squares of different parties, in as few strokes as can be."""
    strokes: list[tuple[tuple[int, int], tuple[int, int]]] = []
    for across, (_, x, begins) in enumerate(columns):
        ways = [] if begins else [((x, y), (x, y + _DOWN)) for y in _borders(held, (across - 1, 0), (across, 0), places)]
        if ways and strokes and strokes[-1][1] == ways[-1][1]:
            ways = [(end, start) for start, end in reversed(ways)]  # up from where the line is
        ways += [((x, y + _DOWN), (x + _ACROSS, y + _DOWN)) for y in _borders(held, (across, 0), (across, 1), places)]
        strokes += ways
    path = ""
    at: tuple[int, int] | None = None
    for start, end in strokes:
        path += f"M{start[0]} {start[1] - 0.5}" if start != at else ""
        path += f"h{end[0] - start[0]}" if end[0] != start[0] else f"v{end[1] - start[1]}"
        at = end
    return path


def _borders(held: dict[tuple[int, int], int], one: tuple[int, int], other: tuple[int, int], places: int) -> Iterator[int]:
    """How far down the places are where ``one`` and ``other``, squares of the first place, are of different parties."""
    for down in range(places):
        parties = {held.get((across, first + down)) for across, first in (one, other)}
        if len(parties) == 2 and None not in parties:
            yield down * _DOWN
