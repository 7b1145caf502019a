"""Compounds are found by their parts, where a language writes them as one word."""

import pytest
from service_catalogue.search.words import Compounds, Stemmer

KNOWN = {"kapacit", "styring", "drift", "ansvar", "antivirus", "scanning", "overvaag", "monitor", "ring", "ment"}


def compounds(links: str) -> Compounds:
    return Compounds(Stemmer("da").stem, links.split(), KNOWN)


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
    assert compounds("s e").parts(key) == parts


def test_a_language_without_compounds_has_no_parts():
    assert compounds("").parts("kapacitetsstyring") == ()
