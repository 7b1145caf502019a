"""The characters that a booklet can print: those of its one typeface, IBM Plex Sans, upright and italic alike."""

import re

from service_catalogue.yaml.values import composed

#: The characters of the typeface, as ranges; a test compares them with the fonts, which the check does not need.
_RANGES = (
    "\x20-\x7e\xa0-\u017f\u018f\u0192\u01a0\u01a1\u01af\u01b0\u01cd-\u01dc\u01fa-\u01ff\u0218-\u021b\u0237\u0259\u02bb\u02bc"
    "\u02c6\u02c7\u02d8-\u02dd\u0300-\u0304\u0306-\u030c\u0312\u0315\u031b\u0323\u0326-\u0328\u037e\u0384-\u038a\u038c"
    "\u038e-\u03a1\u03a3-\u03ce\u0400-\u045f\u0462\u0463\u046a\u046b\u0472-\u0475\u0490-\u04c2\u04cf-\u04d9\u04dc-\u04e9"
    "\u04ee-\u04f9\u0524\u0525\u0e3f\u1e80-\u1e85\u1e9e\u1ea0-\u1ef9\u2000-\u200a\u2010-\u2015\u2018-\u201a\u201c-\u201e"
    "\u2020-\u2022\u2026\u202f\u2030\u2032\u2033\u2039\u203a\u2044\u2070\u2074-\u2079\u2080-\u2089\u20a1\u20a4\u20a6"
    "\u20a8-\u20ae\u20b1\u20b2\u20b4\u20b5\u20b8-\u20ba\u20bd\u20bf\u2113\u2116\u2122\u2126\u212e\u2150\u2151\u2153-\u215e"
    "\u2190-\u2199\u21a9\u21aa\u21b0-\u21b3\u21b6\u21b7\u21ba\u21bb\u21c4\u21c6\u2202\u2206\u220f\u2211\u2212\u2215"
    "\u2219\u221a\u221e\u222b\u2236\u2248\u2260\u2264\u2265\u25ca\u2713\u274c\u2b0e-\u2b11\ufb01\ufb02\ufffd"
)
#: A character that the typeface lacks. Line breaks and tabs are spaces in print.
UNPRINTABLE = re.compile(f"[^{_RANGES}\t\n\r]")
_SPACE = re.compile("[\t\n\r]+")


def printable(text: str) -> str:
    """Return ``text`` as it is printed: the code of a character that the typeface lacks is in its place."""
    text = composed(str(text))
    if UNPRINTABLE.search(text):
        text = UNPRINTABLE.sub(lambda hit: f"[U+{ord(hit[0]):04X}]", text)
    return _SPACE.sub(" ", text)
