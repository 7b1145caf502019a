"""Typesetting with Typst: sheets as JSON for its template, and its pages. The same sheet gives the same bytes on any machine."""

from __future__ import annotations

import functools
import hashlib
import json
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from service_catalogue.locale.words import Borrowed
from service_catalogue.text import printable
from service_catalogue.views.edition import Edition, Link, Piece, PieceKind, Untranslated
from service_catalogue.views.statements import Mark

if TYPE_CHECKING:
    import typst


#: What JSON can hold.
Json: TypeAlias = "str | float | bool | list[Json] | dict[str, Json] | None"

#: Begins the address of a link to a label of the PDF; the joined file leads it to a page.
LABEL = "label:"


def label(link: Link) -> str:
    return f"{link.document}#{link.anchor}"


def dump(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass
class Encoder:
    """Encodes the content of one PDF; links within it lead only to the labels in ``known``."""

    edition: Edition
    #: The address of the site; empty if unknown, and links lead only to labels of the PDF.
    base_url: str
    #: The labels of this PDF, by the labels of the links that lead to them.
    known: dict[str, str] = field(default_factory=dict)
    #: Prefix of the labels, where a PDF has the same content in two languages.
    prefix: str = ""

    def put(self, link: Link, *aliases: Link) -> str:
        """Make ``link`` a label of this PDF, to which links to ``aliases`` lead too."""
        for one in (link, *aliases):
            self.known[label(one)] = self.prefix + label(link)
        return self.known[label(link)]

    def address(self, link: Link) -> str:
        """Return the address of ``link`` on the site; empty if that of the site is unknown."""
        if not self.base_url:
            return ""
        page = f"{self.base_url.rstrip('/')}/{self.edition.language}/{link.document}.html"
        return f"{page}#{link.anchor}" if link.anchor else page

    def encode(self, value: object) -> Json:
        """Return ``value`` as JSON: a dataclass is an object with its fields, a piece its words, alone if they are plain."""
        if isinstance(value, Borrowed) and not isinstance(value, Untranslated):  # a field of a name takes words alone
            return self._words(value, value.lang)
        if isinstance(value, str):
            return printable(value)
        if value is None or isinstance(value, bool | int | float):
            return value
        if isinstance(value, Piece):
            return self._piece(value)
        if isinstance(value, Link):
            return LABEL + self.known[label(value)] if label(value) in self.known else self.address(value)
        if isinstance(value, Mark):
            return {"kind": value.kind, "label": value.label, "to": self.known.get(label(value.link), "")}
        if isinstance(value, date):
            return {"year": value.year, "month": value.month, "day": value.day}
        if isinstance(value, Mapping):
            return {str(key): self.encode(inner) for key, inner in value.items()}
        if isinstance(value, Iterable):
            return [self.encode(inner) for inner in value]
        assert is_dataclass(value), "a sheet holds nothing else"
        # A field without a representation is no part of a view, such as where it is written.
        shown = (each.name for each in fields(value) if each.repr)
        return {name.replace("_", "-"): self.encode(getattr(value, name)) for name in shown}

    def _piece(self, piece: Piece) -> Json:
        is_link, is_emphasis = piece.kind is PieceKind.LINK, piece.kind in (PieceKind.EMPHASIS, PieceKind.STALE)
        to = piece.address if is_link else self.encode(piece.link) if piece.link else ""
        return self._words(piece.words, piece.lang, to, piece.written_out, emphasis=is_emphasis)

    def _words(self, words: str, language: str, to: Json = "", written: str = "", *, emphasis: bool = False) -> Json:
        shown = printable(words)
        if not (language or to or emphasis):
            return shown
        out: dict[str, Json] = {"written": printable(written)} if written else {}
        return {"words": shown, "lang": language, "to": to, "em": emphasis} | out


#: The packages that make PDFs.
TOOLS = ("typst", "pikepdf", "segno")
_FOLDER = Path(__file__).parent
_FONTS = _FOLDER.parent / "theme" / "fonts"
_TEMPLATE = "sheet.typ"
#: Typst's cache is evicted after a sheet with more pages: it holds hundreds of megabytes and saves little time.
_MANY_PAGES = 100
#: Number of compilations after which Typst evicts unused cache entries.
_EVICTING_COMPILATIONS = 11


class TypesettingError(Exception):
    """A sheet that Typst cannot set."""


class Position(NamedTuple):
    """A place on a page, from 1, in points from its left and upper edge."""

    page: int
    x: float
    y: float


@dataclass(frozen=True)
class Pages:
    """Pages as Typst sets them: a PDF without feet, whose links lead to labels."""

    content: bytes
    count: int
    #: The places of labels.
    positions: dict[str, Position]


def missing_tools() -> list[str]:
    return [tool for tool in TOOLS if not _is_installed(tool)]


def _is_installed(tool: str) -> bool:
    try:
        return find_spec(tool) is not None
    except ImportError:
        return False


def digest(*inputs: str) -> str:
    """Return a digest of ``inputs``, the templates, the fonts and the tools."""
    return hashlib.blake2b("\n".join((_made_with(), *inputs)).encode(), digest_size=16).hexdigest()


def typeset(sheet: str) -> Pages:
    """Return the pages of ``sheet``, which is JSON."""
    from typst import TypstError

    compiler = _compiler()
    (_scratch() / "sheet.json").write_text(sheet, "utf-8")
    try:
        content = compiler.compile(format="pdf", pdf_standards=["ua-1", "a-2a"], timestamp=0)  # accessible, and archivable
        assert isinstance(content, bytes)
    except TypstError as error:
        raise TypesettingError(str(error)) from error
    layout = json.loads(compiler.query("<positions>", field="value", one=True))
    positions = {one["label"]: Position(one["page"], one["x"], one["y"]) for one in layout["positions"]}
    if layout["count"] > _MANY_PAGES:
        for _ in range(_EVICTING_COMPILATIONS):
            _empty_compiler().compile()
    return Pages(content, layout["count"], positions)


@functools.cache
def _compiler() -> typst.Compiler:
    """Return Typst, whose cache sets a sheet that is like the one before in a fifth of the time."""
    for path in _template_files():
        (_scratch() / path.name).write_bytes(path.read_bytes())
    return _compiler_of(_TEMPLATE)


def _template_files() -> list[Path]:
    return [*sorted((_FOLDER / "typ").glob("*.typ")), _FOLDER.parent / "theme" / "colours.css"]


@functools.cache
def _empty_compiler() -> typst.Compiler:
    (_scratch() / "empty.typ").write_text("")
    return _compiler_of("empty.typ")


def _compiler_of(template: str) -> typst.Compiler:
    import typst

    # Fonts of the system would make the bytes differ from machine to machine.
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(_FONTS)])
    return typst.Compiler(str(_scratch() / template), root=str(_scratch()), font_paths=fonts)


def _scratch() -> Path:
    """Return the folder of this process in which Typst finds the templates and the sheet."""
    return Path(_temporary().name)


@functools.cache
def _temporary() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="catalogue-pdf-")


@functools.cache
def _made_with() -> str:
    files = [*_template_files(), *(_FOLDER / name for name in ("typesetting.py", "build.py"))]
    code = [path.read_text("utf-8") for path in files]
    fonts = [hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(_FONTS.iterdir())]
    return "\n".join((*code, *fonts, *map(metadata.version, ("typst", "pikepdf"))))
