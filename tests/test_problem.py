"""Values in messages: how they are quoted and shortened."""

import pytest
from service_catalogue.messages.problem import Location
from service_catalogue.messages.quotation import INVISIBLE, quote, visible
from service_catalogue.messages.suggestion import did_you_mean
from service_catalogue.messages.texts import with_marks


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("x", "“x”"),
        ("", "“”"),
        (5, "“5”"),
        ("a\nb\t c", "“a b c”"),
        ("\x1b[31mred", "“U+001B[31mred”"),
        ("a\u202eb", "“aU+202Eb”"),
        ("\ud800", "“U+D800”"),
        ("a\r\n::error::b", "“a ::error::b”"),
        ("x" * 61, "“" + "x" * 59 + "…”"),
        ("x" * 60, "“" + "x" * 60 + "”"),
    ],
)
def test_a_value_is_quoted_short_and_harmless(value, shown):
    assert with_marks(quote(value), "en") == shown
    assert with_marks(quote(value), "da") == shown.replace("“", "»").replace("”", "«")


def test_marks_that_are_quoted_stay_as_they_are():
    assert with_marks(quote("»a« “b” \x02c\x03"), "en") == "“»a« “b” U+0002cU+0003”"


@pytest.mark.parametrize("character", [*map(chr, (*range(9), 0xB, 0xC, *range(0xE, 0x20), *range(0x7F, 0xA0), 0xAD, 0x61C, 0x200B, 0x200E, 0x202E, 0x2028, 0x2066, 0xFEFF, 0xD800, 0xE0041, 0x3164))])  # fmt: skip
def test_an_invisible_character_is_shown_by_its_number(character):
    assert INVISIBLE.search(f"a{character}b")
    assert visible(character).startswith("U+")


@pytest.mark.parametrize("character", ["\ue000", "\U0010fffd", "\u0378"])
def test_what_means_nothing_to_others(character):
    """Characters for private use, and those that are none, stay in a text, but not in a message."""
    assert not INVISIBLE.search(character)
    assert visible(f"a{character}") == f"aU+{ord(character):04X}"


@pytest.mark.parametrize("text", ["æøåÆØÅ", "a b\tc\nd", "»x« – “y” … €", "é e\u0301", "日本", "😀", "a\u00a0b"])
def test_a_visible_text_stays_as_it_is(text):
    assert not INVISIBLE.search(text)
    assert visible(text) == text


@pytest.mark.parametrize(
    ("word", "known", "hint"),
    [
        ("bakup", ["backup", "restore"], " Did you mean “backup”?"),
        ("backup restore", ["backup", "restore"], " A comma is missing; write “backup, restore”."),
        ("x", ["backup", "restore"], " Known: “backup”, “restore”."),
        ("x", [f"option-{number}" for number in range(20)], ""),
        ("x", [], ""),
        ("", ["backup"], " Known: “backup”."),
    ],
)
def test_a_hint_names_what_may_be_meant(word, known, hint):
    assert did_you_mean(word, known)["en"] == hint
    assert bool(did_you_mean(word, known)) == bool(hint)


def test_a_location_counts_from_one():
    assert str(Location("a/b.yaml")) == "a/b.yaml:1:1"
    assert sorted([Location("b", 1, 1), Location("a", 10, 2), Location("a", 9, 3), Location("a", 9, 2)])[0] == Location("a", 9, 2)
