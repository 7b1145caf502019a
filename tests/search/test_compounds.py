"""Compounds are found by their parts, where a language writes them as one word."""

import pytest
from service_catalogue.search.stems import Stemmer, compound_parts

KNOWN = {"kapacit", "styring", "drift", "ansvar", "antivirus", "scanning", "overvaag", "monitor", "ring", "ment"}


def parts_of(key: str, links: str) -> tuple[str, ...]:
    return compound_parts(key, Stemmer("da").stem, links.split(), KNOWN)


@pytest.mark.parametrize(
    ("key", "parts"),
    [
        ("kapacitetsstyring", ("kapacit", "styring")),  # an s between them
        ("driftsansvar", ("drift", "ansvar")),
        ("antivirusscanning", ("antivirus", "scanning")),
        ("monitorering", ()),  # an ending is no part
        ("overvaagning", ()),
        ("styring", ()),
    ],
)
def test_parts_of_a_compound(key, parts):
    assert parts_of(key, "s e") == parts


def test_a_language_without_compounds_has_no_parts():
    assert parts_of("kapacitetsstyring", "") == ()
