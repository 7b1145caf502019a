"""The import of matrices from a spreadsheet: the file, the meaning of each sheet with a question for what is unclear, and the lines that change."""

import codecs
import csv
import functools
import io
import itertools
import math
import re
import warnings
import zipfile
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal, NamedTuple

from service_catalogue.editing import shapes
from service_catalogue.editing.layout import CannotFormat, in_layout
from service_catalogue.editing.new import Answers, Places, add_rows, cell_yaml, matrix_in, offered_id, row_lines, rows_in, why_not
from service_catalogue.editing.shapes import NEW, AnswersByKind, Grid, Layout, Place, Ref, TableCell, plain, without_signs
from service_catalogue.editing.source_edits import CannotEdit, Source
from service_catalogue.editing.yaml_text import indented, localized, remark, yaml_text
from service_catalogue.locale.words import words_of
from service_catalogue.messages.failure import Incorrect, Refused
from service_catalogue.messages.quotation import INVISIBLE, as_word, quote, visible
from service_catalogue.messages.suggestion import did_you_mean
from service_catalogue.messages.texts import Message, message
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.json_schema import modeline
from service_catalogue.model.matrix import NO_ROLE, Matrix, Row, reading
from service_catalogue.schema.forms import is_language
from service_catalogue.yaml.source import read
from service_catalogue.yaml.transaction import Transaction
from service_catalogue.yaml.values import Map, Scalar

#: The limits of a file: the sum of its parts when unpacked, its cells, and those with a text.
MAX_BYTES, MAX_CELLS, _MAX_TEXTS = 20_000_000, 60_000, 20_000
#: The elements of its parts; a cell has about five.
_MAX_ELEMENTS = 10 * MAX_CELLS
#: The tasks of a matrix; the largest published lists of controls have about 1,200.
_MAX_TASKS = 2_000
#: Characters of a cell; no heading, letter or note is longer.
_MAX_TEXT = 2000
#: The characters that show how a file of texts is divided.
_SAMPLE = 20_000
#: The characters of a text that may be in none of the encodings.
_MAX_UNREADABLE = 9
#: The parts of a workbook that are not read, by the beginning of their paths.
_IGNORED = {"xl/vbaProject": "ignored-macros", "xl/externalLinks/": "ignored-links"}
#: The endings of files of texts, and of the standard input; a workbook is recognised by its content.
_OF_TEXTS = (".csv", ".tsv", ".tab", ".txt", ".xlsx", "")


@functools.lru_cache(maxsize=1)  # for each answer, the same file is read again
def read_grids(path: Path, raw: bytes) -> tuple[list[Grid], list[Message], dict[str, str]]:
    """Return the sheets in ``raw``, the content of ``path``, what is ignored, and the properties. Raise :class:`Incorrect`."""
    if len(raw) > MAX_BYTES:
        raise _refused(path, "too-large", most=MAX_BYTES // 1_000_000)
    if raw.startswith(b"\xd0\xcf\x11\xe0"):
        raise _refused(path, "old-format")
    is_workbook = raw.startswith(b"PK\x03\x04")
    if not is_workbook and path.suffix.lower() not in _OF_TEXTS:
        raise _refused(path, "no-workbook")
    grids, ignored, properties = _workbook(path, raw) if is_workbook else ([_grid_of_texts(path, raw)], [], {})
    if sum(len(grid.texts) for grid in grids) > _MAX_TEXTS:
        raise _refused(path, "too-many-cells", most=f"{_MAX_TEXTS:,}")
    return grids, ignored, properties


def _refused(path: Path, key: str, **values: Any) -> Incorrect:
    return Incorrect(f"import.{key}", file=quote(path.name), **values)


def _workbook(path: Path, raw: bytes) -> tuple[list[Grid], list[Message], dict[str, str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as parts:
            entries = parts.infolist()
            names = [entry.filename for entry in entries]
            if "xl/workbook.xml" not in names:
                raise _refused(path, "no-workbook")
            if sum(entry.file_size for entry in entries) > MAX_BYTES or len(set(names)) < len(names):
                raise _refused(path, "too-large", most=MAX_BYTES // 1_000_000)
            if danger := _danger(map(parts.read, entries)):
                raise _refused(path, danger, most=f"{MAX_CELLS:,}")
        import openpyxl  # no other command has to wait for it

        with warnings.catch_warnings(action="ignore"):  # styles and extensions that it does not know
            book = openpyxl.load_workbook(io.BytesIO(raw), keep_links=False)
    except Incorrect:
        raise
    except Exception as error:  # a damaged file makes openpyxl raise almost anything
        raise _refused(path, "damaged", reason=quote(type(error).__name__)) from None
    ignored = [message(f"import.{key}") for start, key in _IGNORED.items() if any(name.startswith(start) for name in names)]
    properties = {str(each.name): str(each.value) for each in book.custom_doc_props.props}
    return [_grid(sheet) for sheet in book.worksheets], ignored, properties


def _danger(parts: Iterable[bytes]) -> str:
    """Return the reason not to read the parts of a workbook, or an empty text. openpyxl makes an object of each merged cell."""
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import ParseError, iterparse
    from openpyxl.utils import range_boundaries

    cells = elements = 0
    for part in parts:
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
    cells = sheet._cells  # its public ways to the cells make every cell up to the last row and column, which may be billions
    grid = Grid(sheet.title, hidden=_hidden(sheet), is_hidden=sheet.sheet_state != "visible")
    grid.texts |= {place: text for place, cell in cells.items() if cell.value is not None and (text := _shown(cell.value))}
    grid.comments |= {place: text for place, cell in cells.items() if cell.comment and (text := _of_comment(cell.comment))}
    grid.struck |= {place for place, cell in cells.items() if cell.has_style and cell.font.strike}
    areas = [((area.min_row, area.min_col), area.cells) for area in sheet.merged_cells.ranges]
    grid.merged |= {place: first for first, own in areas for place in own if place != first}
    grid.texts |= {place: grid.texts[first] for place, first in grid.merged.items() if first in grid.texts}
    return grid


def _hidden(sheet: Any) -> tuple[set[int], set[int]]:
    """Return the hidden rows, and the hidden columns with a cell."""
    ranges = [(one.min or 0, one.max or 0) for one in sheet.column_dimensions.values() if one.hidden]
    columns = {column for _, column in sheet._cells}
    rows = {row for row, dimension in sheet.row_dimensions.items() if dimension.hidden}
    return rows, {column for column in columns if any(first <= column <= last for first, last in ranges)}


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


def _divides(lines: Sequence[str], delimiter: str) -> tuple[int, int]:
    """Return how many of ``lines`` a delimiter divides into as many cells as most others, and how many."""
    widths = Counter(len(cells) for cells in csv.reader(lines, delimiter=delimiter) if len(cells) > 1)
    return max(((count, width) for width, count in widths.items()), default=(0, 0))


def _grid_of_texts(path: Path, raw: bytes) -> Grid:
    """Return the sheet in a file of texts, whose lines are divided at the delimiter that it has most of."""
    encoding = "utf-16" if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    if b"\0" in raw[:4] and encoding != "utf-16":
        encoding = "utf-16-be" if raw.startswith(b"\0") else "utf-16-le"
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        text = raw.decode("cp1252" if encoding == "utf-8-sig" else encoding, "replace")
    text = re.sub(r"\Asep=(.)\r?\n", "", text)
    delimiter = max("\t;,|", key=functools.partial(_divides, text[:_SAMPLE].splitlines()))
    # Twice: a line may end with two of them, and some are in quotes.
    is_too_large = sum(map(text.count, (delimiter, "\n", "\r"))) > 2 * MAX_CELLS
    try:
        lines = [] if is_too_large else list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise _refused(path, "damaged", reason=quote(error)) from None
    if is_too_large or sum(map(len, lines)) > MAX_CELLS:
        raise _refused(path, "too-many-cells", most=f"{MAX_CELLS:,}")
    if not text.strip() or "\0" in text or text.count("\ufffd") > _MAX_UNREADABLE:
        raise _refused(path, "no-table")
    # What a spreadsheet would take for a formula has a sign before it, in our own files too.
    places = (((row, column), text) for row, line in enumerate(lines, 1) for column, text in enumerate(line, 1))
    texts = {place: text for place, cell in places if (text := re.sub(r"^'(?=[=+@-])", "", _shown(cell)))}
    return Grid(path.name, texts, widths=dict(enumerate(map(len, lines), 1)))


#: The kinds of what a sheet names; each is an option of the command, and a key of a file of answers; the most far-reaching first.
QUESTION_KINDS = ("heading", "party", "place", "letter", "group", "task", "note", "cell")
#: The kinds of which all that is unknown is new, by the words of ``--new``.
NEW_KINDS = {"tasks": "task", "groups": "group", "places": "place", "parties": "party"}
#: The kinds whose suggestions are accepted together, by the answer ``suggested``.
_ACCEPTED, SUGGESTED = ("task", "group"), "suggested"

#: The rows that a sheet with its tasks across has at most, one for each party and place.
_MOST_PARTIES = 100
#: The number of questions with near matches.
_NEAR_MATCHES = 50
#: The characters of a text that is left out.
_FEW_CHARACTERS = 40
#: How many texts of cells the preview says the letters of.
_FEW_READINGS = 12
#: The characters of a text that an answer is for; a key in YAML has at most 1,024.
_LONGEST_KEY = 200
#: How near a name has to be to be suggested.
_VERY_NEAR = 0.9

#: The answers that are about no text of the sheet, and their kind.
SETTINGS = ("sheet", "matrix", "scheme", "shape", "hidden", "struck", "accept", "new", "name", "code", "provider")
_SETTINGS = "settings"
#: Those that decide what else is asked.
_STRUCTURE = ("sheet", "shape", "hidden", "struck")
#: Between the names of a new service in these.
BETWEEN = " | "
#: A task, a value on each axis, and a party.
Key = tuple[str, tuple[str, ...], str]
#: The values on the axes, and the party; empty for all.
_Where = tuple[tuple[str, ...], str]


class Question(NamedTuple):
    #: The cells, such as *Sheet1!C5*.
    at: str
    text: Message
    kind: str = ""
    #: The text that it is about, or the setting.
    key: str = ""
    #: The likeliest first, which is empty if none is.
    answers: tuple[str, ...] = ()

    @property
    def options(self) -> str:
        """Return the options of the command that answer it."""
        if self.kind == _SETTINGS:
            return ", ".join(f"--{self.key} {as_word(visible(answer))}" for answer in self.answers)
        mark = "=" if self.key.startswith("-") else " "  # an option would begin with a dash
        return ", ".join(f"--{self.kind}{mark}{as_word(visible(f'{self.key}={answer}'))}" for answer in self.answers if answer)


@dataclass
class Meaning:
    """Reading of a sheet as ``matrix``, or as a new one."""

    matrix: Matrix | None
    sheets: list[str] = field(default_factory=list)
    #: The axes with their values, and the parties, in the order of the sheet.
    axes: dict[str, dict[str, None]] = field(default_factory=dict)
    parties: dict[str, None] = field(default_factory=dict)
    #: The letters or the state of each cell, and the ids of its notes.
    cells: dict[Key, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    #: The tasks, with their notes.
    tasks: dict[str, tuple[str, ...]] = field(default_factory=dict)
    #: New objects by kind and id: the text in the sheet, and for a task its group.
    new: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    #: The ids of new notes, by their text.
    notes: dict[str, str] = field(default_factory=dict)
    #: The ids of what is new or accepted, by kind and text.
    taken: dict[tuple[str, str], str] = field(default_factory=dict)
    #: The ids of what is new, by kind and by text for comparison.
    ids: dict[tuple[str, str], str] = field(default_factory=dict)
    #: The number of suggestions that were accepted unread.
    accepted: int = 0
    #: False if there are no signs of footnotes and no comments: then the notes of the data stay.
    has_notes: bool = False
    #: By kind and text.
    questions: dict[tuple[str, str], Question] = field(default_factory=dict)
    #: The answers that had an effect, and the texts of the sheet, for which there may be others.
    used: set[tuple[str, str]] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)
    remarks: list[Message] = field(default_factory=list)
    #: The number of cells of the sheet with a text, by what has become of them.
    counts: Counter[str] = field(default_factory=Counter)


class SheetReader:
    """Reads a sheet of ``file`` as a matrix, or as a new one, into ``meaning``."""

    def __init__(self, file: "Import", meaning: Meaning, grid: Grid, kind: str = "") -> None:
        """Take as ``kind`` that of what the sheet is called, if that is the head of all its cells."""
        self._catalogue, self._service, self._names, self._settings = file.catalogue, file.service, file.names, file.settings
        self.meaning, self._matrix, self._grid, self._notes = meaning, meaning.matrix, grid, shapes.note_patterns(file.service)
        self._answers = {kind: {_key(text): answer for text, answer in file.answers[kind].items()} for kind in QUESTION_KINDS}
        headings = self._answers["heading"]
        self._wrong = {text: headings.pop(text) for text in [*headings] if headings[text] not in shapes.OF_HEADINGS}
        self._new = {NEW_KINDS.get(word) for word in re.split(r"[\s,]+", self._settings.get("new", ""))}
        grid, *beside = grid.parts()
        scheme, (legend, places) = file.catalogue.scheme(file.scheme_of(meaning.matrix)), shapes.legend_of(grid)
        grid = replace(grid, texts={at: text for at, text in grid.texts.items() if at not in places}, legend=places)
        answer, legend = functools.partial(self._answer, "letter"), {**file.legend, **legend}
        self._letters = shapes.Letters(file.catalogue, scheme, answer, legend)
        parties, are_new = file.answers["party"], "party" in self._new
        self._words = shapes.Vocabulary(file.catalogue, self._letters, file.names, self._answers, parties, are_new)
        self._grid = grid = self._words.spelled_out(grid)
        #: The answers that were looked up since the position of the matrix is known.
        self._used: set[tuple[str, str]] = set()
        #: The questions, each with all its cells and its answers.
        self._asked: dict[tuple[str, str], tuple[list[Place], Message, str, tuple[str, ...]]] = {}
        #: The cells that each remark is about.
        self._remarked: dict[str, list[Place]] = defaultdict(list)
        #: What texts of cells were read as, without an answer.
        self._readings: dict[str, str] = {}
        #: By sign, the text and the places of a footnote.
        self._footnotes: dict[str, tuple[str, tuple[Place, ...]]] = {}
        #: The kinds of the texts at each place, by what has become of them; *lost* until they are in the matrix.
        self._account: dict[Place, str] = {}
        #: The places of comments that are notes.
        self._commented: set[Place] = set()
        self._cells: dict[Key, Place] = {}
        #: The cells for all parties, with their tasks and places.
        self._for_all: list[tuple[str, _Where, TableCell]] = []
        self._task, self._where = functools.cache(self._task_of), functools.cache(self._where_of)
        #: The tasks and the places of the matrix.
        rows, axes = (meaning.matrix.rows, meaning.matrix.axes) if meaning.matrix else ((), {})
        self._own = {*(row.task for row in rows), *(f"{axis}.{value}" for axis, values in axes.items() for value in values)}

        self.layout = self._layout((kind, Ref(grid.name, (0, 0))) if kind else None)
        self._beside = [SheetReader(file, meaning, other, kind) for other in beside]

    def read(self) -> bool:
        """Read the sheet; return false if it has no matrix."""
        if not (layout := self.layout):
            return False
        self._refuse_more(len(layout.rows) * len(layout.cells), len({*layout.in_column(layout.task)}))
        self._find_footnotes(layout)
        for place, text in self._grid.texts.items():
            if answer := self._wrong.get(_key(text)):
                self._ask("heading", text, place, "no-answer", shapes.OF_HEADINGS[:-1], answer=quote(answer), hint=Message(""))
        for place in layout.ragged():
            self._fault("ragged", "", place)
        for ref, kinds in layout.asked:
            self._ask("heading", ref.text, ref.place, "heading", (*kinds, NO_ROLE))
        entries = [*layout.entries()]
        self._used.clear()
        self._letters.read.cache_clear()
        rows = {(_task_key(entry), entry.place[0]) for entry in entries}
        self._rows_of, self._read_rows = Counter(key for key, _ in rows), {row for _, row in rows}
        self._repeated = {name for name, count in Counter(name for name, _ in self._rows_of).items() if count > 1}
        for entry in entries:
            self._read_entry(entry, layout)
        if not (self._cells or self._asked or self._for_all):
            return False
        self._fill(layout)
        for other in self._beside:
            other._cells, other._asked = self._cells, self._asked
            if not other.read():
                self._grid.texts |= other._grid.texts
        self._conclude(layout)
        return True

    def _refuse_more(self, cells: int, tasks: int) -> None:
        """Raise :class:`Incorrect` for a matrix that is larger than any may be."""
        for key, count, most in (("too-many-cells", cells, _MAX_TEXTS), ("too-many-tasks", tasks, _MAX_TASKS)):
            if count > most:
                raise _refused(Path(self._grid.name), key, most=f"{most:,}")

    def _layout(self, sheet: tuple[str, Ref] | None) -> Layout:
        """Return the position of the matrix, whose tasks may be across; ask if nothing shows which they are."""
        down, shape = Layout(self._grid, self._words, sheet), self._settings.get("shape")
        if shape == "down" or (not shape and self._is_down(down)):
            return down
        across = Layout(self._grid.turned(), self._words, sheet)
        is_likely = across.shape == "across" and not across.is_prose and len(across.cells) * 2 >= len(across.columns)
        # A task or two that are known are little, if there were more parties than tasks, and none of them is known.
        is_known = (
            across.evidence > max(down.evidence, len(across.cells) // 4)
            or len(across.cells) <= len(across.rows)
            or 2 * across.known > len(across.rows)
        )
        if across and (shape == "across" or (not shape and is_likely and is_known and across.known > down.known)):
            self._grid = across.grid
            return across
        is_open = not shape and down and is_likely and across.known == down.known
        if is_open and len({down.head(column) for column in down.cells}) > len(down.rows):
            at = (down.heads[-1], min(down.cells))
            self._ask_once(_SETTINGS, "shape", at, message("import-which.shape"), ("across", "down"))
        return down

    def _is_down(self, down: Layout) -> bool:
        """Return whether a matrix surely has its tasks down: across, it would have too many parties, no known one, or one task."""
        is_list = down.content == "letters" and len(down.cells) == 1 and len(down.rows) > 1
        is_long = len(down.rows) > _MOST_PARTIES
        return bool(down) and (is_long or is_list or down.evidence * 2 >= len(down.cells))

    # ---- Names

    def _unmarked(self, entry: TableCell, place: Place) -> TableCell | None:
        """Return what is read of a cell that may be hidden or struck out, as answered; ``None`` if it is left out as a whole."""
        is_hidden = place[0] in self._grid.hidden[0] or place[1] in self._grid.hidden[1]
        marks, name = {"hidden": is_hidden, "struck": place in self._grid.struck}, entry.named("task")
        for key in [key for key, applies in marks.items() if applies and (entry.text or self._settings.get(key) == "leave")]:
            answer = self._settings.get(key)
            if answer is None:
                self._ask_once(_SETTINGS, key, place, message(f"import-which.{key}"), ("read", "leave"))
            elif answer == "read":
                self._remarked["hidden"].append(place)
            else:
                self._account[place] = "answered"
                if key == "hidden" or (name and name.place in self._grid.struck):
                    return None
                entry = entry._replace(text="")
        return entry

    def _read_entry(self, cell: TableCell, layout: Layout) -> None:
        place = self._grid.merged.get(cell.place, cell.place)
        if (entry := self._unmarked(cell, place)) is None:
            return
        where = self._where(tuple(head for head in entry.heads if head[0] in ("party", "place")))
        note = entry.named("note")
        if note and self._rows_of[_task_key(entry)] > 1:  # it is about one row of the task
            entry, note = entry._replace(note=entry.note or note.text if entry.text else ""), None
        task = self._task(*map(entry.named, ("task", "id", "group")), note)
        self._account.setdefault(place, "lost")
        if where is None or task is None:
            self._account[place] = "answered"
        elif where and entry.is_for_all:
            self._for_all.append((task, where, entry))
        elif where and not where[1]:
            self._fault("no-value", "party", entry.place)
        else:
            self._read_cell(task, where, entry, layout)

    def _where_of(self, heads: tuple[tuple[str, Ref], ...]) -> _Where | Literal[""] | None:
        """Return the values on the axes of the matrix, in its order, and the party; empty and ``None`` as :meth:`_resolve`."""
        values, is_open = dict[str, str](), False
        for kind, ref in sorted(heads, key=lambda head: head[0] == "party"):  # at a place that is left out, no party is new
            if (id := self._resolve(kind, ref.text, ref.place)) is None:
                return None
            axis, _, value = id.rpartition(".")
            values[axis or kind], is_open = value, is_open or not id
        if is_open:
            return ""
        meaning, matrix = self.meaning, self._matrix
        axes: Mapping[str, Collection[str]] = {**matrix.axes} if matrix else meaning.axes
        if matrix and len(matrix.parties) == 1:
            values.setdefault("party", str(matrix.parties[0]))
        elif not (matrix or meaning.axes or meaning.parties):  # every column has the axes of the first
            axes = {axis: [value] for axis, value in values.items() if axis != "party"}
        if fault := next(filter(None, (self._why_not(axis, axes, values.get(axis, "")) for axis in {**axes, **values})), None):
            self._fault(*fault, heads[-1][1].place if heads else (1, 1))
            return ""
        party = values.pop("party", "")
        for axis in axes:
            meaning.axes.setdefault(str(axis), {})[values[axis]] = None
        meaning.parties |= {party: None} if party else {}
        return tuple(values[axis] for axis in axes), party

    def _why_not(self, axis: str, axes: Mapping[str, Collection[str]], value: str) -> tuple[str, str] | None:
        """Return why a value on an axis, or a party, is none of the matrix, and its name."""
        known = self._matrix.parties if self._matrix and axis == "party" else axes.get(axis, ())
        if value and (value in known if self._matrix else axis in (*axes, "party")):
            return None
        return ("not-in-matrix", value) if value else ("no-value", axis)

    def _resolve(self, kind: str, text: str, place: Place, group: str | None = "", short: str = "") -> str | None:
        """Return the id of what is called ``text``, or ``short`` in its group; empty if that has become a question, ``None`` if it is left out."""
        if kind == "party" and (kind, text) in self.meaning.new:  # the answer for what several share has ids
            return text
        key = " ".join(without_signs(text)[0].split()) or text
        name, answer, ids = short or key, self._answer(kind, text, key), self._names.find(kind, short or text)
        likely = self._likely(kind, ids, group, bool(short))
        if answer is None and len(likely) == 1:
            return likely[0]
        offered = likely
        if answer is None and not likely:
            offered, answer = self._offered(kind, key, name, place, not ids)
        if answer is not None:
            return self._answered(kind, key, name, answer, place, group)
        if kind == "task" and offered[0] == NEW:
            self._ask_group(key, place, group)
        is_row = ["task"] if kind == "group" and place[0] not in self.layout.rows else []
        answers = [*(offered if likely else (id.rpartition(".")[2] for id in offered)), *is_row, NO_ROLE]
        self._ask(kind, key, place, "several" if likely else "unknown", [*dict.fromkeys(answers)])
        return ""

    def _offered(self, kind: str, key: str, name: str, place: Place, is_unknown: bool) -> tuple[list[str], str | None]:
        """Return the answers that are offered for an unknown ``name``, and the one that is taken without a question."""
        is_shared = kind == "party" and not shapes.words_in("import.shared-words").isdisjoint(plain(key).split())
        is_alone = not is_shared and (kind in self._new or len(self._asked) >= _NEAR_MATCHES)
        sure = _VERY_NEAR if kind in _ACCEPTED else 0
        offered = [NEW] if is_alone else self._names.offered(kind, name, sure)
        answer = None if is_shared else self._accepted(kind, key, offered[0], is_unknown)
        if is_shared and offered[0] == NEW:  # a party that is called as what several share would be a mistake
            offered = ["", *offered]  # all parties, when they are known
        elif kind == "place" and offered[0] == NEW and self.layout.is_above_parties(place[0]):
            offered = [NO_ROLE, *offered]
        return offered, answer

    def _likely(self, kind: str, ids: list[str], group: str | None, is_by_group: bool) -> list[str]:
        """Return those of ``ids`` that are in the matrix, or a task in the ``group``; only these for a name that is in several groups."""
        likely = [id for id in ids if id in self._own] or ids
        of_group = [id for id in likely if kind == "task" and self._catalogue.task(id).group == group]
        return of_group if is_by_group else of_group or likely

    def _accepted(self, kind: str, key: str, likeliest: str, is_unknown: bool = True) -> str | None:
        """Return the answer that is taken without a question, if all new names of a kind, or all suggestions, are accepted."""
        if kind in self._new:
            return NEW
        if kind not in _ACCEPTED or not is_unknown or self._settings.get("accept") != SUGGESTED:
            return None
        self.meaning.accepted += (kind, key) not in self.meaning.taken
        return likeliest

    def _answer(self, kind: str, *texts: str) -> str | None:
        """Return the answer for the first of ``texts`` that has one."""
        answers = self._answers[kind]
        if not answers or (key := next((key for key in map(_key, texts) if key in answers), None)) is None:
            return None
        self._used.add((kind, key))
        return answers[key]

    def _answered(self, kind: str, key: str, name: str, answer: str, place: Place, group: str | None) -> str | None:
        """Return the id that ``answer`` names, or the id of a new object."""
        known, ids = self._catalogue.by_kind["layer" if kind == "place" else kind], self._names.find(kind, name)
        if answer in shapes.LEAVE_OUT:
            return None
        if answer.partition(":")[0] != NEW:
            every = self._names.find(kind, answer)
            if len(named := [id for id in every if id.rpartition(".")[2] == answer] or every) == 1:
                self.meaning.taken[kind, key] = answer
                return named[0]
            offered = [id.rpartition(".")[2] for id in self._names.offered(kind, name, 0)]
            offered += [] if kind == "task" else itertools.islice(known, 8)
            self._ask(
                kind,
                key,
                place,
                "no-answer",
                [*dict.fromkeys(("", *offered, NO_ROLE))],
                answer=quote(answer),
                hint=did_you_mean(answer, known),
            )
            return ""
        if len(ids) == 1 and key == name and answer in (NEW, f"{NEW}:{ids[0].rpartition('.')[2]}"):  # added by an earlier import
            return ids[0]
        return self._added(kind, key, name, answer, place, group)

    def _added(self, kind: str, key: str, name: str, answer: str, place: Place, group: str | None) -> str:
        """Return the id of a new object, which the ``answer`` may have; empty if that has become a question."""
        known = self._catalogue.by_kind["layer" if kind == "place" else kind]
        taken = {*known, *(id for each, id in self.meaning.new if each == kind)}
        own = self.meaning.ids.get((kind, plain(key)))
        id = (
            own
            or answer.partition(":")[2]
            or offered_id(shapes.without_number(name), taken)
            or offered_id(f"{kind}-{len(taken)}", taken)
        )
        if why := None if own else why_not(id, taken):
            self._ask(kind, key, place, "no-id", why=why)
        elif kind == "task" and not group:
            self._ask_group(name, place, group)
        else:
            self.meaning.new[kind, id] = (name, group or "")
            self.meaning.taken[kind, key] = self.meaning.ids[kind, plain(key)] = id
        return f"layer.{id}" if kind == "place" else id

    def _ask_group(self, task: str, place: Place, group: str | None) -> None:
        """Ask once for the group of all tasks that have none; an answer that is none, or a title, is asked about by itself."""
        if group == "" and self._answer("group", "") is None and ("group", "") not in self._asked:
            self._ask("group", "", place, "no-group", (*self._catalogue.objects["group"], NEW), text=quote(task))

    def _ask(self, kind: str, text: str, place: Place, key: str, answers: Sequence[str] = (), /, **values: object) -> None:
        """Ask about a text, and offer answers; once, with all its cells."""
        text = " ".join(text.split())
        values = {"kind": message(f"import-kind.{kind}"), "text": quote(text), **values}
        self._ask_once(kind, text[:_LONGEST_KEY], place, message(f"import.{key}", **values), answers or (NO_ROLE,))

    def _fault(self, key: str, name: str, place: Place) -> None:
        """Add what has to be corrected in the sheet, as a question without an answer."""
        self._ask_once("", f"{key} {name}", place, message(f"import.{key}", name=quote(name)))

    def _ask_once(self, kind: str, name: str, place: Place, text: Message, answers: Sequence[str] = ()) -> None:
        self._asked.setdefault((kind, _key(name)), ([], text, name, tuple(answers)))[0].append(place)

    # ---- Rows and cells

    def _task_of(self, named: Ref, id: Ref | None, group: Ref | None, note: Ref | None) -> str | None:
        """Return the task that is ``named``, whose notes are those at its name and its ``note``; as :meth:`_resolve`."""
        own, task = self._group(named, group), id.text if id and id.text in self._catalogue.objects["task"] else None
        if own is None:
            return None
        if task is None:
            short = without_signs(named.text)[0].strip() if group and plain(named.text) in self._repeated else ""
            text = f"{group.text} › {short}" if group and short else named.text
            task = self._resolve("task", text, named.place, None if group and not own else own, short)
        if task:
            notes = self._notes_at(named.place, self._names.signs("task", named.text), note.text if note else "")
            self._account |= {note.place: "note"} if note else {}
            self.meaning.tasks.setdefault(task, notes)
            if group and task in self._catalogue.objects["task"] and self._catalogue.task(task).group != own:
                self._remarked["own-group"].append(named.place)
        return task

    def _group(self, task: Ref, group: Ref | None) -> str | None:
        """Return the group that stands above or beside a task, or that is the answer for all that have none."""
        is_one = group is None or plain(task.text) not in self._repeated  # else it is another task in each group
        is_known = is_one and bool(self._names.find("task", task.text)) and self._answer("task", task.text) is None
        if group is None:
            suggested = next(iter(self._catalogue.objects["group"]), NEW)
            answer = self._answer("group", "") or (None if is_known else self._accepted("group", "", suggested))
            name = self._settings.get("name", "").partition(BETWEEN)[0].rpartition("=")[2] or self._grid.name
            return (answer and self._answered("group", "", name, answer, task.place, "")) or ""
        text = shapes.last_name(group.text)
        self._remarked["group"] += [group.place] if group.place[0] not in self.layout.rows else []
        ids = self._names.find("group", text)
        if self._answer("group", text) is None and (ids or is_known):
            return ids[0] if ids else ""
        return self._resolve("group", text, group.place)

    def _read_cell(self, task: str, where: _Where | Literal[""], entry: TableCell, layout: Layout) -> None:
        place, cell = entry.place, self._letters.read(entry.text)
        if cell is None:
            self._ask_letters(entry)
            return
        remarks = {"empty": not entry.text and layout.content == "letters", "merged": place in self._grid.merged}
        for key in [key for key, applies in {**remarks, "brackets": entry.text.startswith("(")}.items() if applies]:
            self._remarked[key].append(place)
        text = without_signs(entry.text)[0].strip()
        if plain(text) and plain(text) != plain(cell[0]) and self._answer("letter", text) is None:
            self._readings[text] = cell[0]
        if task and where:
            self._account[self._grid.merged.get(place, place)] = "cell"
            self._put((task, *where), cell[0], self._notes_at(place, cell[1], entry.note), entry, layout.shape)

    def _ask_letters(self, entry: TableCell) -> None:
        """Ask about each part of a cell whose meaning is unknown."""
        original = self._grid.texts.get(entry.place, "")
        for text in self._letters.unknown(entry.text):
            answer = self._answer("letter", text, without_signs(text)[0])
            meaning = self._letters.legend.get(text.upper(), "")
            is_cross = self._letters.is_cross(text)
            is_named = is_cross and not self._letters.is_cross(original)
            reasons = {
                "no-answer": answer is not None,
                "shared": entry.is_for_all and self._words.is_shared(text),
                "formula": text.startswith("="),
            }
            reasons |= {"named": is_named, "cross": is_cross, "legend": text in self._letters.unclear, "letters": True}
            why = next(key for key, applies in reasons.items() if applies)
            meant = self._letters.meant(meaning or text, self._letters.likely) or text.upper()
            likely = NO_ROLE if shapes.is_denied(meaning) else meant
            values = {"answer": quote(answer or ""), "hint": Message(""), "meaning": quote(meaning)}
            answers = sorted({likely: None, **dict.fromkeys([*self._letters.all, NO_ROLE])}, key=likely.__ne__)
            answers[0] = likely if likely in (*self._letters.all, NO_ROLE) else ""
            self._ask("letter", text, entry.place, why, answers, text=quote(original if is_named else text), **values)

    def _put(self, at: Key, text: str, notes: tuple[str, ...], entry: TableCell, shape: str) -> None:
        """Record the content of a cell; what several cells of a row say of a party is joined, where letters are in the headings."""
        first = self._cells.setdefault(at, entry.place)
        before, noted = self.meaning.cells.get(at, ("-", ()))
        if first != entry.place:
            apart = ("parties", "across", *(() if self.layout.asked else ("named",)))
            # Two columns may be of one party, as the answers say: then most cells are empty in one of them.
            is_one = first[0] == entry.place[0] and (shape not in apart or "-" in (before, text))
            if not (entry.is_for_all or shape == "list" or is_one):
                self._ask_once("", "twice", entry.place, message("import.twice", first=self._grid.at(first)))
            both, notes = "".join(dict.fromkeys(before + text)), tuple(dict.fromkeys(noted + notes))
            text = self._letters.scheme.in_order(both) if {*both} <= {*self._letters.all} else text if before == "-" else before
        self.meaning.cells[at] = (text, notes)

    def _fill(self, layout: Layout) -> None:
        """Give all parties what is for all, or what the answer gives to each, and none to those that crosses or names do not name."""
        parties = [*map(str, self._matrix.parties)] if self._matrix else [*self.meaning.parties]
        size = len(self.meaning.tasks) * math.prod(map(len, self.meaning.axes.values())) * len(parties)
        self._refuse_more(size, len(self.meaning.tasks))
        for task, (values, named), entry in self._for_all:
            if not parties and not self._asked:
                self._fault("no-value", "party", entry.place)
            self._ask_who_shares(entry, parties)
            for party in [named] if named else parties or [""]:
                self._read_cell(task, (values, party) if party else "", self._share(entry, party), layout)
        if self._for_all or layout.shape not in ("parties", "across", "list") or (layout.shape == "list" and not self._matrix):
            places = {(task, values) for task, values, _ in self.meaning.cells}
            for task, values, party in ((*at, party) for at in places for party in parties):
                self.meaning.cells.setdefault((task, values, party), ("-", ()))

    def _ask_who_shares(self, entry: TableCell, parties: Sequence[str]) -> None:
        """Ask which parties share what is shared: two are both; of more, it may be some."""
        shared = without_signs(self._grid.texts.get(entry.place, ""))[0]
        is_open = all(self._answer(kind, shared) is None for kind in ("party", "letter"))
        if parties[2:] and is_open and self._words.is_shared(shared):
            self._ask("party", shared, entry.place, "several", (", ".join(parties), NO_ROLE))

    def _share(self, entry: TableCell, party: str) -> TableCell:
        """Return what a cell for all parties says of one, by the answer, which may be another for each."""
        name = without_signs(entry.text)[0]
        by_party = dict(re.findall(r"([\w-]+):(\S+)", self._answer("letter", name) or ""))
        own = by_party[party] + entry.text[len(name) :] if party in by_party else ""
        return entry._replace(text=own) if by_party else entry

    # ---- Notes

    def _find_footnotes(self, layout: Layout) -> None:
        """Find the texts outside the matrix that begin with a sign, or are beside one."""
        texts, rows = self._grid.texts, {row for row, _ in layout.headings()} | layout.rows.keys()
        for (row, column), text in sorted(texts.items()):
            note = shapes.footnote(text) if row not in rows else None
            if note and (words := note[1] or texts.get((row, column + 1), "")):
                places = ((row, column),) if note[1] else ((row, column), (row, column + 1))
                before = self._footnotes.setdefault(note[0], (words, places))
                if before[0] != words:  # a sign in the cells may be of either
                    self._footnotes[note[0]] = ("", ())

    def _notes_at(self, place: Place, signs: Sequence[str], own: str = "") -> tuple[str, ...]:
        """Return the ids of the notes at a cell, by the signs in it, by its comment and by its ``own`` words."""
        footnotes = {sign: self._footnotes.get(sign, ("", ())) for sign in signs}
        self._account |= dict.fromkeys((place for _, places in footnotes.values() for place in places), "note")
        texts = [(sign, text) for sign, (text, _) in footnotes.items()] + [(own, " ".join(own.split()))] * bool(own)
        if comment := self._grid.comments.get(place):
            self._commented.add(place)
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
            key = "several-footnotes" if name in self._footnotes else "no-footnote"
            self._ask("note", name, place, key, [*([name] if name in known else []), NO_ROLE])
            return ""
        if id := self._known_note(text) or self.meaning.notes.get(text):
            return id
        id = str(max((int(id) for id in known if id.isdigit()), default=0) + len(self.meaning.notes) + 1)
        self.meaning.notes[text] = id
        self.meaning.new["note", id] = (text, "")
        return id

    def _known_note(self, text: str) -> str | None:
        return next((id for pattern, id in self._notes if pattern.fullmatch(plain(text))), None)

    # ---- The account

    def _left(self, layout: Layout) -> dict[str, list[Place]]:
        """Count what has become of each cell with a text; return those left out. Raise :class:`Incorrect` if one is lost."""
        names = (at for at in layout.names() if at[0] in self._read_rows or at[0] not in layout.rows)
        kinds = {**dict.fromkeys(self._grid.legend, "note"), **dict.fromkeys(names, "name"), **self._account}
        account = {place: kinds.get(place, "left") for place in sorted(self._grid.contents | self._grid.legend)}
        places = {kind: [place for place, own in account.items() if own == kind] for kind in ("lost", "left", "answered")}
        if places["lost"] and not self._asked:
            raise Incorrect("import.lost", at=self._grid.at(*places["lost"]))
        self.meaning.counts.update("cell" if kind == "lost" else kind for kind in account.values())
        return places

    def _conclude(self, layout: Layout) -> None:
        """Add remarks about what the sheet was read as, what was left out, and what is missing; collect the questions."""
        meaning, grid = self.meaning, self._grid
        headings = {_key(layout.texts[place]) for place in layout.headings() if place in layout.texts}
        meaning.used |= self._used | {(kind, text) for kind in ("heading", "place", "letter") for text in headings}
        words = self._words
        meaning.used |= {("party", text) for text in self._answers["party"] if words.several(text) or words.is_shared(text)}
        meaning.used |= {("group", text) for text, answer in self._answers["group"].items() if answer == "task"}
        meaning.texts |= {*map(_key, grid.texts.values())}
        meaning.sheets.append(grid.name)
        meaning.remarks += self._remarks(layout)
        for (kind, key), (at, text, name, answers) in self._asked.items():
            if kind == "party" and not answers[0]:
                answers = (", ".join(meaning.parties), *answers[1:])
            meaning.questions.setdefault((kind, key), Question(grid.at(*at), text, kind, name, answers))

    def _remarks(self, layout: Layout) -> Iterator[Message]:
        """Yield what the sheet was read as, what was left out, and what is missing."""
        grid, left, shape = self._grid, self._left(layout), message(f"import-shape.{layout.shape}")
        rows, heading = len(layout.rows), quote(layout.head(layout.task))
        yield message("import.read", sheet=quote(grid.name), shape=shape, rows=rows, heading=heading)
        yield from self._left_alone(layout, left["left"])
        self._remarked["answered"] = left["answered"]
        self._remarked["comment"] = [] if self._asked else sorted(grid.comments.keys() - self._commented)
        for key, at in self._remarked.items():
            most = len(at) if key in ("answered", "comment") else 6  # what is left out is named in full
            yield from [message(f"import.{key}", count=len({*at}), at=grid.at(*at, most=most))] if at else []
        if signs := [f"{quote(text)} = {letters}" for text, letters in self._readings.items()]:
            more = [f"… (+{len(signs) - _FEW_READINGS})"] if len(signs) > _FEW_READINGS else []
            yield message("import.signs", signs=signs[:_FEW_READINGS] + more)
        if missing := [str(row.task) for row in self._matrix.rows if row.task not in self.meaning.tasks] if self._matrix else []:
            yield message("import.missing-tasks", tasks=missing)

    def _left_alone(self, layout: Layout, left: Sequence[Place]) -> Iterator[Message]:
        """Yield what is left out without an answer: columns beside the cells, then each other text."""
        heads = {column: (row, column) for row, column in layout.headings() if row in layout.levels}
        columns = Counter(
            column for row, column in left if row in layout.rows and column in heads and layout.columns.get(column) == ""
        )
        for column, count in sorted(columns.items()):
            head, at = layout.head(column), self._grid.at(heads[column])
            yield message("import.column", at=at, heading=quote(head), count=count, option=as_word(visible(f"{head}=note")))
        within = {*layout.levels, *layout.rows}
        if alone := [(row, column) for row, column in left if column not in columns or row not in within]:
            texts = [quote(self._grid.texts[at][:_FEW_CHARACTERS]) for at in alone]
            yield message("import.left-alone", at=self._grid.at(*alone, most=len(alone)), texts=texts)


def _task_key(entry: TableCell) -> tuple[str, ...]:
    """Return what tells a task of a sheet from others: its name and its group."""
    return tuple(plain(ref.text) if ref else "" for ref in map(entry.named, ("task", "group")))


def new_rows(catalogue: Catalogue, meaning: Meaning) -> Iterator[str]:
    """Yield the rows of a new matrix, with a comment before each group."""
    before = ""
    for task in meaning.tasks:
        group = meaning.new[name][1] if (name := ("task", task)) in meaning.new else str(catalogue.task(task).group)
        title = meaning.new[name][0] if (name := ("group", group)) in meaning.new else ""
        title = title or next(iter(catalogue.objects["group"][group].name.values()), "") if group else ""
        yield f"# {title}\n" if group != before and title else ""
        before = group
        cells = {
            values: [_cell(*meaning.cells.get((task, values, party), ("tbd", ()))) for party in meaning.parties]
            for values in itertools.product(*meaning.axes.values())
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
            old = reading(now)
            letters, notes = meaning.cells.get((task, tuple(map(str, values)), str(party)), (now, old.notes))
            new, notes = reading(letters), notes if meaning.has_notes else old.notes
            is_same = (set(old.letters), old.state, set(old.notes)) == (set(new.letters), new.state, set(notes))
            texts.append(now if row and is_same else _cell(letters, notes))
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
    """Return the answers in a file; none if it does not exist. A question without an answer is none. Raise :class:`Incorrect`."""
    answers: AnswersByKind = {kind: {} for kind in (_SETTINGS, *QUESTION_KINDS)}
    raw = path.read_bytes() if path.is_file() else b""
    value, problems = read(path.as_posix(), raw) if re.search(rb"(?m)^\s*[^#\s]", raw) else (None, [])
    faults = [(problem.at, problem.message) for problem in problems]
    if isinstance(value, Map) and not faults:
        for kind, own in value.items():
            if kind not in answers if isinstance(own, Map) else kind not in SETTINGS and own:
                faults.append((value.key(kind).at, message("import.no-key", key=quote(kind))))
            elif own:
                pairs = own.items() if isinstance(own, Map) else [(kind, own)]
                answers[kind if isinstance(own, Map) else _SETTINGS] |= {key: str(text) for key, text in pairs if text}
    if faults:
        raise Incorrect("import.broken-answers", at=str(faults[0][0]), fault=faults[0][1])
    return answers


def _by_matrix(grid: Grid) -> list[Grid]:
    """Return the rows of each matrix in a list of several; a sheet without a column for these as it is."""
    if grid.texts.get((1, 1)) != "matrix":
        return [grid]
    names = {row: text for (row, column), text in grid.texts.items() if column == 1 < row}
    behind = [(place, text) for place, text in grid.texts.items() if place[1] > 1]
    parts = {name: dict(cell for cell in behind if names.get(cell[0][0], name) == name) for name in dict.fromkeys(names.values())}
    return [replace(grid, name=f"{grid.name} – {name}", texts=texts) for name, texts in parts.items()]


class Import:
    """A file read as the matrices of the service ``id``."""

    def __init__(self, catalogue: Catalogue, id: str, answers: AnswersByKind, path: Path, raw: bytes) -> None:
        """Read the sheets of the file ``path``, or the sheets in the answers. Raise :class:`Refused`."""
        self.catalogue, self._id, self.answers, self.settings = catalogue, id, answers, answers[_SETTINGS]
        self.service, self.names = catalogue.objects["service"].get(id), shapes.ObjectNames(catalogue)
        self._file = path, raw
        grids, ignored, _ = read_grids(path, raw)
        # No name of a sheet has a slash; several matrices, or layers, have a sheet each.
        names, self._wanted = [grid.name for grid in grids], [*filter(None, self.settings.get("sheet", "").split("/"))]
        if unknown := next((name for name in self._wanted if name not in names), ""):
            raise Refused("new.unknown", id=quote(unknown), hint=did_you_mean(unknown, names))
        about = " · ".join(dict.fromkeys(words_of(language)("sheet.about") for language in catalogue.identity.languages))
        grids = [grid for grid in grids if grid.name != about]  # the sheet about our own workbook
        #: The meanings of letters that any sheet explains.
        self.legend = {sign: words for grid in grids for sign, words in shapes.legend_of(grid)[0].items()}
        self.meanings = [*self._read([own for grid in grids if self._is_read(grid) for own in _by_matrix(grid)])]
        if not self.meanings:
            raise Incorrect("import.no-matrix", file=quote(path.name))
        self.remarks = [*(remark for meaning in self.meanings for remark in meaning.remarks), *ignored, *self._others(names)]

    def _is_read(self, grid: Grid) -> bool:
        return grid.name in self._wanted or not (self._wanted or grid.is_hidden)

    def _others(self, names: Sequence[str]) -> Iterator[Message]:
        """Yield which sheets of ``names`` are left alone."""
        sheets = [sheet for meaning in self.meanings for sheet in meaning.sheets]
        if left := [quote(name) for name in names if name not in sheets and len(names) > 1]:
            yield message("import.other-sheets", sheets=left)

    def _read(self, grids: list[Grid]) -> Iterator[Meaning]:
        """Yield the meaning of the first sheet of each matrix; ask if another one says what neither it nor the catalogue says."""
        by_name, meanings = {grid.name: grid for grid in grids}, self._meanings(grids)
        for first, *others in meanings.values():
            own = [by_name[meaning.sheets[0]] for meaning in (first, *others)]
            meaning, kind = Meaning(first.matrix), self._kind_of_sheets(first, others) if others else ""
            if kind and all(SheetReader(self, meaning, grid, kind).read() for grid in own):
                yield meaning
                continue
            others = [other for other in others if first.questions or other.questions or _content(other) != _content(first)]
            if others:  # for the next time, when the catalogue says what this sheet says
                self.settings["sheet"] = "/".join(same[0].sheets[0] for same in meanings.values())
            self._ask_which(first, [other for other in others if _differs(other, other.matrix)])
            yield first

    def _ask_which(self, first: Meaning, others: Sequence[Meaning]) -> None:
        """Ask which sheet is the matrix, if there are ``others``; all of them is likelier if each could be a part."""
        names = [meaning.sheets[0] for meaning in (first, *others)]
        if others:
            every, is_alike = "/".join(names), not first.axes and 2 * len(first.texts & others[0].texts) > len(first.texts)
            answers = (every, *names) if is_alike or not _has_one_of(first, others) else (*names, every)
            first.questions[_SETTINGS, "sheet"] = Question(
                names[0], message("import.several-sheets"), _SETTINGS, "sheet", answers
            )

    def _meanings(self, grids: Sequence[Grid]) -> dict[str | None, list[Meaning]]:
        """Return what each sheet says, by its matrix; sheets with no heading that is known are read if there are no others."""
        readers = [SheetReader(self, Meaning(matrix), grid) for grid in grids for matrix in self._matrices(grid)]
        known = [reader for reader in readers if reader.layout and reader.layout.evidence and reader.read()]
        meanings: dict[str | None, list[Meaning]] = {}
        for meaning in (reader.meaning for reader in known or filter(SheetReader.read, readers)):
            meanings.setdefault(meaning.matrix.id if meaning.matrix else None, []).append(meaning)
        return meanings

    def _kind_of_sheets(self, first: Meaning, others: Sequence[Meaning]) -> str:
        """Return the kind of what each sheet of a matrix is called: a place, or a group if no task is on two; empty if it is the whole."""
        answers, names = {plain(text) for text in self.answers["place"]}, [meaning.sheets[0] for meaning in (first, *others)]
        are_places = [bool(self.names.find("place", name)) or plain(name) in answers for name in names]
        if not all(is_place or name in self._wanted for is_place, name in zip(are_places, names, strict=True)):
            return ""
        return "place" if any(are_places) or _has_one_of(first, others) else "group"

    @functools.cached_property
    def questions(self) -> list[Question]:
        """Return the questions about the sheets, the most far-reaching first, with those that the likeliest answers lead to."""
        asked = [question for meaning in self.meanings for question in meaning.questions.values()]
        answers = {kind: dict(own) for kind, own in self.answers.items()}
        for question in (each for each in asked if each.kind == "heading" or each.key in _STRUCTURE):
            answers[question.kind][question.key] = question.answers[0]
        if answers != self.answers:
            then, known = Import(self.catalogue, self._id, answers, *self._file).questions, {each[2:4] for each in asked}
            asked += [each for each in then if each.kind and each[2:4] not in known]
        else:
            asked += self._without_effect()
        asked.sort(key=lambda question: ("", _SETTINGS, *QUESTION_KINDS).index(question.kind))
        settings = {each.key for each in asked if each.kind == _SETTINGS}  # by the likeliest answers
        return [*asked, *(self._of_new_service(settings) if self.service is None else ())]

    def _of_new_service(self, settings: Collection[str]) -> Iterator[Question]:
        """Yield the questions about a new service, but for the ``settings`` that are asked about."""
        sheet = self.meanings[0].sheets[0]
        parties = tuple(dict.fromkeys((*self.meanings[0].parties, *map(str, self.catalogue.objects["party"]))))
        if not self.settings.get("name") and "name" not in settings:
            named = BETWEEN.join(f"{code}={self._file[0].stem}" for code in self.catalogue.identity.languages)
            yield Question(sheet, message("import-which.name"), _SETTINGS, "name", (named,))
        if (provider := self.provider) not in parties and "provider" not in settings:
            unknown = message("new.unknown", id=quote(provider), hint=did_you_mean(provider, parties))
            text = unknown if provider else message("import-which.provider")
            yield Question("--provider" if provider else sheet, text, _SETTINGS, "provider", parties)

    def _without_effect(self) -> Iterator[Question]:
        """Yield the answers for texts of the sheets that nothing was read by, and that no question was about."""
        used = {each for meaning in self.meanings for each in meaning.used}
        texts = {text for meaning in self.meanings for text in meaning.texts if text}
        answered = ((kind, text) for kind in QUESTION_KINDS for text in self.answers[kind] if _key(text) in texts)
        if unused := [(kind, text) for kind, text in answered if (kind, _key(text)) not in used]:
            answers: AnswersByKind = {kind: {} for kind in QUESTION_KINDS}
            answers |= {_SETTINGS: {"scheme": self.scheme_of(self.meanings[0].matrix)}}
            used = {(each.kind, _key(each.key)) for each in Import(self.catalogue, self._id, answers, *self._file).questions}
            unused = [(kind, text) for kind, text in unused if (kind, _key(text)) not in used]
        for kind, text in unused:
            at = str(text.at) if isinstance(text, Scalar) else f"--{kind}"
            values = {"answer": quote(self.answers[kind][text]), "text": quote(text), "kind": message(f"import-kind.{kind}")}
            yield Question(at, message("import.no-effect", **values))

    def described(self, question: Question, language: str) -> Question:
        """Return a question whose answers have, in brackets, what the ids and letters in them are called."""
        kind = {"place": "layer", _SETTINGS: "party"}.get(question.kind, question.kind)
        things: Mapping[str, Any] = self.catalogue.by_kind.get(kind, {})
        names = {id: thing.name for id, thing in things.items()}
        if kind == "letter":
            names = {str(one.letter): one.word for one in self.catalogue.scheme(self.scheme_of(self.meanings[0].matrix)).letters}
        texts = ((answer, next(filter(None, (name.get(language), *name.values())), "")) for answer, name in names.items())
        shown = {str(answer): f"{answer} ({text})" for answer, text in texts if plain(text) != plain(str(answer))}
        return question._replace(answers=tuple(shown.get(answer, answer) for answer in question.answers))

    @property
    def provider(self) -> str:
        """Return the id of the party that the answers name as the provider; that name if it is none in the sheets or the catalogue."""
        named = self.settings.get("provider", "")
        new = [pair for meaning in self.meanings for pair in meaning.new.items()]
        ids = [id for (kind, id), (text, _) in new if kind == "party" and named in (text, id)]
        ids = ids or self.names.find("party", self.answers["party"].get(named, named))
        return ids[0] if len(ids) == 1 else named

    @property
    def answered(self) -> AnswersByKind:
        """Return the answers for the next time, when what is new now is there."""
        answers = {kind: dict(own) for kind, own in self.answers.items()}
        known = {(kind, _key(text)): text for kind, own in answers.items() for text in own}
        for (kind, text), id in (pair for meaning in self.meanings for pair in meaning.taken.items()):
            answers[kind][known.get((kind, _key(text)), text)] = id
        return answers

    def preview(self) -> Iterator[Message]:
        """Yield what would come in: rows, cells by letter, what is new, and what has become of each cell."""
        for meaning in self.meanings:
            cells = [text for text, _ in meaning.cells.values()]
            size = len(meaning.tasks) * math.prod(map(len, meaning.axes.values())) * len(meaning.parties)
            cells += ["tbd"] * (0 if meaning.matrix else size - len(cells))  # places of which the sheet says nothing
            letters = Counter(letter for text in cells for letter in ([text] if text in ("tbd", "n/a") else text))
            counted = [f"{NO_ROLE if letter == '-' else letter} {count}" for letter, count in sorted(letters.items())]
            values = {"tasks": len(meaning.tasks), "parties": len(meaning.parties), "cells": len(cells)}
            yield from [message("import.preview", letters=counted, **values)] if counted else []
            new = Counter(kind for kind, _ in meaning.new)
            if new or meaning.accepted:
                kinds = [message(f"import-new.{kind}", count=count) for kind, count in new.items()]
                yield message(f"import.{'new-things' if new else 'accepted'}", things=kinds, accepted=meaning.accepted)
            whats = ("cell", "name", "note", "answered", "left")
            yield message("import.account", total=sum(meaning.counts.values()), **{what: meaning.counts[what] for what in whats})

    def is_in(self, after: Catalogue) -> bool:
        """Return whether a catalogue says all that the sheets say."""
        matrices = {matrix.id: matrix for matrix in after.objects["service"][self._id].all_matrices}
        return not any(_differs(own, matrices.get(own.matrix.id if own.matrix else None)) for own in self.meanings)

    def scheme_of(self, matrix: Matrix | None) -> str:
        """Return the role scheme of a matrix, else the scheme in the answers, else the only one. Raise :class:`Refused`."""
        known = self.catalogue.objects["scheme"]
        scheme = (matrix and matrix.scheme) or self.settings.get("scheme") or (next(iter(known)) if len(known) == 1 else "")
        if scheme not in known:
            raise Refused("new.missing", option="--scheme", hint=did_you_mean(scheme, known))
        return scheme

    def _matrices(self, grid: Grid) -> Sequence[Matrix | None]:
        """Return the matrix of ``grid``; of several matrices, the one in the answers or in the name of the sheet."""
        every = self.service.all_matrices if self.service else ()
        if len(every) < 2:
            return every or (None,)
        named = self.settings.get("matrix") or grid.name.casefold().rpartition(" – ")[2]
        return [matrix for matrix in every if named in (matrix.id, *map(str.casefold, (matrix.name or {}).values()))]

    def write(self, change: Transaction, language: str) -> Iterator[Path]:
        """Write what is new or says something else; yield the files, the service last. Raise :class:`Refused`, ``CannotEdit``."""
        languages, texts = (
            [*map(str, self.catalogue.identity.languages)],
            [*filter(None, self.settings.get("name", "").split(BETWEEN))],
        )
        if not any(is_language(text.partition("=")[0]) for text in texts):  # as somebody types it in the terminal
            texts = [f"{code}={text}" for text in texts for code in languages]
        typed = Answers({**self.settings, "name": texts, "provider": self.provider}, languages, language)
        sources, path, items = dict[str, Source](), change.folder / "services" / f"{self._id}.yaml", self._new_items(typed)
        notes = items.pop(("note", ""), "")
        for (kind, group), added in items.items():
            file, key = _LISTS[kind]
            source = sources.setdefault(file, Source(change, change.folder / file))
            own = [item for item in source.value.get(key, ()) if isinstance(item, Map) and group and item.get("group") == group]
            source.add_item(key, added, after=own[-1] if own else None)
        for source in sources.values():
            source.write()
            yield source.path
        if self.service is None:
            change.write(path, "".join(self._new_service(typed, notes)).encode())
            yield path
            return
        source = Source(change, path)
        for meaning in self.meanings:
            if meaning.matrix is None or not (value := matrix_in(source.value, meaning.matrix.id)):
                raise Incorrect("import.without-matrix", service=quote(self._id))
            MatrixLines(self.catalogue, source, value, meaning.matrix).change(meaning)
        if notes:
            source.add_item("notes", notes, ("tensions", "exceptions"))
        if source.edited != source.text:
            change.write(path, source.encoded(_in_its_layout(source)))
            yield path

    def _new_items(self, typed: Answers) -> dict[tuple[str, str], str]:
        """Return the lines of new objects by kind and, for tasks, by group."""
        lines: dict[tuple[str, str], list[str]] = {}
        note_kind = f"  kind: information{remark('new.note-kind', typed.language)}\n"
        for (kind, id), (text, group) in ((key, new) for meaning in self.meanings for key, new in meaning.new.items()):
            texts = dict.fromkeys(typed.languages, text)  # a name may be the same in all; a missing one would stop every page
            before = {"task": f"  group: {group}\n", "note": note_kind}.get(kind, "")
            item = "".join(localized("text" if kind == "note" else "name", texts, typed.language))
            after = group if group in self.catalogue.objects["group"] else ""
            lines.setdefault((kind, after), []).append(f"- id: {id}\n{before}{indented(item, 2)}")
        return {key: "".join(own) for key, own in lines.items()}

    def _new_service(self, typed: Answers, notes: str) -> Iterator[str]:
        meaning = self.meanings[0]
        yield f"{modeline(f'services/{self._id}.yaml')}id: {self._id}\ncode: {yaml_text(typed.line('code', self._id.upper()))}\n"
        names = typed.texts("name")
        named = next(filter(None, names.values()), "")
        yield from localized("name", {code: name or named for code, name in names.items()}, typed.language)
        parties = dict.fromkeys((*self.catalogue.objects["party"], *meaning.parties), "")
        yield f"provider: {typed.one('provider', parties)}\nstatus: draft\nmatrix:\n  scheme: {self.scheme_of(None)}\n"
        axes = ", ".join(f"{axis}: [{', '.join(values)}]" for axis, values in meaning.axes.items())
        yield f"  axes: {{{axes}}}\n" if axes else ""
        yield f"  parties: [{', '.join(meaning.parties)}]\n  cells:\n"
        yield indented("".join(new_rows(self.catalogue, meaning)), 4)
        yield f"notes:\n{indented(notes, 2)}" if notes else ""


def _has_one_of(first: Meaning, others: Iterable[Meaning]) -> bool:
    """Return whether ``first`` has a task that is in one of ``others`` too."""
    own, *rest = ({*each.tasks, *(text for kind, text in each.questions if kind == "task")} for each in (first, *others))
    return not own.isdisjoint(set[str]().union(*rest))


def _content(meaning: Meaning) -> set[tuple[object, ...]]:
    """Return what a sheet says, whatever the order of letters, notes and rows."""
    cells = ((key, reading(text), notes) for key, (text, notes) in meaning.cells.items())
    rows = {(task, frozenset(notes)) for task, notes in meaning.tasks.items()}
    return {(*key, frozenset(cell.letters), cell.state, frozenset(notes)) for key, cell, notes in cells} | rows


def _differs(meaning: Meaning, matrix: Matrix | None) -> bool:
    """Return whether a sheet says something that ``matrix`` does not say yet."""
    if matrix is None or meaning.questions:
        return True
    cells = ((cell, cell.notes if meaning.has_notes else ()) for cell in matrix.cells)
    now = {(*cell[1:4], frozenset(cell.letters), cell.state, frozenset(notes)) for cell, notes in cells}
    rows = {(row.task, frozenset(notes)) for row in matrix.rows for notes in (row.note, ())}
    return not _content(meaning) <= now | rows


def answers_as_yaml(answers: AnswersByKind, questions: Sequence[Question], language: str) -> str:
    """Return answers as a file has them, and the open ``questions``, each with what is suggested."""
    asked = {(question.kind, _key(question.key)) for question in questions}
    lines = {
        kind: [f"{yaml_text(text)}: {yaml_text(answer)}\n" for text, answer in own.items() if (kind, _key(text)) not in asked]
        for kind, own in answers.items()
    }
    for question in (question for question in questions if question.kind):
        suggested, *others = question.answers
        key = "import.choices" if not suggested else "import.suggested" if others else "import.suggested-alone"
        beside = message(key, answer=suggested, others=", ".join(others))[language]
        text = visible(" ".join(f"{question.at}: {question.text[language]}".split()))
        lines[question.kind].append(f"# {text}\n{yaml_text(question.key)}:  # {visible(beside)}\n")
    head = f"# {message('import.file')[language]}\n" if questions else ""
    head += f"accept:  # {SUGGESTED}\n" if questions and "accept" not in answers[_SETTINGS] else ""
    settings = "".join(lines.pop(_SETTINGS))
    return f"{head}{settings}" + "".join(f"{kind}:\n{indented(''.join(own), 2)}" for kind, own in lines.items() if own)


def _key(text: str) -> str:
    """Return the words by which an answer is found again."""
    return plain(text)[:_LONGEST_KEY]


def _in_its_layout(source: Source) -> str:
    """Return the edited text, in the layout of data files if it was in that before."""
    try:
        return in_layout(source.edited) if in_layout(source.text) == source.text else source.edited
    except CannotFormat:
        return source.edited
