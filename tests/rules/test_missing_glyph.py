"""A booklet can print every character of a text; what it cannot is reported at its place."""

import pytest
from fontTools.ttLib import TTFont
from service_catalogue.text import UNPRINTABLE, printable
from service_catalogue.theme import FONTS


@pytest.mark.parametrize("file", ["IBMPlexSans.ttf", "IBMPlexSans-Italic.ttf"])
def test_the_table_is_that_of_the_typeface(file):
    known = TTFont(FONTS / file).getBestCmap()
    claimed = {code for code in range(0x30000) if not UNPRINTABLE.fullmatch(chr(code))} - {ord(sign) for sign in "\t\n\r"}
    assert claimed <= set(known)
    missed = set(known) - claimed
    # What is private, invisible or a break of a line is no matter of print.
    assert {code for code in missed if not 0xE000 <= code < 0xF900} <= {0x200B, 0x200C, 0x200D, 0x2028, 0x2029, 0xFEFF}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("æøå ÆØÅ – ’ €", "æøå ÆØÅ – ’ €"),
        ("e\u0301", "é"),
        ("日本", "[U+65E5][U+672C]"),
        ("a\n b", "a  b"),
        ("🙂", "[U+1F642]"),
        ("\u212b", "Å"),
    ],
)
def test_a_character_without_a_glyph_is_printed_as_its_number(text, shown):
    assert printable(text) == shown
