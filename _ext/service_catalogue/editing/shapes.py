"""Sheets as grids of texts, and the shapes of a matrix in them: each is read into the same entries (task, places, party, letters)."""

import difflib
import functools
import itertools
import operator
import re
import unicodedata
from bisect import bisect
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import NamedTuple

from service_catalogue.locale.words import words_of
from service_catalogue.messages.quotation import visible
from service_catalogue.messages.texts import languages, message
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.service import Service
from service_catalogue.model.shared import Scheme

#: A row and a column, from 1.
Place = tuple[int, int]
#: By sign, its meaning.
Legend = Mapping[str, str]


@dataclass
class Grid:
    """The texts of a sheet; a merged cell has its text at each place."""

    #: The sheet; for a text file, the file.
    name: str
    texts: dict[Place, str] = field(default_factory=dict)
    comments: dict[Place, str] = field(default_factory=dict)
    #: The places of merged cells but for the first of each, with that.
    merged: dict[Place, Place] = field(default_factory=dict)
    #: The hidden rows, and the hidden columns.
    hidden: tuple[set[int], set[int]] = field(default_factory=lambda: (set(), set()))
    #: The cells whose text is struck out.
    struck: set[Place] = field(default_factory=set)
    is_hidden: bool = False
    #: True if rows and columns are exchanged: the sheet has its tasks across.
    is_turned: bool = False
    #: True for each of several tables beside each other.
    is_part: bool = False
    #: The number of cells of each row of a file of texts.
    widths: dict[int, int] = field(default_factory=dict)
    #: The cells of a legend, which are no part of ``texts``.
    legend: set[Place] = field(default_factory=set)

    def parts(self) -> list["Grid"]:
        """Return the tables that are beside each other, below the same headings twice; else the grid alone."""
        rows = by_row(self.contents)
        for row, columns in itertools.islice(rows.items(), _FIRST_ROWS):
            texts = [self.texts[row, column] for column in columns]
            size = texts.index(texts[0], 1) if texts[0] in texts[1:] else len(texts)
            starts, below = columns[::size], {own[0] for each, own in rows.items() if each > row}
            if size > 1 and below and texts == texts[:size] * len(starts) and below <= {*starts} and starts[1:]:
                areas = itertools.starmap(range, itertools.pairwise([0, *starts[1:], 1 << 30]))
                own = ({at: text for at, text in self.texts.items() if at[1] in area} for area in areas)
                return [replace(self, texts=texts, is_part=True) for texts in own]
        return [self]

    def at(self, *places: Place, most: int = 6) -> str:
        """Return the addresses of cells: *Sheet1!C5, D7*; at ``most`` so many."""
        firsts = dict.fromkeys(self.merged.get(place, place) for place in places)
        turned = [place[::-1] if self.is_turned else place for place in firsts]
        # The name of the sheet is in no column.
        named = [f"{column_name(column)}{row}" for row, column in turned[:most] if column]
        return f"{visible(self.name)}{'!' if named else ''}{', '.join(named)}{' …' if len(turned) > most else ''}"

    def turned(self) -> "Grid":
        """Return the grid with rows and columns exchanged."""
        texts, comments = ({place[::-1]: text for place, text in own.items()} for own in (self.texts, self.comments))
        merged = {place[::-1]: first[::-1] for place, first in self.merged.items()}
        struck, legend = ({place[::-1] for place in own} for own in (self.struck, self.legend))
        hidden = self.hidden[::-1]
        return Grid(self.name, texts, comments, merged, hidden, struck, self.is_hidden, not self.is_turned, legend=legend)

    @property
    def contents(self) -> set[Place]:
        """Return the places of cells with a text, a merged cell once."""
        return self.texts.keys() - self.merged.keys()


def by_row(places: Iterable[Place]) -> dict[int, list[int]]:
    """Return the columns of places by their row, both in order."""
    rows = itertools.groupby(sorted(places), key=operator.itemgetter(0))
    return {row: [column for _, column in own] for row, own in rows}


def column_name(column: int) -> str:
    """Return the letters of a column: 28 is AB."""
    rest, last = divmod(column - 1, 26)
    return (column_name(rest) if rest else "") + chr(ord("A") + last)


_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
_SIGN = r"[*†‡§]++|[¹²³⁰⁴-⁹]++|(?<![\d(])(?<!\d )\(?\d{1,2}\)|\[\w{1,2}\]"
#: The signs of footnotes at the end of a name, of letters, and at the beginning of a footnote.
_AFTER_NAME = re.compile(rf"(?:[\s,]*(?:{_SIGN}))+$")
_AFTER_LETTERS = re.compile(rf"(?:[\s,]*(?:{_SIGN}|(?<![\d.])\d{{1,2}}))+$")
_FOOTNOTE = re.compile(rf"({_SIGN}|\d{{1,2}}[.:]?)\s*[:–-]?\s*(\S.*)?", re.DOTALL)
_ONE_SIGN = re.compile(rf"{_SIGN}|\d{{1,2}}")
#: A letter before or behind the words of a heading.
_LETTER_BESIDE = re.compile(r"[(\[]([^\W\d_]{1,2})[)\]]$|^\(?([^\W\d_]{1,2})\)?\s*[-–—:=]\s")
_NUMBER = re.compile(r"^\s*\d{1,3}(?:\.\d{1,3})*[.)]?\s+(?=[^\W\d_])")
#: Words in brackets, which qualify a name or letters.
_IN_BRACKETS = re.compile(r"\s*\(([^()]*[^\W\d_]{3}[^()]*)\)")
_BEHIND_DASH = re.compile(r"(\w{1,3}(?:\s*[/,+&]\s*\w{1,3})*)\s+[–—-]\s+(\S.*[^\W\d_]{3}.*)")
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
#: Signs that say that a party has a part, and not which; and all symbols, which may say so, or the opposite.
_CROSSES = {"x", *"✓✔√●•☑✅⬤"}
_SYMBOL = "[•←-⯿🌀-🫿]"
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


def without_number(name: str) -> str:
    """Return a name without the number before it: *1.2 Backup*."""
    return _NUMBER.sub("", name)


def _split(pattern: re.Pattern[str], text: str) -> tuple[str, tuple[str, ...]]:
    hit = pattern.search(text, max(0, len(text) - _LONGEST_SIGNS))
    return (text[: hit.start()], tuple(_sign(sign) for sign in _ONE_SIGN.findall(hit[0]))) if hit else (text, ())


def _sign(text: str) -> str:
    """Return a sign of a footnote without its brackets; a raised figure is a figure."""
    return unicodedata.normalize("NFKC", text).strip("()[].: ")


@functools.cache
def words_in(key: str) -> frozenset[str]:
    """Return the words in a message, which commas divide, of every language."""
    return frozenset(plain(word) for language in languages() for word in message(key)[language].split(", "))


def is_denied(words: str) -> bool:
    """Return whether ``words`` deny something: *No responsibility*."""
    return not {*plain(words).split()}.isdisjoint(denial.split()[0] for denial in words_in("import.no-words"))


def unqualified(text: str) -> tuple[str, str]:
    """Return the text of a cell without what is in brackets, or behind letters and a dash, and that: *Provider (hosts)*; else empty texts."""
    if hit := _BEHIND_DASH.fullmatch(text):
        return hit[1], hit[2]
    core, count = _IN_BRACKETS.subn("", text)
    own = _IN_BRACKETS.search(text)
    return (core.strip(" ,"), own[1] if count == 1 and own.end() == len(text) else text) if own and core.strip() else ("", "")


def footnote(text: str) -> tuple[str, str] | None:
    """Return the sign and the text of a footnote; the text is empty where the sign is alone."""
    hit = _FOOTNOTE.fullmatch(text)
    return (_sign(hit[1]), (hit[2] or "").strip()) if hit else None


#: A sign and its meaning in a legend: *R = Responsible*, *● Customer*, *Responsible (R)*.
_MEANINGS = (
    re.compile(
        r"(?:^|[\n,;|(/?!:.]|(?<=\s)(?=\w{1,5}\s*=))\s*[\"“(]?(?P<sign>\w{1,2}|\w{3,5}(?=\s*=))[\"”)]?\s*(?:=|[:–-](?=\s))\s*"
        r"(?P<words>[^\W\d_](?:(?![\s/]+(?:[\"“(]?\w{1,2}[\"”)]?\s*[=:]|\w{3,5}\s*=))[^\n,;|=.])*)"
    ),
    re.compile(rf"(?P<sign>{_SYMBOL})\s*[=:–-]?\s*(?P<words>[^\W\d_](?:(?!{_SYMBOL})[^\n,;|=])*)"),
    re.compile(r"(?P<words>[^\W\d_][\w /-]{3,40}?)\s*\((?P<sign>[^\W\d_a-z])\)(?!\s*=)"),
)
#: The words for the duties of letters.
_DUTIES = ("import-duty.does", "import-duty.answers-for", "import-duty.consulted", "import-duty.informed")
#: How many letters of words have to be equal: *Responsible* and *Responsibility*.
_STEM = 5


def legend_of(grid: Grid) -> tuple[dict[str, str], set[Place]]:
    """Return the meanings of letters that a sheet explains outside its rows of cells, by sign, and the cells that do nothing else."""
    legend, places, inside = dict[str, str](), set[Place](), _rows_of_cells(grid)
    behind_gaps = _behind_gaps({column for _, column in grid.contents})
    for row, columns in by_row(grid.contents).items():
        is_outside = row not in inside
        apart = {*columns} if is_outside else behind_gaps.intersection(columns)
        pairs = [*_explained(grid, row, sorted(apart), _MEANINGS)]
        pairs += _explained(grid, row, sorted({*columns} - apart), _MEANINGS[: row == inside.start])
        is_beside = len(columns) > 2 and columns[-2] in behind_gaps and columns[-1] == columns[-2] + 1
        texts = [grid.texts[row, column] for column in columns[-2:]]
        if (is_beside or (is_outside and len(columns) == 2)) and _is_pair(*texts):
            pairs += [(texts[0], texts[1], columns[-2])]
            own_rows = (row, row - 1) if is_beside or row - 1 not in inside else (row,)  # with headings
            places |= {*itertools.product(own_rows, columns[-2:])}
        places |= {(row, column) for *_, column in pairs if column in apart and _is_only_legend(grid.texts[row, column])}
        legend = {sign.upper(): words.strip(" ).") for sign, words, _ in reversed(pairs)} | legend
    return legend, places & grid.contents


def _behind_gaps(columns: set[int]) -> set[int]:
    """Return the columns behind an empty one."""
    return {column for column in columns if column - 1 not in columns and column > min(columns)}


def _explained(
    grid: Grid, row: int, columns: Iterable[int], forms: Collection[re.Pattern[str]]
) -> Iterator[tuple[str, str, int]]:
    """Yield the signs in a row with their meanings and columns, in ``forms`` or with *=*; a symbol only if it is in the cells."""
    for column in columns:
        for hit in _meanings(grid.texts[row, column]):
            sign = hit["sign"]
            is_sign = hit.re is _MEANINGS[1] or (sign.isalpha() and (len(sign) == 1 or sign.isupper()))
            is_used = hit.re is not _MEANINGS[1] or sign in grid.texts.values()
            if is_sign and is_used and ("=" in hit[0] or hit.re in forms):
                yield sign, hit["words"], column


def _rows_of_cells(grid: Grid) -> range:
    """Return the rows from the first to the last that have several cells and more than a legend; a sheet of two columns may be one alone."""
    rows = by_row(grid.contents)
    wide = min(3, max(map(len, rows.values()), default=0))
    own = [
        row for row, columns in rows.items() if len(columns) >= wide and not all(_meanings(grid.texts[row, c]) for c in columns)
    ]
    return range(own[0], own[-1] + 1) if own and len({column for _, column in grid.contents}) > 2 else range(0)


@functools.lru_cache(maxsize=8192)
def _meanings(text: str) -> list[re.Match[str]]:
    """Return the signs in a text with their meanings; a short text has none."""
    return [hit for form in _MEANINGS for hit in form.finditer(text[:_MOST_LEGEND])] if len(text) >= _STEM else []


def _is_only_legend(text: str) -> bool:
    """Return whether a text has few words beside signs and their meanings."""
    for hit in _meanings(text):
        text = text.replace(hit[0], "")
    return len(re.findall(r"[^\W\d_]{4,}", text)) < 3


def _is_pair(sign: str, meaning: str) -> bool:
    """Return whether the texts of two cells beside each other are a sign, or an abbreviation, and its meaning in words."""
    is_sign = len(sign) <= 2 or (len(sign) <= _STEM and sign.isalpha() and sign.isupper())
    return is_sign and not footnote(sign) and bool(re.search(r"[^\W\d_]{4}", meaning))


def _states(catalogue: Catalogue) -> dict[str, str]:
    """Return the states of cells by the words that people, or our own workbook, have for them."""
    states = dict.fromkeys(("", "-", ".", "./.", *words_in("import.no-words")), "-")
    states |= {"n/a": "n/a", "na": "n/a", "n-a": "n/a", "tbd": "tbd"}
    for words in map(words_of, catalogue.identity.languages):
        for key, state in (("none", "-"), ("n-a", "n/a"), ("n-a.short", "n/a"), ("tbd", "tbd"), ("tbd.short", "tbd")):
            states[plain(words(f"cell.{key}"))] = state
    return states


class Letters:
    """The letters of ``scheme`` and the states of cells, as people write them; ``answer`` returns what another text means."""

    def __init__(self, catalogue: Catalogue, scheme: Scheme, answer: Callable[[str], str | None], legend: Legend) -> None:
        self._answer, self.scheme, self.legend = answer, scheme, legend
        self.read = functools.cache(self._read)  # a sheet repeats its letters
        self.all = [str(letter.letter) for letter in scheme.letters]
        self._signs = {form(letter): letter for form in (str.lower, str.upper, str) for letter in self.all}
        self.words = {plain(word): str(letter.letter) for letter in scheme.letters for word in letter.word.values()}
        #: By words that others have for the duties of letters, these.
        duties = {own.duty.value: str(own.letter) for own in scheme.letters if own.duty}
        self.likely = {
            word: duties[key.partition(".")[2]] for key in _DUTIES if key.partition(".")[2] in duties for word in words_in(key)
        }
        self._states = _states(catalogue)
        #: The signs to which the legend gives a meaning that is not clearly that of a letter, or of another one.
        self.unclear: set[str] = set()
        for sign, words_in_legend in legend.items():
            same = self._signs.get(sign, "")
            letter = self.meant(words_in_legend) or (same if same == self.meant(words_in_legend, self.likely) else "")
            if letter and same in ("", letter):
                self._signs |= {sign: letter, sign.lower(): letter}
            elif sign not in self._states:
                self.unclear |= {sign, sign.lower()}
        self._signs = {sign: letter for sign, letter in self._signs.items() if sign not in self.unclear}

    def meant(self, words: str, more: Mapping[str, str] = MappingProxyType({})) -> str:
        """Return the letter whose word, or one of ``more``, is among the first of ``words``, in any form.

        The text is empty if none is, several are, or it is denied.
        """
        stems = {token[:_STEM] for token in re.findall(r"\w{4,}", plain(words))[:4]}
        letters = {letter for word, letter in (*self.words.items(), *more.items()) if word[:_STEM] in stems}
        return letters.pop() if len(letters) == 1 and not is_denied(words) else ""

    def heading(self, text: str) -> str:
        """Return the letter that a heading names, by itself, beside other words or by its word: *Asked (C)*, *C – asked*, *Consulted*."""
        name, beside = without_signs(text)[0].strip(" ().:"), _LETTER_BESIDE.search(text)
        letter = self._part(name) or (self._part(beside[1] or beside[2]) if beside else "")
        return letter or (self.meant(name) if len(name) > _STEM and name.count(" ") < 3 else "")

    def is_cross(self, text: str) -> bool:
        """Return whether ``text`` is a sign that a party has a part; what it means may have been answered."""
        sign = plain(_split(_AFTER_LETTERS, text)[0])
        return (sign in _CROSSES or sign in words_in("import.yes-words")) and sign not in self._signs

    def is_answered(self, text: str) -> bool:
        return self._answer(text) not in (None, *LEAVE_OUT)

    def _read(self, text: str) -> tuple[str, tuple[str, ...]] | None:
        """Return the letters or the state in the cell ``text`` and the signs of its footnotes; ``None`` if its meaning is unknown."""
        core, signs = _split(_AFTER_LETTERS, text)
        inner = re.fullmatch(r"\(([^()]+)\)", core.strip())
        for part, own in ((text, ()), (core, signs), (inner[1] if inner else "", signs)):
            answer = self._answer(part) if part.strip() or part is text else ""
            content = self._content(part) if answer is None else self._content(answer, is_answer=True) if answer else None
            if content is not None:
                return content, own
        return None

    def unknown(self, text: str) -> list[str]:
        """Return the parts of ``text`` whose meaning is unknown; all of it if that is no list of short signs."""
        core = _split(_AFTER_LETTERS, text)[0].strip() or text
        if text.startswith("=") or self._answer(text) is not None or len(text) > _LONGEST_CELL:
            return [text]
        parts = [part for part in _BETWEEN.split(core) if part and self._part(part) is None]
        if max(map(len, parts), default=9) > 3:  # words, not signs
            words = _BETWEEN_NAMES.split(core)
            return [core] if " " in "".join(words) else [word for word in words if word in parts] or [core]
        signs = self.unclear | self._signs.keys()
        whole = ([part] if set(part) - signs else [sign for sign in part if sign in self.unclear] for part in parts)
        return [*dict.fromkeys(itertools.chain.from_iterable(whole))]

    def _content(self, text: str, is_answer: bool = False) -> str | None:
        if (state := self._states.get(plain(text))) is not None or len(text) > _LONGEST_CELL:
            return state
        parts = [text] if plain(text) in self.words else [*filter(None, _BETWEEN.split(text))]
        letters = [part if is_answer and {*part} <= {*self.all} else self._part(part) for part in parts]
        cell = "".join(dict.fromkeys("".join(filter(None, letters))))
        # A letter that is there twice may be a slip for another; two words may mean the same.
        is_twice = len({*parts}) < len(parts) or any(len({*own}) < len(own) for own in letters if own)
        return self.scheme.in_order(cell) if cell and None not in letters and not is_twice else None

    def _part(self, part: str) -> str | None:
        """Return the letters of a part of a cell, by its answer, its word or its signs."""
        letters = self._answer(part) or self.words.get(plain(part))
        if letters is None:
            letters = "".join(self._answer(sign) or self._signs.get(sign, "\0") for sign in part)
        elif letters in LEAVE_OUT:
            return ""
        return letters if {*letters} <= {*self.all} else None


#: The answer that adds something to the catalogue, perhaps with an id behind a colon.
NEW = "new"


class ObjectNames:
    """The objects of a catalogue by kind and by what they are called: id and names, then synonyms."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._ids: dict[str, dict[str, list[str]]] = {kind: {} for kind in ("party", "place", "task", "group")}
        for names in ([*_names(catalogue)], [*_synonyms(catalogue)]):
            known = {(kind, name) for kind, own in self._ids.items() for name in own}
            for kind, id, text in dict.fromkeys((kind, id, plain(text)) for kind, id, text in names):
                if (kind, text) not in known:
                    self._ids[kind].setdefault(text, []).append(id)

    def find(self, kind: str, text: str) -> list[str]:
        """Return the ids of a ``kind`` that are called ``text``, perhaps with signs of footnotes behind, or a number before."""
        ids, name = self._ids.get(kind, {}), without_signs(text)[0]
        return ids.get(plain(text)) or ids.get(plain(name)) or ids.get(plain(without_number(name))) or []

    def signs(self, kind: str, text: str) -> tuple[str, ...]:
        """Return the signs of footnotes behind the name ``text``, unless they are a part of it."""
        return () if plain(text) in self._ids[kind] else without_signs(text)[1]

    def offered(self, kind: str, text: str, sure: float) -> list[str]:
        """Return *new* and the ids of a ``kind`` whose names are like ``text``, the likeliest first: one that is ``sure`` before *new*."""
        names, words = self._ids[kind], plain(text)[:80]
        likely = difflib.get_close_matches(words, names, n=5, cutoff=_NEAR)
        first = difflib.get_close_matches(words, likely, n=1, cutoff=sure)
        within = self.within(kind, text)
        ids = [*dict.fromkeys((*(id for name in likely for id in names[name]), *within))][:3]
        if kind in ("party", "place") and not ids:
            ids = [*dict.fromkeys(id for own in names.values() for id in own)][:_FEW]
        likeliest = names[first[0]] if first else [", ".join(within)] if kind == "party" and within else ()
        return [*dict.fromkeys((*likeliest[:1], NEW, *ids))]

    def within(self, kind: str, text: str) -> list[str]:
        """Return the ids of a ``kind`` whose names are among the words of ``text``."""
        words = f" {' '.join(re.findall('[^ ,/()]+', plain(text)[:80]))} "
        return [id for name, ids in self._ids[kind].items() if len(name) > 3 and f" {name} " in words for id in ids]


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
    """Yield the words of the glossary for parties and layers, each with its kind and id."""
    for kind, things in (("party", catalogue.parties), ("place", catalogue.layers)):
        terms = [(thing.id, term) for thing in things if (term := catalogue.objects["term"].get(thing.term or ""))]
        written = [(id, text) for id, term in terms for each in catalogue.identity.languages for text in term.written(each)]
        yield from ((kind, f"layer.{id}" if kind == "place" else str(id), text) for id, text in written)


def note_patterns(service: Service | None) -> list[tuple[re.Pattern[str], str]]:
    """Return a pattern for the text of each note in each language, as a workbook shows it (numbered, references resolved), and its id."""
    notes = [(str(note.id), plain(text)) for note in (service.notes if service else ()) for text in note.text.values()]
    return [(re.compile(rf"(?:\d+\. )?{_REFERENCE.sub('.*', re.escape(text))}[.]?(?: \(.*\))?"), id) for id, text in notes]


#: By kind, then by text or setting.
AnswersByKind = dict[str, dict[str, str]]
#: The answers about a heading: the kind of what is below it, or that it says nothing.
OF_HEADINGS = ("task", "id", "group", "place", "party", "letter", "state", "note", *LEAVE_OUT)
#: The headings of columns, by what is in the column.
_HEADINGS = {"matrix.task": "task", "task.kicker": "task", "task.group": "group"}
_HEADINGS |= {"layer.kicker": "place", "party.kicker": "party"}
#: Signs or words that may be letters or names, if they recur.
_SHORT_CODE, _WORDS = re.compile(r"[^\W\d_]{1,2}(?:[\s,/+&]+[^\W\d_]{1,2})*"), re.compile(r"[^\n.:]{2,40}")
#: Between names in one cell, outside brackets.
_BETWEEN_NAMES = re.compile(r"\s*(?:[,;/&+|\n]|\b(?:og|and|und|och)\b)\s*(?![^()]*\))")
#: An identifier of a row: a number, or signs with one.
_CODE = re.compile(r"[\W\d]*|(?=\S*\d)\S{1,15}|[A-Za-z]{1,2}[.)]?")


class Vocabulary:
    """The meanings of the texts of a sheet, from the catalogue and the answers."""

    def __init__(
        self,
        catalogue: Catalogue,
        letters: Letters,
        names: ObjectNames,
        answers: AnswersByKind,
        parties: Mapping[str, str],
        are_new: bool,
    ) -> None:
        """Take as ``parties`` the answers about these, with their texts as the sheet has them; all others may be new."""
        self.letters, self.names, self.answers = letters, names, answers
        answered = ((text, *answer.partition(":")[::2]) for text, answer in parties.items())
        self._are_new = are_new
        #: The texts of new parties, by id.
        self._new_parties = {id or plain(text).replace(" ", "-"): text for text, kind, id in answered if kind == NEW}
        self.is_a, self.content = functools.cache(self._is_a), functools.cache(self._content)  # a sheet repeats its texts
        self._headings = {"task": "task", "party": "party", "roles": "letter", "state": "state", "id": "id"}
        self._headings |= {plain(name): "place" for axis in catalogue.axes for name in axis.name.values()}
        self._headings |= dict.fromkeys(catalogue.axis_values, "place")
        for words in map(words_of, ("en", *catalogue.identity.languages)):
            self._headings |= {plain(words(key)): kind for key, kind in _HEADINGS.items()}

    def heading(self, text: str) -> str:
        """Return the kind of what is below the heading ``text``, by an answer or by the words of the interface."""
        return self.answers["heading"].get(plain(text)) or self._headings.get(plain(text), "")

    def _is_a(self, kind: str, text: str) -> bool:
        if kind == "letter":
            return len(self.letters.heading(text)) == 1
        is_known = plain(text) in self.answers.get(kind, ()) or bool(self.names.find(kind, text))
        return is_known or (kind == "party" and self.is_shared(text))

    def is_shared(self, text: str) -> bool:
        """Return whether ``text`` says that all parties share something."""
        words = plain(without_signs(text)[0])
        return plain(self.answers["party"].get(words, words)) in words_in("import.shared-words")

    def party_in(self, text: str) -> str:
        """Return the party that ``text`` names, perhaps beside other words; an empty text if it names none."""
        ids = self.names.find("party", text) or self.names.within("party", text)
        return ids[0] if ids else text if self.is_a("party", text) else ""

    def is_owner(self, text: str) -> bool:
        """Return whether the heading ``text`` says that those who are responsible are named below it."""
        stems = {word[:_STEM] for word in plain(text[:_LONGEST_CELL]).split()}
        is_said = not stems.isdisjoint(word[:_STEM] for word in words_in("import.owner-words"))
        return (self.heading(text) or ("party" if is_said else "")) == "party"

    def several(self, text: str) -> list[str]:
        """Return the parties that the answer for ``text`` names, if these are several, perhaps in brackets."""
        answer = self.answers["party"].get(plain(without_signs(text)[0]), "").strip("[] ")
        parties = [] if self.names.find("party", answer) else re.split(r"\s*,\s*" if "," in answer else r"\s+", answer)
        parties = [self._new_parties.get(party, party) for party in parties]
        return parties if len(parties) > 1 and (self._are_new or all(self.is_a("party", each) for each in parties)) else []

    def names_in(self, text: str) -> list[str]:
        """Return the names in a cell, each with what is in brackets behind it, and with its signs."""
        name = without_signs(text)[0]
        parts = [part for part in _BETWEEN_NAMES.split(name.strip()) if part]
        is_one = self.is_a("party", text) or not words_in("import.shared-words").isdisjoint(plain(name).split())
        return [*parts[:-1], parts[-1] + text[len(name) :]] if len(parts) > 1 and not is_one else [text]

    def _content(self, text: str) -> str:
        """Return the content of a cell: letters, a cross, a state, names of parties; an empty text for another one."""
        if self.letters.is_cross(text) or (re.fullmatch(_SYMBOL, text) and self.letters.read(text) is None):
            return "cross"
        if self.is_shared(text):
            return "names"
        if (cell := self.letters.read(text)) is not None:
            if len(self.letters.all) > 3 and {*cell[0]} >= {*self.letters.all}:  # the name of the scheme, as a heading
                return ""
            is_state = not {*cell[0]} & {*self.letters.all} or cell[0] in ("n/a", "tbd")
            return "letters" if not is_state else "names" if plain(text) in self.answers["party"] else "state"
        names = self.names_in(text) if len(text) < _LONGEST_CELL else []
        if names and all(self.is_a("party", name) for name in names):
            return "names"
        return self.content(core) if (core := unqualified(text)[0]) else ""

    def spelled_out(self, grid: Grid) -> Grid:
        """Return the grid with names where it has the signs that its legend explains as parties."""
        legend, names, texts = self.letters.legend, self._abbreviations(), {**grid.texts}
        for at in grid.texts if names else ():
            core, _ = _split(_AFTER_LETTERS, texts[at])
            signs, parts = _BETWEEN.split(core.strip().upper()), _BETWEEN_NAMES.split(core.strip())
            if {*signs} <= names or any(len(part) > 1 and part.upper() in names for part in parts):
                parts = signs if {*signs} <= names else parts
                texts[at] = (
                    ", ".join(legend[part.upper()] if part.upper() in names else part for part in parts) + texts[at][len(core) :]
                )
        return replace(grid, texts=texts)

    def _abbreviations(self) -> set[str]:
        """Return the signs of the legend that stand for parties."""
        legend = self.letters.legend
        of_letters = {sign for sign, words in legend.items() if self.letters.meant(words)}
        known = {sign for sign, words in legend.items() if self.is_a("party", words) or self.names.within("party", words)}
        least = 2 if max(map(len, legend), default=0) > 2 else 3  # in a list of abbreviations, two signs are no letters
        of_names = {sign for sign in {*legend} - of_letters if len(sign) >= least and not {*sign} <= {*self.letters.all}}
        return of_names | ({*legend} if known and not of_letters else known - of_letters)


class Ref(NamedTuple):
    """A text of the sheet, and its place."""

    text: str
    place: Place


class TableCell(NamedTuple):
    """A cell of a matrix, wherever its sheet has the task, the places, the party and the letters."""

    #: The headings above, beside and between the cells, with their kinds.
    heads: tuple[tuple[str, Ref], ...]
    text: str
    place: Place
    #: True if it is about all parties.
    is_for_all: bool = False
    #: What the cell says beside that.
    note: str = ""

    def named(self, kind: str) -> Ref | None:
        """Return the heading of a kind."""
        return next((ref for own, ref in self.heads if own == kind), None)


#: The content and the columns of cells, and the rows that surely have these.
_Candidate = tuple[str, list[int], list[int]]


@dataclass
class _Row:
    """A row of cells, the rows of headings above it, and its titles."""

    heads: tuple[int, ...]
    block: Ref | None
    group: Ref | None


class Layout:
    """Position of a matrix in ``grid``; it is empty, and false, if there is none.

    Every shape is columns of cells with names beside them, below rows of headings; ``columns`` and ``levels`` say of what these are.
    """

    def __init__(self, grid: Grid, words: Vocabulary, sheet: tuple[str, Ref] | None = None) -> None:
        """Take as ``sheet`` the kind of what the sheet is called, if that is the head of all its cells."""
        self.grid, self.texts, self.words, self._sheet = grid, grid.texts, words, sheet
        self._by_row = by_row(grid.texts)
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
        #: The column of tasks.
        self.task = 0
        self._letter_rows: list[int] = []
        #: The kinds of the titles.
        self._titles: dict[Ref, str] = {}
        for content, cells, rows in self._candidates():
            self.content, self.cells = content, dict.fromkeys(cells)
            name = next((column for column in self._by_row[rows[0]] if column not in cells), 0)
            self._start = next((column for column in cells if column > name), max(self._by_row[rows[0]]) + 1)
            self._find_rows(rows)
            if self.rows:
                self._find_columns()
                break

    def __bool__(self) -> bool:
        return bool(self.rows and self.task)

    @property
    def evidence(self) -> int:
        """Return the number of headings that are known."""
        heads = [(kind, self.texts.get((row, c), "")) for row, kind in self.levels.items() for c in self.cells if kind]
        heads += [("party", text) for column, kind in self.columns.items() if kind == "party" for text in self.in_column(column)]
        return sum(bool(text) and bool(self.words.is_a(kind, text) or self._answer(text)) for kind, text in heads)

    @property
    def known(self) -> int:
        """Return the number of headings, tasks and names that are known; -1 without a matrix."""
        own = [("task", text) for text in self.in_column(self.task)]
        own += [("party", text) for column in self.cells if self.content == "names" for text in self.in_column(column)]
        return self.evidence + sum(self.words.is_a(kind, text) for kind, text in own) if self else -1

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

    def names(self) -> Iterator[Place]:
        """Yield the places of the headings that were read, and of the tasks, groups and other names beside the cells."""
        beside, heads = [column for column, kind in self.columns.items() if kind], {row.heads for row in self.rows.values()}
        lowest = {(next((row for row in own[::-1] if (row, c) in self.texts), 0), c) for own in heads for c in beside}
        read = {self.grid.merged.get(at, at) for at in lowest}
        for row, column in self.headings():
            if row in self.levels and column in self.cells:
                is_read = bool(self.levels[row]) or self.shape == "list" or self.words.is_owner(self.texts[row, column])
            else:
                is_read = row not in self.levels or (row, column) in read
            yield from [(row, column)] if is_read else []
        yield from ((row, column) for row in self.rows for column, kind in self.columns.items() if kind)

    def headings(self) -> Iterator[Place]:
        """Yield the places of the headings and titles."""
        places = {self.grid.merged.get(at, at) for at in itertools.product(self.levels, (*self.columns, *self.cells))}
        yield from sorted(places & self.texts.keys())
        yield from (title.place for row in self.rows.values() for title in (row.block, row.group) if title)

    def ragged(self) -> Iterator[Place]:
        """Yield the first text of each row that is behind the last cell of all its headings, in a file of texts."""
        for row, own in self.rows.items():
            last = max(self.grid.widths.get(head, 1 << 30) for head in own.heads)
            yield from [(row, column) for column in self._by_row[row] if column > last][:1]

    # ---- Where the cells are

    def _candidates(self) -> Iterator[_Candidate]:
        """Yield the content and the columns of cells, with the rows that surely have these: by what is known, then by what recurs."""
        contents = {place: self.words.content(text) for place, text in self.texts.items()}
        for row, columns in itertools.islice(self._by_row.items(), _FIRST_ROWS):
            kinds = {self.words.heading(self.texts[row, column]): column for column in columns}
            if kinds.keys() >= {"task", "party", "letter"}:  # a list, a line for each cell
                own = [each for each in self._by_row if each > row and (each, kinds["letter"]) in self.texts]
                yield "letters", [kinds["letter"]], own or [row]
        yield from self._behind_names(*self._below_letters(contents))
        self._letter_rows = []
        yield from self._known(contents)
        states, names = ({at for at, own in contents.items() if own == kind} for kind in ("state", "names"))
        words = self._recurrent(behind := self._behind_tasks())
        if {column for _, column in words} & {column for _, column in names}:  # with the other names in their columns
            yield from self._behind_names("names", self._mostly(words | names), states)
        yield from self._behind_names("names", names, states)
        yield from self._behind_names("letters", self._recurrent(behind, _SHORT_CODE), states)
        yield from self._behind_names("letters", self._below_parties())
        yield from self._behind_names("names", words, states)
        yield from self._behind_names("letters", *self._marks(contents))
        yield from self._behind_names("names", self._recurrent({*self.texts}), states)

    def _marks(self, contents: Mapping[Place, str]) -> tuple[set[Place], set[Place]]:
        """Return the places of letters, crosses and, if there are any, of short signs that recur; and of states."""
        marks, states = ({at for at, own in contents.items() if own in kinds} for kinds in (("letters", "cross"), ("state",)))
        return marks | (self._recurrent(self._behind_tasks(), _SHORT_CODE) if marks else set()), states

    def _known(self, contents: Mapping[Place, str]) -> Iterator[_Candidate]:
        """Yield the content, columns and rows of known letters, unless most cells have names, or are below who is responsible."""
        names, (marks, states) = {at for at, own in contents.items() if own == "names"}, self._marks(contents)
        found = [*self._behind_names("letters", marks, states)]
        cells = {column for _, own, _ in found for column in own}
        letters = {place for place in marks if contents[place] == "letters" and place[1] in cells}
        if not (self._fills_a_column(letters, states) or any(self._under_parties(rows) & cells for *_, rows in found)):
            owners = self._recurrent(self._below_owners(), is_sure=True)
            yield from self._behind_names("names", owners and self._mostly(owners | names), states)
        is_answer = "letters" not in contents.values() and any(len(cells) == 1 for _, cells, _ in found)  # to a question: yes
        is_sure = len(marks) >= len(names) or self._fills_a_column(marks, states)
        yield from found if is_sure and not is_answer else ()

    def _mostly(self, places: set[Place]) -> set[Place]:
        """Return the ``places`` in the columns that have little else, apart from a heading."""
        filled, own = (Counter(column for _, column in each) for each in (self.texts, places))
        return {at for at in places if own[at[1]] * 2 >= filled[at[1]] - 1}

    def _below_letters(self, contents: Mapping[Place, str]) -> tuple[str, set[Place]]:
        """Return the content and the places below letters as headings, if crosses or names are there and none is a letter."""
        for row, columns in itertools.islice(self._by_row.items(), _FIRST_ROWS):
            letters = {c: letter for c in columns if len(letter := self.words.letters.heading(self.texts[row, c])) == 1}
            texts = {column: self.texts[row, column] for column in letters}
            if not 1 < len({*letters.values()}) == len({*texts.values()}):
                continue
            above = {contents.get((each, c)) for each in self._by_row if each < row for c in letters}
            if "letters" in above:
                continue
            same = [each for each in self._by_row if each >= row and all(self.texts.get((each, c)) == texts[c] for c in texts)]
            below = {
                at for at, t in self.texts.items() if at[0] > row and at[0] not in same and at[1] in letters and not t.isdecimal()
            }
            if content := self._content_below(below, contents, "names" in above):
                self._letter_rows = same
                return content, below | self._like(below, contents, row)
        return "", set()

    def _like(self, below: set[Place], contents: Mapping[Place, str], head: int) -> set[Place]:
        """Return the places behind those ``below`` letters whose columns mostly have what these have, under other headings."""
        known, kinds, first = (
            {plain(self.texts[at]) for at in below},
            {contents[at] for at in below} - {""},
            min(c for _, c in below),
        )
        others = {at for at in self.texts.keys() - below - self.grid.merged.keys() if at[0] > head and at[1] > first}
        like = {at for at in others if contents[at] in kinds or plain(self.texts[at]) in known}
        hits, filled = (Counter(column for _, column in own) for own in (like, others))
        kinds_of = {column: self.words.heading(self.texts[head, column]) for column in filled if (head, column) in self.texts}
        return {
            at for at in others if (kind := kinds_of.get(at[1])) == "letter" or (kind == "" and 2 * hits[at[1]] >= filled[at[1]])
        }

    def _content_below(self, places: set[Place], contents: Mapping[Place, str], is_named: bool) -> str:
        """Return *crosses* or *names*, whichever is below letters as headings; an empty text if it is neither."""
        kinds = Counter(contents[at] or ("names" if len(self.texts[at]) > 2 and not is_named else "") for at in places)
        is_mostly = 2 * (kinds["cross"] + kinds["names"]) > kinds.total() - kinds["state"] > 0
        if kinds["letters"] or not is_mostly:
            return ""
        return "crosses" if kinds["cross"] >= kinds["names"] + kinds[""] else "names"

    def _behind_tasks(self) -> set[Place]:
        """Return the places behind the first column with about as many names as any."""
        texts: dict[int, set[str]] = {}
        for (_, column), text in sorted(self.texts.items()):
            texts.setdefault(column, set()).update([] if _CODE.fullmatch(text) else [text])
        start = _first_with_most({column: len(own) for column, own in texts.items()})
        return {place for place in self.texts if place[1] > start}

    def _recurrent(self, places: set[Place], form: re.Pattern[str] = _WORDS, is_sure: bool = False) -> set[Place]:
        """Return the ``places`` of texts of a ``form`` that recur, or surely are names; words in the columns of the fewest."""
        names = [*self._named(places, form)]
        times, kinds = Counter(name for _, name in names), dict[int, set[str]]()
        for at, name in (names := [(at, name) for at, name in names if is_sure or times[name] > 1]):
            kinds.setdefault(at[1], set()).add(name)
        filled, hits = (Counter(column for _, column in own) for own in (places, {at for at, _ in names}))
        most = {c: hits[c] - 1 if is_sure else min(filled[c] // 2, hits[c] if filled[c] <= 2 * hits[c] else 0) for c in kinds}
        few = kinds if form is _SHORT_CODE else _with_fewest({c: own for c, own in kinds.items() if len(own) <= most[c]})
        return {at for at, _ in names if at[1] in few}

    def _named(self, places: set[Place], form: re.Pattern[str]) -> Iterator[tuple[Place, str]]:
        """Yield the names of a ``form`` at ``places``, without what is in brackets behind them."""
        for at in places:
            text = self.texts[at]
            name = plain(unqualified(text)[0] or text)
            if self.words.content(text) not in ("state", "cross") and form.fullmatch(name):
                yield from ((at, each) for each in self.words.names_in(name))

    def _below_owners(self) -> set[Place]:
        """Return the places below the headings that say that names of parties are there."""
        heads: dict[int, int] = {}
        for row, columns in itertools.islice(self._by_row.items(), _FIRST_ROWS):
            own = {c: row for c in columns if self.words.is_owner(self.texts[row, c])}
            heads |= {c: row for c in own if heads.get(c) == row - 1} if heads else own
        return {(row, column) for row, column in self.texts if row > heads.get(column, row)}

    def _below_parties(self) -> set[Place]:
        """Return the places below the first row with a party, if it has several different ones."""
        named = {at: self.words.party_in(text) for at, text in self.texts.items() if len(text) < _LONGEST_CELL}
        first = min((row for (row, _), party in named.items() if party), default=0)
        heads = {column: party for (row, column), party in named.items() if row == first and party}
        return {(row, column) for row, column in self.texts if row > first and column in heads and len({*heads.values()}) > 1}

    def _fills_a_column(self, marks: set[Place], states: set[Place]) -> bool:
        hits, counts = (Counter(column for _, column in places) for places in (marks, self.texts.keys() - states))
        return any(hits[column] > 1 and hits[column] * 2 >= counts[column] for column in hits)

    def _behind_names(self, content: str, marks: set[Place], states: Collection[Place] = ()) -> Iterator[_Candidate]:
        """Yield the columns of mostly ``marks`` and ``states``, and the rows that have mostly these there, behind their name."""
        places = marks.union(states) if marks else marks
        named = {row: next((c for c in columns if (row, c) not in places), 0) for row, columns in self._by_row.items()}
        behind = {(row, column) for row, column in places if column > named[row] > 0}
        if not behind and content == "names":  # they are before the tasks
            behind = {place for place in marks if named[place[0]] and place[1] == self._by_row[place[0]][0]}
        columns = self._filled(behind) & {column for _, column in (marks if content == "names" else places)}
        if sure := [*self._mostly_in(columns, behind, places)]:
            heads = self._under_parties(sure)
            before = heads & self._filled(places)  # parties left of the tasks
            start = min(min(named[row] for row in sure), min(columns) - 1)
            columns |= heads
            yield content, sorted(column for column in columns if column > start or column in before), sure

    def _mostly_in(self, columns: set[int], behind: set[Place], places: set[Place]) -> Iterator[int]:
        """Yield the rows of ``behind`` that have mostly ``places`` in ``columns``."""
        for row in sorted({row for row, _ in behind}):
            own = [(row, column) in places for column in columns.intersection(self._by_row[row])]
            yield from [row] if own and 2 * sum(own) >= len(own) else []

    def _filled(self, places: set[Place]) -> set[int]:
        """Return the columns of which ``places`` are most in their rows, but for ids."""
        counts = Counter(column for row in {row for row, _ in places} for column in self._by_row[row])
        hits = Counter(column for _, column in places)
        ids = {column for (_, column), text in self.texts.items() if text.casefold() == "id"}
        return {column for column in hits.keys() - ids if hits[column] * 2 >= counts[column]}

    def _under_parties(self, rows: Sequence[int]) -> set[int]:
        """Return the columns that have a party above ``rows``, and no names in these."""
        heads = {c for (row, c), text in self.texts.items() if row < rows[0] and self.words.is_a("party", text)}
        texts = ((c, self.texts[row, c]) for row in rows for c in heads.intersection(self._by_row[row]))
        return heads - {column for column, text in texts if self.words.content(text) == "names"}

    def _find_rows(self, sure: list[int]) -> None:
        """Find the rows of cells, the headings above them, and the titles between."""
        self.heads = (*reversed([*itertools.islice(self._heads(sure[0]), _FIRST_ROWS)]),)
        if not self.heads:
            return
        heads, titles, block, group = self.heads, list[Ref](), None, None
        rows = [row for row in self._by_row if row >= heads[0] - 3 and not self._is_sum(row, sure[-1])]
        for row in rows:
            name = self._name(row)
            if row < self.heads[0]:
                titles = titles if self._is_sentence(row) else [name] if self._is_alone(row) else []
            elif (level := self._level_again(row, heads)) is not None:
                heads = (*heads[:level], row, *heads[level + 1 :])
                if titles := self._titles_of(name, titles):
                    block, group, titles = titles[-1], None, []
            elif self._is_row(row, sure[-1]):
                for title in titles:
                    block, group = (title, None) if self._is_place(title.text) else (block, title)
                titles = []
                self.rows[row] = _Row(heads, block, group)
            elif row < sure[-1] and not self._is_sentence(row):
                titles.append(name)
        self._find_levels()

    def _titles_of(self, name: Ref, titles: list[Ref]) -> list[Ref]:
        """Return the ``titles`` above a row of headings, or its first text, if that is no heading of a column."""
        if name.place[1] >= self._start or self.words.heading(name.text) or _CODE.fullmatch(name.text):
            return titles
        texts, size = self._firsts, len(self.heads)
        is_title = len({*texts}) > size or (len(texts) == size and not titles)  # the rows that repeat it differ, or there is none
        return [name] if is_title else titles

    @functools.cached_property
    def _firsts(self) -> list[str]:
        """The first texts of the rows of headings, and of those that repeat them."""
        heads = self.heads
        return [self._name(row).text for row in self._by_row if row >= heads[0] and self._level_again(row, heads) is not None]

    def _is_alone(self, row: int) -> bool:
        return len({self.texts[row, column] for column in self._by_row[row]}) == 1

    def _is_sentence(self, row: int) -> bool:
        """Return whether a row has one text, which is too long for a title."""
        return self._is_alone(row) and len(self._name(row).text) >= _LONGEST_CELL

    def _find_levels(self) -> None:
        """Find the kinds of the rows of headings; a title above all the rows is none of the matrix, unless it is a place."""
        within = {
            each.block: each for each in reversed(self.rows.values()) if each.block and each.block.place[0] > self.heads[-1]
        }
        if len(within) == 1 and not next(iter(within.values())).group and any(each.group for each in self.rows.values()):
            for each in self.rows.values():  # one of the groups is called as a place
                each.group, each.block = each.group or each.block, None
        blocks = {each.block.text if each.block else "" for each in self.rows.values()}
        if len(blocks) == 1 and not self.grid.is_part and not any(map(self._is_place, blocks)):
            for each in self.rows.values():
                each.block = None
        heads = {each.heads for each in self.rows.values()}
        for row in set[int]().union(*heads):
            texts = list(dict.fromkeys(self._in_cells(row).values()))
            self.levels[row] = self._level(row, texts, row in {each[-1] for each in heads}) if texts else ""

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
        if not (own := self._in_cells(row)):
            return None
        for level, head in enumerate(heads):
            before = self._in_cells(head)
            if {*map(plain, own.values())} == {*map(plain, before.values())} and (len(before) > 1 or own == before):
                return level
        known = {plain(self.texts[head, column]) for head in heads for column in self._by_row[head]}
        hits = (plain(t) in known or self.words.is_a("party", t) or self.words.is_a("place", t) for t in own.values())
        is_known = 2 * sum(hits) > len(own)
        is_new = (
            is_known and self.content != "names" and {*map(self.words.content, own.values())}.isdisjoint(("letters", "cross"))
        )
        return len(heads) - 1 if row in self._letter_rows or (is_new and len({*own.values()}) > 1) else None

    def _is_sum(self, row: int, last: int) -> bool:
        """Return whether a row has formulas alone in its cells, or below the ``last`` sure one numbers."""
        cells = self._in_cells(row).values()
        return bool(cells) and all(text.startswith("=") or (row > last and text.isdecimal()) for text in cells)

    def _is_above(self, row: int) -> bool:
        """Return whether a row without cells is above headings, or above one whose number begins with its own: *1* above *1.1*."""
        following = next((each for each in self._by_row if each > row), 0)
        if not following or self._in_cells(row):
            return False
        number, other = (self.texts[each, self._by_row[each][0]].strip(". ") for each in (row, following))
        return other.startswith((f"{number}.", f"{number}-")) or self._level_again(following, self.heads) is not None

    def _is_task(self, texts: Iterable[str]) -> bool:
        """Return whether one of ``texts`` is a task, or the answer says so of what looks like the heading of a group."""
        answers = self.words.answers["group"]
        return any(
            answers.get(plain(text)) == "task" or (self.words.is_a("task", text) and not self.words.is_a("group", text))
            for text in texts
        )

    def _is_row(self, row: int, last: int) -> bool:
        """Return whether a row has cells, the name of a task, or several names; below the ``last`` sure one no footnote or legend."""
        first, *others = ((row, column) for column in sorted(self._by_row[row], key=self.cells.__contains__))
        texts = [self.texts[place] for place in (first, *others)]
        # A title may span the cells.
        is_row = any(self.texts[at] != texts[0] for at in others if self.grid.merged.get(at, at)[1] in self.cells)
        is_row |= self._is_task(texts) and not self._is_above(row)
        if row > last:
            is_apart = any(each not in self._by_row for each in range(max(last, *self.rows, 0), row)) and not self._is_task(texts)
            is_footnote = footnote(texts[0]) is not None and len({*texts[1:]}) == 1
            return is_row and first[1] < self._start and not (is_footnote or is_apart)
        before = {self.texts[place] for place in (first, *others) if place[1] < self._start and place not in self.grid.merged}
        return is_row or (len([text for text in before if not _CODE.fullmatch(text)]) > 1 and not self._is_above(row))

    def _heads(self, first: int) -> Iterator[int]:
        """Yield the rows of headings above ``first``; one text, or a row before an empty one, is no heading unless it is known."""
        lowest, above = 0, [row for row in self._by_row if row < first]
        named = {column for column in self._by_row[first] if column < self._start}
        is_full = (row for row in above if self._is_full(row) and {*range(row, first)} <= {*above})
        full = next((row for row in is_full if named <= {*self._by_row[row]}), first)
        for row in reversed(above):
            own = {self.texts[row, column] for column in self._by_row[row]}
            is_title = len(own) == 1 or lowest - row > 1
            is_task = row > full and self._by_row[row][0] < self._start  # cells of other words
            is_head = self._is_known_head(row, own) or not (is_title or is_task)
            if is_head and not self.cells.keys().isdisjoint(self._by_row[row]):
                lowest = row
                yield row
            elif lowest:
                return

    def _is_known_head(self, row: int, texts: set[str]) -> bool:
        """Return whether a row has a letter, a party or a place as a heading."""
        # A place alone is a title, unless it is to say nothing.
        kinds = ("party", "place")[: 1 + (len(texts) > 1 or self.words.answers["place"].get(plain(*texts)) in LEAVE_OUT)]
        return row in self._letter_rows or any(self.words.is_a(kind, text) for text in texts for kind in kinds)

    def _is_full(self, row: int) -> bool:
        """Return whether a row has a heading of its own for each of several columns of cells, and for the names before them."""
        texts = self._in_cells(row).values()
        return len({*texts}) == len(self.cells) and len(self._by_row[row]) > len(self.cells)

    # ---- What the headings are

    def _level(self, row: int, texts: list[str], is_last: bool) -> str:
        """Return the kind of a row of headings with ``texts``; empty if it says nothing."""
        if answer := self._answer(*texts):
            return answer.strip("–-")
        if not is_last and all(self.words.answers["place"].get(plain(text)) in LEAVE_OUT for text in texts):
            return ""
        if row in self._letter_rows:
            return "letter"
        if self._says_nothing(texts, is_last):
            return ""
        parties, places, letters = (sum(self.words.is_a(kind, text) for text in texts) for kind in ("party", "place", "letter"))
        if self.content == "names" and is_last:
            return self._level_of_names(row, texts, places, letters)
        return "party" if parties + (is_last or bool(self._letter_rows)) > places else "place"

    def _says_nothing(self, texts: list[str], is_last: bool) -> bool:
        """Return whether headings tell no cells apart: one above all names, or several that divide parties of which each is there once."""
        is_free = not is_last and not any(self.words.is_a("place", text) for text in texts)
        is_above_names = self.content == "names" and (len(texts) == 1 or all(map(self.words.is_owner, texts)))
        is_division = len(texts) > 1 and len({*self._in_cells(self.heads[-1]).values()}) == len(self.cells)
        return (is_free and (is_above_names or is_division)) or {"letter"} == {self.words.heading(text) for text in texts}

    def _level_of_names(self, row: int, texts: list[str], places: int, letters: int) -> str:
        """Return the kind of the headings of names, of which so many are places and letters; ask if none is either."""
        if len(texts) == 1 and plain(texts[0]) not in self.words.letters.words:
            letters = 0
        elif not letters and not places:
            self.asked.append((Ref(texts[0], next((row, c) for c in self.cells if (row, c) in self.texts)), ("place", "letter")))
        return "letter" if letters > places else "place" if places else ""

    def _find_columns(self) -> None:
        """Find the columns of tasks, ids, groups, places and parties beside the cells."""
        beside = sorted({column for row in self.rows for column in self._by_row[row]} - self.cells.keys())
        texts = {column: [*self.in_column(column)] for column in beside}
        self.columns = {column: self._kind(column, own) for column, own in texts.items()}
        self._find_parties([column for column, kind in self.columns.items() if kind == "party"])
        free = [c for c in beside if c < self._start and not self.columns[c] and not self._answer(self.head(c))]
        self.task = self._task_column(texts, free)
        self.columns |= {column: "" for column, kind in self.columns.items() if kind == "task"}
        self.columns |= {self.task: "task"} if self.task else {}
        self._find_others(texts, [column for column in free if column != self.task])

    def _find_parties(self, columns: Sequence[int]) -> None:
        """Of the ``columns`` of parties, leave the first in a list with a line for each cell, and none if parties are elsewhere."""
        is_list = len(self.cells) == 1 and self.content != "names" and columns
        if is_list:
            self.levels[self.heads[-1]] = ""
        if is_list or self.content == "names" or "party" in self.levels.values():
            self.columns |= dict.fromkeys(columns[1 if is_list else 0 :], "")

    def _find_others(self, texts: Mapping[int, list[str]], free: list[int]) -> None:
        """Find the groups in a column before the tasks; ask about columns that tell repeated tasks apart."""
        names = Counter(self.texts.get((row, self.task), "") for row in self.rows)
        is_repeated = sum(count for count in names.values() if count > 1) * 2 > len(self.rows)
        kinds = ("place", "group", *(("party",) if len(self.cells) == 1 else ()))
        told_by = {column for column, kind in self.columns.items() if kind in ("task", "place", "party", "letter")}
        rows = Counter(
            (own.block, own.group, *(beside[c].text for c in told_by & {*beside})) for _, own, beside in self._named_rows()
        )
        is_twice = len(rows) < rows.total()
        for column in free:
            number = len(self.rows) + 1 if all(map(_CODE.fullmatch, texts[column])) else len({*texts[column]})
            if (is_repeated or is_twice) and number * 2 <= len(self.rows):
                self.asked.append((Ref(self.head(column), (self.heads[-1], column)), kinds))
            elif column < self.task and number < len(self.rows) and "group" not in self.columns.values():
                self.columns[column] = "group"
        self._find_titles(is_repeated)

    def _find_titles(self, is_repeated: bool) -> None:
        """Find the kind of the titles above rows or tables; ask if it is unknown, and nothing else tells repeated tasks apart."""
        above = [row.block for row in self.rows.values()]
        titles = [*dict.fromkeys(filter(None, above if any(above) else [row.group for row in self.rows.values()]))]
        places, groups = (sum(self.words.is_a(kind, title.text) for title in titles) for kind in ("place", "group"))
        kind = self._answer(*(title.text for title in titles)) or (
            "place" if places > groups and 2 * places > len(titles) else ""
        )
        self._titles = dict.fromkeys(titles, kind or "group")
        is_told_apart = {"place", "party"} & {*self.columns.values()} or self.asked
        if is_repeated and not (kind or groups or is_told_apart) and len(titles) > 1:
            self.asked.append((titles[0], ("place", "group")))

    def _answer(self, *texts: str) -> str:
        """Return the answer about the heading that one of ``texts`` is."""
        return next(filter(None, (self.words.answers["heading"].get(plain(text)) for text in texts)), "")

    def is_above_parties(self, row: int) -> bool:
        """Return whether ``row`` has one heading, above parties of which any is known."""
        is_one = row in self.heads[:-1] and len({*self._in_cells(row).values()}) == 1
        return is_one and any(self.words.is_a("party", text) for text in self._in_cells(self.heads[-1]).values())

    def head(self, column: int) -> str:
        """Return the heading of a column, else its letters, or the number of the row."""
        rows = (*reversed(self.heads), *self.levels)
        texts = (self.texts[row, column] for row in rows if (row, column) in self.texts)
        return next(texts, str(column) if self.grid.is_turned else column_name(column))

    def _kind(self, column: int, texts: list[str]) -> str:
        """Return the kind of a column by its heading or by the names in it."""
        if (kind := self.words.heading(self.head(column))) and kind != "letter":
            return "" if kind in LEAVE_OUT else kind
        kinds = ("task", "group", "place", "party")
        counts = {kind: sum(self.words.is_a(kind, last_name(text)) for text in texts) for kind in kinds}
        kind = max(kinds, key=counts.__getitem__)
        return kind if 2 * counts[kind] > len(texts) else ""

    def _task_column(self, texts: Mapping[int, list[str]], free: list[int]) -> int:
        """Return the column of tasks: the one that is known as that, else the first with the most names, of which none is a code."""
        if tasks := [column for column, kind in self.columns.items() if kind == "task"]:
            return max(tasks, key=lambda column: sum(self.words.is_a("task", text) for text in texts[column]))
        codes = {column: sum(map(bool, map(_CODE.fullmatch, texts[column]))) for column in free}
        names = {column: len({*texts[column]}) for column in free if 2 * codes[column] < len(texts[column])}
        return _first_with_most(names) or max(free, default=0)

    @functools.cached_property
    def is_prose(self) -> bool:
        """True if most cells below parties have words of their own."""
        texts = [text for row in self.rows for c in self.cells if (text := self.texts.get((row, c)))]
        unknown = [text for text in texts if " " in text and not self.words.content(text)]
        return self.content == "letters" and 2 * len(unknown) > len(texts) and len({*unknown}) * 5 >= len(unknown) * 4

    # ---- The entries

    def entries(self) -> Iterator[TableCell]:
        """Yield the cells of the matrix."""
        headings = functools.cache(lambda heads, column: (*self._over(heads, column),))
        for row, layout, beside in self._named_rows():
            states = (ref.text for column, ref in beside.items() if self.columns[column] == "state" and ref.place[0] == row)
            state, around = next(states, ""), [*self._around(layout, beside)]
            has_place = any(kind in ("party", "place") for kind, _ in around)
            for column in self.cells:
                if (over := headings(layout.heads, column)) or has_place:  # without a heading, it is left out
                    text = self.texts.get((row, column), "") or state
                    for cell in self._for_each(TableCell((*around, *over), text, (row, column))):
                        yield from self._read(cell)

    def _named_rows(self) -> Iterator[tuple[int, _Row, dict[int, Ref]]]:
        """Yield the rows that have a task, with the names beside; a blank group, place or task is that of the row above."""
        above, title = dict[int, Ref](), None
        is_told_apart = {"place", "party", "letter"} & {*self.columns.values()}
        for row, layout in self.rows.items():
            own = {column: Ref(text, (row, column)) for column in self.columns if (text := self.texts.get((row, column)))}
            is_new = self.task in own or not is_told_apart or any(self.columns[column] == "group" for column in own)
            if layout.group != title:  # no row takes a name from above the title of its group
                above, title = {}, layout.group
            if is_new:  # what is behind a task is of this task
                kinds = {column: self.columns[column] for column in above}
                above = {c: ref for c, ref in above.items() if kinds[c] == "group" or (c < self.task and kinds[c] != "note")}
            above = above | own
            if self.task in above:
                yield row, layout, above

    def _around(self, row: _Row, beside: Mapping[int, Ref]) -> Iterator[tuple[str, Ref]]:
        """Yield the names beside a row and the titles above it, with their kinds."""
        yield from ((self.columns[column], ref) for column, ref in beside.items())
        yield from ((self._titles.get(title, "group"), title) for title in (row.group, row.block) if title)
        yield from [self._sheet] if self._sheet else []

    def _over(self, heads: tuple[int, ...], column: int) -> Iterator[tuple[str, Ref]]:
        """Yield the headings of a column."""
        first = next(iter(self.cells))
        for head in heads:
            columns = self._by_row[head]
            nearest = columns[bisect(columns, column) - 1]  # without merged cells, a heading is above the first of its columns
            if nearest == column or (head != heads[-1] and first <= nearest < column):
                text, kind = self.texts[head, nearest], self.levels[head]
                kind = "" if self._answer(text) in LEAVE_OUT else kind
                if kind not in ("letter", ""):  # by itself, or else as most others of its row
                    kind = next((kind for kind in ("party", "place") if self.words.is_a(kind, text)), kind)
                yield kind, Ref(text, (head, nearest))

    def _for_each(self, cell: TableCell) -> list[TableCell]:
        """Return a cell for each of the parties that share it, by the answer about its heading; else the cell."""
        party = cell.named("party")
        if not party or not (names := self.words.several(party.text)):
            return [cell]
        own = [head for head in cell.heads if head[0] != "party"]
        heads = [(*own, ("party", Ref(name, party.place))) for name in names if cell.text]
        return [cell._replace(heads=each, is_for_all=True) for each in heads]

    def _read(self, cell: TableCell) -> Iterator[TableCell]:
        """Yield what a cell says: letters; for a cross, the letter in the heading, or that it is shared; for names, these with the letter."""
        words, heading, party = self.words, cell.named("letter"), cell.named("party")
        cell = cell if self.content == "names" else self._without_note(cell)
        text = cell.text
        letter = (words.letters.heading(heading.text) or heading.text) if heading else ""
        shared = party.text if party and words.is_shared(party.text) else ""
        kinds = ("letter", "party") if self.content == "names" or shared else ("letter",)
        heads = tuple(head for head in cell.heads if head[0] not in kinds)
        cell = cell._replace(heads=heads, is_for_all=cell.is_for_all or bool(shared))
        if letter and words.content(text) == "state":
            cell = cell._replace(text="")
        if self.content == "names":
            yield from self._read_names(cell, letter)
        elif cell.text or not shared:
            is_marked = words.letters.is_cross(cell.text) and bool(letter or shared)
            signs = text[len(_split(_AFTER_LETTERS, text)[0]) :]
            yield cell._replace(text=(letter or shared) + signs) if is_marked else cell

    def _without_note(self, cell: TableCell) -> TableCell:
        """Return a cell whose words in brackets, or own words, are its note."""
        words, (core, note) = self.words, unqualified(cell.text)
        is_known = bool(words.letters.read(cell.text)) or words.is_a("party", cell.text)
        if core and not is_known and words.content(core):
            return cell._replace(text=core, note=note)
        is_sentence = self.is_prose and " " in cell.text and not words.content(cell.text)
        return cell._replace(text="X", note=cell.text) if is_sentence else cell

    def _read_names(self, cell: TableCell, letter: str) -> Iterator[TableCell]:
        """Yield what a cell says of each party that it names: the ``letter``, or a cross."""
        if self.words.content(cell.text) == "state":
            yield cell._replace(is_for_all=True)
            return
        for text in self.words.names_in(cell.text):
            is_one = self.words.is_a("party", text) or self.words.letters.is_answered(text)
            core, note = ("", "") if is_one else unqualified(text)
            name, own = without_signs(core or text)[0].strip(), cell._replace(note=note)
            signs = (core or text)[len(name) :]
            if self.words.is_shared(name) or self.words.letters.is_answered(name):
                yield own._replace(text=(letter or name) + signs, is_for_all=True)
                continue
            for party in self.words.several(name) or [name]:
                yield own._replace(heads=(*cell.heads, ("party", Ref(party, cell.place))), text=(letter or "X") + signs)


def _first_with_most(names: Mapping[int, int]) -> int:
    """Return the first column that has about as many names as any."""
    return next((column for column, count in names.items() if count * 10 >= max(names.values()) * 9), 0)


def _with_fewest(kinds: Mapping[int, set[str]]) -> dict[int, set[str]]:
    """Return, of columns with other names, those with the fewest, and those that share one with these."""
    least = min(kinds.values(), key=len, default=set[str]())
    return {column: own for column, own in kinds.items() if own & least}


def last_name(text: str) -> str:
    """Return the last of the names in *Group › Group*, as our own workbook has them, and without *(continued)*."""
    name = re.split(r"\s*[›>]\s*", text)[-1]
    core, note = unqualified(name)
    return core if plain(note) in words_in("import.continued-words") else name
