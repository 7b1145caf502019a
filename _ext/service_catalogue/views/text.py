"""Plain text of a view, for outputs without a template for it."""

import dataclasses
from collections.abc import Iterable, Iterator

from service_catalogue.views.across import Allocation, PlaceRow
from service_catalogue.views.annotations import Mark, NoteView
from service_catalogue.views.matrix import CellView, HeaderView, MatrixView
from service_catalogue.views.piece import LetterView, Link, Piece
from service_catalogue.views.prose import Example
from service_catalogue.views.stack import LayerShares
from service_catalogue.views.statements import StatementView

#: Fields that are no lines: those by which a view is referred to, and words for screen readers.
_NOT_READ: dict[type, tuple[str, ...]] = {
    NoteView: ("id", "number"),
    HeaderView: ("subject",),
    Allocation: ("code", "anchor", "caption"),
    PlaceRow: ("order", "own"),
    LayerShares: ("see",),
}


def lines(content: object) -> list[str]:
    """Return the text of ``content``, which is a view or any part of one, as lines."""
    return list(_lines(content))


def _lines(content: object) -> Iterator[str]:
    if isinstance(content, str):
        if content:
            yield content
    elif isinstance(content, MatrixView):
        yield from _matrix(content)
    elif isinstance(content, CellView):
        yield content.words
    elif isinstance(content, LetterView):
        yield from (content.letter, content.word)
    elif isinstance(content, StatementView):
        yield _words(content.text)
        yield from (_words(departure.text) for departure in content.departures)
    elif isinstance(content, tuple) and content and all(isinstance(piece, Piece) for piece in content):
        yield _words(content)
    elif isinstance(content, Link | Mark | Example) or content is None:
        return
    elif isinstance(content, tuple):
        for item in content:
            yield from _lines(item)
    elif dataclasses.is_dataclass(content):
        for field in dataclasses.fields(content):
            if field.name in _NOT_READ.get(type(content), ()):
                continue
            yield from _lines(getattr(content, field.name))


def _words(rich: Iterable[Piece]) -> str:
    return "".join(piece.words for piece in rich)


def _matrix(matrix: MatrixView) -> Iterator[str]:
    yield matrix.caption
    yield from (f"{_words(row.name)}: " + ", ".join(cell.roles or "–" for cell in row.cells) for row in matrix.rows)
