"""A service as a workbook, XLSX, for people: a sheet for each language, and a last one that says what they are from."""

from __future__ import annotations

import gc
import io
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from service_catalogue.export.cells import axes
from service_catalogue.model.service import Service
from service_catalogue.schema.kinds import Localized
from service_catalogue.views.annotations import ServiceViews
from service_catalogue.views.edition import Edition
from service_catalogue.views.matrix import MatrixViews
from service_catalogue.views.parts import title_of
from service_catalogue.views.piece import Rich
from service_catalogue.views.service import facts_of_source, not_stated, restatement
from service_catalogue.views.withdrawn import since

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

Row = Sequence[str]

#: How wide columns are, in characters.
_NAME, _PLACE, _PARTY, _LETTERS, _TEXT, _NOTES = 30, 24, 18, 10, 34, 70
#: When every workbook was made, as far as it says: the clock would make each another one.
_MADE = datetime(1980, 1, 1)
_A4 = 9
#: The most characters that a sheet's name has, and what it cannot have.
_LONGEST_NAME, _NOT_IN_NAME = 31, re.compile(r"[\[\]:*?/\\]")
#: The most characters that a foot of a printed page has, with room for what is not the title.
_LONGEST_FOOT = 200


def workbook(editions: Sequence[Edition], service: Service) -> bytes:
    """The workbook of ``service`` in the languages of ``editions``. It has no digest of all data, so that it changes with its service alone."""
    made = io.BytesIO()
    _write(made, editions, service)
    gc.collect(0)  # its parts refer to each other, and where nobody looks for garbage, memory would hold dozens
    return made.getvalue()


def _write(file: io.BytesIO, editions: Sequence[Edition], service: Service) -> None:
    from xlsxwriter import Workbook  # no other command has to wait for it

    with Workbook(file, {"in_memory": True}) as book:
        book.set_properties({"title": title_of(editions[0], service), "created": _MADE})
        writer = _Writer(book)
        for edition in editions:
            writer.add_table(edition, service)
        writer.add_origin(editions, service)


class _Writer:
    """Writes the sheets. Every cell is a text, and none a formula, whatever it begins with."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._head: Format = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#E8EDF1"}
        )
        self._text: Format = book.add_format({"text_wrap": True, "valign": "top"})
        self._names: set[str] = set()

    def add_table(self, edition: Edition, service: Service) -> None:
        columns = list(_columns(edition, service))
        sheet = self._sheet(edition.own_name, edition.language, [width for _, width in columns])
        self._write(sheet, 0, [name for name, _ in columns], self._head)
        row = 0
        for row, cells in enumerate(_rows(edition, service), 1):
            self._write(sheet, row, cells, self._text)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, row, len(columns) - 1)
        sheet.repeat_rows(0)
        told = restatement(edition, service)
        foot = " – ".join(filter(None, (title_of(edition, service), told.brief if told else "")))
        sheet.set_footer(f"&L{foot[:_LONGEST_FOOT].replace('&', '&&')}&R&P / &N")

    def add_origin(self, editions: Sequence[Edition], service: Service) -> None:
        name = " · ".join(dict.fromkeys(edition.words("sheet.about") for edition in editions))
        sheet = self._sheet(name, "i", [_NAME, 2 * _TEXT + _PARTY])
        row = itertools.count()
        for edition in editions:
            self._write(sheet, next(row), [edition.own_name, title_of(edition, service)], self._head)
            for cells in _origin(edition, service):
                self._write(sheet, next(row), cells, self._text)
            next(row)

    def _sheet(self, name: str, otherwise: str, widths: Iterable[int]) -> Worksheet:
        """A new sheet called ``name``, as far as a sheet can be and none is yet."""
        name = _NOT_IN_NAME.sub(" ", name)[:_LONGEST_NAME].strip(" '")
        if not name or name.casefold() in (*self._names, "history"):  # the one that a spreadsheet keeps for itself
            name = otherwise
        self._names.add(name.casefold())
        sheet: Worksheet = self._book.add_worksheet(name)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.set_paper(_A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        return sheet

    def _write(self, sheet: Worksheet, row: int, cells: Row, form: Format) -> None:
        for column, text in enumerate(cells):
            if text:
                sheet.write_string(row, column, text, form)


def _columns(edition: Edition, service: Service) -> Iterator[tuple[str, int]]:
    """The heading of each column, and how wide it is."""
    words = edition.words
    if service.matrices:
        yield words("sheet.matrix"), _NAME
    yield words("task.group"), _PLACE
    yield words("matrix.task"), _NAME
    yield from ((edition.axis_name(axis), _PLACE) for axis in axes(service))
    yield words("controls.party"), _PARTY
    yield words("sheet.letters"), _LETTERS
    yield words("sheet.words"), _TEXT
    yield words("matrix.notes"), _NOTES
    yield words("sheet.departures"), _TEXT


def _rows(edition: Edition, service: Service) -> Iterator[Row]:
    """A row for each cell of each matrix, with everything that is attached to it."""
    notes = {note.id: f"{service.number_of_note(note.id)}. {_said(edition, note.text)}" for note in service.notes}
    for matrix in service.all_matrices:
        views = MatrixViews(edition, service, matrix)
        title = [views.title] if service.matrices else []
        tasks = {row.task: [*title, *_task(edition, row.task)] for row in matrix.rows}
        places = {values: _place(edition, service, dict(zip(matrix.axes, values, strict=True))) for values in matrix.places}
        parties = {party: edition.plain(edition.catalogue.party(party).name) for party in matrix.parties}
        for cell in matrix.cells:
            roles, _, words, _ = views.said(cell.letters, cell.state)
            row = matrix.row_of(cell.task)
            told = [edition.words("task.cadence", cadence=edition.plain(row.cadence))] if row.cadence else []
            told += (text for id, text in notes.items() if id in row.note or id in cell.notes)
            marks = views.departure_marks(*matrix.around(cell))
            yield (
                *(*tasks[cell.task], *places[cell.values], parties[cell.party]),
                *(roles, words, "\n".join(told), "\n".join(mark.words for mark in marks)),
            )


def _task(edition: Edition, id: str) -> tuple[str, str]:
    task = edition.catalogue.task(id)
    return _group(edition, task.group), edition.plain(task.name)


def _place(edition: Edition, service: Service, values: Mapping[str, str]) -> list[str]:
    """The names of ``values``, by axis; empty for an axis that another matrix has."""
    return [edition.plain(edition.value_name(values[axis], axis)) if axis in values else "" for axis in axes(service)]


def _origin(edition: Edition, service: Service) -> Iterator[Row]:
    """What a service is and how it stands, what holds besides the cells, and what letters and marks mean."""
    words, catalogue = edition.words, edition.catalogue
    if service.withdrawn:
        yield words("withdrawn.label"), f"{since(edition, service.withdrawn)} {edition.plain(service.withdrawn.reason)}"
    if told := restatement(edition, service):
        yield words("restatement.label"), told.words
    facts = list(facts_of_source(edition, service))
    yield from ((fact.label, _words(fact.value)) for fact in facts if fact.value)
    if missing := not_stated(edition, facts):
        yield words("service.source"), words("source.missing", facts=words.list(missing))
    if edition.others:
        yield words("pdf.language"), words("frame.prevails", language=edition.prevailing)
    for matrix in service.all_matrices:
        title = MatrixViews(edition, service, matrix).title
        if matrix.default:
            yield title, _said(edition, matrix.default.text)
        filled = {catalogue.task(row.task).group for row in matrix.rows}
        for empty in matrix.empty:
            if empty.group not in filled:
                yield _group(edition, empty.group), _said(edition, empty.reason)
    for scheme in dict.fromkeys(matrix.scheme for matrix in service.all_matrices):
        for letter in catalogue.scheme(scheme).letters:
            yield letter.letter, f"{edition.plain(letter.word)}: {_said(edition, letter.meaning)}"
    views = ServiceViews(edition, service)
    for departure in service.departures:
        shown = views.departure(departure, edition.linker())
        yield shown.mark.words, _words(shown.text)


def _group(edition: Edition, id: str) -> str:
    return " › ".join(edition.plain(group.name) for group in edition.catalogue.group_path(id))


def _said(edition: Edition, text: Localized) -> str:
    """``text``, marked where it is a translation that is older than what it translates."""
    return _words(edition.rich(text))


def _words(text: Rich | str) -> str:
    return text if isinstance(text, str) else "".join(piece.words for piece in text)
