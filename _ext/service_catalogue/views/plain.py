"""Views as plain text: for outputs without a template, as Markdown, and tables as CSV."""

import csv
import dataclasses
import html
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from service_catalogue.messages.quotation import visible
from service_catalogue.model.service import Service
from service_catalogue.views.allocation import Allocation, LayerShares, PlaceRow
from service_catalogue.views.directives import Example
from service_catalogue.views.edition import Edition, LetterView, Link, Piece, Rich, plain, text
from service_catalogue.views.matrix import MATRIX, CellView, HeaderView, MatrixView
from service_catalogue.views.page import TERMS, Part
from service_catalogue.views.service import booklet_page, facts_of_source, standing_in_full
from service_catalogue.views.statements import DEPARTURES, NOTES, STATEMENTS, Mark, NoteView, StatementView, owner_in_brackets
from service_catalogue.views.status import title_elsewhere

#: The first characters of what a spreadsheet takes for a formula. No id begins so, but a letter of a scheme may be any sign.
_FORMULA = ("=", "+", "-", "@")


def csv_text(rows: Iterable[Iterable[object]]) -> str:
    """Return ``rows`` as CSV: UTF-8 with a mark, and nothing that a spreadsheet takes for a formula."""
    text = io.StringIO()
    text.write("\N{ZERO WIDTH NO-BREAK SPACE}")  # without the mark, a spreadsheet takes UTF-8 for something else
    values = (map(str, row) for row in rows)
    csv.writer(text).writerows([f"'{value}" if value.startswith(_FORMULA) else value for value in row] for row in values)
    return text.getvalue()


def sheet(form: str, title: str, language: str, columns: Sequence[str], sections: Mapping[str, Iterable[tuple[str, ...]]]) -> str:
    """Return facts under headings as ``csv`` with ``columns``, as ``text`` or as a ``page``; the last value of each row is in words."""
    if form == "csv":
        return csv_text((columns, *((heading, *row) for heading, rows in sections.items() for row in rows)))
    start, head, line, end = _FORMS[form]
    parts = [(start, title, language)]
    for heading, rows in sections.items():
        parts += [(head, heading, ""), *((line, ": ".join(filter(None, row[:-1])), row[-1]) for row in rows)]
    shown = html.escape if form == "page" else str
    return "".join(part.format(*(shown(visible(text)) for text in texts)) for part, *texts in [*parts, (end, "", "")])


#: The beginning of a sheet, a heading, a row, and the end.
_FORMS = {
    "text": ("{0}\n", "\n{0}\n", "  {0}: {1}\n", ""),
    "page": (
        '<!DOCTYPE html>\n<html lang="{1}">\n<meta charset="utf-8">\n<meta name="color-scheme" content="light dark">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{0}</title>\n<main>\n<h1>{0}</h1>\n',
        *("<h2>{0}</h2>\n", "<p><b>{0}:</b> {1}</p>\n", "</main>\n"),
    ),
}


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


#: Signs of markup.
_SIGNS = re.compile(r"([\\`*_\[\]<>#|~&])")
#: Stands around the words of a link until the text is escaped.
_LINK = "\ue001"
#: Beginnings of list items.
_BEGINNING = re.compile(r"^(\s*)([-+]|\d+(?=[.)]))", re.MULTILINE)


def service_markdown(edition: Edition, service: Service) -> str:
    """Return ``service`` as Markdown: its facts, then all of its booklet."""
    stated = [fact for fact in facts_of_source(edition, service) if fact.value]
    values = [text(fact.value) if isinstance(fact.value, str) else fact.value for fact in stated]
    facts = [(*text(f"{fact.label}: "), *value) for fact, value in zip(stated, values, strict=True)]
    page = booklet_page(edition, service)
    blocks = [f"# {_text(page.title)}", *map(_rich, facts), *map(_text, standing_in_full(edition, service))]
    blocks += (block for part in page.parts for block in _part(part, 2))
    if not edition.prevails:
        blocks.append(_text(edition.prevailing_words))
    return "\n\n".join(blocks) + "\n"


def contents(edition: Edition, base: str) -> str:
    """Return the services and the terms as Markdown; ``base`` begins the address of each file."""
    catalogue = edition.catalogue
    lines = [f"# {_text(edition.plain(catalogue.identity.name))}", "", f"> {_text(edition.plain(catalogue.identity.summary))}"]
    lines += ["", f"## {_text(edition.words('nav.services'))}", ""]
    for service in catalogue.services:
        about = f": {_text(edition.plain(service.lead))}" if service.lead else ""
        address = f"{base}api/v1/services/{service.id}.{edition.language}.md"
        lines.append(f"- [{_text(title_elsewhere(edition, service))}]({address}){about}")
    lines += ["", f"## {_text(edition.words('nav.glossary'))}", ""]
    lines += (f"- {_text(edition.plain(term.name))}: {_text(edition.plain(term.definition))}" for term in catalogue.terms)
    return "\n".join(lines) + "\n"


def _text(words: str) -> str:
    """Return ``words`` escaped for Markdown."""
    return _BEGINNING.sub(r"\1\\\2", _SIGNS.sub(r"\\\1", " ".join(words.split())))


def _rich(rich: Rich) -> str:
    shown = [piece for piece in rich if plain((piece,))]
    ends = iter([end for piece in shown if piece.written_out for end in ("[", f"](<{piece.address}>)")])
    words = (f"{_LINK}{piece.words}{_LINK}" if piece.written_out else piece.words for piece in shown)
    return re.sub(_LINK, lambda _: next(ends), _text("".join(words)))


def _part(part: Part[object], level: int) -> Iterator[str]:
    if part.heading:
        yield f"{'#' * level} {_text(part.heading)}"
    if listed := [*_listed(part)]:
        yield "\n".join(listed)
    for inner in part.parts:
        yield from _part(inner, level + 1)


def _listed(part: Part[object]) -> Iterator[str]:
    """Yield the lines of a part, which is a table or a list."""
    if MATRIX.shows(part):
        yield from (f"- {_text(f'{one.letter.letter}: {one.letter.word}. {plain(one.meaning)}')}" for one in part.content.legend)
        yield ""
        yield from _table(part.content)
    elif STATEMENTS.shows(part):
        yield from (f"- {_rich(one.text)} ({_text(one.id)}){_marks(one.marks)}" for one in part.content)
    elif NOTES.shows(part):
        for note in part.content:
            words = _text(plain(note.text) + owner_in_brackets(note))
            yield f"- {_text(note.number)} ({_text(note.kind)}): {words}{_marks(note.departures)}"
    elif DEPARTURES.shows(part):
        yield from (f"- {_text(one.mark.label)}: {_text(plain(one.text) + owner_in_brackets(one))}" for one in part.content)
    elif TERMS.shows(part):
        yield from (f"- {_rich(one.name)}: {_rich(one.definition)}" for one in part.content)


def _table(view: MatrixView) -> Iterator[str]:
    """Yield the lines of a matrix: the headings of each column in one, and notes and departures in brackets."""
    spans = [[plain(head.name) for head in row for _ in range(head.span)] for row in view.header_rows]
    yield f"|  | {' | '.join(_text(' · '.join(filter(None, names))) for names in zip(*spans, strict=True))} |"
    yield "|---" * (len(spans[0]) + 1) + "|"
    for row in view.rows:
        cells = (_text(cell.roles or cell.words) + _marks((*cell.notes, *cell.departures)) for cell in row.cells)
        yield f"| {_rich(row.name)}{_marks((*row.notes, *row.departures))} | {' | '.join(cells)} |"


def _marks(marks: Iterable[Mark]) -> str:
    labels = ", ".join(_text(mark.words) for mark in marks)
    return f" ({labels})" if labels else ""
