"""The words of a sheet: names of the catalogue in any of its languages, letters as people write them, and signs of footnotes."""

import difflib
import functools
import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import NamedTuple

from service_catalogue.locale import words_of
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.service import Service
from service_catalogue.model.shared_objects import Scheme

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


def _sign(written: str) -> str:
    """Return a sign of a footnote without its brackets; a raised figure is a figure."""
    return unicodedata.normalize("NFKC", written).strip("()[].: ")


def footnote(text: str) -> tuple[str, str] | None:
    """Return the sign and the text of a footnote; the text is empty where the sign is alone."""
    hit = _FOOTNOTE.fullmatch(text)
    return (_sign(hit[1]), (hit[2] or "").strip()) if hit else None


class Written(NamedTuple):
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

    def read(self, text: str) -> Written | None:
        """Return the content of the cell ``text``; ``None`` if its meaning is unknown."""
        core = self._meant(text)
        signs: tuple[str, ...] = ()
        if (found := self._content(core)) is None:
            core, signs = _split(_AFTER_LETTERS, core)
            found = self._content(self._meant(core)) if core.strip() else None
        if found is None and (hit := re.fullmatch(r"\(([^()]+)\)", core.strip())) and (found := self._content(hit[1])):
            return Written(found, signs, True)
        return None if found is None else Written(found, signs)

    def _meant(self, text: str) -> str:
        return text if (answer := self._answer(text)) is None else answer

    def _content(self, text: str) -> str | None:
        if (state := self._states.get(plain(text))) is not None or len(text) > _LONGEST_CELL:
            return state
        parts = [text] if plain(text) in self._words else _BETWEEN.split(text.strip())
        found = "".join(self._words.get(plain(part)) or "".join(self._signs.get(sign, "\0") for sign in part) for part in parts)
        # A letter that is there twice may be a slip for another.
        return None if "\0" in found or not found or len({*found}) < len(found) else self._scheme.in_order(found)


class Names:
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
        found = [*dict.fromkeys(id for name in likely for id in names[name])][:3]
        every = [*dict.fromkeys(id for ids in names.values() for id in ids)]
        return found or (every if kind in ("party", "place") and len(every) <= _FEW else [])


def _names(catalogue: Catalogue) -> Iterator[tuple[str, str, str]]:
    """Yield the names of parties, tasks, groups and places, each with its kind and id."""
    for kind, objects in (("party", catalogue.parties), ("task", catalogue.tasks), ("group", catalogue.groups)):
        for found in objects:
            names = (found.name, getattr(found, "short", None), getattr(found, "definite", None))
            yield from (
                (kind, str(found.id), text) for text in (found.id, *(text for name in names if name for text in name.values()))
            )
    for axis, values in catalogue.axis_values.items():
        yield from (("place", f"{axis}.{id}", text) for id, value in values.items() for text in (id, *value.name.values()))


def _synonyms(catalogue: Catalogue) -> Iterator[tuple[str, str, str]]:
    """Yield the words for parties, tasks and layers in the glossary and in the search."""
    kinds = {"party": ("party", ""), "task": ("task", ""), "layer": ("place", "layer.")}
    for kind, objects in (("party", catalogue.parties), ("layer", catalogue.layers)):
        for found in objects:
            if term := catalogue.objects["term"].get(found.term or ""):
                for language in catalogue.identity.languages:
                    yield from ((kinds[kind][0], f"{kinds[kind][1]}{found.id}", text) for text in term.written(language))
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
