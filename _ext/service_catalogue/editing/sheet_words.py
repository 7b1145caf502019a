"""The words of a sheet: names of the catalogue in any of its languages, letters as people write them, and signs of footnotes."""

from __future__ import annotations

import difflib
import functools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from service_catalogue.locale import words_of
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.service import Service
from service_catalogue.model.shared_objects import Party, Scheme
from service_catalogue.schema.kinds import Localized

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
_SIGN = r"[*†‡§]+|[¹²³⁰⁴-⁹]+|\(?\d{1,2}\)|\[\w{1,2}\]"
#: The signs of footnotes at the end of a name, of letters, and at the beginning of a footnote.
_AFTER_NAME = re.compile(rf"(?:[\s,]*(?:{_SIGN}))+$")
_AFTER_LETTERS = re.compile(rf"(?:[\s,]*(?:{_SIGN}|(?<![\d.])\d{{1,2}}))+$")
_FOOTNOTE = re.compile(rf"({_SIGN}|\d{{1,2}}[.:]?)\s*[:–-]?\s*(\S.*)?", re.DOTALL)
_ONE_SIGN = re.compile(rf"{_SIGN}|\d{{1,2}}")
#: What separates letters.
_BETWEEN = re.compile(r"[\s,/;+&|·]+|\b(?:og|and|und|och)\b")
_NOTHING = {"", "-", ".", "./.", "--"}
#: Signs that say that a party has a part, and not which.
_CROSSES = {"x", "✓", "✔", "√", "●", "•"}
_REFERENCE = re.compile(r"\\\[\\\[.*?\\\]\\\]")
#: How near a name has to be to be proposed.
_NEAR = 0.6


@functools.lru_cache(maxsize=8192)  # a sheet repeats its letters and headings
def plain(text: str) -> str:
    """Return ``text`` for comparison: without case, compatibility characters, kinds of dashes, and signs around it."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(_DASHES).casefold().split()).strip(" .:†-")


def without_signs(text: str) -> tuple[str, tuple[str, ...]]:
    """Return a name without the signs of footnotes behind it, and these."""
    return _split(_AFTER_NAME, text)


def _split(pattern: re.Pattern[str], text: str) -> tuple[str, tuple[str, ...]]:
    hit = pattern.search(text)
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
    """The letters of ``scheme`` and the states of cells, as people write them in ``languages``; ``answers`` say what others mean."""

    def __init__(self, catalogue: Catalogue, scheme: Scheme, answers: Mapping[str, str]) -> None:
        self._answers = answers
        self._scheme = scheme
        self._signs = {str(letter.letter): str(letter.letter) for letter in scheme.letters}
        for letter in scheme.letters:
            self._signs.setdefault(letter.letter.lower(), str(letter.letter))
            self._signs.setdefault(letter.letter.upper(), str(letter.letter))
        self._words = {plain(word): str(letter.letter) for letter in scheme.letters for word in letter.word.values()}
        self._states = dict.fromkeys(_NOTHING, "-") | {"n/a": "n/a", "na": "n/a", "tbd": "tbd"}
        for language in catalogue.identity.languages:
            words = words_of(str(language))
            self._states |= {plain(words("cell.none")): "-"}
            self._states |= {plain(words(f"cell.{key}")): "n/a" for key in ("n-a", "n-a.short")}
            self._states |= {plain(words(f"cell.{key}")): "tbd" for key in ("tbd", "tbd.short")}

    @property
    def all(self) -> list[str]:
        return [str(letter.letter) for letter in self._scheme.letters]

    def resembles(self, text: str) -> bool:
        """Return whether ``text`` is letters, a state, or a cross."""
        return self.is_cross(text) or text in self._answers or self.read(text) is not None

    def is_cross(self, text: str) -> bool:
        sign = plain(_split(_AFTER_LETTERS, text)[0])
        return sign in _CROSSES and sign not in self._signs

    def read(self, text: str) -> Written | None:
        """Return the content of the cell ``text``; ``None`` if its meaning is unknown."""
        signs: tuple[str, ...] = ()
        core = self._answers.get(text, text)
        if (found := self._content(core)) is None:
            core, signs = _split(_AFTER_LETTERS, core)
            found = self._content(self._answers.get(core.strip(), core)) if core.strip() else None
        if found is None and (hit := re.fullmatch(r"\(([^()]+)\)", core.strip())):
            found = self._content(hit[1])
            return Written(found, signs, True) if found else None
        return None if found is None else Written(found, signs)

    def _content(self, text: str) -> str | None:
        state = self._states.get(plain(text))
        if state is not None or plain(text) in self._words:
            return state or self._words[plain(text)]
        parts = [part for part in _BETWEEN.split(text.strip()) if part]
        found = [self._words.get(plain(part)) or "".join(self._signs.get(sign, "\0") for sign in part) for part in parts]
        letters = "".join(dict.fromkeys("".join(found)))
        return None if "\0" in letters or not letters else self._scheme.in_order(letters)


class Names:
    """The objects of a catalogue by kind and by what they are called: id, names, short names, then synonyms."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._by_name: dict[str, dict[str, dict[str, set[str]]]] = {}
        self._by_synonym: dict[str, dict[str, dict[str, set[str]]]] = {}
        for kind, objects in (("party", catalogue.parties), ("task", catalogue.tasks), ("group", catalogue.groups)):
            for found in objects:
                shown = (found.name, *((found.short, found.definite) if isinstance(found, Party) else ()))
                self._add(kind, found.id, shown)
                term = catalogue.objects["term"].get(found.term or "") if isinstance(found, Party) else None
                for language in catalogue.identity.languages:
                    words = catalogue.search_words_for(f"{kind}:{found.id}", language)
                    for word in (*words, *(term.written(language) if term else ())):
                        self._put(self._by_synonym, kind, word, found.id, language)
        for axis, values in catalogue.axis_values.items():
            for id, value in values.items():
                self._add("place", f"{axis}.{id}", (value.name,), id)

    def _add(self, kind: str, id: str, names: Iterable[Localized | None], written: str = "") -> None:
        for text, language in (
            (id, ""),
            (written or id, ""),
            *((text, code) for name in names if name for code, text in name.items()),
        ):
            self._put(self._by_name, kind, text, id, language)

    @staticmethod
    def _put(store: dict[str, dict[str, dict[str, set[str]]]], kind: str, text: str, id: str, language: str) -> None:
        store.setdefault(kind, {}).setdefault(plain(text), {}).setdefault(str(id), set()).add(str(language))

    def find(self, kind: str, text: str) -> Mapping[str, set[str]]:
        """Return the ids of a ``kind`` that are called ``text``, each with the languages in which they are."""
        for store in (self._by_name, self._by_synonym):
            if found := store.get(kind, {}).get(plain(text)):
                return found
        return {}

    def near(self, kind: str, text: str) -> list[str]:
        """Return the ids of a ``kind`` whose names are most like ``text``."""
        known = {**self._by_synonym.get(kind, {}), **self._by_name.get(kind, {})}
        likely = difflib.get_close_matches(plain(text)[:80], known, n=5, cutoff=_NEAR)
        part = [name for name in known if len(name) > 3 and f" {name} " in f" {plain(text)} "]
        return list(dict.fromkeys(id for name in (*likely, *part) for id in known[name]))[:3]


class NoteTexts:
    """The notes of a service, found by their text in any language, as a workbook shows it: numbered, with its references resolved."""

    def __init__(self, service: Service | None) -> None:
        self._patterns: list[tuple[re.Pattern[str], str]] = []
        self._texts: dict[str, str] = {}
        for note in service.notes if service else ():
            for text in note.text.values():
                pattern = _REFERENCE.sub(".*", re.escape(plain(text)))
                self._patterns.append((re.compile(rf"(?:\d+\. )?{pattern}[.]?(?: \(.*\))?"), str(note.id)))
                self._texts[plain(text)] = str(note.id)

    def find(self, text: str) -> str:
        """Return the id of the note with ``text``; empty if there is none."""
        return next((id for pattern, id in self._patterns if pattern.fullmatch(plain(text))), "")

    def near(self, text: str) -> str:
        """Return the id of a note that says nearly the same."""
        likely = difflib.get_close_matches(re.sub(r"^\d+\. ", "", plain(text)), self._texts, n=1, cutoff=0.7)
        return self._texts[likely[0]] if likely else ""

    def split(self, comment: str) -> Iterator[str]:
        """Yield the texts of the notes in a comment: its lines if any of them is a known note, else all of it."""
        lines = [line for line in comment.splitlines() if line.strip()]
        yield from lines if any(map(self.find, lines)) else [" ".join(comment.split())]
