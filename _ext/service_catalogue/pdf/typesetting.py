"""A sheet to pages: Typst sets it. The same sheet gives the same bytes anywhere."""

from __future__ import annotations

import functools
import hashlib
import json
import tempfile
from dataclasses import dataclass
from importlib import metadata, resources
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from service_catalogue.pdf.sheets import Sheet

if TYPE_CHECKING:
    import typst

#: What PDFs are made with.
TOOLS = ("typst", "pikepdf", "segno", "fontpkg_ibm_plex_sans")
_FOLDER = Path(__file__).parent
_TEMPLATES = _FOLDER / "typ"
_TEMPLATE = "sheet.typ"
#: Typst's cache is evicted after a sheet with more pages: it holds hundreds of megabytes and saves little time.
_MANY_PAGES = 100
#: Number of compilations after which Typst evicts unused cache entries.
_EVICTING_COMPILATIONS = 11


class TypesettingError(Exception):
    """What Typst cannot set."""


class Position(NamedTuple):
    """Where something stands: the page, from 1, and the distance from its left and upper edge in points."""

    page: int
    x: float
    y: float


@dataclass(frozen=True)
class Pages:
    """Pages as Typst has set them: no PDF yet that could be handed out."""

    content: bytes
    count: int
    #: What can be linked to, by its label.
    positions: dict[str, Position]


def missing_tools() -> list[str]:
    """What PDFs are made with and is not installed."""
    return [tool for tool in TOOLS if not _is_there(tool)]


def _is_there(tool: str) -> bool:
    try:
        return find_spec(tool) is not None
    except ImportError:
        return False


def digest(*sheets: Sheet) -> str:
    """A short name for what is made of ``sheets``: another where a sheet, the template, the fonts or a tool is another."""
    return hashlib.blake2b("\n".join((_made_with(), *map(_json, sheets))).encode(), digest_size=16).hexdigest()


def typeset(sheet: Sheet) -> Pages:
    """The pages of ``sheet``."""
    from typst import TypstError

    compiler = _compiler()
    (_scratch() / "sheet.json").write_text(_json(sheet), "utf-8")
    try:
        content = compiler.compile(format="pdf", pdf_standards=["ua-1", "a-2a"], timestamp=0)  # accessible, and archivable
        assert isinstance(content, bytes)
    except TypstError as error:
        raise TypesettingError(str(error)) from error
    found = json.loads(compiler.query("<positions>", field="value", one=True))
    positions = {one["label"]: Position(one["page"], one["x"], one["y"]) for one in found["positions"]}
    if found["count"] > _MANY_PAGES:
        for _ in range(_EVICTING_COMPILATIONS):
            _empty_compiler().compile()
    return Pages(content, found["count"], positions)


def _json(sheet: Sheet) -> str:
    return json.dumps(sheet, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@functools.cache
def _compiler() -> typst.Compiler:
    """Typst, which keeps what it has set: a sheet that is like the one before takes a fifth of the time."""
    for template in _TEMPLATES.glob("*.typ"):
        (_scratch() / template.name).write_bytes(template.read_bytes())
    return _compiler_of(_TEMPLATE)


@functools.cache
def _empty_compiler() -> typst.Compiler:
    (_scratch() / "empty.typ").write_text("")
    return _compiler_of("empty.typ")


def _compiler_of(template: str) -> typst.Compiler:
    import typst

    # Fonts of the system would make the bytes differ from machine to machine.
    files = str(resources.files("fontpkg_ibm_plex_sans") / "files")
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[files])
    return typst.Compiler(str(_scratch() / template), root=str(_scratch()), font_paths=fonts)


def _scratch() -> Path:
    """A folder of this process, where Typst finds the template and the sheet."""
    return Path(_temporary().name)


@functools.cache
def _temporary() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="catalogue-pdf-")


@functools.cache
def _made_with() -> str:
    files = [*sorted(_TEMPLATES.glob("*.typ")), *(_FOLDER / name for name in ("typesetting.py", "assembly.py", "tags.py"))]
    code = [path.read_text("utf-8") for path in files]
    versions = [metadata.version(name) for name in ("typst", "pikepdf", "fontpkg-ibm-plex-sans")]
    return "\n".join((*code, *versions))
