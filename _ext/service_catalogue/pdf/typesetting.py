"""Typesetting of sheets with Typst. The same sheet gives the same bytes on any machine."""

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

if TYPE_CHECKING:
    import typst

#: The packages that make PDFs.
TOOLS = ("typst", "pikepdf", "segno", "fontpkg_ibm_plex_sans")
_FOLDER = Path(__file__).parent
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
    found = json.loads(compiler.query("<positions>", field="value", one=True))
    positions = {one["label"]: Position(one["page"], one["x"], one["y"]) for one in found["positions"]}
    if found["count"] > _MANY_PAGES:
        for _ in range(_EVICTING_COMPILATIONS):
            _empty_compiler().compile()
    return Pages(content, found["count"], positions)


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
    files = str(resources.files("fontpkg_ibm_plex_sans") / "files")
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[files])
    return typst.Compiler(str(_scratch() / template), root=str(_scratch()), font_paths=fonts)


def _scratch() -> Path:
    """Return the folder of this process in which Typst finds the templates and the sheet."""
    return Path(_temporary().name)


@functools.cache
def _temporary() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="catalogue-pdf-")


@functools.cache
def _made_with() -> str:
    files = [*_template_files(), *(_FOLDER / name for name in ("typesetting.py", "assembly.py", "tags.py"))]
    code = [path.read_text("utf-8") for path in files]
    versions = [metadata.version(name) for name in ("typst", "pikepdf", "fontpkg-ibm-plex-sans")]
    return "\n".join((*code, *versions))
