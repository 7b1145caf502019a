"""A sheet to a PDF: Typst sets it, and the tags are completed. The same sheet gives the same bytes anywhere."""

from __future__ import annotations

import functools
import hashlib
import json
from importlib import metadata, resources
from importlib.util import find_spec
from pathlib import Path

from catalogue.pdf.sheets import Sheet

#: What PDFs are made with.
PARTS = ("typst", "pikepdf", "segno", "fontpkg_ibm_plex_sans")
_FOLDER = Path(__file__).parent
_TEMPLATE = _FOLDER / "booklet.typ"
#: One file that is accessible and can be archived.
_STANDARDS = ["ua-1", "a-2a"]


class TypesettingError(Exception):
    """What Typst cannot set."""


def missing_parts() -> list[str]:
    """What PDFs are made with and is not installed."""
    return [part for part in PARTS if not _is_there(part)]


def _is_there(part: str) -> bool:
    try:
        return find_spec(part) is not None
    except ImportError:
        return False


def digest(sheet: Sheet) -> str:
    """A short name for the PDF of ``sheet``: another where the sheet, the template, the fonts or a tool is another."""
    return hashlib.blake2b((_made_with() + _json(sheet)).encode(), digest_size=16).hexdigest()


def typeset(sheet: Sheet) -> tuple[bytes, int]:
    """The PDF of ``sheet``, and how many pages it has."""
    from typst import TypstError

    from catalogue.pdf.tags import finish

    try:
        raw = _compiler().compile(sys_inputs={"sheet": _json(sheet)}, format="pdf", pdf_standards=_STANDARDS, timestamp=0)
    except TypstError as error:
        raise TypesettingError(str(error)) from error
    return finish(raw, dated=bool(sheet["date"]))


def _json(sheet: Sheet) -> str:
    return json.dumps(sheet, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@functools.cache
def _compiler():
    import typst

    # Fonts of the system would make the bytes differ from machine to machine.
    files = str(resources.files("fontpkg_ibm_plex_sans") / "files")
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[files])
    return typst.Compiler(str(_TEMPLATE), root=str(_FOLDER), font_paths=fonts)


@functools.cache
def _made_with() -> str:
    code = [path.read_text("utf-8") for path in (_TEMPLATE, _FOLDER / "tags.py", Path(__file__))]
    versions = [metadata.version(name) for name in ("typst", "pikepdf", "fontpkg-ibm-plex-sans")]
    return "\n".join((*code, *versions))
