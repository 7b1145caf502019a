"""A letter of a cell is the letter that it looks like, and not one of another alphabet."""

import unicodedata

import pytest
from service_catalogue.rules.look_alike_letter import _LOOK_ALIKES, looks_like

from tests.folders import DESK, assert_finds, said

CELL = (DESK, "lower: [CI, AR]")


@pytest.mark.parametrize(
    "cell",
    [
        "C⟦look-alike-letter⟧\N{CYRILLIC CAPITAL LETTER BYELORUSSIAN-UKRAINIAN I}",
        "⟦look-alike-letter⟧\N{CYRILLIC CAPITAL LETTER ES}I",
        "C⟦look-alike-letter⟧\N{GREEK CAPITAL LETTER IOTA}",
        "C⟦look-alike-letter⟧\N{FULLWIDTH LATIN CAPITAL LETTER I}",
        "C⟦look-alike-letter⟧\N{ROMAN NUMERAL ONE}",
        "C⟦look-alike-letter⟧\N{MATHEMATICAL BOLD CAPITAL I}",
        "⟦look-alike-letter⟧\N{CIRCLED LATIN CAPITAL LETTER C}",
        "C⟦look-alike-letter⟧\N{CYRILLIC SMALL LETTER BYELORUSSIAN-UKRAINIAN I}",  # a small one: the capital is meant
        "C⟦look-alike-letter⟧І⟦look-alike-letter⟧І",  # twice
        "CI⟦look-alike-letter⟧І",  # beside what it looks like
        "C, ⟦look-alike-letter⟧І",
        "C⟦look-alike-letter⟧І 1",
        "C⟦unknown-letter⟧\N{CYRILLIC CAPITAL LETTER ZHE}",  # looks like none
        "C⟦unknown-letter⟧\N{CYRILLIC CAPITAL LETTER HA}",  # looks like X, which the scheme has not
        "C⟦unknown-letter⟧\N{LATIN CAPITAL LETTER I WITH ACUTE}",
        "C⟦unknown-letter⟧i",
    ],
)
def test_look_alike_letter(tmp_path, cell):
    assert_finds(tmp_path, [(*CELL, f"lower: [{cell}, AR]" if "," not in cell else f'lower: ["{cell}", AR]')])


def test_one_that_counts_is_not_missed_as_well(tmp_path):
    assert_finds(tmp_path, [(*CELL, "lower: [CI, ⟦look-alike-letter⟧ΑR]")])


def test_a_letter_of_the_scheme_itself_is_right(tmp_path):
    """An operator may write with another alphabet."""
    own = [("roles.yaml", "letter: C", "letter: С"), ("roles.yaml", "ARCI", "ARСI")]
    assert_finds(tmp_path, [*own, (*CELL, "lower: [СI, AR]")])
    assert looks_like("С", {"C": None}) == "C"
    assert looks_like("С", {"C": None, "С": None}) == ""


def test_no_exception_can_be_made(tmp_path):
    exception = "exceptions:\n  - {rule: ⟦unneeded-exception⟧look-alike-letter, at: [ownership.lower], reason: {da: X, en: X}}\n"
    assert_finds(tmp_path, [(*CELL, "lower: [C⟦look-alike-letter⟧І, AR]"), (DESK, "exceptions:\n", exception)])


def test_the_message_says_which_character_it_is_and_which_is_meant(tmp_path):
    assert said(tmp_path, (*CELL, "lower: [CІ, AR]")) == [
        "“І” (U+0406, CYRILLIC CAPITAL LETTER BYELORUSSIAN-UKRAINIAN I) looks like “I”, but is another character. Type “I”."
    ]


def test_the_table_holds_letters_of_other_alphabets():
    for latin, others in _LOOK_ALIKES.items():
        assert latin.isascii()
        assert len(set(others)) == len(others)
        for other in others:
            assert not other.isascii()
            assert other.isalpha(), other
            assert looks_like(other, {latin: None}) == latin
            assert unicodedata.name(other)
