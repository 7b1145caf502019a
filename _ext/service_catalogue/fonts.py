"""The fonts of the web pages, cut from the family that the booklets use too.

The family's one file is variable in weight and width, 700 kB with every script. A page needs the letters of Latin at normal
width; what is left is a small file for upright and one for italic, each with every weight.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from importlib import metadata, resources
from io import BytesIO
from pathlib import Path

_PACKAGE = "fontpkg-ibm-plex-sans"
_STYLES = {"plex": "IBMPlexSans[wdth,wght].ttf", "plex-italic": "IBMPlexSans-Italic[wdth,wght].ttf"}
#: Latin with its accents, general punctuation, currency, arrows and the few signs that a page shows.
_CHARACTERS = (*range(0x20, 0x180), *range(0x2010, 0x2040), 0x20AC, 0x2122, *range(0x2190, 0x2194), 0x2212, 0x2260, 0x2713)


def cut_fonts(cache: Path) -> list[Path]:
    """The files of the web fonts, which are cut once and kept in the folder ``cache``."""
    stamp = f"{metadata.version(_PACKAGE)} {metadata.version('fonttools')} {_CHARACTERS}"
    kept = cache / hashlib.blake2b(stamp.encode(), digest_size=8).hexdigest()
    fonts = []
    for name, file in _STYLES.items():
        cut = kept / f"{name}.woff2"
        if not cut.is_file():
            _cut(file, cut)
        fonts.append(cut)
    return fonts


def put_fonts(folder: Path, cache: Path) -> None:
    """Put the web fonts, which are kept in ``cache``, into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    for cut in cut_fonts(cache):
        target = folder / cut.name
        if not target.is_file() or target.read_bytes() != cut.read_bytes():
            shutil.copyfile(cut, target)


def _cut(file: str, target: Path) -> None:
    from fontTools import subset
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    with resources.as_file(resources.files("fontpkg_ibm_plex_sans") / "files" / file) as path:
        font = TTFont(path, recalcTimestamp=False)
    narrowed = BytesIO()
    instancer.instantiateVariableFont(font, {"wdth": 100, "wght": (400, 400, 700)}).save(narrowed)
    font = TTFont(narrowed, recalcTimestamp=False)  # read again: the subsetter trips over what the instancer leaves
    options = subset.Options(flavor="woff2", layout_features=["kern", "liga", "calt", "tnum", "locl", "ccmp", "mark"])
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=_CHARACTERS)
    subsetter.subset(font)
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(f".{os.getpid()}")  # builds may run side by side
    font.flavor = "woff2"
    font.save(partial)
    partial.replace(target)
