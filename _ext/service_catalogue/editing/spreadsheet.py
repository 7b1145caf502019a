"""The import of matrices from a spreadsheet: sheets as grids, their meaning, with a question for each unclear cell, and the lines that change."""

import codecs
import csv
import difflib
import functools
import io
import itertools
import re
import shlex
import unicodedata
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from service_catalogue.editing import CannotEdit, CannotFormat, Source, in_layout, indented, localized, remark, yaml_text
from service_catalogue.editing.new import Answers, Places, add_rows, cell_yaml, matrix_in, offered_id, row_lines, rows_in, why_not
from service_catalogue.locale import words_of
from service_catalogue.messages import INVISIBLE, Incorrect, Message, Refused, did_you_mean, message, quote, visible
from service_catalogue.model import Scheme
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.json_schema import modeline
from service_catalogue.model.matrix import NO_ROLE, Matrix, Row, reading
from service_catalogue.model.service import Service
from service_catalogue.yaml import Map, Scalar
from service_catalogue.yaml.source import read
from service_catalogue.yaml.transaction import Transaction

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
    return [Grid(path.name, _cells(path, raw))], []


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
                if danger := _danger(parts.read(entry)):
                    raise _refused(path, danger, most=f"{MAX_CELLS:,}")
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
    rows = {row for row, dimension in sheet.row_dimensions.items() if dimension.hidden}
    columns = [(one.min or 0, one.max or 0) for one in sheet.column_dimensions.values() if one.hidden]
    for (row, column), cell in sheet._cells.items():
        is_struck = cell.has_style and cell.font.strike
        if is_struck or row in rows or any(first <= column <= last for first, last in columns):
            yield row, column


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


def _cells(path: Path, raw: bytes) -> dict[Place, str]:
    """Return the texts of a file of texts, whose lines are divided at the delimiter that it has most of."""
    encoding = "utf-16" if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        text = raw.decode(encoding, "replace" if encoding == "utf-16" else "strict")
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
    cells = (((row, column), _shown(text)) for row, line in enumerate(lines, 1) for column, text in enumerate(line, 1))
    return {place: text for place, text in cells if text}


_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
_SIGN = r"[*†‡§]++|[¹²³⁰⁴-⁹]++|\(?\d{1,2}\)|\[\w{1,2}\]"
#: The signs of footnotes at the end of a name, of letters, and at the beginning of a footnote.
_AFTER_NAME = re.compile(rf"(?:[\s,]*(?:{_SIGN}))+$")
_AFTER_LETTERS = re.compile(rf"(?:[\s,]*(?:{_SIGN}|(?<![\d.])\d{{1,2}}))+$")
_FOOTNOTE = re.compile(rf"({_SIGN}|\d{{1,2}}[.:]?)\s*[:–-]?\s*(\S.*)?", re.DOTALL)
_ONE_SIGN = re.compile(rf"{_SIGN}|\d{{1,2}}")
#: How far from the end they begin at most, so that no text takes long.
_LONGEST_SIGNS = 20
#: The characters of the longest letters, which may be in words.
_LONGEST_CELL = 100
#: What separates letters.
_BETWEEN = re.compile(r"[\s,/;+&|·]+|\b(?:og|and|und|och)\b")
#: Signs that say that a party has a part, and not which.
_CROSSES = {"x", "✓", "✔", "√", "●", "•"}
_REFERENCE = re.compile(r"\\\[\\\[.*?\\\]\\\]")
#: How near a name has to be to be proposed.
_NEAR = 0.6
#: How many parties or places are proposed for a name that is like none.
_FEW = 8


@functools.lru_cache(maxsize=8192)  # a sheet repeats its letters and headings
def plain(text: str) -> str:
    """Return ``text`` for comparison: without case, compatibility characters, kinds of dashes, and signs around it."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(_DASHES).casefold().split()).strip(" .:†-")


def without_signs(text: str) -> tuple[str, tuple[str, ...]]:
    """Return a name without the signs of footnotes behind it, and these."""
    return _split(_AFTER_NAME, text)


def _split(pattern: re.Pattern[str], text: str) -> tuple[str, tuple[str, ...]]:
    hit = pattern.search(text, max(0, len(text) - _LONGEST_SIGNS))
    return (text[: hit.start()], tuple(_sign(sign) for sign in _ONE_SIGN.findall(hit[0]))) if hit else (text, ())


def _sign(text: str) -> str:
    """Return a sign of a footnote without its brackets; a raised figure is a figure."""
    return unicodedata.normalize("NFKC", text).strip("()[].: ")


def footnote(text: str) -> tuple[str, str] | None:
    """Return the sign and the text of a footnote; the text is empty where the sign is alone."""
    hit = _FOOTNOTE.fullmatch(text)
    return (_sign(hit[1]), (hit[2] or "").strip()) if hit else None


class WrittenCell(NamedTuple):
    """The content of a cell: its letters or its state as the data have it, and the signs of its footnotes."""

    text: str
    signs: tuple[str, ...] = ()
    #: True for letters in brackets.
    in_brackets: bool = False


class Letters:
    """The letters of ``scheme`` and the states of cells, as people write them; ``answer`` returns what another text means."""

    def __init__(self, catalogue: Catalogue, scheme: Scheme, answer: Callable[[str], str | None]) -> None:
        self._answer, self._scheme = answer, scheme
        self.all = [str(letter.letter) for letter in scheme.letters]
        self._signs = {cased: letter for letter in self.all for cased in (letter.lower(), letter.upper())}
        self._signs |= {letter: letter for letter in self.all}
        self._words = {plain(word): str(letter.letter) for letter in scheme.letters for word in letter.word.values()}
        self._states = dict.fromkeys(("", "-", ".", "./."), "-") | {"n/a": "n/a", "na": "n/a", "tbd": "tbd"}
        for words in map(words_of, catalogue.identity.languages):
            for key, state in (("none", "-"), ("n-a", "n/a"), ("n-a.short", "n/a"), ("tbd", "tbd"), ("tbd.short", "tbd")):
                self._states[plain(words(f"cell.{key}"))] = state

    def resembles(self, text: str) -> bool:
        """Return whether ``text`` is letters, a state, or a cross."""
        return self.read(text) is not None or self.is_cross(text)

    def is_cross(self, text: str) -> bool:
        sign = plain(_split(_AFTER_LETTERS, text)[0])
        return sign in _CROSSES and sign not in self._signs

    def read(self, text: str) -> WrittenCell | None:
        """Return the content of the cell ``text``; ``None`` if its meaning is unknown."""
        core = self._meant(text)
        signs: tuple[str, ...] = ()
        if (content := self._content(core)) is None:
            core, signs = _split(_AFTER_LETTERS, core)
            content = self._content(self._meant(core)) if core.strip() else None
        if content is None and (hit := re.fullmatch(r"\(([^()]+)\)", core.strip())) and (content := self._content(hit[1])):
            return WrittenCell(content, signs, True)
        return None if content is None else WrittenCell(content, signs)

    def _meant(self, text: str) -> str:
        return text if (answer := self._answer(text)) is None else answer

    def _content(self, text: str) -> str | None:
        if (state := self._states.get(plain(text))) is not None or len(text) > _LONGEST_CELL:
            return state
        parts = [text] if plain(text) in self._words else _BETWEEN.split(text.strip())
        cell = "".join(self._words.get(plain(part)) or "".join(self._signs.get(sign, "\0") for sign in part) for part in parts)
        # A letter that is there twice may be a slip for another.
        return None if "\0" in cell or not cell or len({*cell}) < len(cell) else self._scheme.in_order(cell)


class ObjectNames:
    """The objects of a catalogue by kind and by what they are called: id and names, then synonyms."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._ids: dict[str, dict[str, dict[str, None]]] = {kind: {} for kind in ("party", "place", "task", "group")}
        for kind, id, text in _names(catalogue):
            self._ids[kind].setdefault(plain(text), {})[id] = None
        known = {(kind, name) for kind, names in self._ids.items() for name in names}
        for kind, id, text in _synonyms(catalogue):
            if (kind, plain(text)) not in known:
                self._ids[kind].setdefault(plain(text), {})[id] = None

    def find(self, kind: str, text: str) -> list[str]:
        """Return the ids of a ``kind`` that are called ``text``, perhaps with signs of footnotes behind."""
        return list(self._ids[kind].get(plain(text)) or self._ids[kind].get(plain(without_signs(text)[0])) or ())

    def signs(self, kind: str, text: str) -> tuple[str, ...]:
        """Return the signs of footnotes behind the name ``text``, unless they are a part of it."""
        return () if plain(text) in self._ids[kind] else without_signs(text)[1]

    def near(self, kind: str, text: str) -> list[str]:
        """Return the ids of a ``kind`` whose names are most like ``text``, or are words of it; if none are, a few parties or places."""
        names = self._ids[kind]
        likely = difflib.get_close_matches(plain(text)[:80], names, n=5, cutoff=_NEAR)
        likely += [name for name in names if len(name) > 3 and f" {name} " in f" {plain(text)} "]
        nearest = [*dict.fromkeys(id for name in likely for id in names[name])][:3]
        every = [*dict.fromkeys(id for ids in names.values() for id in ids)]
        return nearest or (every if kind in ("party", "place") and len(every) <= _FEW else [])


def _names(catalogue: Catalogue) -> Iterator[tuple[str, str, str]]:
    """Yield the names of parties, tasks, groups and places, each with its kind and id."""
    for kind, objects in (("party", catalogue.parties), ("task", catalogue.tasks), ("group", catalogue.groups)):
        for thing in objects:
            names = (thing.name, getattr(thing, "short", None), getattr(thing, "definite", None))
            texts = (text for name in names if name for text in name.values())
            yield from ((kind, str(thing.id), text) for text in (thing.id, *texts))
    for axis, values in catalogue.axis_values.items():
        yield from (("place", f"{axis}.{id}", text) for id, value in values.items() for text in (id, *value.name.values()))


def _synonyms(catalogue: Catalogue) -> Iterator[tuple[str, str, str]]:
    """Yield the words for parties, tasks and layers in the glossary and in the search."""
    kinds = {"party": ("party", ""), "task": ("task", ""), "layer": ("place", "layer.")}
    for kind, objects in (("party", catalogue.parties), ("layer", catalogue.layers)):
        for thing in objects:
            if term := catalogue.objects["term"].get(thing.term or ""):
                for language in catalogue.identity.languages:
                    yield from ((kinds[kind][0], f"{kinds[kind][1]}{thing.id}", text) for text in term.written(language))
    for entry in catalogue.search_words:
        kind, _, id = entry.for_.partition(":")
        if kind in kinds:
            yield from ((kinds[kind][0], f"{kinds[kind][1]}{id}", text) for words in entry.words.values() for text in words)


def note_patterns(service: Service | None) -> list[tuple[re.Pattern[str], str]]:
    """Return a pattern for the text of each note in each language, as a workbook shows it (numbered, references resolved), and its id."""
    return [
        (re.compile(rf"(?:\d+\. )?{_REFERENCE.sub('.*', re.escape(plain(text)))}[.]?(?: \(.*\))?"), str(note.id))
        for note in (service.notes if service else ())
        for text in note.text.values()
    ]


#: The kinds of what a sheet names; each is an option of the command, and a key of a file of answers.
QUESTION_KINDS = ("party", "place", "task", "group", "letter", "note")
#: The answers that leave something out, and that add it to the catalogue, perhaps with an id behind a colon.
_LEAVE_OUT, NEW = ("–", "-", ""), "new"

#: The number of questions with near matches.
_NEAR_MATCHES = 50

#: The answers that are about no text of the sheet, and their kind.
SETTINGS, _SETTINGS = ("sheet", "matrix", "scheme", "language"), "settings"
#: By kind, then by text or setting.
AnswersByKind = dict[str, dict[str, str]]
#: A task, a value on each axis, and a party.
Key = tuple[str, tuple[str, ...], str]
#: The values on the axes, then the party; empty if they are unknown.
_Where = tuple[str, ...]


class Question(NamedTuple):
    #: The cells, such as *Sheet1!C5*.
    at: str
    text: Message


@dataclass
class Meaning:
    """Reading of a sheet as ``matrix``, or as a new one."""

    sheet: str
    matrix: Matrix | None
    #: The axes with their values, and the parties, in the order of the sheet.
    axes: dict[str, list[str]] = field(default_factory=dict)
    parties: list[str] = field(default_factory=list)
    #: The letters or the state of each cell, and the ids of its notes.
    cells: dict[Key, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    #: The tasks, with their notes.
    tasks: dict[str, tuple[str, ...]] = field(default_factory=dict)
    #: New objects by kind and id: the text in the sheet, and for a task its group.
    new: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    #: False if there are no signs of footnotes and no comments: then the notes of the data stay.
    has_notes: bool = False
    questions: list[Question] = field(default_factory=list)
    #: The answers that fit a text, by kind and text.
    used: set[tuple[str, str]] = field(default_factory=set)
    remarks: list[Message] = field(default_factory=list)


@dataclass
class _Layout:
    """Position of the matrix in a sheet; a missing column is 0."""

    rows: dict[int, None]
    columns: list[int]
    heads: list[int]
    task: int = 0
    id: int = 0
    group: int = 0


class SheetReader:
    """Reads ``grid`` as ``matrix`` of ``service``, or as a new one."""

    def __init__(
        self, catalogue: Catalogue, service: Service | None, matrix: Matrix | None, grid: Grid, answers: AnswersByKind
    ) -> None:
        self._catalogue, self._service, self._matrix = catalogue, service, matrix
        self._grid, self._texts = grid, grid.texts
        self._by_row: dict[int, list[int]] = {}
        for row, column in sorted(grid.texts):
            self._by_row.setdefault(row, []).append(column)
        self._answers = {kind: {plain(text): answer for text, answer in answers[kind].items()} for kind in QUESTION_KINDS}
        scheme = catalogue.scheme(scheme_of(catalogue, matrix, answers))
        self._letters = Letters(catalogue, scheme, functools.partial(self._answer, "letter"))
        self._names, self._notes = ObjectNames(catalogue), note_patterns(service)
        #: The questions, each with all its cells.
        self._asked: dict[tuple[str, str], tuple[list[Place], Message]] = {}
        #: The cells that each remark is about.
        remarks = ("empty", "brackets", "merged", "hidden", "group", "own-group", "left-alone")
        self._remarked: dict[str, list[Place]] = {key: [] for key in remarks}
        #: By sign, the text and the row of a footnote.
        self._footnotes: dict[str, tuple[str, int]] = {}
        self._explained: set[int] = set()
        self._cells: dict[Key, Place] = {}
        #: The tasks and the places of the matrix.
        self._own: set[str] = {row.task for row in matrix.rows} if matrix else set()
        self._own |= {f"{axis}.{value}" for axis, values in matrix.axes.items() for value in values} if matrix else set()
        self.meaning = Meaning(grid.name, matrix)

    def read(self, insist: bool) -> Meaning | None:
        """Read the sheet; return ``None`` if it has no matrix, or unless it is to ``insist``, if none of its headings is known."""
        layout = self._layout()
        if layout is None:
            return None
        heads = {column: self._column(layout, column) for column in layout.columns}
        if not insist and not any(heads.values()):
            return None
        self._find_columns(layout)
        self._find_footnotes(layout)
        of_others = self._answer("group", "")
        default = group = (of_others and self._answered("group", "", of_others, (layout.heads[-1], layout.task), "")) or ""
        for row in self._by_row:
            if row not in layout.rows:
                group = self._read_other(layout, row) or default
                continue
            if named := self._texts.get((row, layout.group)):
                group = next(iter(self._find_group(named)), group)
            task = self._task(layout, row, group)
            own = self._catalogue.task(task).group if task and task in self._catalogue.objects["task"] else group
            self._remarked["own-group"] += [(row, layout.task)] if own != group != default else []
            for column, where in heads.items():
                if where is not None and task is not None:
                    self._read_cell(task, where, (row, column))
        if not layout.task or not (self._cells or self._asked):
            return None
        self._conclude(layout)
        return self.meaning

    # ---- Where the matrix is

    def _layout(self) -> _Layout | None:
        """Find the columns of letters, the rows with a text before these, and the headings above them."""
        letters = {place for place, text in self._texts.items() if self._letters.resembles(text)}
        named = {row: next((c for c in columns if (row, c) not in letters), 0) for row, columns in self._by_row.items()}
        columns, sure = self._of_letters(letters, named)
        if not sure or not columns:
            return None
        first, last = min(sure), max(sure)
        named_parties = {c for (row, c), text in self._texts.items() if row < first and self._names.find("party", text)}
        columns = sorted(column for column in named_parties.union(columns) if column > min(map(named.__getitem__, sure)))
        heads = sorted(self._heads(first, columns))
        if not heads:
            return None
        rows = [row for row in self._by_row if first <= row and self._is_task(row, columns, heads[-1])]
        rows = [row for row in rows if row <= last or self._is_below(row, columns, named[row])]
        return _Layout(dict.fromkeys(rows), columns, heads)

    def _of_letters(self, letters: set[Place], named: Mapping[int, int]) -> tuple[list[int], list[int]]:
        """Return the columns of mostly ``letters``, and the rows that have mostly letters there, behind their name."""
        rows = {row for row, column in letters if column > named[row] > 0}
        counts = Counter(column for row in rows for column in self._by_row[row])
        hits = Counter(column for row, column in letters if row in rows and column > named[row])
        ids = {column for (_, column), text in self._texts.items() if text.casefold() == "id"}
        columns = sorted(column for column in hits.keys() - ids if hits[column] * 2 >= counts[column])
        filled = {row: [(row, column) in letters for column in columns if (row, column) in self._texts] for row in rows}
        return columns, [row for row in rows if 2 * sum(filled[row]) >= len(filled[row]) > 0]

    def _is_task(self, row: int, columns: list[int], head: int) -> bool:
        """Return whether a row is a task: it is not ``head`` again, but has a text in a column of letters, or the name of a task."""
        if all(self._texts.get((row, column)) == self._texts.get((head, column)) for column in columns):
            return False
        first, *others = self._by_row[row]
        has_cells = any(self._texts[row, column] != self._texts[row, first] for column in others if column in columns)
        texts = {self._texts[row, column] for column in self._by_row[row]}
        return has_cells or any(self._names.find("task", text) and not self._names.find("group", text) for text in texts)

    def _is_below(self, row: int, columns: list[int], name: int) -> bool:
        """Return whether a row below those with known letters has a name and cells, and is neither a footnote nor a row of sums."""
        first, *others = (self._texts[row, column] for column in self._by_row[row])
        cells = [self._texts[row, column] for column in self._by_row[row] if column in columns]
        is_footnote = footnote(first) is not None and len({*others}) == 1
        return 0 < name < columns[0] and not is_footnote and not (cells and all(map(str.isdecimal, cells)))

    def _heads(self, first: int, columns: list[int]) -> Iterator[int]:
        """Yield the rows of headings above ``first``; one text, or a row before an empty one, is no heading unless it is known."""
        lowest = 0
        for row in reversed([row for row in self._by_row if row < first]):
            own = {self._texts[row, column] for column in self._by_row[row]}
            is_known = any(self._names.find(kind, text) for text in own for kind in ("party", "place"))
            is_title = not is_known and (len(own) == 1 or lowest - row > 1)
            if not is_title and any(column in columns for column in self._by_row[row]):
                lowest = row
                yield row
            elif lowest:
                return

    def _find_columns(self, layout: _Layout) -> None:
        """Find the columns of tasks, ids and groups beside the letters."""
        texts: dict[int, list[str]] = {}
        for row in layout.rows:
            for column in self._by_row[row]:
                texts.setdefault(column, []).append(self._texts[row, column])
        tasks = {column: sum(bool(self._names.find("task", text)) for text in own) for column, own in texts.items()}
        of_places = {column for column, own in texts.items() if 2 * sum(map(self._is_place, own)) > len(own)}
        before = [column for column in texts if column < layout.columns[0]]
        layout.task = max(
            before, key=lambda column: (tasks[column], column not in of_places, len(set(texts[column])), column), default=0
        )
        for column in sorted(texts.keys() - {layout.task, *layout.columns}):
            head = next((self._texts[row, column] for row in reversed(layout.heads) if (row, column) in self._texts), "")
            if head.casefold() == "id":
                layout.id = column
            elif all(map(self._find_group, texts[column])):
                layout.group = column
            elif column not in of_places or not self._ask_places(head, [(row, column) for row in layout.rows]):
                self.meaning.remarks.append(message("import.column", column=column_name(column), heading=quote(head)))

    def _find_group(self, text: str) -> list[str]:
        """Return the group that ``text`` names; our own workbook names those around it too."""
        return self._names.find("group", re.split(r"\s*[›>]\s*", text)[-1])

    def _is_place(self, text: str) -> bool:
        return bool(self._names.find("place", text))

    def _ask_places(self, text: str, at: Sequence[Place]) -> bool:
        """Ask about places beside the letters, which would be lost; return false if the answer leaves ``text`` out."""
        if self._answer("place", text) in _LEAVE_OUT:
            return False
        for place in at:
            self._ask("place", text, place, "beside")
        return True

    def _find_footnotes(self, layout: _Layout) -> None:
        """Find the texts outside the matrix that begin with a sign, or are beside one."""
        for (row, column), text in sorted(self._texts.items()):
            note = footnote(text) if row not in layout.rows and row not in layout.heads else None
            if note and (words := note[1] or self._texts.get((row, column + 1), "")):
                self._footnotes.setdefault(note[0], (words, row))

    # ---- Names

    def _column(self, layout: _Layout, column: int) -> _Where | None:
        """Return the place and the party of a column, by its headings; empty and ``None`` as :meth:`_resolve`."""
        values: dict[str, str] = {}
        ids: list[str | None] = []
        for row in layout.heads:
            place = (row, column)
            while row != layout.heads[-1] and place not in self._texts and place[1] > layout.columns[0]:
                place = (row, place[1] - 1)  # without merged cells, a heading is above the first of its columns
            if (text := self._texts.get(place)) is not None:
                kind = self._kind_of_heading(layout, row, text)
                ids.append(self._resolve(kind, text, place))
                axis, _, value = (ids[-1] or "").rpartition(".")
                values[axis or kind] = value
        if not ids:
            self.meaning.remarks.append(message("import.no-heading", column=column_name(column)))
        return None if None in ids or not ids else self._where(values, (layout.heads[-1], column)) if all(ids) else ()

    def _where(self, headings: dict[str, str], place: Place) -> _Where:
        """Return the values on the axes of the matrix, in its order, and the party; empty if that has become a question."""
        axes, parties = self.meaning.axes, self.meaning.parties
        known: Mapping[str, Sequence[str]]
        if self._matrix:
            known = {**self._matrix.axes, "party": self._matrix.parties}
            headings = {"party": str(self._matrix.parties[0]), **headings} if len(self._matrix.parties) == 1 else headings
        else:
            order = [
                *(axes if parties else (axis for axis in headings if axis != "party")),
                "party",
            ]  # every column has the first's
            known = {axis: [headings.get(axis, "")] for axis in order} | {axis: [] for axis in headings if axis not in order}
        for axis, values in known.items():
            if (value := headings.get(axis, "")) not in values or not value:
                key = "not-in-matrix" if value else "no-value"
                self._ask_once((axis, value), place, message(f"import.{key}", name=quote(value or axis)))
                return ()
        for axis in known:
            seen = parties if axis == "party" else axes.setdefault(str(axis), [])
            seen += [headings[axis]] if headings[axis] not in seen else []
        return tuple(headings[axis] for axis in known)

    def _kind_of_heading(self, layout: _Layout, row: int, text: str) -> str:
        """Return what ``text`` is, ``party`` or ``place``, or else what most other headings of the row are."""
        for kind in ("party", "place"):
            if plain(text) in self._answers[kind] or self._names.find(kind, text):
                return kind
        others = {self._texts.get((row, column), "") for column in layout.columns}
        parties, places = (sum(bool(self._names.find(kind, other)) for other in others) for kind in ("party", "place"))
        return "party" if parties > places or (parties == places and row == layout.heads[-1]) else "place"

    def _resolve(self, kind: str, text: str, place: Place, group: str = "") -> str | None:
        """Return the id of what is called ``text``; empty if that has become a question, ``None`` if it is left out."""
        name = without_signs(text)[0].strip()
        if (answer := self._answer(kind, text, name)) is not None:
            return self._answered(kind, name, answer, place, group)
        ids = self._names.find(kind, text)
        likely = [id for id in ids if id in self._own] or ids
        likely = [id for id in likely if kind == "task" and self._catalogue.task(id).group == group] or likely
        if len(likely) == 1:
            return likely[0]
        near = self._names.near(kind, name) if not ids and len(self._asked) < _NEAR_MATCHES else likely
        self._ask(kind, name, place, "several" if ids else "unknown", near)
        return ""

    def _answer(self, kind: str, *texts: str) -> str | None:
        """Return the answer for the first of ``texts`` that has one."""
        key = next((key for key in map(plain, texts) if key in self._answers[kind]), None)
        if key is None:
            return None
        self.meaning.used.add((kind, key))
        return self._answers[kind][key]

    def _answered(self, kind: str, name: str, answer: str, place: Place, group: str) -> str | None:
        """Return the id that ``answer`` names, or the id of a new object."""
        known, ids = self._catalogue.by_kind["layer" if kind == "place" else kind], self._names.find(kind, name)
        if answer in _LEAVE_OUT:
            return None
        if answer.partition(":")[0] != NEW:
            if len(named := self._names.find(kind, answer)) == 1:
                return named[0]
            self._ask(kind, name, place, "no-answer", answer=quote(answer), hint=did_you_mean(answer, known))
            return ""
        if len(ids) == 1 and answer in (NEW, f"{NEW}:{ids[0].rpartition('.')[2]}"):  # added by an earlier import
            return ids[0]
        new = (id for (other, id), (text, _) in self.meaning.new.items() if other == kind and plain(text) != plain(name))
        id = answer.partition(":")[2] or offered_id(name, {*known, *new})
        if kind == "group" and (kind, id) in self.meaning.new:
            return id
        if why := why_not(id, known):
            self._ask(kind, name, place, "no-id", why=why)
        elif kind == "task" and not group and ("group", "") not in self._asked:
            self._ask(kind, name, place, "no-group", groups=", ".join(self._catalogue.objects["group"]))
        else:
            self.meaning.new[kind, id] = (name, group)
        return f"layer.{id}" if kind == "place" else id

    def _ask(self, kind: str, text: str, place: Place, key: str, near: Sequence[str] = (), **values: object) -> None:
        """Ask about a text, and offer answers; once, with all its cells."""
        text, mark = " ".join(text.split()), "=" if text.startswith("-") else " "  # an option would begin with a dash
        answers = [*(id.rpartition(".")[2] for id in near), *([NEW] if key == "unknown" else ()), NO_ROLE]
        options = ", ".join(f"--{kind}{mark}{shlex.quote(visible(f'{text}={answer}'))}" for answer in answers)
        question = message(f"import.{key}", kind=message(f"import-kind.{kind}"), text=quote(text), options=options, **values)
        self._ask_once((kind, plain(text)), place, question)

    def _ask_once(self, key: tuple[str, str], place: Place, question: Message) -> None:
        self._asked.setdefault(key, ([], question))[0].append(place)

    # ---- Rows and cells

    def _read_other(self, layout: _Layout, row: int) -> str:
        """Return the group of tasks that a row without letters names, among those with letters."""
        place = (row, self._by_row[row][0])
        if row in layout.heads:
            return ""
        if not layout.heads[-1] < row < next(reversed(layout.rows)):
            self._remarked["left-alone"].append(place)
            return ""
        text = self._texts[place]
        if self._is_place(text) and not self._find_group(text) and self._ask_places(text, [place]):
            return ""
        self._remarked["group"].append(place)
        if self._answer("group", text) is not None:
            return self._resolve("group", text, place) or ""
        return next(iter(self._find_group(text)), "")

    def _task(self, layout: _Layout, row: int, group: str) -> str | None:
        """Return the task of a row, whose notes are those at its name; as :meth:`_resolve`."""
        place = (row, layout.task)
        id, name = self._texts.get((row, layout.id), ""), self._texts.get(place, "")
        task = id if id in self._catalogue.objects["task"] else self._resolve("task", name, place, group) if name else None
        if task:
            self.meaning.tasks.setdefault(task, self._notes_at(place, self._names.signs("task", name)))
        return task

    def _read_cell(self, task: str, where: _Where, place: Place) -> None:
        text = self._texts.get(place, "")
        cell = self._letters.read(text)
        if cell is None:
            answer = self._answer("letter", text, without_signs(text)[0])
            why = "cross" if self._letters.is_cross(text) else "formula" if text.startswith("=") else "letters"
            why, hint = why if answer is None else "no-answer", Message("")
            self._ask("letter", text, place, why, self._letters.all, answer=quote(answer or ""), hint=hint)
            return
        remarks = {"empty": not text, "merged": place in self._grid.merged, "hidden": place in self._grid.hidden}
        for key, applies in {**remarks, "brackets": cell.in_brackets}.items():
            self._remarked[key] += [place] if applies else []
        if not task or not where:
            return
        at = (task, where[:-1], where[-1])
        if at in self._cells:
            self._ask_once(("twice", ""), place, message("import.twice", first=self._grid.at(self._cells[at])))
        self._cells.setdefault(at, place)
        self.meaning.cells[at] = (cell.text, self._notes_at(place, cell.signs))

    # ---- Notes

    def _notes_at(self, place: Place, signs: Sequence[str]) -> tuple[str, ...]:
        """Return the ids of the notes at a cell, by the signs in it and by its comment."""
        footnotes = {sign: self._footnotes.get(sign, ("", 0)) for sign in signs}
        self._explained |= {row for _, row in footnotes.values()}
        texts = [(sign, text) for sign, (text, _) in footnotes.items()]
        if comment := self._grid.comments.get(place):
            lines = [line for line in comment.splitlines() if line.strip()]
            texts += [(text, text) for text in (lines if any(map(self._known_note, lines)) else [" ".join(comment.split())])]
        self.meaning.has_notes |= bool(texts)
        return tuple(dict.fromkeys(id for name, text in texts if (id := self._note(name, text, place))))

    def _note(self, name: str, text: str, place: Place) -> str:
        """Return the id of the note with ``text``, which the sheet calls ``name``; empty if it is left out or has become a question."""
        known = [note.id for note in self._service.notes] if self._service else []
        if (answer := self._answer("note", name, text)) is not None:
            return answer if answer in known else ""
        if not text:
            self._ask("note", name, place, "no-footnote", [name] if name in known else [])
            return ""
        new = {note: id for (kind, id), (note, _) in self.meaning.new.items() if kind == "note"}
        if id := self._known_note(text) or new.get(text):
            return id
        id = str(max((int(id) for id in (*known, *new.values()) if id.isdigit()), default=0) + 1)
        self.meaning.new["note", id] = (text, "")
        return id

    def _known_note(self, text: str) -> str | None:
        return next((id for pattern, id in self._notes if pattern.fullmatch(plain(text))), None)

    def _conclude(self, layout: _Layout) -> None:
        """Add remarks about what the sheet was read as, what was ignored, and what is missing; collect the questions."""
        meaning, remarks = self.meaning, self.meaning.remarks
        sizes = {"tasks": len(meaning.tasks), "parties": len(meaning.parties), "cells": len(meaning.cells)}
        rows = "–".join(map(str, dict.fromkeys((layout.heads[0], layout.heads[-1]))))
        key = "import.read-partly" if self._asked else "import.read"
        remarks.insert(0, message(key, sheet=quote(self._grid.name), rows=rows, column=column_name(layout.task), **sizes))
        self._remarked["left-alone"] = [place for place in self._remarked["left-alone"] if place[0] not in self._explained]
        remarks += (message(f"import.{key}", count=len(at), at=self._grid.at(*at)) for key, at in self._remarked.items() if at)
        if missing := [str(row.task) for row in self._matrix.rows if row.task not in meaning.tasks] if self._matrix else []:
            remarks.append(message("import.missing-tasks", tasks=missing))
        meaning.questions = [Question(self._grid.at(*places), text) for places, text in self._asked.values()]


def new_rows(catalogue: Catalogue, meaning: Meaning) -> Iterator[str]:
    """Yield the rows of a new matrix, with a comment before each group."""
    before = ""
    places = list(itertools.product(*meaning.axes.values()))
    for task in meaning.tasks:
        group = meaning.new[name][1] if (name := ("task", task)) in meaning.new else str(catalogue.task(task).group)
        title = meaning.new[name][0] if (name := ("group", group)) in meaning.new else ""
        title = title or next(iter(catalogue.objects["group"][group].name.values()), "") if group else ""
        yield f"# {title}\n" if group != before and title else ""
        before = group
        cells = {
            values: [_cell(*meaning.cells.get((task, values, party), ("tbd", ()))) for party in meaning.parties]
            for values in places
        }
        yield row_lines(task, cells, meaning.tasks[task])


class MatrixLines:
    """Changes to ``matrix`` of a service, which is written as ``value`` in ``source``."""

    def __init__(self, catalogue: Catalogue, source: Source, value: Map, matrix: Matrix) -> None:
        self._catalogue, self._source, self._value, self._matrix = catalogue, source, value, matrix
        self._rows = rows_in(value)

    def change(self, meaning: Meaning) -> None:
        """Change the cells that say something else in the sheet. Raise :class:`CannotEdit`."""
        for task in meaning.tasks:
            row = self._matrix.row(task)
            places = {values: self._wanted(row, task, values, meaning) for values in self._matrix.places}
            changed = {values: texts for values, texts in places.items() if texts != self._now(row, values)}
            # A sheet without notes at a task leaves the notes of its row.
            notes = meaning.tasks[task] or tuple(row.note if row else ())
            if row is not None and not changed and set(notes) == set(row.note):
                continue
            if task not in self._rows:  # it is new, or inherited: then the changes alone
                lines = row_lines(task, changed or places, () if row and set(notes) == set(row.note) else notes)
                add_rows(self._source, self._value, lines, self._beside(task))
            elif row is None or set(notes) != set(row.note) or not self._in_place(row, changed, places):
                self._anew(task, places, notes)

    def _beside(self, task: str) -> set[str]:
        """Return the tasks of the group of ``task``."""
        tasks = self._catalogue.objects["task"]
        return {id for id in tasks if task in tasks and tasks[id].group == tasks[task].group}

    def _now(self, row: Row | None, values: tuple[Scalar, ...]) -> list[str]:
        return list(map(str, row.cells_at(values))) if row else []

    def _wanted(self, row: Row | None, task: str, values: tuple[Scalar, ...], meaning: Meaning) -> list[str]:
        """Return the new cells at a place; a cell with the same meaning keeps its text."""
        before = self._now(row, values) or ["tbd"] * len(self._matrix.parties)
        if len(before) != len(self._matrix.parties):
            raise CannotEdit(row.at if row else self._matrix.at)
        texts = []
        for party, now in zip(self._matrix.parties, before, strict=True):
            cell = meaning.cells.get((task, tuple(map(str, values)), str(party)))
            if cell is None:
                texts.append(now)
                continue
            old, letters = reading(now), reading(cell[0])
            notes = cell[1] if meaning.has_notes else old.notes
            same = row and (set(old.letters), old.state) == (set(letters.letters), letters.state)
            texts.append(now if same and set(notes) == set(old.notes) else _cell(cell[0], notes))
        return texts

    def _in_place(self, row: Row, changed: Places, places: Places) -> bool:
        """Change the cells where they are written; return false if a list is for several places that are to differ."""
        edits: list[tuple[Scalar, str]] = []
        for values, texts in changed.items():
            path = row.path_at(values) or ()
            cells = row.written[path]
            others = [other for at, other in places.items() if at[: len(path)] == path and at not in row.written]
            is_here = all(cell.at.path == self._source.path.as_posix() and cell.span[1] > cell.span[0] for cell in cells)
            if any(list(other) != list(texts) for other in others if path != values) or not is_here:
                return False
            edits += [(cell, text) for cell, text in zip(cells, texts, strict=True) if str(cell) != text]
        for cell, text in edits:
            start, end = cell.span
            self._source.replace(cell.at, self._source.text[start:end], cell_yaml(text))
        return True

    def _anew(self, task: str, places: Places, notes: Sequence[str]) -> None:
        """Write the row of a task anew, with a line for each place."""
        start = self._source.index(self._rows.key(task).at)
        end = self._source.block_end(start)
        depth = start - self._source.line_start(start)
        if "#" in self._source.text[start:end] or self._source.text[self._source.line_start(start) : start].strip():
            raise CannotEdit(self._rows.key(task).at)
        value = self._rows[task]
        cadence = value.get("cadence") if isinstance(value, Map) else None
        texts = {str(key): str(text) for key, text in cadence.items()} if isinstance(cadence, Map) else None
        self._source.cut(start, end)
        self._source.insert(start, indented(row_lines(task, places, notes, texts), depth)[depth:])


def _cell(letters: str, notes: Sequence[str]) -> str:
    return " ".join((letters, *notes))


#: The file and the list of each kind of new objects.
_LISTS = {"party": ("parties.yaml", "parties"), "place": ("layers.yaml", "layers")}
_LISTS |= {kind: ("tasks.yaml", f"{kind}s") for kind in ("group", "task")}


def read_answers(path: Path) -> AnswersByKind:
    """Return the answers in a file; none if it does not exist. Raise :class:`Incorrect`."""
    answers: AnswersByKind = {kind: {} for kind in (_SETTINGS, *QUESTION_KINDS)}
    if path.is_file():
        value, problems = read(path.as_posix(), path.read_bytes())
        for kind, own in value.items() if isinstance(value, Map) else ():
            if problems or kind not in answers or not isinstance(own, Map):
                raise Incorrect("editing.no-catalogue", file=path)
            answers[kind] = {str(text): str(answer) for text, answer in own.items()}
    return answers


def scheme_of(catalogue: Catalogue, matrix: Matrix | None, answers: AnswersByKind) -> str:
    """Return the role scheme of a matrix, else the scheme in the answers, else the only one. Raise :class:`Refused`."""
    known = catalogue.objects["scheme"]
    scheme = (matrix and matrix.scheme) or answers[_SETTINGS].get("scheme") or (next(iter(known)) if len(known) == 1 else "")
    if scheme not in known:
        raise Refused("new.missing", option="--scheme", hint=did_you_mean(scheme, known))
    return scheme


class Import:
    """A file read as the matrices of the service ``id``."""

    def __init__(self, catalogue: Catalogue, id: str, answers: AnswersByKind, path: Path, raw: bytes) -> None:
        """Read the sheets of the file ``path``, or the sheets in the answers. Raise :class:`Refused`."""
        self._catalogue, self._id, self._answers, self._settings = catalogue, id, answers, answers[_SETTINGS]
        self._service = catalogue.objects["service"].get(id)
        grids, self.remarks = read_grids(path, raw)
        # No name of a sheet has a slash; several matrices have a sheet each.
        names, wanted = [grid.name for grid in grids], [*filter(None, self._settings.get("sheet", "").split("/"))]
        if unknown := next((name for name in wanted if name not in names), ""):
            raise Refused("new.unknown", id=quote(unknown), hint=did_you_mean(unknown, names))
        grids = [grid for grid in grids if grid.name in wanted or not (wanted or grid.is_hidden)]
        self.meanings = [*self._read(grids, insist=False)] or [*self._read(grids, insist=True)][:1]
        if not self.meanings:
            raise Incorrect("import.no-matrix", file=quote(path.name))
        self.remarks = [*(remark for meaning in self.meanings for remark in meaning.remarks), *self.remarks]
        if left := [quote(name) for name in names if all(name != meaning.sheet for meaning in self.meanings)]:
            self.remarks.append(message("import.other-sheets", sheets=left))

    def _read(self, grids: list[Grid], insist: bool) -> Iterator[Meaning]:
        """Yield the meaning of the first sheet of each matrix; ask if another one says what neither it nor the catalogue says."""
        meanings: dict[str | None, list[Meaning]] = {}
        for grid in grids:
            for matrix in self._matrices(grid):
                reader = SheetReader(self._catalogue, self._service, matrix, grid, self._answers)
                if meaning := reader.read(insist):
                    meanings.setdefault(matrix.id if matrix else None, []).append(meaning)
        for first, *others in meanings.values():
            others = [other for other in others if _content(other) != _content(first)]
            if names := [other.sheet for other in others if _differs(other)]:
                options = ", ".join(f"--sheet {shlex.quote(visible(name))}" for name in (first.sheet, *names))
                first.questions.append(Question(first.sheet, message("import.several-sheets", options=options)))
            if others:  # for the next time, when the catalogue says what this sheet says
                self._settings["sheet"] = "/".join(sheets[0].sheet for sheets in meanings.values())
            yield first

    @property
    def questions(self) -> list[Question]:
        open_questions = [question for meaning in self.meanings for question in meaning.questions]
        languages = self._catalogue.identity.languages
        if any(meaning.new for meaning in self.meanings) and self._settings.get("language") not in languages and languages[1:]:
            options = ", ".join(f"--language {language}" for language in languages)
            open_questions.append(Question(self.meanings[0].sheet, message("import.language", options=options)))
        return open_questions

    def party(self, named: str) -> str:
        """Return the id of the party that is called ``named`` in the sheets or in the catalogue; ``named`` if none is."""
        items = [(*key, text) for meaning in self.meanings for key, (text, _) in meaning.new.items()]
        new = [id for kind, id, text in items if kind == "party" and text == named]
        ids = new or ObjectNames(self._catalogue).find("party", self._answers["party"].get(named, named))
        return ids[0] if len(ids) == 1 else named

    def no_provider(self, id: str) -> list[Question]:
        """Return a question about the provider ``id`` of a new service that is no party."""
        known = [*self._catalogue.objects["party"], *(party for meaning in self.meanings for party in meaning.parties)]
        unknown = message("new.unknown", id=quote(id), hint=did_you_mean(id, known))
        return [Question("--provider", unknown)] if id and self._service is None and id not in known else []

    def unused(self, answers: Iterable[tuple[str, str]]) -> list[Question]:
        """Return a question about each of ``answers``, by kind and text, that fits nothing in the sheets."""
        used = set[tuple[str, str]]().union(*(meaning.used for meaning in self.meanings))
        left = (f"--{kind} {text}=…" for kind, text in answers if (kind, plain(text)) not in used)
        return [Question(self.meanings[0].sheet, message("import.unused", option=quote(option))) for option in left]

    @property
    def answered(self) -> AnswersByKind:
        """Return the answers for the next time, when what is new now is there."""
        new = {(kind, text): id for meaning in self.meanings for (kind, id), (text, _) in meaning.new.items() if kind != "note"}
        answers = {kind: dict(own) for kind, own in self._answers.items()}
        for (kind, text), id in new.items():
            answers[kind][text] = id
        return answers

    def _matrices(self, grid: Grid) -> Sequence[Matrix | None]:
        """Return the matrix of ``grid``; of several matrices, the one in the answers or in the name of the sheet."""
        every = self._service.all_matrices if self._service else ()
        if len(every) < 2:
            return every or (None,)
        named = self._settings.get("matrix") or grid.name.casefold().rpartition(" – ")[2]
        return [
            matrix for matrix in every if named in (matrix.id, *(str(name).casefold() for name in (matrix.name or {}).values()))
        ]

    def write(self, change: Transaction, typed: Answers) -> Iterator[Path]:
        """Write what is new or says something else; yield the files, the service last. Raise :class:`Refused`, ``CannotEdit``."""
        sources: dict[str, Source] = {}
        notes, path = "", change.folder / "services" / f"{self._id}.yaml"
        for (kind, group), added in self._new_items(typed).items():
            if kind == "note":
                notes = added
                continue
            file, key = _LISTS[kind]
            source = sources.setdefault(file, Source(change, change.folder / file))
            beside = [
                item for item in source.value.get(key, ()) if isinstance(item, Map) and group and item.get("group") == group
            ]
            source.add_item(key, added, after=beside[-1] if beside else None)
        for source in sources.values():
            source.write()
            yield source.path
        if self._service is None:
            change.write(path, "".join(self._new_service(typed, notes)).encode())
            yield path
            return
        source = Source(change, path)
        for meaning in self.meanings:
            if meaning.matrix is None or not (value := matrix_in(source.value, meaning.matrix.id)):
                raise Incorrect("import.without-matrix", service=quote(self._id))
            MatrixLines(self._catalogue, source, value, meaning.matrix).change(meaning)
        if notes:
            source.add_item("notes", notes, ("tensions", "exceptions"))
        if source.edited != source.text:
            change.write(path, source.encoded(_in_its_layout(source)))
            yield path

    def _new_items(self, typed: Answers) -> dict[tuple[str, str], str]:
        """Return the lines of new objects by kind and, for tasks, by group."""
        lines: dict[tuple[str, str], str] = {}
        language = self._settings.get("language", typed.languages[0])
        for (kind, id), (text, group) in ((key, new) for meaning in self.meanings for key, new in meaning.new.items()):
            texts = {code: text if code == language else "" for code in typed.languages}
            before = {
                "task": f"  group: {group}\n",
                "note": f"  kind: information{remark('new.note-kind', typed.language)}\n",
            }.get(kind, "")
            item = "".join(localized("text" if kind == "note" else "name", texts, typed.language))
            lines[kind, group] = lines.get((kind, group), "") + f"- id: {id}\n{before}{indented(item, 2)}"
        return lines

    def _new_service(self, typed: Answers, notes: str) -> Iterator[str]:
        meaning = self.meanings[0]
        yield f"{modeline(f'services/{self._id}.yaml')}id: {self._id}\ncode: {yaml_text(typed.line('code', self._id.upper()))}\n"
        yield from localized("name", typed.texts("name"), typed.language)
        parties = dict.fromkeys((*self._catalogue.objects["party"], *meaning.parties), "")
        yield f"provider: {typed.one('provider', parties)}\nstatus: draft\nmatrix:\n  scheme: {scheme_of(self._catalogue, None, self._answers)}\n"
        axes = ", ".join(f"{axis}: [{', '.join(values)}]" for axis, values in meaning.axes.items())
        yield f"  axes: {{{axes}}}\n" if axes else ""
        yield f"  parties: [{', '.join(meaning.parties)}]\n  cells:\n"
        yield indented("".join(new_rows(self._catalogue, meaning)), 4)
        yield f"notes:\n{indented(notes, 2)}" if notes else ""


def _content(meaning: Meaning) -> set[tuple[object, ...]]:
    """Return what a sheet says, whatever the order of letters, notes and rows."""
    cells = ((key, reading(text), notes) for key, (text, notes) in meaning.cells.items())
    rows = {(task, frozenset(notes)) for task, notes in meaning.tasks.items()}
    return {(*key, frozenset(cell.letters), cell.state, frozenset(notes)) for key, cell, notes in cells} | rows


def _differs(meaning: Meaning) -> bool:
    """Return whether a sheet says something that its matrix does not say yet."""
    if meaning.matrix is None or meaning.questions:
        return True
    noted = meaning.has_notes
    cells = ((cell, cell.notes if noted else ()) for cell in meaning.matrix.cells)
    now = {(*cell[1:4], frozenset(cell.letters), cell.state, frozenset(notes)) for cell, notes in cells}
    rows = {(row.task, frozenset(notes)) for row in meaning.matrix.rows for notes in (row.note, ())}
    return not _content(meaning) <= now | rows


def answers_as_yaml(answers: AnswersByKind) -> str:
    """Return answers as a file has them."""
    lines = (
        (kind, indented("".join(f"{yaml_text(text)}: {yaml_text(answer)}\n" for text, answer in own.items()), 2))
        for kind, own in answers.items()
    )
    return "".join(f"{kind}:\n{own}" for kind, own in lines if own)


def _in_its_layout(source: Source) -> str:
    """Return the edited text, in the layout of data files if it was in that before."""
    try:
        return in_layout(source.edited) if in_layout(source.text) == source.text else source.edited
    except CannotFormat:
        return source.edited
