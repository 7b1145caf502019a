"""Third-party material: the web fonts, renamed subsets of the family of the booklets, and the licences of distributions.

The file of the family is variable in weight and width, and has 700 kB with all scripts. The subset has the Latin letters at normal
width in all weights. The few words in italics are slanted by the browser. The family's licence, the OFL, reserves the name "Plex"
for the original, so the subset has a name of its own.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from importlib import metadata, resources
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont


def licence_text(name: str) -> str:
    """Return the text of the licence of the installed distribution ``name``. Raise ``LookupError`` if it brings none."""
    distribution = metadata.distribution(name)
    texts = []
    for file in distribution.metadata.get_all("License-File", []):
        # The folder depends on the version of the metadata.
        text = distribution.read_text(f"licenses/{file}") or distribution.read_text(file)
        texts += [text] if text else []
    if not texts:
        raise LookupError(f"{name} {distribution.version} brings no text of its licence")
    return "\n".join(texts)


#: The family name of the web fonts, in the files and in the style sheet.
FAMILY = "Catalogue Sans"
#: IDs of the ``name`` table that are kept unchanged: copyright, version, licence, address of the licence.
KEPT_RECORDS = (0, 5, 13, 14)
#: The file of the licence, beside the fonts.
LICENCE = "OFL.txt"
_PACKAGE = "fontpkg-ibm-plex-sans"
_STYLES = {"catalogue-sans": "IBMPlexSans[wdth,wght].ttf"}
#: Names of the original, longest first, and their replacements.
_NAMES = {"IBM;IBMPlexSans": FAMILY.replace(" ", ""), "IBM Plex Sans": FAMILY, "IBMPlexSans": FAMILY.replace(" ", "")}
#: IDs of records with names: family, style, identifier, full, PostScript, and the prefix of variations.
_NAMING_RECORDS = (1, 2, 3, 4, 6, 16, 17, 25)
#: Latin with its accents, general punctuation, currency, arrows and a few other signs on pages.
_CHARACTERS = (*range(0x20, 0x180), *range(0x2010, 0x2040), 0x20AC, 0x2122, *range(0x2190, 0x2194), 0x2212, 0x2260, 0x2713)


def cut_fonts(cache: Path) -> list[Path]:
    """Make the web fonts unless they are in the folder ``cache``, and return their files."""
    fonts = _files(cache)
    for file, cut in fonts.items():
        if not cut.is_file():
            _cut(file, cut)
    return [*fonts.values()]


def are_cut(cache: Path) -> bool:
    """Return whether ``cache`` has all web fonts."""
    return all(cut.is_file() for cut in _files(cache).values())


def _files(cache: Path) -> dict[str, Path]:
    """Return the file in ``cache`` for each file of the family."""
    made_with = (*(metadata.version(name) for name in (_PACKAGE, "fonttools", "brotli")), Path(__file__).read_text("utf-8"))
    kept = cache / hashlib.blake2b("\n".join(made_with).encode(), digest_size=8).hexdigest()
    return {file: kept / f"{name}.woff2" for name, file in _STYLES.items()}


def put_fonts(folder: Path, cache: Path) -> None:
    """Copy the web fonts from ``cache``, with their licence, into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    for cut in cut_fonts(cache):
        target = folder / cut.name
        if not target.is_file() or target.read_bytes() != cut.read_bytes():
            shutil.copyfile(cut, target)
    (folder / LICENCE).write_text(licence_text(_PACKAGE), "utf-8")


def _cut(file: str, target: Path) -> None:
    from fontTools import subset
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    with resources.as_file(resources.files("fontpkg_ibm_plex_sans") / "files" / file) as path:
        font = TTFont(path, recalcTimestamp=False)
    # Subset first: the instancer takes four times as long for all scripts.
    options = subset.Options(
        layout_features=["kern", "liga", "calt", "tnum", "locl", "ccmp", "mark"],
        name_IDs=sorted({*KEPT_RECORDS, *_NAMING_RECORDS}),
    )
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=_CHARACTERS)
    subsetter.subset(font)
    narrowed = BytesIO()
    font.save(narrowed)
    font = TTFont(narrowed, recalcTimestamp=False)  # the instancer needs tables as they are in a file
    instancer.instantiateVariableFont(font, {"wdth": 100, "wght": (400, 400, 700)}, inplace=True)
    _rename(font)
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(f".{os.getpid()}")  # other builds may run in parallel
    font.flavor = "woff2"
    font.save(partial)
    partial.replace(target)


def _rename(font: TTFont) -> None:
    """Replace the reserved name in all records but those of the licence."""
    names = font["name"]
    for record in list(names.names):
        if record.nameID not in KEPT_RECORDS:
            text = record.toUnicode()
            for old, new in _NAMES.items():
                text = text.replace(old, new)
            names.setName(text, record.nameID, record.platformID, record.platEncID, record.langID)
