"""Reads a PDF as a screen reader does: its structure, with the words of each element."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, Object

_HEX = re.compile(rb"<([0-9A-Fa-f]*)>")


@dataclass
class Element:
    """An element of the structure, with the words in it and in the elements in it."""

    tag: str
    id: str = ""
    lang: str = ""
    alt: str = ""
    scope: str = ""
    headers: tuple[str, ...] = ()
    #: Columns and rows that it takes.
    span: tuple[int, int] = (1, 1)
    kids: list[Element | str] = field(default_factory=list)

    def walk(self) -> Iterator[Element]:
        yield self
        for kid in self.kids:
            if isinstance(kid, Element):
                yield from kid.walk()

    def all(self, *tags: str) -> list[Element]:
        return [element for element in self.walk() if element.tag in tags]

    @property
    def raw(self) -> str:
        return "".join(kid if isinstance(kid, str) else kid.raw for kid in self.kids).replace("\xad", "")

    @property
    def text(self) -> str:
        return " ".join(self.raw.split())

    def without(self, *tags: str) -> str:
        """Its words, but for those of elements with one of ``tags``."""
        parts = (kid if isinstance(kid, str) else "" if kid.tag in tags else kid.without(*tags) for kid in self.kids)
        return " ".join("".join(parts).replace("\xad", "").split())


def read(path: Path) -> Element:
    """Return the structure of the PDF at ``path``."""
    return _read(path, path.stat().st_mtime_ns)


@functools.lru_cache(maxsize=64)
def _read(path: Path, written: int) -> Element:
    with pikepdf.open(path) as pdf:
        fonts: dict[tuple[int, int], dict[int, str]] = {}
        pages = {page.objgen: _words(page, fonts) for page in pdf.pages}
        return _element(pdf.Root.StructTreeRoot, None, pages)


def _element(node: Object, page: Object | None, pages: dict) -> Element:
    page = node.get(Name.Pg, page)
    made = Element(
        str(node.get(Name.S, "/Root"))[1:], str(node.get(Name.ID, "")), str(node.get(Name.Lang, "")), str(node.get(Name.Alt, ""))
    )
    for attribute in _list(node.get(Name.A)):
        if attribute.get(Name.O) == Name.Table:
            made.scope = str(attribute.get(Name.Scope, ""))[1:]
            made.headers = tuple(map(str, attribute.get(Name.Headers, ())))
            made.span = int(attribute.get(Name.ColSpan, 1)), int(attribute.get(Name.RowSpan, 1))
    for kid in _list(node.get(Name.K)):
        if isinstance(kid, Dictionary) and Name.S in kid:
            made.kids.append(_element(kid, page, pages))
        elif isinstance(kid, Dictionary) and Name.MCID not in kid:
            continue
        elif isinstance(kid, Dictionary):
            made.kids.append(pages[kid.get(Name.Pg, page).objgen].get(int(kid.MCID), ""))
        else:
            made.kids.append(pages[page.objgen].get(int(kid), ""))
    return made


def _list(value: Object | None) -> list:
    return [] if value is None else list(value) if isinstance(value, Array) else [value]


def _words(page: pikepdf.Page, fonts: dict[tuple[int, int], dict[int, str]]) -> dict[int, str]:
    """Return the words of a page by the number of the marked content that they stand in; ``fonts`` are those read before."""
    for font in page.resources.get(Name.Font, {}).values():
        if font.objgen not in fonts:
            fonts[font.objgen] = _characters(font)
    found: dict[int, str] = {}
    # Content that is marked with a text of its own is read as that, once.
    open_marks: list[tuple[int | None, bool]] = []
    characters: dict[int, str] = {}
    for operands, operator in pikepdf.parse_content_stream(page, "BDC BMC EMC Tf Tj TJ"):
        name = str(operator)
        if name == "BDC":
            properties = operands[1] if isinstance(operands[1], Dictionary) else Dictionary()
            inherited = open_marks[-1] if open_marks else (None, False)
            number = int(properties.MCID) if Name.MCID in properties else inherited[0]
            if Name.ActualText in properties and number is not None and not inherited[1]:
                found[number] = found.get(number, "") + str(properties.ActualText)
            open_marks.append((number, inherited[1] or Name.ActualText in properties))
        elif name == "BMC":
            open_marks.append((None, False))
        elif name == "EMC":
            open_marks.pop()
        elif name == "Tf":
            characters = fonts[page.resources.Font[str(operands[0])].objgen]
        elif name in ("Tj", "TJ") and open_marks and open_marks[-1][0] is not None and not open_marks[-1][1]:
            strings = operands[0] if name == "TJ" else [operands[0]]
            number = open_marks[-1][0]
            found[number] = found.get(number, "") + "".join(
                _decoded(bytes(string), characters) for string in strings if isinstance(string, pikepdf.String)
            )
    return found


def _decoded(codes: bytes, characters: dict[int, str]) -> str:
    return "".join(characters[int.from_bytes(codes[index : index + 2], "big")] for index in range(0, len(codes), 2))


def _characters(font: Object) -> dict[int, str]:
    return _read_map(bytes(font.ToUnicode.read_bytes()))


@functools.cache
def _read_map(cmap: bytes) -> dict[int, str]:
    """Return a font's table from codes to characters."""
    found = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", cmap, re.DOTALL):
        hexes = _HEX.findall(block)
        for code, character in zip(hexes[::2], hexes[1::2], strict=True):
            found[int(code, 16)] = bytes.fromhex(character.decode()).decode("utf-16-be")
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", cmap, re.DOTALL):
        hexes = _HEX.findall(block)
        for first, last, character in zip(hexes[::3], hexes[1::3], hexes[2::3], strict=True):
            start = int(first, 16)
            for code in range(start, int(last, 16) + 1):
                found[code] = chr(ord(bytes.fromhex(character.decode()).decode("utf-16-be")) + code - start)
    return found
