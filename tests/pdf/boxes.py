"""Reads where each text of a PDF lies on its page, how large it is, in which colour, and on which ground."""

from __future__ import annotations

import copy
import functools
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pikepdf
from pikepdf import Array, Name, Object

from tests.pdf.tagged import _characters

#: Of the size of the type, above and below the base line: what capitals and most descenders fill.
_ABOVE, _BELOW = 0.7, 0.2
_WHITE = (1.0, 1.0, 1.0)
#: Millimetres above and below the text of a page, where its head and its foot stand.
_HEAD, _FOOT = 20, 19
_MM = 72 / 25.4
#: From line to line, in points.
_LINE = 12.5
#: What is read of a page: of the others there are as many.
_OPERATORS = "q Q cm scn Tf m l c re f f* B B* S s n W BT Tm Td Tj TJ Do"


class Matrix(NamedTuple):
    """A transformation, as in a PDF."""

    a: float = 1
    b: float = 0
    c: float = 0
    d: float = 1
    e: float = 0
    f: float = 0

    def after(self, other: Matrix) -> Matrix:
        """Return the matrix that applies this one first, then ``other``."""
        return Matrix(
            self.a * other.a + self.b * other.c,
            self.a * other.b + self.b * other.d,
            self.c * other.a + self.d * other.c,
            self.c * other.b + self.d * other.d,
            self.e * other.a + self.f * other.c + other.e,
            self.e * other.b + self.f * other.d + other.f,
        )

    def box(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        points = [(x * self.a + y * self.c + self.e, x * self.b + y * self.d + self.f) for x in (x0, x1) for y in (y0, y1)]
        xs, ys = zip(*points, strict=True)
        return Box(min(xs), min(ys), max(xs), max(ys))

    @property
    def scale(self) -> float:
        return float((self.a**2 + self.b**2) ** 0.5)


class Box(NamedTuple):
    """A rectangle on a page, in points from its lower left corner."""

    left: float
    bottom: float
    right: float
    top: float

    def holds(self, x: float, y: float) -> bool:
        return self.left <= x <= self.right and self.bottom <= y <= self.top

    def shared(self, other: Box) -> tuple[float, float]:
        """Return the width and height that two boxes have in common."""
        return min(self.right, other.right) - max(self.left, other.left), min(self.top, other.top) - max(
            self.bottom, other.bottom
        )


@dataclass(frozen=True)
class Run:
    """Words that are set at once."""

    words: str
    box: Box
    size: float
    colour: tuple[float, ...]
    #: What lies under it: a colour, or ``None`` where that is a pattern.
    ground: tuple[float, ...] | None

    @property
    def contrast(self) -> float:
        """By WCAG; 0 over a pattern, on which nothing can be read for sure."""
        if self.ground is None:
            return 0
        light, dark = sorted((_luminance(self.colour), _luminance(self.ground)), reverse=True)
        return (light + 0.05) / (dark + 0.05)


@dataclass(frozen=True)
class Laid:
    """A page with what lies on it."""

    number: int
    width: float
    height: float
    runs: tuple[Run, ...]
    shapes: tuple[Box, ...]

    @property
    def fill(self) -> float:
        """The part of the height of a page that its text takes."""
        top, bottom = self.height - _HEAD * _MM, _FOOT * _MM
        inner = [run.box for run in self.runs if bottom - 1 <= run.box.bottom and run.box.top <= top + 8]
        return (top - min((box.bottom for box in inner), default=top)) / (top - bottom)

    @property
    def lines(self) -> set[tuple[bool, int]]:
        """The lines of text between head and foot: for each whether it is in the right half, and its place."""
        top, bottom = self.height - _HEAD * _MM, _FOOT * _MM
        inner = [run.box for run in self.runs if run.words.strip() and bottom - 1 <= run.box.bottom and run.box.top <= top + 8]
        return {(box.left > self.width / 2, round((top - box.bottom) / _LINE)) for box in inner}

    @property
    def filled(self) -> float:
        """The share of the lines of both halves, of the usual distance, on which there is text."""
        return len(self.lines) / (2 * (self.height - (_HEAD + _FOOT) * _MM) / _LINE)

    def overlaps(self) -> list[tuple[str, str]]:
        """Texts that lie on each other: of these, by more than kerning."""
        found = []
        runs = sorted((run for run in self.runs if run.words.strip()), key=lambda run: run.box.bottom)
        for index, run in enumerate(runs):
            for other in runs[index + 1 :]:
                if other.box.bottom > run.box.top:
                    break
                across, down = run.box.shared(other.box)
                if across > 0.8 and down > 0.8:
                    found.append((run.words, other.words))
        return found


def _luminance(colour: tuple[float, ...]) -> float:
    parts = colour * 3 if len(colour) == 1 else colour
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return float(0.2126 * red + 0.7152 * green + 0.0722 * blue)


def pages(path: Path) -> Iterator[Laid]:
    """Every page of the PDF at ``path``, read when it is asked for, and once."""
    return copy.copy(_pages(path, path.stat().st_mtime_ns))


@functools.lru_cache(maxsize=64)
def _pages(path: Path, written: int) -> Iterator[Laid]:
    return itertools.tee(_read(path), 1)[0]


def _read(path: Path) -> Iterator[Laid]:
    fonts: _Fonts = {}
    with pikepdf.open(path) as pdf:
        for number, page in enumerate(pdf.pages, 1):
            reader = _Reader(fonts)
            reader.read(page, page.resources, Matrix())
            left, bottom, right, top = map(float, page.mediabox)
            yield Laid(number, right - left, top - bottom, tuple(reader.runs), tuple(box for box, _ in reader.fills))


class _State(NamedTuple):
    matrix: Matrix
    colour: tuple[float, ...] | None = (0.0,)
    font: Object | None = None
    size: float = 0

    def after(self, name: str, operands: list[Object], resources: Object) -> _State:
        """Return the state after an operator that sets a part of it."""
        if name == "cm":
            return self._replace(matrix=Matrix(*map(float, operands)).after(self.matrix))
        if name == "Tf":
            return self._replace(font=resources.Font[str(operands[0])], size=float(operands[1]))
        return self._replace(colour=None if isinstance(operands[-1], Name) else tuple(map(float, operands)))


#: Widths and characters of each font.
_Fonts = dict[tuple[int, int], tuple[dict[int, float], dict[int, str]]]


class _Reader:
    def __init__(self, fonts: _Fonts) -> None:
        self.runs: list[Run] = []
        #: What has been filled so far, the last on top, with its colour; ``None`` for a pattern.
        self.fills: list[tuple[Box, tuple[float, ...] | None]] = []
        self._fonts = fonts

    def read(self, content: Object, resources: Object, matrix: Matrix) -> None:
        state, kept = _State(matrix), []
        path: list[tuple[float, float]] = []
        text = line = Matrix()
        for operands, operator in pikepdf.parse_content_stream(content, _OPERATORS):
            name = str(operator)
            if name == "q":
                kept.append(state)
            elif name == "Q":
                state = kept.pop()
            elif name in ("cm", "scn", "Tf"):
                state = state.after(name, operands, resources)
            elif name in ("m", "l", "c", "re"):
                *_, x, y = start = [*map(float, operands)]
                path += [(start[0], start[1]), (start[0] + x, start[1] + y)] if name == "re" else [(x, y)]
            elif name in ("f", "f*", "B", "B*", "S", "s", "n", "W"):
                if name[0] in "fB" and path:
                    xs, ys = zip(*path, strict=True)
                    self.fills.append((state.matrix.box(min(xs), min(ys), max(xs), max(ys)), state.colour))
                path = path if name == "W" else []
            elif name == "BT":
                text = line = Matrix()
            elif name == "Tm":
                text = line = Matrix(*map(float, operands))
            elif name == "Td":
                text = line = Matrix(1, 0, 0, 1, *map(float, operands)).after(line)
            elif name in ("Tj", "TJ"):
                text = self._show(operands[0] if name == "TJ" else [operands[0]], text, state)
            elif name == "Do":
                form = resources.XObject[str(operands[0])]
                if form.Subtype == Name.Form:
                    own = Matrix(*map(float, form.get(Name.Matrix, Array([1, 0, 0, 1, 0, 0]))))
                    self.read(form, form.get(Name.Resources, resources), own.after(state.matrix))

    def _show(self, strings: object, text: Matrix, state: _State) -> Matrix:
        assert state.font is not None
        if state.font.objgen not in self._fonts:
            self._fonts[state.font.objgen] = _widths(state.font), _characters(state.font)
        widths, characters = self._fonts[state.font.objgen]
        words, x = "", 0.0
        for string in strings:  # type: ignore[attr-defined]
            if not isinstance(string, pikepdf.String):
                x -= float(string) * state.size / 1000
                continue
            codes = bytes(string)
            for index in range(0, len(codes), 2):
                code = int.from_bytes(codes[index : index + 2], "big")
                words += characters.get(code, "")
                x += widths.get(code, widths[-1]) * state.size / 1000
        whole = text.after(state.matrix)
        size = state.size * whole.scale
        box = whole.box(0, -_BELOW * state.size, x, _ABOVE * state.size)
        middle = (box.left + box.right) / 2, (box.bottom + box.top) / 2
        ground = next((colour for ground, colour in reversed(self.fills) if ground.holds(*middle)), _WHITE)
        colour = state.colour or _WHITE
        self.runs.append(Run(words.replace("\xad", ""), box, size, colour, ground))
        return Matrix(1, 0, 0, 1, x, 0).after(text)


def _widths(font: Object) -> dict[int, float]:
    descendant = font.DescendantFonts[0]
    return _read_widths(descendant.get(Name.W, Array()).unparse(), float(descendant.get(Name.DW, 1000)))


@functools.cache
def _read_widths(written: bytes, default: float) -> dict[int, float]:
    """Return the width of each character by its code, in thousandths of the size; by -1 that of all others."""
    found = {-1: default}
    entries = list(Object.parse(written))
    while entries:
        first, second = entries.pop(0), entries.pop(0)
        if isinstance(second, Array):
            found.update((int(first) + index, float(width)) for index, width in enumerate(second))
        else:
            width = float(entries.pop(0))
            found.update((code, width) for code in range(int(first), int(second) + 1))
    return found
