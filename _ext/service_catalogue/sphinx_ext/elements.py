"""Nodes of documents that show the catalogue, and docutils elements with texts of views."""

from collections.abc import Iterable, Iterator, Sequence

from docutils import nodes

from service_catalogue.views.annotations import Mark
from service_catalogue.views.piece import Piece, PieceKind, Rich


class catalogue_view(nodes.General, nodes.Element):
    """A view in a document; ``view`` is its name, the ids of its objects, and the kinds of its parts."""


class catalogue_term(nodes.Inline, nodes.TextElement):
    """A mention of a glossary term: ``term`` is its id, ``lang`` the language of its words if foreign."""


#: Maximum width in characters of the first column of a table, and of its other columns together.
_WIDTHS = (40, 60)
#: Maximum length of a word in the head of a column that plain text does not hyphenate.
_NAME = 20


def paragraph(words: str) -> nodes.paragraph:
    return nodes.paragraph("", words)


def rich(text: Rich) -> nodes.paragraph:
    """Return a paragraph with emphasis and links."""
    return nodes.paragraph("", "", *map(piece, text))


def piece(piece: Piece) -> nodes.Node:
    """Return the inline node of a piece; a term gets no link."""
    if piece.is_marked:
        return nodes.strong("", piece.words)
    if piece.kind in (PieceKind.EMPHASIS, PieceKind.STALE):
        return nodes.emphasis("", piece.words)
    return nodes.reference("", piece.words, refuri=piece.address) if piece.kind is PieceKind.LINK else nodes.Text(piece.words)


def marks(marks: Sequence[Mark]) -> str:
    """Return the signs of notes and departures in brackets; empty if there are none."""
    return f" ({', '.join(mark.label for mark in marks)})" if marks else ""


def entry(content: str | nodes.Node, **spans: int) -> nodes.entry:
    """Return a cell of a table; ``spans`` are ``morerows`` and ``morecols``."""
    inner = nodes.Text(content) if isinstance(content, str) else content
    return nodes.entry("", nodes.paragraph("", "", inner), **{name: count for name, count in spans.items() if count})


def columns(count: int, head: nodes.thead, body: nodes.tbody) -> Iterator[nodes.colspec]:
    """Yield the columns of a table, as wide as their content; the first has the headings of the rows."""
    rows = [[entry.astext() for entry in row.children] for row in body.children if len(row.children) == count + 1]
    words = [word for entry in head.findall(nodes.entry) for word in entry.astext().split()]
    yield nodes.colspec(colwidth=min(_WIDTHS[0], max((len(row[0]) for row in rows), default=8)), stub=1)
    widest = max(8, _WIDTHS[1] // max(1, count))
    own = head.children[-1].children[-count:]
    for column in range(1, count + 1):
        longest = max((len(row[column]) for row in rows), default=1)
        name = max(map(len, own[column - 1].astext().split()), default=1)
        yield nodes.colspec(colwidth=max(min(widest, max(longest, *map(len, words))), min(name, _NAME)))


def row(cells: Iterable[str | nodes.Node]) -> nodes.row:
    return nodes.row("", *map(entry, cells))


def definitions(items: Iterable[tuple[str, list[nodes.Element]]]) -> nodes.definition_list:
    """Return a list of terms with their definitions."""
    return nodes.definition_list(
        "", *(nodes.definition_list_item("", nodes.term("", term), nodes.definition("", *content)) for term, content in items)
    )


def admonition(title: str, *content: nodes.Element) -> nodes.admonition:
    return nodes.admonition("", nodes.title("", title), *content, classes=["catalogue-note"])
