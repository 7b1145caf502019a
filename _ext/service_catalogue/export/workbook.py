"""Workbooks, XLSX: of a service, in each language, and of the clauses of a standard."""

import functools
import gc
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from importlib import resources
from typing import Any, NamedTuple

from service_catalogue import views
from service_catalogue.model.matrix import NO_ROLE
from service_catalogue.model.service import Service
from service_catalogue.model.standard import Standard
from service_catalogue.views.duties import PartyText, TaskDuty, duties
from service_catalogue.views.edition import Edition, Rich, plain
from service_catalogue.views.glossary import standard_lines
from service_catalogue.views.matrix import CellView, MatrixView, MatrixViews, RowView
from service_catalogue.views.page import title_of
from service_catalogue.views.plain import csv_text
from service_catalogue.views.service import facts_of_source, not_stated, silence
from service_catalogue.views.statements import Mark, NoteView, ServiceViews, owner_in_brackets
from service_catalogue.views.status import restatement, title_elsewhere, withdrawn_view

#: Widths of columns, in characters.
_NAME, _PLACE, _LETTERS, _TEXT, _NOTES = 34, 22, 11, 40, 70
#: A constant date of creation, so that equal content gives equal bytes.
_MADE = datetime(1980, 1, 1)
_A4 = 9
#: The limits of a spreadsheet for the name of a sheet.
_LONGEST_NAME, _NOT_IN_NAME = 31, re.compile(r"[\[\]:*?/\\]")
#: The limit of a spreadsheet for the footer of a printed page, less the room for page numbers.
_LONGEST_FOOT = 200
#: Characters on a line of a comment, and the height of a line in pixels.
_COMMENT_WIDTH, _COMMENT_LINE = 48, 18
#: The property with the digest of what a workbook says, of 12 digits.
DIGEST = "digest"


class Cell(NamedTuple):
    words: str
    #: ``text``, ``head``, ``place``, ``none``, or ``letters`` and ``party`` with the number of the colour of a party.
    style: str = "text"
    comment: str = ""
    #: The number of columns of a heading.
    span: int = 1


class Sheet(NamedTuple):
    name: str
    #: The widths of the columns, in characters.
    widths: tuple[int, ...]
    rows: Iterable[tuple[Cell, ...]]
    #: The rows of headings of a table, which has filters; 0 without one.
    heads: int = 0
    #: The columns that stay in sight.
    frozen: int = 0
    #: The footer of a printed page, in the notation of spreadsheets.
    foot: str = ""


class Workbook(NamedTuple):
    title: str
    #: Further properties, by name.
    properties: tuple[tuple[str, str], ...]
    sheets: tuple[Sheet, ...]


def workbook(editions: Sequence[Edition], service: Service) -> Workbook:
    """Return the workbook of ``service`` in the languages of ``editions``."""
    sheets = [sheet for edition in editions for sheet in _ServiceSheets(edition, service, len(editions) > 1).sheets()]
    identity = editions[0].catalogue.identity
    name, version = editions[0].plain(identity.name), str(service.version or "")
    properties = ("catalogue", name), ("service", str(service.id)), ("version", version)
    content = Workbook(title_of(editions[0], service), properties, (*sheets, _about(editions, service)))
    return content._replace(properties=(*properties, (DIGEST, views.digest(content)[:12])))


class _ServiceSheets:
    """Makes the sheets of a service in the language of ``edition``; their names end with it in a workbook of several."""

    def __init__(self, edition: Edition, service: Service, several: bool) -> None:
        self.edition, self.service = edition, service
        self.suffix = f" ({edition.language})" if several else ""
        linker, views = edition.linker(), ServiceViews(edition, service)
        self.notes: dict[str, NoteView] = {note.id: views.note(note, linker) for note in service.notes}
        restated = restatement(edition, service)
        foot = " – ".join(filter(None, (title_elsewhere(edition, service), restated.brief if restated else "")))
        self.foot = f"&L{foot[:_LONGEST_FOOT].replace('&', '&&')}&R&P / &N"

    def sheets(self) -> Iterator[Sheet]:
        yield from (self._matrix(MatrixViews(self.edition, self.service, matrix)) for matrix in self.service.all_matrices)
        if self.notes:
            yield self._notes_sheet()
        yield from (self._party(party.id) for party in self.edition.catalogue.parties if self.service.has_column(party.id))

    def _sheet(self, name: str, columns: dict[str, int], rows: Sequence[tuple[Cell, ...]], frozen: int) -> Sheet:
        head = tuple(Cell(words, "head") for words in columns)
        return Sheet(name + self.suffix, tuple(columns.values()), (head, *rows), 1, frozen, self.foot)

    def _matrix(self, views: MatrixViews) -> Sheet:
        """Return the matrix as its page has it, with the notes of rows and cells as comments."""
        words, view = self.edition.words, views.view()
        rows = [(group.path, row) for group in view.groups for row in group.rows]
        before = (words("task.group"), words("matrix.task"))
        after = {words("sheet.cadence"): [row.cadence for _, row in rows]}
        after[words("sheet.departures")] = ["\n".join(_departures(row)) for _, row in rows]
        after = {head: texts for head, texts in after.items() if any(texts)}
        after["Id"] = [row.link.document.rpartition("/")[2] for _, row in rows]
        heads = list(self._heads(view, before, [*after]))
        lines = []
        for (path, row), *end in zip(rows, *after.values(), strict=True):
            cells = (self._letters(cell)._replace(comment=self._comment(cell.notes)) for cell in row.cells)
            names = Cell(" › ".join(map(plain, path))), Cell(plain(row.name), comment=self._comment(row.notes))
            lines.append((*names, *cells, *map(Cell, end)))
        name = f"{self.edition.own_name} – {views.title}" if views.matrix.name else self.edition.own_name
        widths = (_PLACE, _NAME, *[_LETTERS] * len(view.starts), *[_NAME] * len(after))
        return Sheet(name, widths, (*heads, *lines), len(heads), 2, self.foot)

    def _heads(self, view: MatrixView, before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[Cell, ...]]:
        """Yield the rows of headings; the columns beside the cells have theirs in the last row, below which filters are."""
        *upper, last = view.header_rows
        for row in (*upper, last):
            looks = ("place" if head.party is None else f"party {head.party}" for head in row)
            over = (Cell(plain(head.name), look, span=head.span) for head, look in zip(row, looks, strict=True))
            beside = ([Cell(name if row is last else "", "head") for name in names] for names in (before, after))
            yield (*next(beside), *over, *next(beside))

    def _letters(self, cell: CellView) -> Cell:
        if cell.roles:
            return Cell(cell.roles, f"letters {cell.party}")
        return Cell(self.edition.words(f"cell.{cell.state}.short") if cell.state else NO_ROLE, "none")

    def _comment(self, marks: Sequence[Mark]) -> str:
        return "\n".join(self._note(mark.id) for mark in marks if mark.kind == "note")

    def _note(self, id: str) -> str:
        note = self.notes[id]
        return f"{note.number}. {_words(note.text)}{owner_in_brackets(note)}"

    def _notes_sheet(self) -> Sheet:
        """Return the notes, with the rows apart from the cells that refer to each."""
        words, views = self.edition.words, ServiceViews(self.edition, self.service)
        columns = {words("sheet.number"): _LETTERS, words("sheet.kind"): _PLACE, words("sheet.note"): _NOTES}
        columns |= {words("sheet.of-tasks"): _TEXT, words("sheet.of-cells"): _NOTES}
        rows = []
        for id, note in self.notes.items():
            places = [(matrix, address) for matrix in self.service.all_matrices for address in matrix.notes.get(id, ())]
            addresses = [(matrix.by_address.get(address), views.reference(address).words) for matrix, address in places]
            of_rows, of_cells = (
                "\n".join(reference for cell, reference in addresses if bool(cell) is is_cell) for is_cell in (False, True)
            )
            texts = (note.number, note.kind, f"{_words(note.text)}{owner_in_brackets(note)}", of_rows, of_cells)
            rows.append(tuple(map(Cell, texts)))
        return self._sheet(words("matrix.notes"), columns, rows, 1)

    def _party(self, id: str) -> Sheet:
        """Return the duties and rights of a party, as its page in the service has them."""
        edition, words = self.edition, self.edition.words
        party = edition.catalogue.party(id)
        own = duties(edition, self.service, party)
        columns = {words("sheet.place"): _PLACE, words("sheet.duty"): _TEXT, words("sheet.letters"): _LETTERS}
        columns |= {words("matrix.task"): _NOTES, words("sheet.cadence"): _PLACE, words("matrix.notes"): _NOTES}
        rows = [self._duty(place.name, duty) for places in (own.held, own.open) for place in places for duty in place.duties]
        if base := own.baseline:
            rows.append(tuple(map(Cell, ("", base.words, "", _words(base.statement.text), "", base.statement.id))))
        promised = (*(one for letter in own.letters for one in letter.said), *own.promised)
        texts = {"promised": promised, "rights": own.rights, "owns": own.owns, "unnamed": own.unnamed}
        for key, one in ((key, one) for key, each in texts.items() for one in each):
            explained = "\n".join((one.id, *self._explained(one.marks)))
            rows.append(tuple(map(Cell, ("", words(f"duties.{key}"), "", _said(one), "", explained))))
        return self._sheet(edition.plain(party.short or party.name), columns, rows, 0)

    def _explained(self, marks: Sequence[Mark]) -> Iterator[str]:
        yield from (self._note(mark.id) if mark.kind == "note" else mark.words for mark in dict.fromkeys(marks))

    def _duty(self, place: str, duty: TaskDuty) -> tuple[Cell, ...]:
        explained = "\n".join(self._explained(duty.marks))
        cadence = self.edition.plain(duty.cadence) if duty.cadence else ""
        texts = map(Cell, (plain(duty.task), cadence, explained))
        return Cell(place), Cell(duty.says), self._letters(duty.cell), *texts


def _said(one: PartyText) -> str:
    """Return a claim in its own words, with its condition, or the text of the statement."""
    claim = one.claim.words if one.claim and not one.is_whole else ()
    return " ".join(filter(None, map(_words, (claim, one.text, one.condition))))


def _departures(row: RowView) -> list[str]:
    """Return the marks of the departures about a row or any of its cells, each once."""
    marks = (*row.departures, *(mark for cell in row.cells for mark in cell.departures))
    return list(dict.fromkeys(mark.words for mark in marks))


def _about(editions: Sequence[Edition], service: Service) -> Sheet:
    rows: list[tuple[Cell, ...]] = []
    for edition in editions:
        rows.append((Cell(edition.own_name, "head"), Cell(title_of(edition, service), "head")))
        rows += (tuple(map(Cell, row)) for row in _origin(edition, service))
        rows.append(())
    name = " · ".join(dict.fromkeys(edition.words("sheet.about") for edition in editions))
    return Sheet(name, (_NAME, _NOTES + _PLACE), tuple(rows))


def written(book: Workbook) -> bytes:
    """Return the bytes of a workbook."""
    file = io.BytesIO()
    _write(book, file)
    gc.collect(0)  # workbooks are reference cycles: dozens would accumulate before the next collection
    return file.getvalue()


@functools.cache
def _colours() -> dict[str, str]:
    """Return the colours of the light theme, by name."""
    style = (resources.files("service_catalogue") / "theme/colours.css").read_text("utf-8")
    return {
        name: "#" + "".join(sign * (2 if len(digits) == 3 else 1) for sign in digits)
        for name, digits in re.findall(r"--([\w-]+): (?:light-dark\()?#([0-9a-f]+)", style)
    }


class _Formats(dict[str, Any]):
    """The formats of ``book``, by the style of a cell."""

    def __init__(self, book: Any) -> None:
        super().__init__()
        self._book = book

    def __missing__(self, style: str) -> Any:
        colours = _colours()
        kind, _, party = style.partition(" ")
        look: dict[str, object] = {"text_wrap": True, "valign": "top", "border": 1, "border_color": colours["line"]}
        look |= {"num_format": "@", "font_color": colours["ink"]}
        if kind == "none":
            look |= {"align": "center", "font_color": colours["ink-soft"]}
        elif kind == "letters":
            look |= {"bold": True, "align": "center", "font_color": colours[f"party-{party}"]}
        elif kind == "party":
            look |= {"bold": True, "align": "center", "bg_color": colours[f"party-{party}"], "font_color": colours["on-party"]}
        elif kind in ("head", "place"):
            look |= {"bold": True, "bg_color": colours["sand-deep"], "align": "left" if kind == "head" else "center"}
        self[style] = self._book.add_format(look)
        return self[style]


def _write(content: Workbook, file: io.BytesIO) -> None:
    """Write every cell as text, so that none is a formula."""
    import xlsxwriter  # no other command has to wait for it

    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        book.set_properties({"title": content.title, "created": _MADE})
        for name, value in content.properties:
            book.set_custom_property(name, value, "text")
        formats, names = _Formats(book), set[str]()
        for number, each in enumerate(content.sheets, 1):
            sheet = book.add_worksheet(_free_name(each.name, number, names))
            for column, width in enumerate(each.widths):
                sheet.set_column(column, column, width)
            sheet.set_paper(_A4)
            sheet.set_landscape()
            sheet.fit_to_pages(1, 0)
            row = 0
            for row, line in enumerate(each.rows):
                _write_row(sheet, row, line, formats)
            if each.heads:
                sheet.freeze_panes(each.heads, each.frozen)
                sheet.autofilter(each.heads - 1, 0, max(each.heads, row), len(each.widths) - 1)
                sheet.repeat_rows(0, each.heads - 1)
                sheet.set_footer(each.foot)


def _write_row(sheet: Any, row: int, line: Sequence[Cell], formats: _Formats) -> None:
    column = 0
    for cell in line:
        style = formats[cell.style]
        if cell.span > 1:
            sheet.merge_range(row, column, row, column + cell.span - 1, "", style)
        if cell.words:
            sheet.write_string(row, column, cell.words, style)
        elif cell.span == 1:
            sheet.write_blank(row, column, None, style)
        if cell.comment:
            lines = sum(1 + len(text) // _COMMENT_WIDTH for text in cell.comment.split("\n"))
            size = {"width": _COMMENT_WIDTH * 7, "height": (lines + 1) * _COMMENT_LINE}
            sheet.write_comment(row, column, cell.comment, {"author": "", **size})
        column += cell.span


def _free_name(name: str, number: int, names: set[str]) -> str:
    """Return a valid name of a sheet that is not among ``names``, and add it to these; ``number`` makes it another."""
    name = _NOT_IN_NAME.sub(" ", name)[:_LONGEST_NAME].strip(" '")
    if not name or name.casefold() in (*names, "history"):  # reserved by spreadsheets
        name = f"{name[: _LONGEST_NAME - 5]} {number}".strip()
    names.add(name.casefold())
    return name


def _origin(edition: Edition, service: Service) -> Iterator[tuple[str, ...]]:
    """Yield the status of a service, what holds besides the cells, and the meaning of letters and marks."""
    words, catalogue = edition.words, edition.catalogue
    if ended := withdrawn_view(edition, service.withdrawn):
        yield ended.words, _words(ended.reason)
    if restated := restatement(edition, service):
        yield words("restatement.label"), restated.words
    facts = list(facts_of_source(edition, service))
    yield from ((fact.label, _words(fact.value)) for fact in facts if fact.value)
    if missing := not_stated(edition, facts):
        yield words("service.source"), words("source.missing", facts=words.list(missing))
    yield from ((words("service.not-stated"), sentence) for sentence in silence(edition, service))
    if edition.others:
        yield words("pdf.language"), edition.prevailing_words
    for matrix in service.all_matrices:
        title = MatrixViews(edition, service, matrix).title
        if base := MatrixViews(edition, service, matrix).base():
            yield title, f"{base.words}."
        if matrix.default:
            yield title, _words(edition.rich(matrix.default.text))
        for empty in catalogue.empty_groups(matrix):
            yield edition.group_name(empty.group), _words(edition.rich(empty.reason))
    views = ServiceViews(edition, service)
    schemes = {(scheme := catalogue.scheme(matrix.scheme)).id: scheme for matrix in service.all_matrices}
    for scheme in schemes.values():
        before = f"{edition.plain(scheme.name)}: " if len(schemes) > 1 else ""
        for letter in scheme.letters:
            marks = "".join(f" ({mark.words})" for mark in views.letter_marks(letter.letter))
            yield f"{before}{letter.letter}", f"{edition.plain(letter.word)}: {_words(edition.rich(letter.meaning))}{marks}"
    for departure in service.departures:
        shown = views.departure(departure, edition.linker())
        yield shown.mark.words, _words(shown.text) + owner_in_brackets(shown)


def _words(text: Rich | str) -> str:
    """Return ``text`` as a string, with the mark of an outdated translation and the addresses of links."""
    return text if isinstance(text, str) else "".join(piece.words + piece.written_out for piece in text)


#: The widths of the columns, in characters.
_WIDTHS = (12, 40, 34, 34, 24, 24, 24)


def clauses_csv(editions: Sequence[Edition], standard: Standard) -> str:
    """Return the list in the language that prevails."""
    return csv_text(standard_lines(next(edition for edition in editions if edition.prevails), standard))


def clauses_workbook(editions: Sequence[Edition], standard: Standard) -> Workbook:
    """Return the list in each language, a sheet each."""
    sheets = (_sheet(edition.own_name, standard_lines(edition, standard)) for edition in editions)
    return Workbook(standard.cited(editions[0].language), (), tuple(sheets))


def table_workbook(title: str, lines: Iterable[Sequence[str]]) -> bytes:
    """Return ``lines``, the first of which are headings, as a workbook."""
    return written(Workbook(title, (), (_sheet(title, lines),)))


def _sheet(name: str, lines: Iterable[Sequence[str]]) -> Sheet:
    head, *rows = lines
    cells = (tuple(Cell(words, "head") for words in head), *(tuple(map(Cell, row)) for row in rows))
    return Sheet(name, _WIDTHS[: len(head)], cells, 1, 1)
