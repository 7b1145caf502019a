"""The sheets of a file from a spreadsheet, as grids of texts: a workbook (XLSX), CSV, or tabs."""

import codecs
import csv
import io
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from service_catalogue.messages import Message, message
from service_catalogue.messages.failure import Incorrect
from service_catalogue.messages.problem import INVISIBLE, quote, visible

#: The limits of a file: the sum of its parts when unpacked, and its cells.
MAX_BYTES, MAX_CELLS = 20_000_000, 200_000
#: The elements of a part; a cell has about five.
_MAX_ELEMENTS = 5 * MAX_CELLS
#: Characters of a cell; no heading, letter or note is longer.
_MAX_TEXT = 2000
#: The parts of a workbook that are not read, by the beginning of their paths.
_IGNORED = {"xl/vbaProject": "ignored-macros", "xl/externalLinks/": "ignored-links"}
#: The endings of files of texts, and of the standard input; a workbook is recognised by its content.
_OF_TEXTS = (".csv", ".tsv", ".tab", ".txt", ".xlsx", "")
#: A row and a column, from 1.
Place = tuple[int, int]


@dataclass
class Grid:
    """The texts of a sheet; a merged cell has its text at each place."""

    #: The sheet; for a text file, the file.
    name: str
    texts: dict[Place, str] = field(default_factory=dict)
    comments: dict[Place, str] = field(default_factory=dict)
    #: The places of merged cells but for the first of each, with that.
    merged: dict[Place, Place] = field(default_factory=dict)
    #: The cells in hidden rows and columns, and those whose text is struck out.
    hidden: set[Place] = field(default_factory=set)
    is_hidden: bool = False

    def at(self, *places: Place) -> str:
        """Return the addresses of cells: *Sheet1!C5, D7*."""
        named = [
            f"{column_name(column)}{row}" for row, column in dict.fromkeys(self.merged.get(place, place) for place in places)
        ]
        return f"{visible(self.name)}!{', '.join(named[:6])}{' …' if len(named) > 6 else ''}"


def column_name(column: int) -> str:
    """Return the letters of a column: 28 is AB."""
    rest, last = divmod(column - 1, 26)
    return (column_name(rest) if rest else "") + chr(ord("A") + last)


def read_grids(path: Path, raw: bytes) -> tuple[list[Grid], list[Message]]:
    """Return the sheets in ``raw``, the content of ``path``, and what is ignored in it. Raise :class:`Incorrect`."""
    if len(raw) > MAX_BYTES:
        raise _refused(path, "too-large", most=MAX_BYTES // 1_000_000)
    if raw.startswith(b"PK\x03\x04"):
        return _workbook(path, raw)
    if raw.startswith(b"\xd0\xcf\x11\xe0"):
        raise _refused(path, "old-format")
    if path.suffix.lower() not in _OF_TEXTS:
        raise _refused(path, "no-workbook")
    return [Grid(path.name, dict(_cells(_lines(path, raw))))], []


def _refused(path: Path, key: str, **values: Any) -> Incorrect:
    return Incorrect(f"import.{key}", file=quote(path.name), **values)


def _workbook(path: Path, raw: bytes) -> tuple[list[Grid], list[Message]]:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as parts:
            entries = parts.infolist()
            names = [entry.filename for entry in entries]
            if "xl/workbook.xml" not in names:
                raise _refused(path, "no-workbook")
            if sum(entry.file_size for entry in entries) > MAX_BYTES or len(set(names)) < len(names):
                raise _refused(path, "too-large", most=MAX_BYTES // 1_000_000)
            for entry in entries:
                if said := _danger(parts.read(entry)):
                    raise _refused(path, said, most=f"{MAX_CELLS:,}")
        import openpyxl  # no other command has to wait for it

        with warnings.catch_warnings(action="ignore"):  # styles and extensions that it does not know
            book = openpyxl.load_workbook(io.BytesIO(raw), keep_links=False)
    except Incorrect:
        raise
    except Exception as error:  # a damaged file makes openpyxl raise almost anything
        raise _refused(path, "damaged", reason=quote(type(error).__name__)) from None
    ignored = [message(f"import.{key}") for start, key in _IGNORED.items() if any(name.startswith(start) for name in names)]
    return [_grid(sheet) for sheet in book.worksheets], ignored


def _danger(part: bytes) -> str:
    """Return the reason not to read a part of a workbook, or an empty text. openpyxl makes an object of each merged cell."""
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import ParseError, iterparse
    from openpyxl.utils import range_boundaries

    cells = elements = 0
    try:
        for _, element in iterparse(io.BytesIO(part), forbid_dtd=True):
            elements += 1
            if element.tag.endswith("}c"):
                cells += 1
            elif element.tag.endswith("}mergeCell"):
                left, top, right, bottom = range_boundaries(element.get("ref", "").upper())
                cells += (right - left + 1) * (bottom - top + 1)
            if cells > MAX_CELLS or elements > _MAX_ELEMENTS:
                return "too-many-cells"
            element.clear()
    except DefusedXmlException:
        return "entities"
    except ParseError:  # a picture, or damaged
        pass
    return ""


def _grid(sheet: Any) -> Grid:
    grid = Grid(sheet.title, hidden={*_hidden(sheet)}, is_hidden=sheet.sheet_state != "visible")
    # Its public ways to the cells make every cell up to the last row and column, which may be billions.
    for place, cell in sheet._cells.items():
        if cell.value is not None and (text := _shown(cell.value)):
            grid.texts[place] = text
        if cell.comment is not None and (text := _of_comment(cell.comment)):
            grid.comments[place] = text
    for area in sheet.merged_cells.ranges:
        first = (area.min_row, area.min_col)
        grid.merged |= {place: first for place in area.cells if place != first}
    grid.texts |= {place: grid.texts[first] for place, first in grid.merged.items() if first in grid.texts}
    return grid


def _hidden(sheet: Any) -> Iterator[Place]:
    """Yield the cells in hidden rows and columns, and those whose text is struck out."""
    rows = {row for row, shown in sheet.row_dimensions.items() if shown.hidden}
    columns = [(shown.min or 0, shown.max or 0) for shown in sheet.column_dimensions.values() if shown.hidden]
    for place, cell in sheet._cells.items():
        is_struck = cell.has_style and cell.font.strike
        if is_struck or place[0] in rows or any(first <= place[1] <= last for first, last in columns):
            yield place


def _shown(value: object) -> str:
    """Return a value as a text without invisible characters; a number that is whole without its decimals."""
    value = getattr(value, "text", value)  # of a formula for several cells
    text = str(int(value) if isinstance(value, float) and value.is_integer() else value)
    return INVISIBLE.sub("", text).strip()[:_MAX_TEXT]


def _of_comment(comment: Any) -> str:
    """Return the text of a comment, without the name of its author, which spreadsheets put on the first line."""
    text = _shown(comment.text or "")
    first, _, rest = text.partition("\n")
    return rest.strip() if rest and first.strip().rstrip(":") == str(comment.author or "").strip() else text


def _lines(path: Path, raw: bytes) -> list[list[str]]:
    """Return the lines of a file of texts, divided at the delimiter that it has most of."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = raw.decode("utf-16", "replace")
    else:
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = raw.decode("cp1252", "replace")
    delimiter = max("\t;,", key=text.count)
    # Twice: a line may end with two of them, and some are in quotes.
    is_too_large = sum(map(text.count, (delimiter, "\n", "\r"))) > 2 * MAX_CELLS
    try:
        lines = [] if is_too_large else list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise _refused(path, "damaged", reason=quote(error)) from None
    if is_too_large or sum(map(len, lines)) > MAX_CELLS:
        raise _refused(path, "too-many-cells", most=f"{MAX_CELLS:,}")
    return lines


def _cells(lines: Iterable[list[str]]) -> Iterator[tuple[Place, str]]:
    for row, line in enumerate(lines, 1):
        for column, text in enumerate(line, 1):
            if shown := _shown(text):
                yield (row, column), shown
