"""The workbook of a service, XLSX: a sheet for each language, and one on the origin of the data."""

from __future__ import annotations

import gc
import io
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from service_catalogue.export.cells import axes, cells
from service_catalogue.model.service import Service
from service_catalogue.views.annotations import ServiceViews, owner_in_brackets
from service_catalogue.views.edition import Edition
from service_catalogue.views.elements import how_often, title_of
from service_catalogue.views.matrix import MatrixViews
from service_catalogue.views.piece import Rich, plain
from service_catalogue.views.service import facts_of_source, not_stated
from service_catalogue.views.status import named, restatement, since, title_elsewhere

Row = tuple[str, ...]

#: Widths of columns, in characters.
_NAME, _PLACE, _PARTY, _LETTERS, _TEXT, _NOTES = 30, 24, 18, 10, 34, 70
#: A constant date of creation, so that equal content gives equal bytes.
_MADE = datetime(1980, 1, 1)
_A4 = 9
#: The limits of a spreadsheet for the name of a sheet.
_LONGEST_NAME, _NOT_IN_NAME = 31, re.compile(r"[\[\]:*?/\\]")
#: The limit of a spreadsheet for the footer of a printed page, less the room for page numbers.
_LONGEST_FOOT = 200


class Sheet(NamedTuple):
    name: str
    #: The name if ``name`` is not valid for a sheet.
    otherwise: str
    #: The widths of the columns, in characters.
    widths: tuple[int, ...]
    rows: tuple[Row, ...]
    #: Numbers of the rows that are headings, from 0.
    heads: tuple[int, ...]
    #: For a table, which has filters: the footer of a printed page, in the notation of spreadsheets.
    foot: str | None = None


class Workbook(NamedTuple):
    title: str
    sheets: tuple[Sheet, ...]


def workbook(editions: Sequence[Edition], service: Service) -> Workbook:
    """Return the workbook of ``service`` in the languages of ``editions``.

    It has no digest of all data, so that it changes with its service alone.
    """
    tables = (_table(edition, service) for edition in editions)
    return Workbook(title_of(editions[0], service), (*tables, _about(editions, service)))


def _table(edition: Edition, service: Service) -> Sheet:
    columns = list(_columns(edition, service))
    restated = restatement(edition, service)
    foot = " – ".join(filter(None, (title_elsewhere(edition, service), restated.brief if restated else "")))
    return Sheet(
        edition.own_name,
        edition.language,
        tuple(width for _, width in columns),
        (tuple(name for name, _ in columns), *_rows(edition, service)),
        (0,),
        f"&L{foot[:_LONGEST_FOOT].replace('&', '&&')}&R&P / &N",
    )


def _about(editions: Sequence[Edition], service: Service) -> Sheet:
    rows: list[Row] = []
    heads = []
    for edition in editions:
        heads.append(len(rows))
        rows += ((edition.own_name, title_of(edition, service)), *_origin(edition, service), ())
    name = " · ".join(dict.fromkeys(edition.words("sheet.about") for edition in editions))
    return Sheet(name, "i", (_NAME, 2 * _TEXT + _PARTY), tuple(rows), tuple(heads))


def written(book: Workbook) -> bytes:
    """Return the bytes of a workbook."""
    made = io.BytesIO()
    _write(book, made)
    gc.collect(0)  # workbooks are reference cycles: dozens would accumulate before the next collection
    return made.getvalue()


def _write(content: Workbook, file: io.BytesIO) -> None:
    """Write every cell as text, so that none is a formula."""
    import xlsxwriter  # no other command has to wait for it

    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        book.set_properties({"title": content.title, "created": _MADE})
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#E8EDF1"})
        text = book.add_format({"text_wrap": True, "valign": "top"})
        names: set[str] = set()
        for each in content.sheets:
            sheet = book.add_worksheet(_free_name(each, names))
            for column, width in enumerate(each.widths):
                sheet.set_column(column, column, width)
            sheet.set_paper(_A4)
            sheet.set_landscape()
            sheet.fit_to_pages(1, 0)
            for row, line in enumerate(each.rows):
                for column, words in enumerate(line):
                    if words:
                        sheet.write_string(row, column, words, head if row in each.heads else text)
            if each.foot is not None:
                sheet.freeze_panes(1, 0)
                sheet.autofilter(0, 0, len(each.rows) - 1, len(each.widths) - 1)
                sheet.repeat_rows(0)
                sheet.set_footer(each.foot)


def _free_name(sheet: Sheet, names: set[str]) -> str:
    """Return a valid name of ``sheet`` that is not among ``names``, and add it to these."""
    name = _NOT_IN_NAME.sub(" ", sheet.name)[:_LONGEST_NAME].strip(" '")
    if not name or name.casefold() in (*names, "history"):  # reserved by spreadsheets
        name = sheet.otherwise
    names.add(name.casefold())
    return name


def _columns(edition: Edition, service: Service) -> Iterator[tuple[str, int]]:
    """Yield the heading and the width of each column."""
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
    """Yield a row for each cell, with everything that is attached to it."""
    linker = edition.linker()
    views_of_notes = (ServiceViews(edition, service).note(note, linker) for note in service.notes)
    notes = {view.id: f"{view.number}. {_words(view.text)}{owner_in_brackets(view)}" for view in views_of_notes}
    all_views = {matrix.id: MatrixViews(edition, service, matrix) for matrix in service.all_matrices}
    columns = axes(service)
    for found in cells(edition.catalogue, service):
        cell, place, views = found.cell, found.place, all_views[found.matrix.id]
        task, cadence = edition.catalogue.task(cell.task), found.matrix.row_of(cell.task).cadence
        yield (
            *([views.title] if service.matrices else []),
            _group(edition, task.group),
            plain(named(edition, task)),
            *(
                plain(named(edition, edition.catalogue.axis_values[axis][place[axis]])) if axis in place else ""
                for axis in columns
            ),
            plain(named(edition, edition.catalogue.party(cell.party))),
            found.roles,
            views.meaning(cell.letters, cell.state)[2],
            "\n".join(filter(None, (how_often(edition, cadence), *(text for id, text in notes.items() if id in found.notes)))),
            "\n".join(views.departure_mark(departure).words for departure in found.departures),
        )


def _origin(edition: Edition, service: Service) -> Iterator[Row]:
    """Yield the status of a service, what holds besides the cells, and the meaning of letters and marks."""
    words, catalogue = edition.words, edition.catalogue
    if service.withdrawn:
        yield since(edition, service.withdrawn), edition.plain(service.withdrawn.reason)
    if restated := restatement(edition, service):
        yield words("restatement.label"), restated.words
    facts = list(facts_of_source(edition, service))
    yield from ((fact.label, _words(fact.value)) for fact in facts if fact.value)
    if missing := not_stated(edition, facts):
        yield words("service.source"), words("source.missing", facts=words.list(missing))
    if edition.others:
        yield words("pdf.language"), words("frame.prevails", language=edition.prevailing)
    for matrix in service.all_matrices:
        title = MatrixViews(edition, service, matrix).title
        if base := MatrixViews(edition, service, matrix).base():
            yield title, f"{base.words}."
        if matrix.default:
            yield title, _words(edition.rich(matrix.default.text))
        filled = {catalogue.task(row.task).group for row in matrix.rows}
        for empty in matrix.empty:
            if empty.group not in filled:
                yield _group(edition, empty.group), _words(edition.rich(empty.reason))
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


def _group(edition: Edition, id: str) -> str:
    return " › ".join(edition.plain(group.name) for group in edition.catalogue.group_path(id))


def _words(text: Rich | str) -> str:
    """Return ``text`` as a string, with the mark of an outdated translation."""
    return text if isinstance(text, str) else "".join(piece.words for piece in text)
