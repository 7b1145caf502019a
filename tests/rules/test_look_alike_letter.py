"""A letter of a cell is the letter that it looks like, and not one of another alphabet."""

import unicodedata

from service_catalogue.rules.letters import _LOOK_ALIKES, looks_like


def test_the_table_holds_letters_of_other_alphabets():
    """Which an operator may write with too."""
    assert looks_like("С", {"C": None, "С": None}) == ""
    for latin, others in _LOOK_ALIKES.items():
        assert latin.isascii()
        assert len(set(others)) == len(others)
        for other in others:
            assert not other.isascii()
            assert other.isalpha(), other
            assert looks_like(other, {latin: None}) == latin
            assert unicodedata.name(other)
