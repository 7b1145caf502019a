"""Cut the font of the pages from that of the booklets: ``python -m tests.cut_fonts [FILE]`` writes it."""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer
from service_catalogue.theme import FONTS

#: The family name of the subset, in the file and in the style sheet.
FAMILY = "Catalogue Sans"
#: IDs of the ``name`` table that are kept unchanged: copyright, version, licence, address of the licence.
KEPT_RECORDS = (0, 5, 13, 14)
#: Names of the original, longest first, and their replacements.
_NAMES = {"IBM;IBMPlexSans": FAMILY.replace(" ", ""), "IBM Plex Sans": FAMILY, "IBMPlexSans": FAMILY.replace(" ", "")}
#: IDs of records with names: family, style, identifier, full, PostScript, and the prefix of variations.
_NAMING_RECORDS = (1, 2, 3, 4, 6, 16, 17, 25)
#: Latin with its accents, general punctuation, currency, arrows and a few other signs on pages.
_CHARACTERS = (*range(0x20, 0x180), *range(0x2010, 0x2040), 0x20AC, 0x2122, *range(0x2190, 0x2194), 0x2212, 0x2260, 0x2713)


def cut(target: Path) -> None:
    """Write the subset to ``target``."""
    font = TTFont(FONTS / "IBMPlexSans.ttf", recalcTimestamp=False)
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
    font.flavor = "woff2"
    font.save(target)


def _rename(font: TTFont) -> None:
    """Replace the reserved name in all records but those of the licence."""
    names = font["name"]
    for record in list(names.names):
        if record.nameID not in KEPT_RECORDS:
            text = record.toUnicode()
            for old, new in _NAMES.items():
                text = text.replace(old, new)
            names.setName(text, record.nameID, record.platformID, record.platEncID, record.langID)


if __name__ == "__main__":
    cut(Path(*sys.argv[1:]) if sys.argv[1:] else FONTS / "catalogue-sans.woff2")
