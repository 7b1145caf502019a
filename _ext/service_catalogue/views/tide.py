"""The tide line: a matrix at thumb size, a square a task and place, and a line where another party begins to answer for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from service_catalogue.model.service import Service
from service_catalogue.model.vocabulary import Duty
from service_catalogue.views.edition import Edition, plain
from service_catalogue.views.matrix import MatrixViews, colour

#: The largest matrix that can be seen at thumb size: tasks, and places on the axes.
_MAX_TASKS, _MAX_PLACES = 80, 12
#: The distance from one square to the next, across and down, and the space between two groups of tasks.
_ACROSS, _DOWN, _BETWEEN = 8, 9, 5
#: The form of a party's square, by its colour, so that it is told from others in grey: whole, lying bars, standing bars, a frame,
#: four dots, a low half.
_FORMS = (
    "h7v8h-7z",
    "h7v2h-7zm0 3h7v2h-7zm0 3h7v2h-7z",
    "h1v8h-1zm3 0h1v8h-1zm3 0h1v8h-1z",
    "h7v8h-7zm1 1v6h5v-6z",
    "h2v3h-2zm5 0h2v3h-2zm0 5h2v3h-2zm-5 0h2v3h-2z",
    "m0 4h7v4h-7z",
)


@dataclass(frozen=True)
class TideView:
    """A matrix at thumb size, as paths of SVG."""

    width: int
    height: int
    #: The squares of each party that answers for a task: the party's colour, and their path.
    squares: tuple[tuple[int, str], ...]
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
    squares: dict[int, str] = {}
    holes = ""
    held: dict[tuple[int, int], int] = {}
    counts: dict[str, int] = {}
    for across, (task, x, _) in enumerate(columns):
        for down, values in enumerate(matrix.places):
            cells = matrix.cells_at(task, values)
            answering = next((cell for cell in cells if answers & set(cell.letters)), None)
            if answering is None:
                continue
            party = held[across, down] = colour(matrix, answering.party)
            squares[party] = squares.get(party, "") + f"M{x} {down * _DOWN}{_FORMS[party]}"
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
        squares=tuple(sorted(squares.items())),
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
