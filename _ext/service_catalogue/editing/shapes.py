"""Sheets as grids of texts, and the shapes of a matrix in them: each is read into the same entries (task, places, party, letters)."""

import difflib
import functools
import itertools
import re
import unicodedata
from bisect import bisect
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from service_catalogue.locale import words_of
from service_catalogue.messages import languages, message, visible
from service_catalogue.model import Scheme
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.service import Service

#: A row and a column, from 1.
Place = tuple[int, int]
#: By sign, its meaning and the place of this.
Legend = Mapping[str, tuple[str, Place]]


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
    struck: set[Place] = field(default_factory=set)
    is_hidden: bool = False
    #: True if rows and columns are exchanged: the sheet has its tasks across.
    is_turned: bool = False

    def at(self, *places: Place, most: int = 6) -> str:
        """Return the addresses of cells: *Sheet1!C5, D7*; at ``most`` so many."""
        turned = [
            place[::-1] if self.is_turned else place for place in dict.fromkeys(self.merged.get(one, one) for one in places)
        ]
        named = [f"{column_name(column)}{row}" for row, column in turned[:most]]
        return f"{visible(self.name)}!{', '.join(named)}{' …' if len(turned) > most else ''}"

    def turned(self) -> "Grid":
        """Return the grid with rows and columns exchanged."""
        texts, comments = ({place[::-1]: text for place, text in own.items()} for own in (self.texts, self.comments))
        merged = {place[::-1]: first[::-1] for place, first in self.merged.items()}
        hidden, struck = ({place[::-1] for place in own} for own in (self.hidden, self.struck))
        return Grid(self.name, texts, comments, merged, hidden, struck, self.is_hidden, not self.is_turned)

    @property
    def contents(self) -> set[Place]:
        """Return the places of cells with a text, a merged cell once."""
        return self.texts.keys() - self.merged.keys()


def column_name(column: int) -> str:
    """Return the letters of a column: 28 is AB."""
    rest, last = divmod(column - 1, 26)
    return (column_name(rest) if rest else "") + chr(ord("A") + last)


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
#: How many rows may have headings of letters or of a list, and the characters of a legend.
_FIRST_ROWS, _MOST_LEGEND = 20, 600
#: The answers that leave something out.
LEAVE_OUT = ("–", "-")
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


@functools.lru_cache(maxsize=8192)
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


#: A sign and its meaning in a legend: *R = Responsible*.
_MEANING = re.compile(r"(?:^|[\n,;|(])\s*[\"“(]?(\w{1,2}|[✓✔√●•])[\"”)]?\s*(=|[:–-](?=\s))\s*([^\W\d_][^\n,;|=]*)")
#: How many letters of words have to be equal: *Responsible* and *Responsibility*.
_STEM = 5


def legend_of(grid: Grid) -> dict[str, tuple[str, Place]]:
    """Return the meanings of letters that a sheet explains outside its rows of cells, by sign: in one text, or in two beside each other."""
    rows: dict[int, list[int]] = {}
    for row, column in sorted(grid.contents):
        rows.setdefault(row, []).append(column)
    widest = max(map(len, rows.values()), default=0)
    wide = [row for row, columns in rows.items() if len(columns) >= min(3, widest)]
    legend: dict[str, tuple[str, Place]] = {}
    for row, columns in rows.items():
        texts = [grid.texts[row, column] for column in columns]
        is_outside = bool(wide) and not wide[0] <= row <= wide[-1]
        pairs = [(hit[1], hit[3], column) for column in columns for hit in _MEANING.finditer(grid.texts[row, column][:_MOST_LEGEND])
                 if is_outside or hit[2] == "="]  # fmt: skip
        if is_outside and len(texts) == 2 and len(texts[0]) <= 2 and texts[0].isalpha() and len(texts[1]) > 3:
            pairs.append((texts[0], texts[1], columns[0]))
        for sign, words, column in pairs:
            legend.setdefault(sign.upper(), (words.strip(" )."), (row, column)))
    return legend


class Letters:
    """The letters of ``scheme`` and the states of cells, as people write them; ``answer`` returns what another text means."""

    def __init__(self, catalogue: Catalogue, scheme: Scheme, answer: Callable[[str], str | None], legend: Legend) -> None:
        self._answer, self._scheme, self.legend = answer, scheme, legend
        self.all = [str(letter.letter) for letter in scheme.letters]
        self._signs = {cased: letter for letter in self.all for cased in (letter.lower(), letter.upper())}
        self._signs |= {letter: letter for letter in self.all}
        self._words = {plain(word): str(letter.letter) for letter in scheme.letters for word in letter.word.values()}
        self._states = dict.fromkeys(("", "-", ".", "./."), "-") | {"n/a": "n/a", "na": "n/a", "n-a": "n/a", "tbd": "tbd"}
        for words in map(words_of, catalogue.identity.languages):
            for key, state in (("none", "-"), ("n-a", "n/a"), ("n-a.short", "n/a"), ("tbd", "tbd"), ("tbd.short", "tbd")):
                self._states[plain(words(f"cell.{key}"))] = state
        #: The signs to which the legend gives a meaning that is not clearly that of a letter, or of another one.
        self.unclear: set[str] = set()
        for sign, (words_in_legend, _) in legend.items():
            letter, same = self.meant(words_in_legend), self._signs.get(sign, "")
            if letter and same in ("", letter):
                self._signs |= {sign: letter, sign.lower(): letter}
            elif sign not in self._states:
                self.unclear |= {sign, sign.lower()}
        self._signs = {sign: letter for sign, letter in self._signs.items() if sign not in self.unclear}

    def in_order(self, cell: str) -> str:
        """Return the letters of a cell in the order of the scheme; a state as it is."""
        return self._scheme.in_order(cell) if {*cell} <= {*self.all} else cell

    def meant(self, words: str) -> str:
        """Return the letter whose word is among the first of ``words``, in any form; an empty text if none is, or several are."""
        stems = {token[:_STEM] for token in re.findall(r"\w{4,}", plain(words))[:4]}
        letters = {letter for word, letter in self._words.items() if word[:_STEM] in stems}
        return letters.pop() if len(letters) == 1 else ""

    def heading(self, text: str) -> str:
        """Return the letter that a heading names, by itself or by its word."""
        name = without_signs(text)[0].strip(" ().:")
        return self._part(name) or (self.meant(name) if len(name) > _STEM else "") or ""

    def is_word(self, text: str) -> bool:
        """Return whether ``text`` is the word of a letter."""
        return plain(text) in self._words

    def is_cross(self, text: str) -> bool:
        """Return whether ``text`` is a sign that a party has a part; what it means may have been answered."""
        sign = plain(_split(_AFTER_LETTERS, text)[0])
        return sign in _CROSSES and sign not in self._signs

    def is_coded(self, text: str) -> bool:
        """Return whether ``text`` is made of letters and of signs that the legend explains."""
        parts = _BETWEEN.split(text[:_LONGEST_CELL].strip())
        return bool(self.unclear) and all(sign in self._signs or sign in self.unclear for part in parts for sign in part)

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

    def unknown(self, text: str) -> list[str]:
        """Return the parts of ``text`` whose meaning is unknown; all of it if that is no list of short signs."""
        core = _split(_AFTER_LETTERS, text)[0].strip() or text
        if text.startswith("=") or self._answer(text) is not None or len(text) > _LONGEST_CELL:
            return [text]
        parts = [part for part in _BETWEEN.split(core) if part and self._part(part) is None]
        if max(map(len, parts), default=9) > 3:
            return [core]
        signs = self.unclear | self._signs.keys()
        whole = (part if set(part) - signs else [sign for sign in part if sign in self.unclear] for part in parts)
        return [*dict.fromkeys(sign for one in whole for sign in ([one] if isinstance(one, str) else one))]

    def _meant(self, text: str) -> str:
        return text if (answer := self._answer(text)) is None else answer

    def _content(self, text: str) -> str | None:
        if (state := self._states.get(plain(text))) is not None or len(text) > _LONGEST_CELL:
            return state
        parts = [text] if plain(text) in self._words else _BETWEEN.split(text.strip())
        letters = [self._part(part) for part in parts]
        cell = "".join(filter(None, letters))
        # A letter that is there twice may be a slip for another.
        return None if None in letters or not cell or len({*cell}) < len(cell) else self._scheme.in_order(cell)

    def _part(self, part: str) -> str | None:
        """Return the letters of a part of a cell, by its answer, its word or its signs."""
        letters = self._answer(part) or self._words.get(plain(part))
        if letters is None:
            letters = "".join(self._answer(sign) or self._signs.get(sign, "\0") for sign in part)
        elif letters in LEAVE_OUT:
            return ""
        return letters if {*letters} <= {*self.all} else None


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

    def names_of(self, kind: str, ids: Sequence[str]) -> list[str]:
        """Return the names of the objects ``ids``, for comparison."""
        return [name for name, own in self._ids[kind].items() if not own.keys().isdisjoint(ids)]

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


#: By kind, then by text or setting.
AnswersByKind = dict[str, dict[str, str]]
#: The headings of columns, by what is in the column.
_HEADINGS = {
    "task": ("matrix.task", "task.kicker"),
    "group": ("task.group",),
    "place": ("layer.kicker",),
    "party": ("party.kicker",),
}
#: Signs or words that may be letters or names, if they recur.
_SHORT_CODE, _WORDS = re.compile(r"[^\W\d_]{1,2}(?:[\s,/+&]+[^\W\d_]{1,2})*"), re.compile(r"[^\n.:]{2,40}")
#: Between names in one cell.
_BETWEEN_NAMES = re.compile(r"\s*(?:[,;/&+|\n]|\b(?:og|and|und|och)\b)\s*")
#: An identifier of a row: a number, or signs with one.
_CODE = re.compile(r"[\W\d]*|(?=\S*\d)\S{1,15}|[A-Za-z]{1,2}[.)]?")


class Vocabulary:
    """The meanings of the texts of a sheet, from the catalogue and the answers."""

    def __init__(self, catalogue: Catalogue, letters: Letters, names: ObjectNames, answers: AnswersByKind) -> None:
        self.letters, self._names, self.answers = letters, names, answers
        self._shared = {plain(word) for language in languages() for word in message("import.shared-words")[language].split(", ")}
        self._contents: dict[str, str] = {}
        #: Texts that are names because they recur, where none is known.
        self.recurrent: set[str] = set()
        self._headings = {"task": "task", "party": "party", "roles": "letter", "state": "state", "id": "id"}
        self._headings |= {plain(name): "place" for axis in catalogue.axes for name in axis.name.values()}
        self._headings |= dict.fromkeys(catalogue.axis_values, "place")
        for words in map(words_of, ("en", *catalogue.identity.languages)):
            self._headings |= {plain(words(key)): kind for kind, keys in _HEADINGS.items() for key in keys}

    def heading(self, text: str) -> str:
        """Return the kind of what is below the heading ``text``, by an answer or by the words of the interface."""
        return self.answers["heading"].get(plain(text)) or self._headings.get(plain(text), "")

    def is_a(self, kind: str, text: str) -> bool:
        if kind == "letter":
            return len(self.letters.heading(text)) == 1
        return (
            plain(text) in self.answers[kind] or bool(self._names.find(kind, text)) or (kind == "party" and self.is_shared(text))
        )

    def is_shared(self, text: str) -> bool:
        """Return whether ``text`` says that all parties share something."""
        return plain(without_signs(text)[0]) in self._shared

    def names_in(self, text: str) -> list[str]:
        """Return the names in a cell."""
        parts = [part for part in _BETWEEN_NAMES.split(without_signs(text)[0]) if part]
        return parts if len(parts) > 1 and not self.is_a("party", text) else [without_signs(text)[0].strip()]

    def content(self, text: str) -> str:
        """Return the content of a cell: letters, a cross, a state, names of parties; an empty text for another one."""
        if text not in self._contents:
            self._contents[text] = self._content(text)
        return self._contents[text]

    def _content(self, text: str) -> str:
        if self.letters.is_cross(text):
            return "cross"
        if self.is_shared(text):
            return "names"
        if (cell := self.letters.read(text)) is not None:
            return "letters" if {*cell.text} & {*self.letters.all} and cell.text not in ("n/a", "tbd") else "state"
        if self.letters.is_coded(text):
            return "letters"
        names = self.names_in(text) if len(text) < _LONGEST_CELL else []
        return "names" if names and all(self.is_a("party", name) or plain(name) in self.recurrent for name in names) else ""


class Ref(NamedTuple):
    """A text of the sheet, and its place."""

    text: str
    place: Place


class TableCell(NamedTuple):
    """A cell of a matrix, wherever its sheet has the task, the places, the party and the letters."""

    task: Ref
    id: str
    group: Ref | None
    #: The kind, *party* or *place*, and the heading.
    heads: tuple[tuple[str, Ref], ...]
    text: str
    place: Place
    #: True if it is about all parties.
    is_for_all: bool = False


@dataclass
class _Row:
    """A row of cells, the rows of headings above it, and its titles."""

    heads: tuple[int, ...]
    block: Ref | None
    group: Ref | None


class Layout:
    """Position of a matrix in ``grid``; it is empty, and false, if there is none."""

    def __init__(self, grid: Grid, words: Vocabulary, sheet: Ref | None = None) -> None:
        self.grid, self.texts, self.words, self._sheet = grid, grid.texts, words, sheet
        self._by_row: dict[int, list[int]] = {}
        for row, column in sorted(grid.texts):
            self._by_row.setdefault(row, []).append(column)
        #: The kinds of the columns beside the cells, and of the rows of headings.
        self.columns: dict[int, str] = {}
        self.levels: dict[int, str] = {}
        self.rows: dict[int, _Row] = {}
        self.heads: tuple[int, ...] = ()
        #: The headings whose kind is unknown, each with what it may be.
        self.asked: list[tuple[Ref, tuple[str, ...]]] = []
        #: The columns of cells.
        self.cells: dict[int, None] = {}
        #: What the cells have: *crosses* or *names* under letters, else *letters* or *names*.
        self.content = ""
        self._letter_rows: dict[int, None] = {}
        #: The titles that are places.
        self._titles: set[Ref] = set()
        for cells, rows in filter(None, self._candidates()):
            self.cells = dict.fromkeys(cells)
            name = next((column for column in self._by_row[rows[0]] if column not in cells), 0)
            self._start = next((column for column in cells if column > name), cells[0])
            self._find_rows(rows)
            if self.rows:
                self._find_columns()
                break

    def __bool__(self) -> bool:
        return bool(self.rows) and "task" in self.columns.values()

    @property
    def task(self) -> int:
        """Return the column of tasks."""
        return next(column for column, kind in self.columns.items() if kind == "task")

    @property
    def evidence(self) -> int:
        """Return the number of headings that are known."""
        heads = [(kind, self.texts.get((row, c), "")) for row, kind in self.levels.items() for c in self.cells if kind]
        heads += [("party", text) for column, kind in self.columns.items() if kind == "party" for text in self.in_column(column)]
        answered = self.words.answers["heading"]
        return sum(bool(text) and (self.words.is_a(kind, text) or plain(text) in answered) for kind, text in heads)

    @property
    def known_tasks(self) -> int:
        """Return the number of tasks that are known."""
        return sum(self.words.is_a("task", text) for text in self.in_column(self.task))

    def in_column(self, column: int) -> Iterator[str]:
        """Yield the texts of a column in the rows of cells."""
        yield from (self.texts[row, column] for row in self.rows if (row, column) in self.texts)

    @property
    def shape(self) -> str:
        """Return the name of the shape, for messages."""
        if "party" in self.columns.values():
            return "list"
        if self.content == "names":
            return "names" if self._letter_rows or "letter" in self.levels.values() else "named"
        return "across" if self.grid.is_turned else "crosses" if self.content == "crosses" else "parties"

    def groups(self) -> dict[str, set[str]]:
        """Return the groups that each name of a task is in."""
        groups: dict[str, set[str]] = {}
        for entry in self.entries():
            groups.setdefault(plain(entry.task.text), set()).add(plain(entry.group.text) if entry.group else "")
        return groups

    def names(self) -> Iterator[Place]:
        """Yield the places of the headings, and of the tasks, groups and other names beside the cells."""
        yield from ((row, column) for row in self.levels for column in self._by_row[row])
        yield from ((row, column) for row in self.rows for column, kind in self.columns.items() if kind)
        for row in self.rows.values():
            yield from (title.place for title in (row.block, row.group) if title)

    # ---- Where the cells are

    def _candidates(self) -> Iterator[tuple[list[int], list[int]] | None]:
        """Yield the columns of cells and the rows that have mostly these, behind their name: by what is known, then by what recurs."""
        yield from self._lists()
        contents = {place: self.words.content(text) for place, text in self.texts.items()}
        if own := self._columns_under_letters(contents):
            below = [row for row in self._by_row if row > min(self._letter_rows) and row not in self._letter_rows]
            if rows := [row for row in below if self._has_cells(row, own)]:
                yield own, rows
            self._letter_rows = {}
        marks, names, states = (
            {place for place, kind in contents.items() if kind in kinds}
            for kinds in (("letters", "cross"), ("names",), ("state",))
        )
        if marks and (len(marks) >= len(names) or self._fills_a_column(marks, states)):
            yield self._behind_names(marks | states)
        yield self._behind_names(names | states) if names else None
        yield self._behind_names({*self._recurrent(_SHORT_CODE)} | states)
        recurrent = {*self._recurrent(_WORDS)}
        self.words.recurrent = {plain(self.texts[place]) for place in recurrent}
        yield self._behind_names(recurrent | states)

    def _lists(self) -> Iterator[tuple[list[int], list[int]]]:
        """Yield the column of letters and the first row of a list, by its headings."""
        for row, columns in itertools.islice(self._by_row.items(), _FIRST_ROWS):
            kinds = {self.words.heading(self.texts[row, column]): column for column in columns}
            if kinds.keys() >= {"task", "party", "letter"}:
                yield [kinds["letter"]], [each for each in self._by_row if each > row][:1] or [row]

    def _recurrent(self, form: re.Pattern[str]) -> Iterator[Place]:
        """Yield the places of the texts of a ``form`` that are in several columns, or many times in one, behind the first of their rows."""
        places: dict[str, list[Place]] = {}
        for (row, column), text in self.texts.items():
            if column > self._by_row[row][0] and form.fullmatch(text):
                places.setdefault(plain(text), []).append((row, column))
        columns = Counter(column for row, column in self.texts if column > self._by_row[row][0])
        kinds = Counter(column for own in places.values() for column in {column for _, column in own})
        for own in places.values():
            few = [place for place in own if form is _SHORT_CODE or kinds[place[1]] * 2 <= columns[place[1]]]
            yield from few if len(few) > 1 else ()

    def _columns_under_letters(self, contents: Mapping[Place, str]) -> list[int]:
        """Return the columns below letters as headings, which have crosses or names."""
        above: dict[int, str] = {}  # a column whose texts are letters, or that is below a party, is one of cells
        for row, columns in itertools.islice(self._by_row.items(), _FIRST_ROWS):
            letters = {c: letter for c in columns if len(letter := self.words.letters.heading(self.texts[row, c])) == 1}
            different = {*letters.values()}
            is_row = 1 < len(different) == len({self.texts[row, c] for c in letters}) and "letters" not in map(above.get, letters)
            if is_row and (same := self._are_above(row, letters, contents, "names" in map(above.get, letters))):
                self._letter_rows = dict.fromkeys(same)
                return [*letters]
            above |= {c: contents[row, c] for c in columns if contents[row, c] in ("letters", "names")}
        return []

    def _are_above(self, row: int, letters: Collection[int], contents: Mapping[Place, str], is_named: bool) -> list[int]:
        """Return the rows that have the same letters as ``row`` if crosses or names are below these, else none."""
        kinds, same = Counter[str](), list[int]()
        for r, columns in self._by_row.items():
            if r >= row and all(self.texts.get((r, c)) == self.texts[row, c] for c in letters):
                same.append(r)
            elif r > row:
                own = [(r, c) for c in columns if c in letters]
                kinds.update(contents[at] or ("words" if len(self.texts[at]) > 2 and not is_named else "") for at in own)
            if kinds["letters"]:
                return []
        is_mostly = 2 * (kinds["cross"] + kinds["names"] + kinds["words"]) > kinds.total() - kinds["state"] > 0
        return same if is_mostly else []

    def _has_cells(self, row: int, columns: Sequence[int]) -> bool:
        own = {column: self.texts[row, column] for column in self._by_row[row]}
        return min(own) < columns[0] and len({*own.values()}) > 1 and not own.keys().isdisjoint(columns)

    def _fills_a_column(self, marks: set[Place], states: set[Place]) -> bool:
        hits, counts = (Counter(column for _, column in places) for places in (marks, self.texts.keys() - states))
        return any(hits[column] > 1 and hits[column] * 2 >= counts[column] for column in hits)

    def _behind_names(self, places: set[Place]) -> tuple[list[int], list[int]] | None:
        """Return the columns of mostly ``places``, and the rows that have mostly these there, behind their name."""
        named = {row: next((c for c in columns if (row, c) not in places), 0) for row, columns in self._by_row.items()}
        rows = {row for row, column in places if column > named[row] > 0}
        columns = self._columns_of({place for place in places if place[0] in rows and place[1] > named[place[0]]}, rows)
        sure = [row for row in sorted(rows) if self._has_mostly(row, columns, places)]
        if not sure or not columns:
            return None
        left = min(named[row] for row in sure)
        columns = sorted(self._below_parties(sure).union(column for column in columns if column > left))
        return (columns, sure) if columns else None

    def _columns_of(self, places: set[Place], rows: set[int]) -> list[int]:
        """Return the columns of which ``places`` fill most in ``rows``."""
        counts = Counter(column for row in rows for column in self._by_row[row])
        hits = Counter(column for _, column in places)
        ids = {column for (_, column), text in self.texts.items() if text.casefold() == "id"}
        return sorted(column for column in hits.keys() - ids if hits[column] * 2 >= counts[column])

    def _has_mostly(self, row: int, columns: Collection[int], places: set[Place]) -> bool:
        filled = [(row, column) in places for column in self._by_row[row] if column in columns]
        return 2 * sum(filled) >= len(filled) > 0

    def _below_parties(self, rows: Sequence[int]) -> set[int]:
        """Return the columns that have a party above ``rows``, and no names in these."""
        heads = {c for (row, c), text in self.texts.items() if row < rows[0] and self.words.is_a("party", text)}
        own = ((row, c) for row in rows for c in self._by_row[row] if c in heads)
        return heads - {place[1] for place in own if self.words.content(self.texts[place]) == "names"}

    def _find_rows(self, sure: list[int]) -> None:
        """Find the rows of cells, the headings above them, and the titles between."""
        first, last = sure[0], sure[-1]
        self.heads = (*reversed([*itertools.islice(self._heads(first), _FIRST_ROWS)]),)
        if not self.heads:
            return
        self.content = self._find_content()
        top = self._title_above()
        heads, titles, block, group = self.heads, list[Ref](), top, None
        for row in [row for row in self._by_row if row > self.heads[-1]]:
            name = self._name(row)
            if (level := self._level_again(row, heads)) is not None:
                heads = (*heads[:level], row, *heads[level + 1 :])
                known = (
                    self.words.heading(name.text) or _CODE.fullmatch(name.text) or name.text == self._name(self.heads[-1]).text
                )
                titles += [name] if name.place[1] < self._start and not titles and not known else []
                block, group, titles = titles[-1] if titles else block, None if titles else group, []
            elif self._is_row(row, last):
                for title in titles:
                    block, group = (title, None) if self._is_place(title.text) else (block, title)
                titles = []
                self.rows[row] = _Row(heads, block, group)
            elif row < last:
                titles.append(name)
        self._find_levels(top)

    def _title_above(self) -> Ref | None:
        """Return the title above the first headings."""
        above = [row for row in self._by_row if self.heads[0] - 3 <= row < self.heads[0]][-1:]
        return next((self._name(row) for row in above if len({self.texts[row, c] for c in self._by_row[row]}) == 1), None)

    def _find_levels(self, top: Ref | None) -> None:
        """Find the kinds of the rows of headings; a title above the only ones is none of the matrix, unless it is a place."""
        if top and not self._is_place(top.text) and all(each.heads == self.heads for each in self.rows.values()):
            for each in self.rows.values():
                each.block = None if each.block == top else each.block
        rows = {each.heads for each in self.rows.values()}
        last = {heads[-1] for heads in rows}
        for row in set[int]().union(*rows):
            texts = list(dict.fromkeys(self._in_cells(row).values()))
            self.levels[row] = self._level(row, texts, row in last) if texts else ""

    def _in_cells(self, row: int) -> dict[int, str]:
        """Return the texts of a row in the columns of cells."""
        return {column: self.texts[row, column] for column in self._by_row[row] if column in self.cells}

    def _name(self, row: int) -> Ref:
        """Return the first text of a row, behind its number."""
        columns = self._by_row[row]
        column = next((column for column in columns if not _CODE.fullmatch(self.texts[row, column])), columns[0])
        return Ref(self.texts[row, column], (row, column))

    def _is_place(self, text: str) -> bool:
        return self.words.is_a("place", text) and not self.words.is_a("group", text)

    def _level_again(self, row: int, heads: tuple[int, ...]) -> int | None:
        """Return the level of headings that ``row`` repeats, perhaps in another order or with others that are known."""
        own = self._in_cells(row)
        if not own:
            return None
        for level, head in enumerate(heads):
            before = self._in_cells(head)
            if {*map(plain, own.values())} == {*map(plain, before.values())} and (len(before) > 1 or own == before):
                return level
        if row in self._letter_rows:
            return len(heads) - 1
        kinds = {kind for kind in ("party", "place") if all(self.words.is_a(kind, text) for text in own.values())}
        is_new = kinds and self.content != "names" and {*map(self.words.content, own.values())}.isdisjoint(("letters", "cross"))
        return len(heads) - 1 if is_new and len({*own.values()}) > 1 else None

    def _find_content(self) -> str:
        texts = [text for row in self._by_row if row > self.heads[-1] for text in self._in_cells(row).values()]
        kinds, unknown = Counter(map(self.words.content, texts)), self._letter_rows or self.words.recurrent
        if self.words.recurrent and any(self.words.is_a("party", self.texts.get((self.heads[-1], c), "")) for c in self.cells):
            return "letters"  # words for letters, such as yes and no, below parties
        if kinds["cross"] + kinds["letters"] < kinds["names"] + (kinds[""] if unknown else 0):
            return "names"
        return "crosses" if self._letter_rows else "letters"

    def _is_row(self, row: int, last: int) -> bool:
        """Return whether a row has cells, the name of a task, or several names; below the ``last`` sure one it must not be a footnote or a sum."""
        first, *others = ((row, column) for column in self._by_row[row])
        texts = [self.texts[place] for place in (first, *others)]
        is_row = any(self.texts[place] != texts[0] for place in others if place[1] in self.cells)  # a title may span the cells
        is_row |= any(self.words.is_a("task", text) and not self.words.is_a("group", text) for text in texts)
        if row > last:
            return is_row and first[1] < self._start and not self._is_footnote_or_sum(row, texts)
        before = {self.texts[place] for place in (first, *others) if place[1] < self._start and place not in self.grid.merged}
        return is_row or len([text for text in before if not _CODE.fullmatch(text)]) > 1

    def _is_footnote_or_sum(self, row: int, texts: list[str]) -> bool:
        cells = self._in_cells(row).values()
        is_footnote = footnote(texts[0]) is not None and len({*texts[1:]}) == 1
        return is_footnote or (bool(cells) and all(map(str.isdecimal, cells)))

    def _heads(self, first: int) -> Iterator[int]:
        """Yield the rows of headings above ``first``; one text, or a row before an empty one, is no heading unless it is known."""
        lowest = 0
        for row in reversed([row for row in self._by_row if row < first]):
            own = {self.texts[row, column] for column in self._by_row[row]}
            is_known = row in self._letter_rows or any(self.words.is_a(kind, text) for text in own for kind in ("party", "place"))
            is_title = not is_known and (len(own) == 1 or lowest - row > 1)
            if not is_title and any(column in self.cells for column in self._by_row[row]):
                lowest = row
                yield row
            elif lowest:
                return

    # ---- What the headings are

    def _level(self, row: int, texts: list[str], is_last: bool) -> str:
        if answers := [*filter(None, map(self._answer, texts))]:
            return answers[0]
        if row in self._letter_rows:
            return "letter"
        if {"letter"} == {self.words.heading(text) for text in texts}:
            return ""
        counts = {kind: sum(self.words.is_a(kind, text) for text in texts) for kind in ("party", "place", "letter")}
        if self.content == "names" and is_last:
            return self._level_above_names(row, texts, counts)
        is_nearest = is_last or bool(self._letter_rows)
        return "party" if counts["party"] > counts["place"] or (counts["party"] == counts["place"] and is_nearest) else "place"

    def _level_above_names(self, row: int, texts: list[str], counts: Mapping[str, int]) -> str:
        is_letter = counts["letter"] and (len(texts) > 1 or self.words.letters.is_word(texts[0]))
        if is_letter or counts["place"]:
            return "letter" if counts["letter"] > counts["place"] else "place"
        if len(texts) > 1:
            place = next((row, c) for c in self.cells if (row, c) in self.texts)
            self.asked.append((Ref(texts[0], place), ("place", "letter")))
        return ""

    def _find_columns(self) -> None:
        """Find the columns of tasks, ids, groups, places and parties beside the cells."""
        places = sorted((column, row) for row in self.rows for column in self._by_row[row])
        by_column = itertools.groupby(places, key=lambda place: place[0])
        texts = {column: [self.texts[place[::-1]] for place in own] for column, own in by_column}
        beside = [column for column in texts if column not in self.cells]
        self.columns = {column: self._kind(column, texts[column]) for column in beside}
        if len(self.cells) == 1 and "party" in self.columns.values():
            self.levels[self.heads[-1]] = ""
        elif "party" in self.levels.values():
            self._clear("party")
        free = [column for column in beside if not self.columns[column] and not self._answer(self.head(column))]
        task = self._task_column(texts, [column for column in free if column < self._start])
        self._clear("task")
        self.columns |= {task: "task"} if task else {}
        self._find_others(texts, [column for column in free if column < self._start and column != task], task)

    def _clear(self, kind: str) -> None:
        """Leave out the columns of a kind."""
        self.columns |= {column: "" for column, own in self.columns.items() if own == kind}

    def _find_others(self, texts: Mapping[int, list[str]], free: list[int], task: int) -> None:
        """Find the groups in a column before the tasks; ask about columns that tell repeated tasks apart."""
        names = Counter(self.texts.get((row, task), "") for row in self.rows)
        is_repeated = sum(count for count in names.values() if count > 1) * 2 > len(self.rows)
        kinds = ("place", "group", *(("party",) if len(self.cells) == 1 else ()))
        for column in free:
            number = len(self.rows) + 1 if all(map(_CODE.fullmatch, texts[column])) else len({*texts[column]})
            if is_repeated and number * 2 <= len(self.rows):
                self.asked.append((Ref(self.head(column), (self.heads[-1], column)), kinds))
            elif column < task and number < len(self.rows) and "group" not in self.columns.values():
                self.columns[column] = "group"
        self._find_titles(is_repeated and not {"place", "party"} & {*self.columns.values()} and not self.asked)

    def _find_titles(self, is_repeated: bool) -> None:
        """Find the kind of the titles above rows or tables; ask if it is unknown, and the same tasks are below several."""
        key = "block" if any(row.block for row in self.rows.values()) else "group"
        titles = list(dict.fromkeys(title for row in self.rows.values() if (title := getattr(row, key))))
        known = Counter(kind for title in titles for kind in ("place", "group") if self.words.is_a(kind, title.text))
        kind = next(filter(None, (self._answer(title.text) for title in titles)), "") or (
            "place" if known["place"] > known["group"] else ""
        )
        if not kind and not known["group"] and is_repeated and len(titles) > 1:
            self.asked.append((titles[0], ("place", "group")))
        self._titles = {*titles} if kind == "place" else set()

    def _answer(self, text: str) -> str:
        return self.words.answers["heading"].get(plain(text), "")

    def head(self, column: int) -> str:
        """Return the heading of a column, else its letters."""
        return next((self.texts[row, column] for row in reversed(self.heads) if (row, column) in self.texts), column_name(column))

    def _kind(self, column: int, texts: list[str]) -> str:
        """Return the kind of a column by its heading or by the names in it."""
        if (kind := self.words.heading(self.head(column))) and kind != "letter":
            return "" if kind in LEAVE_OUT else kind
        likely = Counter(
            kind for text in texts for kind in ("task", "group", "place", "party") if self.words.is_a(kind, last_name(text))
        )
        kind, count = next(iter(likely.most_common(1)), ("", 0))
        return kind if 2 * count > len(texts) else ""

    def _task_column(self, texts: Mapping[int, list[str]], free: list[int]) -> int:
        """Return the column of tasks: the one that is known as that, else the first with the most names, of which none is a code."""
        if tasks := [column for column, kind in self.columns.items() if kind == "task"]:
            return max(tasks, key=lambda column: sum(self.words.is_a("task", text) for text in texts[column]))
        codes = {column: sum(map(bool, map(_CODE.fullmatch, texts[column]))) for column in free}
        names = {column: len({*texts[column]}) for column in free if 2 * codes[column] < len(texts[column])}
        most = max(names.values(), default=0)
        return next((column for column, count in names.items() if count * 10 >= most * 9), max(free, default=0))

    # ---- The entries

    def entries(self) -> Iterator[TableCell]:
        """Yield the cells of the matrix; a blank group, place or task is that of the row above."""
        above: dict[int, Ref] = {}
        headings = functools.cache(lambda heads, column: (*self._over(heads, column),))
        read = {"letters": self._letters, "crosses": self._crosses, "names": self._names}[self.content]
        for row, layout in self.rows.items():
            own = {column: Ref(text, (row, column)) for column in self.columns if (text := self.texts.get((row, column)))}
            if self.task in own:  # what is behind a task is of this task
                above = {column: ref for column, ref in above.items() if self.columns[column] == "group" or column < self.task}
            above |= own
            if self.task not in above:
                continue
            kinds = {self.columns[column]: ref for column, ref in above.items()}
            group, heads = self._around(layout, above)
            state = own_state.text if (own_state := kinds.get("state")) in own.values() and own_state else ""
            for column in self.cells:
                text = self.texts.get((row, column), "") or state
                id = kinds["id"].text if "id" in kinds else ""
                if over := (*heads, *headings(layout.heads, column)):  # without a heading, it is left out
                    yield from read(TableCell(kinds["task"], id, group, over, text, (row, column)))

    def _around(self, row: _Row, beside: Mapping[int, Ref]) -> tuple[Ref | None, list[tuple[str, Ref]]]:
        """Return the group of a row, and the places and the party that are beside or above it."""
        titles = [title for title in (row.group, row.block) if title]
        groups = [title for title in titles if title not in self._titles]
        named = [(self.columns[column], ref) for column, ref in beside.items()]
        heads = [(kind, ref) for kind, ref in named if kind in ("place", "party")]
        heads += [("place", title) for title in (*titles, self._sheet) if title and title not in groups]
        return next((ref for kind, ref in named if kind == "group"), None) or next(iter(groups), None), heads

    def _over(self, heads: tuple[int, ...], column: int) -> Iterator[tuple[str, Ref]]:
        """Yield the headings of a column."""
        first = next(iter(self.cells))
        for head in heads:
            columns = self._by_row[head]
            nearest = columns[bisect(columns, column) - 1]  # without merged cells, a heading is above the first of its columns
            if nearest == column or (head != heads[-1] and first <= nearest < column):
                text = self.texts[head, nearest]
                yield self._kind_of_heading(head, text), Ref(text, (head, nearest))

    def _kind_of_heading(self, head: int, text: str) -> str:
        """Return what a heading is, by itself, or else what most others of its row are."""
        if self.levels[head] in ("letter", ""):
            return self.levels[head]
        return next((kind for kind in ("party", "place") if self.words.is_a(kind, text)), self.levels[head])

    def _letters(self, entry: TableCell) -> Iterator[TableCell]:
        """Read a cell with letters under a party; what is under *Shared* is for all."""
        shared = [ref for kind, ref in entry.heads if kind == "party" and self.words.is_shared(ref.text)]
        heads = tuple(head for head in entry.heads if head[0] in ("party", "place") and head[1] not in shared)
        if not shared:
            yield entry._replace(heads=heads)
        elif entry.text:
            is_cross = self.words.letters.is_cross(entry.text)
            yield entry._replace(heads=heads, text=shared[0].text if is_cross else entry.text, is_for_all=True)

    def _crosses(self, entry: TableCell) -> Iterator[TableCell]:
        """Read a cross below a letter and a party: it is that letter."""
        letter = next((self.words.letters.heading(ref.text) for kind, ref in entry.heads if kind == "letter"), "")
        heads = tuple(head for head in entry.heads if head[0] in ("party", "place"))
        text = "" if self.words.content(entry.text) == "state" else entry.text
        if self.words.letters.is_cross(text):
            text = letter + text[len(_split(_AFTER_LETTERS, text)[0]) :]
        yield entry._replace(heads=heads, text=text)

    def _names(self, entry: TableCell) -> Iterator[TableCell]:
        """Read the names in a cell: these have the letter in its heading, or else a cross."""
        letter = next((self.words.letters.heading(ref.text) or ref.text for kind, ref in entry.heads if kind == "letter"), "")
        heads = tuple(head for head in entry.heads if head[0] == "place")
        if self.words.content(entry.text) == "state":
            yield entry._replace(heads=heads, text="" if letter else entry.text, is_for_all=True)
            return
        signs = entry.text[len(without_signs(entry.text)[0]) :]
        for name in self.words.names_in(entry.text):
            if self.words.is_shared(name):
                yield entry._replace(heads=heads, text=letter or name, is_for_all=True)
            else:
                yield entry._replace(heads=(*heads, ("party", Ref(name, entry.place))), text=(letter or "X") + signs)


def last_name(text: str) -> str:
    """Return the last of the names in *Group › Group*, as our own workbook has them."""
    return re.split(r"\s*[›>]\s*", text)[-1]
