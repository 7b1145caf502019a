"""A service as a Markdown file, and the list of these files."""

import re
from collections.abc import Iterable, Iterator

from service_catalogue.model.service import Service
from service_catalogue.views.annotations import DEPARTURES, NOTES, Mark, owner_in_brackets
from service_catalogue.views.edition import Edition
from service_catalogue.views.elements import TERMS
from service_catalogue.views.matrix import MATRIX, MatrixView
from service_catalogue.views.page import Part
from service_catalogue.views.piece import Rich, plain, text
from service_catalogue.views.service import booklet_page, facts_of_source, standing_in_full
from service_catalogue.views.statements import STATEMENTS
from service_catalogue.views.status import title_elsewhere

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
